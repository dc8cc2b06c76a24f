"""A phenomenon that rests on no known mechanism.

It is explained, perhaps, but nobody here says which algorithm or circuit in a network brings it about. If one is known, add
it as a mechanism and link it with `rests_on`, naming the system where it was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

_CLOSES = (("mechanism", "underlies"),)


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("phenomenon"):
        if not linked(graph, record.id, "rests_on"):
            sentence = f"[[{record.id}]] rests on no known mechanism."
            stub = add_link(graph, record.id, "rests_on", "mechanism/NAME")
            yield Gap(record.id, sentence, stub, score(graph, record.id, None), closes=_CLOSES)
