"""One file format for the whole graph each; a module offers `SUFFIX`, `pieces(graph, choice)`, which yields the file in pieces of
text or bytes, and `TAKES`, the parts of a `Choice` that it heeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from kg import discover
from kg.catalogue import Record, Statement
from kg.graph import Graph

VERSION = 1
"""Of the JSON: raised when a reader of the old one would go wrong."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the graph is wanted, and what the file should say about itself."""

    kinds: frozenset[str] = frozenset()
    """Only entries of these kinds, and links between them; all where empty."""
    table: str = "entries"
    title: str = ""
    base: str = ""
    """The address of the published atlas."""
    licence: str = ""
    """The licence of the entries, as an SPDX identifier."""

    def records(self, graph: Graph) -> Iterator[Record]:
        for record in graph.catalogue.records.values():
            if not self.kinds or record.kind in self.kinds:
                yield record

    def statements(self, graph: Graph) -> Iterator[Statement]:
        for statement in graph.statements:
            if self.holds(statement.source) and self.holds(statement.target):
                yield statement

    def holds(self, id: str) -> bool:
        return not self.kinds or id.partition("/")[0] in self.kinds


EVERYTHING = Choice()


@cache
def formats() -> dict[str, ModuleType]:
    """Format name to its module."""
    return {name: discover.module(__name__, name) for name in discover.names(__name__)}
