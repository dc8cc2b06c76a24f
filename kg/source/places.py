"""Where the keys and values of a file stand."""

from __future__ import annotations

from typing import Any

from kg.diagnostics import Span
from kg.source.files import SourceFile


class Place:
    """Where one node stands, counted from 0, with the places of what it holds."""

    __slots__ = ("children", "column", "end_column", "end_line", "keys", "line")

    def __init__(self, start: Any, end: Any) -> None:
        self.line: int = start.line
        self.column: int = start.column
        self.end_line: int = end.line
        self.end_column: int = end.column
        self.children: dict[str | int, Place] = {}
        self.keys: dict[str | int, Place] = {}

    def close(self, event: Any) -> None:
        self.end_line, self.end_column = event.end_mark.line, event.end_mark.column

    def span(self, source: SourceFile) -> Span:
        end_column = self.end_column
        if self.end_line != self.line:
            # A value of several lines is shown by its first one.
            end_column = len(source.text.split("\n", self.line + 1)[self.line].rstrip())
        end_column = max(end_column, self.column + 1)
        return Span(source.path, self.line + 1, self.column + 1, self.line + 1, end_column + 1)
