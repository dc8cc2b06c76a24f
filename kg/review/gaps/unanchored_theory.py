"""A theory from which no anchored trace leads to a mechanism.

Nothing that it states or explains has been followed down to a mechanism in one concrete system. The chain may be missing
altogether, or be spliced from different systems.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.queries.trace import traces
from kg.review._gap import Gap, add_link, score

_CLOSES = (("phenomenon", "explained_by"), ("mechanism", "explained_by"))


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.catalogue.of_kind("theory"):
        best = traces(graph, record.id, most=1).chains
        if best and best[0].anchored:
            continue
        how = "only spliced chains lead" if best else "no chain leads"
        sentence = f"From [[{record.id}]] {how} down to a mechanism in a concrete system."
        stub = "# in an entry of a phenomenon that the theory explains\n" + _link(graph, record.id)
        yield Gap(record.id, sentence, stub, score(graph, None, record.id), closes=_CLOSES)


def _link(graph: Graph, id: str) -> str:
    return add_link(graph, id, "explains", "phenomenon/NAME")
