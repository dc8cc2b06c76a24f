"""Entries as nodes, written links as edges: a NetworkX `MultiDiGraph` made of sound entries only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from kg.catalogue import Catalogue, Record, Statement


# Compared by identity, so that answers can be remembered per graph.
@dataclass(frozen=True, eq=False)
class Graph:
    """The graph, and the catalogue it was made of. Nothing above changes either."""

    catalogue: Catalogue
    net: nx.MultiDiGraph

    def record(self, id: str) -> Record:
        return self.catalogue.records[id]

    def title(self, id: str) -> str:
        record = self.catalogue.records.get(id)
        return record.entry.title if record else id

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The written links whose both ends are sound entries: what the edges are made of."""
        known = self.catalogue.records
        return tuple(s for s in self.catalogue.statements if s.source in known and s.target in known)

    def layer_names(self, id: str) -> tuple[str, ...]:
        return tuple(ref.layer for ref in self.record(id).entry.layers)


def build(catalogue: Catalogue) -> Graph:
    """Link what can be linked. A link into the void is left out here and reported by a check."""
    net = nx.MultiDiGraph()
    for id, record in catalogue.records.items():
        net.add_node(id, kind=record.kind, title=record.entry.title)
    graph = Graph(catalogue, net)
    for statement in graph.statements:
        # NetworkX makes missing nodes without a word: `statements` names sound ends only.
        net.add_edge(
            statement.source,
            statement.target,
            relation=statement.relation.name,
            standing=statement.link.standing,
            statement=statement,
        )
    for record in catalogue.of_kind("result"):
        equation = getattr(record.entry, "equation", None)
        for quantity in sorted(set(equation.symbols.values())) if equation else ():
            if quantity in net:
                net.add_edge(record.id, quantity, relation="involves", standing="unstated", statement=None)
    return graph
