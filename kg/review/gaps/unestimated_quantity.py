"""A quantity that no method estimates.

It enters equations or quantifies something, but nothing here says how to measure it. Link a method with `estimates`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked

_CLOSES = (("method", "estimates"),)


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("quantity"):
        if not linked(graph, record.id, "estimated_by"):
            sentence = f"No method in the atlas estimates [[{record.id}]]."
            stub = add_link(graph, record.id, "estimated_by", "method/NAME", systems=False)
            yield Gap(record.id, sentence, stub, closes=_CLOSES)
