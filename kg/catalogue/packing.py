"""Findings as plain data and back, for the cache."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.diagnostics import Diagnostic, Note, Rule, Severity, Span


def pack(findings: Iterable[Diagnostic]) -> list[Any]:
    """Lists of texts and numbers; a rule is written once, and named by its place among the rules."""
    rules: dict[Rule, int] = {}
    rows = [
        [rules.setdefault(f.rule, len(rules)), _span(f.span), f.message, [_note(note) for note in f.notes], f.help]
        for f in findings
    ]
    return [[[rule.name, rule.summary, rule.severity.value, rule.explanation] for rule in rules], rows]


def unpack(packed: Sequence[Any]) -> list[Diagnostic]:
    rules = [Rule(name, summary, Severity(severity), explanation) for name, summary, severity, explanation in packed[0]]
    return [
        Diagnostic(
            rules[rule],
            Span(*span),
            message,
            tuple(Note(words, Span(*place) if place else None) for words, place in notes),
            help,
        )
        for rule, span, message, notes, help in packed[1]
    ]


def _span(span: Span) -> list[str | int]:
    return [span.path, span.line, span.column, span.end_line, span.end_column]


def _note(note: Note) -> list[Any]:
    return [note.message, _span(note.span) if note.span else None]
