"""Which quantities follow from which, drawn: those that laws tie together, from what is given at the top down to what is computed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.graph import Graph
from kg.publish.marks import MARGIN, box, ranks, svg
from kg.publish.shapes import Placed, curve, draw, rows

MOST, DRAWINGS = 30, 4
"""Quantities in one drawing, and drawings on the page, at most; the table has the rest."""

_WIDTH, _BETWEEN = 780, 30

Step = tuple[str, str, tuple[str, ...]]
"""A quantity, the law that computes it, and what it is computed from."""


def drawings(graph: Graph, steps: Sequence[Step], page: str) -> list[tuple[str, int]]:
    """Each family of quantities, the largest first, and how many it leaves out. On a small screen the table stands alone."""
    made = []
    for family in _families(steps)[:DRAWINGS]:
        count = Counter(id for output, _, inputs in steps for id in (output, *inputs) if id in family)
        kept = sorted(family, key=lambda id: (-count[id], id))[:MOST]
        made.append((_drawn(graph, kept, steps, page), len(family) - len(kept)))
    return made


def _families(steps: Sequence[Step]) -> list[set[str]]:
    """Quantities that laws join, directly or over others; pairs of one kind come last, and single ones not at all."""
    near: dict[str, set[str]] = {}
    for output, _, inputs in steps:
        for id in inputs:
            near.setdefault(id, set()).add(output)
            near.setdefault(output, set()).add(id)
    families, seen = [], set[str]()
    for start in sorted(near):
        if start in seen:
            continue
        family, waiting = {start}, deque([start])
        while waiting:
            for other in near[waiting.popleft()] - family:
                family.add(other)
                waiting.append(other)
        seen |= family
        if len(family) > 2:
            families.append(family)
    return sorted(families, key=lambda family: (-len(family), min(family)))


def _levels(kept: Collection[str], steps: Sequence[Step]) -> Mapping[str, int]:
    """How many laws lie between a quantity and what is only given; where laws run in a ring, the first name is given."""
    into: dict[str, set[str]] = {id: set() for id in kept}
    onward: dict[str, set[str]] = {id: set() for id in kept}
    for output, _, inputs in steps:
        for id in inputs:
            if output in into and id in into and id != output:
                into[output].add(id)
                onward[id].add(output)
    level = {id: 0 for id in sorted(kept) if not into[id]}
    waiting = deque(level)
    for id in [*waiting, *sorted(kept)]:
        if id not in level:
            level[id] = 0
            waiting.append(id)
        while waiting:
            now = waiting.popleft()
            for other in sorted(onward[now]):
                if other not in level:
                    level[other] = level[now] + 1
                    waiting.append(other)
    return level


def _drawn(graph: Graph, kept: Collection[str], steps: Sequence[Step], page: str) -> str:
    level, colours = _levels(kept, steps), ranks(graph)
    placed: list[Placed] = []
    y = MARGIN
    for height in range(max(level.values()) + 1):
        here = sorted((id for id in kept if level[id] == height), key=lambda id: (graph.title(id).casefold(), id))
        more, y = rows((box(graph, id, colours, page) for id in here), MARGIN, _WIDTH - MARGIN, y)
        placed.extend(more)
        y += _BETWEEN
    places = {item.box.key: item for item in placed}
    lines = "".join(sorted(_lines(places, steps)))
    title = "Quantities, those above giving those below"
    words = "Each line is a law that computes the lower end from the upper; the table on this page names the laws."
    body = [f'<path class="link" d="{lines}"/>', *(draw(item, _WIDTH - 2 * MARGIN) for item in placed)]
    return svg("follows", _WIDTH, y - _BETWEEN + 2, title, words, body)


def _lines(places: Mapping[str, Placed], steps: Sequence[Step]) -> Iterator[str]:
    for pair in {(id, output) for output, _, inputs in steps for id in inputs}:
        if pair[0] in places and pair[1] in places and pair[0] != pair[1]:
            first, second = places[pair[0]], places[pair[1]]
            down = first.y <= second.y
            yield curve(first.bottom, second.top) if down else curve(first.top, second.bottom)
