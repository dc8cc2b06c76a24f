"""A finding with the line it is about, carets under the place, notes, and what to type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from kg.diagnostics import Diagnostic, Span
from kg.reports import ReadText
from kg.reports._terminal import safe, width
from kg.reports.concise import headline

_Lines = Callable[[str], list[str]]

_WINDOW = 110
"""Characters of a source line that are shown at most."""


def render(findings: Sequence[Diagnostic], read: ReadText) -> str:
    lines = cache(lambda path: [] if (text := read(path)) is None else text.split("\n"))
    return "\n".join("\n".join(_block(finding, lines)) + "\n" for finding in findings)


def _block(finding: Diagnostic, read: _Lines) -> Iterator[str]:
    yield headline(finding)
    margin = " " * len(str(finding.span.line))
    yield from _excerpt(finding.span, read, margin)
    for note in finding.notes:
        yield f"{margin} = note: {safe(note.message)}" + (f": {safe(note.span.place)}" if note.span else "")
    if finding.help:
        yield f"{margin} = help: {safe(finding.help)}"


def _excerpt(span: Span, read: _Lines, margin: str) -> Iterator[str]:
    lines = read(span.path)
    if not 0 < span.line <= len(lines):
        return
    line = lines[span.line - 1].rstrip("\r")
    start = min(span.column - 1, len(line))
    end = min(max(span.end_column - 1, start), len(line)) if span.end_line == span.line else len(line)
    first = max(0, start - _WINDOW // 2) if len(line) > _WINDOW else 0
    shown = line[first : first + _WINDOW]
    lead, trail = "..." * (first > 0), "..." * (first + _WINDOW < len(line))
    marked = safe(line[start : min(end, first + _WINDOW)])
    yield f"{margin} |"
    yield f"{span.line} | {lead}{safe(shown)}{trail}"
    yield f"{margin} | {' ' * (len(lead) + width(safe(line[first:start])))}{'^' * max(width(marked), 1)}"


def paint(text: str) -> str:
    """The same with colours for a terminal."""
    text = re.sub(r"(?m)^(.*?: )(error)(\[[a-z-]+\])", "\\1\x1b[1;31m\\2\\3\x1b[0m", text)
    text = re.sub(r"(?m)^(.*?: )(warning)(\[[a-z-]+\])", "\\1\x1b[1;33m\\2\\3\x1b[0m", text)
    text = re.sub(r"(?m)^( +\| +)(\^+)$", "\\1\x1b[1;31m\\2\x1b[0m", text)
    return re.sub(r"(?m)^( +)= (help|note):", "\\1= \x1b[1;36m\\2:\x1b[0m", text)
