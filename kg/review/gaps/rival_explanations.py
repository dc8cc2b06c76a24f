"""Explanations of one phenomenon with no link between them.

They may agree, contradict each other, or speak of different regimes: nobody here says. Link them with `contradicts`,
`equivalent_to`, `specialises`, `depends_on` or `bears_on`, whichever a source supports.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

_NAMED = 4


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("phenomenon"):
        explanations = sorted(set(linked(graph, record.id, "explained_by")))
        groups = _groups(graph, explanations)
        if len(groups) > 1:
            first = [group[0] for group in groups]
            named = ", ".join(f"[[{id}]]" for id in first[:_NAMED]) + (" and others" if len(first) > _NAMED else "")
            many = len(explanations)
            sentence = f"[[{record.id}]] has {many} explanations, and nothing says how these relate: {named}."
            stub = add_link(graph, first[0], "bears_on", first[1], systems=False)
            points = score(graph, None, record.id) * (len(groups) - 1)
            yield Gap(first[0], sentence, stub, points, (*first[1:], record.id))


def _groups(graph: Graph, explanations: list[str]) -> list[list[str]]:
    """Explanations that some chain of links among them ties together, in the order of ids."""
    among = nx.Graph()
    among.add_nodes_from(explanations)
    for statement in (s for id in explanations for s in graph.catalogue.about.get(id, ())):
        if statement.source in among and statement.target in among:
            among.add_edge(statement.source, statement.target)
    return sorted(sorted(group) for group in nx.connected_components(among))
