"""What a contributor could supply. Each module finds one kind of gap and offers `find(graph)`.

A gap's score is the number of pairs that closing it would join: entries above it (theories, results) times entries below it
(mechanisms, phenomena), counting a side without entries as one; a gap that joins nothing counts one. Gaps are ranked by it, then by name, so the order is the
same everywhere. A gap that its entry waives stays on the list, after the others, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg import discover
from kg.graph import Focus, Graph
from kg.review._gap import Gap, count_all

__all__ = ["Gap", "about", "gaps", "meanings", "names"]


def names() -> tuple[str, ...]:
    """The kinds of gap, as `waives` and `--kind` name them."""
    return tuple(name.replace("_", "-") for name in discover.names(__name__))


def meanings() -> dict[str, str]:
    """Each kind of gap with the first line of its explanation."""
    modules = zip(names(), discover.modules(__name__), strict=True)
    return {name: (module.__doc__ or "").strip().splitlines()[0] for name, module in modules}


def gaps(graph: Graph, kinds: Iterable[str] = ()) -> list[Gap]:
    """All gaps of the kinds asked for, or of all kinds, ranked."""
    wanted = set(kinds) or set(names())
    found: list[Gap] = []
    if graph is graph.whole:
        count_all(graph)
    for name, module in zip(names(), discover.modules(__name__), strict=True):
        if name in wanted:
            found.extend(replace(gap, name=name) for gap in module.find(graph))
    ranked = [_with_waiver(graph, gap) for gap in found]
    return sorted(ranked, key=lambda gap: (gap.waived is not None, -gap.score, gap.name, gap.about, gap.also))


def about(graph: Graph, id: str) -> list[Gap]:
    """The gaps whose entry is this one, in the order that `gaps` has them in, without looking for all others.

    So each kind of gap is found from the entry it is about, or from one that is linked with it.
    """
    return [gap for gap in gaps(Focus(graph.catalogue, graph, id)) if gap.about == id]


def _with_waiver(graph: Graph, gap: Gap) -> Gap:
    for waiver in graph.record(gap.about).entry.waives:
        if waiver.gap == gap.name:
            return replace(gap, waived=waiver.because)
    return gap
