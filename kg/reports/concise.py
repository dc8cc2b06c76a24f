"""One line per finding, as compilers print them and editors read them."""

from __future__ import annotations

from collections.abc import Sequence

from kg.diagnostics import Diagnostic
from kg.reports import ReadText
from kg.reports._terminal import safe


def render(findings: Sequence[Diagnostic], read: ReadText) -> str:
    return "".join(f"{headline(finding)}{_help(finding)}\n" for finding in findings)


def headline(finding: Diagnostic) -> str:
    severity, rule = finding.severity.value, finding.rule.name
    return safe(f"{finding.span.place}: {severity}[{rule}] {finding.message}")


def _help(finding: Diagnostic) -> str:
    return f" ({safe(finding.help)})" if finding.help else ""
