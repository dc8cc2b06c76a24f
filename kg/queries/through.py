"""The best chain that passes through an entry: from a theory or result above it down to a mechanism below it, as far as there is one."""

from __future__ import annotations

from collections.abc import Sequence

from kg.graph import Graph
from kg.queries._chain import Chain, rank
from kg.queries._descent import Descent, descent
from kg.queries.trace import traces, traces_up
from kg.schema.standing import STRENGTH

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
    return _whole(descent(graph), above, below) or min(below or above, key=_key, default=None)


def _whole(search: Descent, above: Sequence[Chain], below: Sequence[Chain]) -> Chain | None:
    """The best of all that an upper and a lower half make together; most are never put together, for they can win nothing."""
    pairs = sorted((_bound(upper, lower), i, j) for i, upper in enumerate(above) for j, lower in enumerate(below))
    found: list[tuple[tuple[object, ...], int, int, Chain]] = []
    for bound, i, j in pairs:
        if found and bound > found[0][0][: len(bound)]:
            break
        upper, lower = above[i], below[j]
        if len({*upper.ids} & {*lower.ids}) == 1:
            chain = search.join(upper.steps + lower.steps)
            found = [min([*found, (_key(chain), i, j, chain)], key=lambda one: one[:3])]
    return found[0][3] if found else None


def _bound(upper: Chain, lower: Chain) -> tuple[object, ...]:
    """How a chain of two halves ranks at best, as `_key` begins: what breaks a half breaks the whole, and no half gets firmer."""
    spliced = bool(upper.splices or lower.splices)
    # Where only the upper half is broken, the sighting that weakened the lower one no longer counts.
    halves = [upper] if upper.splices and not lower.splices else [upper, lower]
    strength = min(STRENGTH[half.standing] for half in halves)
    return spliced, not upper.ids[0].startswith("theory/"), -strength, len(upper.steps) + len(lower.steps)


def _key(chain: Chain) -> tuple[object, ...]:
    spliced, *rest = rank(chain)
    return spliced, not chain.ids[0].startswith("theory/"), *rest
