"""Chains down the abstraction stack, from a theory or result to a mechanism in a concrete system.

A trace follows relations in their `down` direction only, repeats no entry, and takes no refuted link. It is *anchored* when
one system is common to all its steps: each step that makes a claim about systems (`placed`) names it, and the mechanism at
its end was observed in it. Otherwise the chain joins what was shown in different places, and is *spliced*.

The strength of a chain is its weakest standing, over its links, the sighting of the mechanism in the common system, and the
results on it. All chains are never listed: for each
end the best one is searched for, strongest first, then shortest, so the cost grows with the number of links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg import discover
from kg.graph import Graph, Reach, asked
from kg.queries._chain import Chain, Step, rank
from kg.queries._descent import Descent, descent
from kg.queries._ends import anchored, from_each_start, to_each_mechanism

__all__ = [
    "Chain",
    "Step",
    "Traces",
    "grounded",
    "has_anchored",
    "mechanisms_below",
    "mechanisms_reached",
    "places",
    "starts",
    "traces",
    "traces_up",
]


_BITS = 512
_PIECE = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Traces:
    """The best chains, best first; `cut` says that there are more."""

    chains: tuple[Chain, ...]
    cut: bool


def traces(graph: Graph, start: str, goal: str | None = None, most: int = 8) -> Traces:
    """The best chains down from `start`: one to each mechanism, or several to `goal`.

    Anchored chains come first, then the stronger, then the shorter ones.
    """
    search = descent(graph)
    # Ways between two ends are looked for with NetworkX, which takes long to import.
    found = (
        to_each_mechanism(search, start, most)
        if goal is None
        else discover.module("kg.queries", "_between").to_goal(search, start, goal, most + 1)
    )
    ranked = sorted(found, key=rank)
    return Traces(tuple(ranked[:most]), len(ranked) > most)


def traces_up(graph: Graph, end: str, most: int = 8) -> Traces:
    """The best chain from each theory and result above `end` down to it, best first."""
    ranked = sorted(from_each_start(descent(graph), end, most), key=rank)
    return Traces(tuple(ranked[:most]), len(ranked) > most)


@asked(Reach.BELOW)
def has_anchored(graph: Graph, start: str) -> bool:
    """Whether an anchored trace leads from `start` to some mechanism."""
    return anchored(descent(graph), start)


@asked(Reach.BELOW)
def grounded(graph: Graph, start: str) -> bool:
    """Whether any trace, anchored or spliced, leads from `start` to some mechanism."""
    return any(id.startswith("mechanism/") for id in descent(graph).reached(start))


def starts(graph: Graph) -> tuple[str, ...]:
    """Theories and results from which at least one mechanism can be reached."""
    return _starts(graph.whole)


@lru_cache(maxsize=2)
def _starts(graph: Graph) -> tuple[str, ...]:
    search = descent(graph)
    grounded = search.above(*(id for id in graph.catalogue.records if id.startswith("mechanism/")))
    return tuple(sorted(id for id in grounded if id.startswith(("theory/", "result/"))))


def mechanisms_below(graph: Graph, mechanisms: Sequence[str]) -> dict[str, int]:
    """Which of these mechanisms each theory and result reaches, as bits by their places; those that reach one only.

    Found without walking any chain.
    """
    search = descent(graph)
    bit = {id: 1 << index for index, id in enumerate(mechanisms)}
    reached = dict.fromkeys(_lowest_first(search, search.above(*bit)), 0)
    changed = True
    # Once round, and as often again as rings of links make it.
    while changed:
        changed = False
        for id, before in reached.items():
            after = before
            for step in search.below[id]:
                after |= reached.get(step.target, 0) | bit.get(step.target, 0)
            if after != before:
                reached[id], changed = after, True
    starting = ("theory/", "result/")
    # In a tangle most reach the same, and one number of a hundred thousand bits is enough for all of them.
    once: dict[int, int] = {}
    return {id: once.setdefault(mask, mask) for id, mask in sorted(reached.items()) if id.startswith(starting)}


def places(mask: int, most: int) -> list[int]:
    """The places of the first bits that are set, `most` at most."""
    found: list[int] = []
    first = 0
    while mask and len(found) < most:
        # Piece by piece: each step on the whole would copy as many bits as there are mechanisms.
        piece, mask = mask & _PIECE, mask >> _BITS
        while piece:
            low = piece & -piece
            found.append(first + low.bit_length() - 1)
            piece ^= low
        first += _BITS
    return found[:most]


def mechanisms_reached(graph: Graph, start: str) -> int:
    """How many mechanisms one entry reaches, without a look at the others."""
    return sum(id.startswith("mechanism/") for id in descent(graph).reached(start))


def _lowest_first(search: Descent, ids: list[str]) -> Iterator[str]:
    """Entries after those that lie below them, as far as no ring of links stands against it."""
    known, seen = frozenset(ids), set[str]()
    for top in ids:
        # On a way back up an entry stands for the second time.
        waiting = [(top, False)]
        while waiting:
            id, done = waiting.pop()
            if done:
                yield id
            elif id not in seen:
                seen.add(id)
                waiting.append((id, True))
                waiting.extend((step.target, False) for step in search.below[id] if step.target in known)
