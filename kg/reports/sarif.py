"""SARIF 2.1.0, which hosts of code and editors read: each finding with its rule and the pages that explain it.

OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0": columns count in code points (3.14.17), a region's end
is exclusive (3.30), and a URI holds nothing but what RFC 3986 allows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kg.diagnostics import Diagnostic, Rule, Span
from kg.reports import ReadText


def render(findings: Sequence[Diagnostic], read: ReadText) -> str:
    rules = sorted({finding.rule for finding in findings}, key=lambda rule: rule.name)
    places = {rule: number for number, rule in enumerate(rules)}
    driver = {"name": "kg", "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.rule]) for finding in findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    described = {"help": {"text": rule.explanation}} if rule.explanation else {}
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        **described,
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Diagnostic, rule: int) -> dict[str, Any]:
    # A host shows the message alone, so it also says what to type.
    text = finding.message + (f"\n{finding.help}" if finding.help else "")
    related = [
        {**_location(note.span), "message": {"text": note.message}} for note in finding.notes if note.span is not None
    ]
    remarks = [note.message for note in finding.notes if note.span is None]
    return {
        "ruleId": finding.rule.name,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": "\n".join([text, *remarks])},
        "locations": [_location(finding.span)],
        **({"relatedLocations": related} if related else {}),
    }


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": quote(span.path)}, "region": region}}
