"""A phenomenon that nothing explains.

Seen again and again, and no theory or result here says why. If there is an account, add it as a result and link it with
`explained_by`, saying where it was shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

_CLOSES = (("result", "explains"), ("theory", "explains"))


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("phenomenon"):
        if not linked(graph, record.id, "explained_by"):
            sentence = f"Nothing in the atlas explains [[{record.id}]]."
            stub = add_link(graph, record.id, "explained_by", "result/NAME")
            yield Gap(record.id, sentence, stub, score(graph, None, record.id), closes=_CLOSES)
