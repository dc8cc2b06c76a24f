"""One file as plain data, beside the place of every key and value.

Every scalar stays the text that was typed. Whether `2023` is a number or `NO` a word is decided by the field that asks
(`schema/entry.py`), so an unquoted arXiv id keeps its last zero.

Data comes from one pass over the events of the YAML parser (`compose.py`). Places are wanted for findings only, so they come from a
second pass, made when the first one is asked for: an atlas without findings never pays for them. A file that is known from an
earlier run pays for neither, and not even for the parser's import, until somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg import discover
from kg.diagnostics import Diagnostic, Span
from kg.source.files import SourceFile
from kg.source.places import Place
from kg.source.quoted import Quoted
from kg.source.syntax import RULES

__all__ = ["RULES", "Loc", "Quoted", "Tree", "parse"]

Loc = tuple[str | int, ...]


class Tree:
    """The data of one file, and `span` and `key_span` for any place in it. Without data it reads its source when asked."""

    __slots__ = ("_blanks", "_data", "_places", "source")

    def __init__(self, source: SourceFile, data: Mapping[str, Any] | None = None, has_blanks: bool = False) -> None:
        self.source = source
        self._data = data
        self._blanks = has_blanks
        self._places: Place | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        return self._read()[0]

    @property
    def has_blanks(self) -> bool:
        """Some key has no value, which is `None` in the data."""
        return self._read()[1]

    def forget(self) -> None:
        """Let go of the data; whoever asks for it after all has the source read again."""
        self._data = self._places = None

    def _read(self) -> tuple[Mapping[str, Any], bool]:
        if self._data is None:
            composed = _compose().composed(self.source.text, places=False)
            self._data, self._blanks = composed.data, composed.blank
        return self._data, self._blanks

    def span(self, *loc: str | int) -> Span:
        """The place of the value at `loc`; of the nearest value around it where there is none."""
        return self._place(loc)[0].span(self.source)

    def key_span(self, *loc: str | int) -> Span:
        """The place of the key that `loc` ends with, or of the value where it ends with an index."""
        around, missing = self._place(loc[:-1])
        key = around.keys.get(loc[-1]) if not missing else None
        return key.span(self.source) if key else self.span(*loc)

    def text_span(self, text: str, *loc: str | int) -> Span:
        """The first place where `text` stands inside the value at `loc`, or the value's own place."""
        place = self._place(loc)[0]
        lines = self.source.text.split("\n")
        for number in range(place.line, min(place.end_line, len(lines) - 1) + 1):
            begin = place.column if number == place.line else 0
            found = lines[number].find(text, begin)
            if found >= 0:
                return Span(self.source.path, number + 1, found + 1, number + 1, found + 1 + len(text))
        return place.span(self.source)

    def _place(self, loc: Loc) -> tuple[Place, bool]:
        if self._places is None:
            self._places = _compose().composed(self.source.text, places=True).place
        place: Place = self._places
        for step in loc:
            inner = place.children.get(step)
            if inner is None:
                return place, True
            place = inner
        return place, False


def parse(source: SourceFile, *, pure: bool = False) -> tuple[Tree | None, list[Diagnostic]]:
    """The data of a file, or the findings that say why it has none. `pure` asks for the parser without libyaml."""
    composed, findings = _compose().read(source, pure=pure)
    return (Tree(source, composed.data, composed.blank) if composed else None), findings


def _compose() -> Any:
    # PyYAML is 15 ms of every start, and files known from an earlier run are not parsed.
    return discover.module("kg.source", "compose")
