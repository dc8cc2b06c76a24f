"""A record on its way to a paper entry: the same for every format, with the place it came from."""

from __future__ import annotations

from dataclasses import dataclass

from kg.diagnostics import Span
from kg.records.identifiers import Names


@dataclass(frozen=True, slots=True)
class Draft:
    """What a record says, in the words of a paper entry. Texts are plain by now: no LaTeX, no HTML, no line breaks."""

    span: Span
    key: str
    """What the file calls the record."""
    type: str
    title: str
    authors: tuple[str, ...]
    issued: str
    names: Names
    venue: str = ""
    more_authors: bool = False
    keywords: tuple[str, ...] = ()
    note: str = ""
    """Somebody's own words about the work, never its abstract."""
    remarks: tuple[str, ...] = ()
    """What was guessed or left out on the way here."""
    problem: str = ""
    """Why it cannot become a paper."""
