"""A theory from which no anchored trace leads to a mechanism.

Nothing that it states or explains has been followed down to a mechanism in one concrete system. The chain may be missing
altogether, or be spliced from different systems.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.queries.trace import grounded, has_anchored
from kg.review._gap import Gap, add_link, score

_CLOSES = (("phenomenon", "explained_by"), ("mechanism", "explained_by"))


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("theory"):
        if has_anchored(graph, record.id):
            continue
        how = "only spliced chains lead" if grounded(graph, record.id) else "no chain leads"
        sentence = f"From [[{record.id}]] {how} down to a mechanism in a concrete system."
        stub = add_link(graph, record.id, "explains", "phenomenon/NAME")
        yield Gap(record.id, sentence, stub, score(graph, None, record.id), closes=_CLOSES)
