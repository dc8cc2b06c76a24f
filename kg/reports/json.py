"""Findings as JSON, for programs: an object with a version and a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kg.diagnostics import Diagnostic, Span
from kg.reports import ReadText

VERSION = 1


def render(findings: Sequence[Diagnostic], read: ReadText) -> str:
    return json.dumps({"version": VERSION, "findings": [_finding(finding) for finding in findings]}, indent=1) + "\n"


def _finding(finding: Diagnostic) -> dict[str, Any]:
    return {
        "rule": finding.rule.name,
        "severity": finding.severity.value,
        **_place(finding.span),
        "message": finding.message,
        "help": finding.help,
        "notes": [{"message": note.message, **(_place(note.span) if note.span else {})} for note in finding.notes],
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
