"""The best chain that passes through an entry: from a theory or result above it down to a mechanism below it, as far as there is one."""

from __future__ import annotations

from kg.graph import Graph
from kg.queries._chain import Chain, rank
from kg.queries._descent import descent
from kg.queries.trace import traces, traces_up

MOST = 12
"""Chains above and below that are tried with each other."""


def through(graph: Graph, id: str) -> Chain | None:
    """Anchored before spliced, from a theory before from a result, then as chains are ranked; half a chain where the entry has
    only an upper or a lower half.

    What is spliced together need not be anchored where both halves are: some system has to carry the whole.
    """
    kind = id.partition("/")[0]
    below = traces(graph, id, most=MOST).chains if kind != "mechanism" else ()
    if kind == "theory" and below:
        return below[0]
    above = traces_up(graph, id, most=MOST).chains
    search = descent(graph)
    whole = [
        search.join(upper.steps + lower.steps)
        for upper in above
        for lower in below
        if len({*upper.ids} & {*lower.ids}) == 1
    ]
    return min(whole or below or above, key=_key, default=None)


def _key(chain: Chain) -> tuple[object, ...]:
    spliced, *rest = rank(chain)
    return spliced, not chain.ids[0].startswith("theory/"), *rest
