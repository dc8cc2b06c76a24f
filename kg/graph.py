"""Entries as nodes and written links as edges, between sound entries only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from kg import discover
from kg.catalogue import Catalogue, Record, Statement

T = TypeVar("T")


class PerEntry(dict[str, T]):
    """An answer for each entry, made when it is first asked for: one page asks about a few of ten thousand."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, id: str) -> T:
        made = self[id] = self._make(id)
        return made

    def get(self, id: str, default: Any = None) -> T:
        return self[id]


# Compared by identity, so that answers can be remembered per graph.
@dataclass(frozen=True, eq=False)
class Graph:
    """The links of a catalogue, each way round. Nothing above changes either."""

    catalogue: Catalogue

    def record(self, id: str) -> Record:
        return self.catalogue.records[id]

    def title(self, id: str) -> str:
        record = self.catalogue.records.get(id)
        return record.entry.title if record else id

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The written links whose both ends are sound entries: what the edges are made of."""
        known, every = self.catalogue.records, self.catalogue.statements
        sound = tuple(s for s in every if s.source in known and s.target in known)
        # Mostly all are, and a million links need not be held twice.
        return every if len(sound) == len(every) else sound

    @cached_property
    def about(self) -> Mapping[str, tuple[Statement, ...]]:
        """Id to the statements it takes part in; those that lead nowhere are left out."""
        every = self.catalogue.about
        if self.statements is self.catalogue.statements:
            return every
        known = self.catalogue.records
        return {
            id: tuple(s for s in found if s.source in known and s.target in known)
            for id, found in every.items()
            if id in known
        }

    @cached_property
    def refuted(self) -> frozenset[str]:
        """The results that stand refuted themselves, whatever the links say."""
        results = self.catalogue.of_kind("result")
        return frozenset(r.id for r in results if getattr(r.entry, "standing", "") == "refuted")

    @cached_property
    def net(self) -> Any:
        """A NetworkX `MultiDiGraph`, made and imported when first asked for: at a million links it weighs half a gigabyte."""
        return discover.module("kg", "net").net(self)

    def of_kind(self, kind: str) -> list[Record]:
        return self.catalogue.of_kind(kind)

    @property
    def whole(self) -> Graph:
        """The graph of which this shows a part."""
        return self

    def layer_names(self, id: str) -> tuple[str, ...]:
        return tuple(ref.layer for ref in self.record(id).entry.layers)


@dataclass(frozen=True, eq=False)
class Focus(Graph):
    """A graph whose walks over kinds and statements pass one entry and those it is linked with; all else is as in the whole.

    What concerns an entry is found in it without a look at all others: a preview has no second to spare.
    """

    full: Graph
    id: str

    @property
    def whole(self) -> Graph:
        return self.full

    @cached_property
    def ids(self) -> tuple[str, ...]:
        ends = (end for s in self.full.about.get(self.id, ()) for end in (s.source, s.target))
        return tuple(sorted({self.id, *ends}))

    def of_kind(self, kind: str) -> list[Record]:
        return [record for id in self.ids if (record := self.record(id)).kind == kind]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        found = {id(s): s for end in self.ids for s in self.full.about.get(end, ())}
        return tuple(in_order(found.values()))


def in_order(statements: Iterable[Statement]) -> list[Statement]:
    """Some of the statements of a graph, as they stand among all."""
    return sorted(statements, key=_written)


def _written(statement: Statement) -> tuple[str, int, int]:
    _, relation, index = statement.loc
    return statement.record.id, list(statement.record.entry.links).index(str(relation)), int(index)


def build(catalogue: Catalogue) -> Graph:
    """Link what can be linked. A link into the void is left out here and reported by a check."""
    return Graph(catalogue)
