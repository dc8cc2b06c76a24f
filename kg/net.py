"""The graph as a NetworkX `MultiDiGraph`, for whoever wants its algorithms."""

from __future__ import annotations

import networkx as nx

from kg.graph import Graph


def net(graph: Graph) -> nx.MultiDiGraph:
    """Nodes are ids with kind and title; edges bear relation, standing and the statement; `involves` is read off equations."""
    made = nx.MultiDiGraph()
    for id, record in graph.catalogue.records.items():
        made.add_node(id, kind=record.kind, title=record.entry.title)
    for statement in graph.statements:
        # NetworkX makes missing nodes without a word: `statements` names sound ends only.
        made.add_edge(
            statement.source,
            statement.target,
            relation=statement.relation.name,
            standing=statement.link.standing,
            statement=statement,
        )
    for record in graph.catalogue.of_kind("result"):
        equation = getattr(record.entry, "equation", None)
        for quantity in sorted(set(equation.symbols.values())) if equation else ():
            if quantity in made:
                made.add_edge(record.id, quantity, relation="involves", standing="unstated", statement=None)
    return made
