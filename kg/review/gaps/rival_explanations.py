"""Explanations of one phenomenon with no link between them.

They may agree, contradict each other, or speak of different regimes: nobody here says. Link them with `contradicts`,
`equivalent_to`, `specialises`, `depends_on` or `bears_on`, whichever a source supports.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, neighbours, score

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
    groups: list[set[str]] = []
    for id in explanations:
        # The set of a hub may be long, and what it meets here is short.
        tied = [group for group in groups if not group.isdisjoint(neighbours(graph, id))]
        groups = [*(group for group in groups if group not in tied), {id}.union(*tied)]
    return sorted(sorted(group) for group in groups)
