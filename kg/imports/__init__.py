"""One source of bibliographic records each: a file format or a service.

The module of a format offers `SUFFIXES`, and `read(text, path)`, which gives drafts of papers and findings: each record of the
text is one of the two. That of a service offers `NAME`, `keys(names)`, which gives what it can be asked about a work, and
`ask(web, key)`, which gives a draft.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from kg import discover
from kg.diagnostics import Diagnostic
from kg.imports._draft import Draft


@cache
def formats() -> dict[str, ModuleType]:
    """Format name to its module."""
    return {name: module for name, module in _modules().items() if hasattr(module, "SUFFIXES")}


@cache
def services() -> dict[str, ModuleType]:
    """Name of a service to its module, in the order in which they are asked."""
    return {name: module for name, module in _modules().items() if hasattr(module, "ask")}


@cache
def _modules() -> dict[str, ModuleType]:
    return {name: discover.module(__name__, name) for name in discover.names(__name__)}


def format_of(path: str) -> str | None:
    """The format that a file's name tells."""
    name = path.lower()
    return next((format for format, module in formats().items() if name.endswith(module.SUFFIXES)), None)


def read(text: str, path: str, format: str) -> tuple[list[Draft], list[Diagnostic]]:
    """The records of a text as drafts, and findings about those that cannot be read."""
    found: tuple[list[Draft], list[Diagnostic]] = formats()[format].read(text, path)
    return found
