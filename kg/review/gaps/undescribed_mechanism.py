"""A mechanism that no theory describes.

It was found in a network, but no theory here has words for it. If it was described in the terms of one, link it with
`described_in`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

_CLOSES = (("theory", "describes"),)


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("mechanism"):
        if not linked(graph, record.id, "described_in"):
            sentence = f"No theory in the atlas describes [[{record.id}]]."
            stub = add_link(graph, record.id, "described_in", "theory/NAME", systems=False)
            yield Gap(record.id, sentence, stub, score(graph, None, record.id), closes=_CLOSES)
