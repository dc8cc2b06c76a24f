"""Workflow commands, which GitHub shows as annotations on the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from kg.diagnostics import Diagnostic
from kg.reports import ReadText
from kg.reports._terminal import safe


def render(findings: Sequence[Diagnostic], read: ReadText) -> str:
    return "".join(_command(finding) for finding in findings)


def _command(finding: Diagnostic) -> str:
    span = finding.span
    place = {
        "file": span.path,
        "line": span.line,
        "col": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "title": finding.rule.name,
    }
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    message = finding.message + (f"\n{finding.help}" if finding.help else "")
    return f"::{finding.severity.value} {properties}::{_data(message)}\n"


def _data(text: str) -> str:
    lines = [safe(line) for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return safe(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
