"""Entries as nodes and written links as edges, between sound entries only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg import discover
from kg.catalogue import Catalogue, Record, Statement


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

    def layer_names(self, id: str) -> tuple[str, ...]:
        return tuple(ref.layer for ref in self.record(id).entry.layers)


def build(catalogue: Catalogue) -> Graph:
    """Link what can be linked. A link into the void is left out here and reported by a check."""
    return Graph(catalogue)
