"""One format of bibliographic records each.

Its module offers `SUFFIXES`, and `read(text, path)`, which gives drafts of papers and findings: each record of the text is one
of the two.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from kg import discover
from kg.diagnostics import Diagnostic
from kg.records.draft import Draft


@cache
def formats() -> dict[str, ModuleType]:
    """Format name to its module."""
    return {name: discover.module(__name__, name) for name in discover.names(__name__)}


def format_of(path: str) -> str | None:
    """The format that a file's name tells."""
    name = path.lower()
    return next((format for format, module in formats().items() if name.endswith(module.SUFFIXES)), None)


def read(text: str, path: str, format: str) -> tuple[list[Draft], list[Diagnostic]]:
    """The records of a text as drafts, and findings about those that cannot be read."""
    found: tuple[list[Draft], list[Diagnostic]] = formats()[format].read(text, path)
    return found
