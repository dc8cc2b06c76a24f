"""The best chains between two entries, in each system where one may hold as a whole, and then anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise

import networkx as nx

from kg.catalogue import Statement
from kg.queries._chain import Chain, Step, rank
from kg.queries._descent import LEVELS, Descent, sighted
from kg.queries._ends import everywhere
from kg.queries._everywhere import EVERYWHERE
from kg.schema.standing import STRENGTH

_MOST_SYSTEMS = 64
"""Between two entries, chains are looked for in so many systems one by one at most."""

_Usable = Callable[[Statement], bool]


def to_goal(search: Descent, start: str, goal: str, most: int) -> list[Chain]:
    """The best chains between two entries, at most `most` of them."""
    found: dict[tuple[str, ...], Chain] = {}
    between = _towards(search, goal)
    for usable, firmest in _places(search, start, goal):
        ways: set[tuple[str, ...]] = set()
        steps = [step for step in between if usable(step.statement)]
        for level in LEVELS:
            # Firmer steps below a weak start would make a chain longer, and no stronger.
            if level > min(search.strength(start), firmest):
                continue
            for ids in _simple_paths(search, start, goal, steps, level, most):
                ways.add(tuple(ids))
                chain = search.join(_steps(search, ids, usable))
                if chain.ids not in found or rank(chain) < rank(found[chain.ids]):
                    found[chain.ids] = chain
            # What is found elsewhere does not count: it may be weaker than what is still to come here.
            if len(ways) >= most:
                break
    return sorted(found.values(), key=rank)[:most]


def _towards(search: Descent, end: str) -> list[Step]:
    """All steps from which `end` can be reached."""
    above = set(search.above(end))
    return [step for id in sorted(above) for step in search.below[id] if step.target in above]


def _places(search: Descent, start: str, end: str) -> Iterator[tuple[_Usable, int]]:
    """Where a chain can be shown as a whole, one system after the other, and then anywhere; how firm it can be there."""
    mask = everywhere(search, start, 1).seen.get(end, 0)
    # A mechanism has to be observed where the steps above it were shown; a chain to another end may name no system.
    mask &= search.observed(end, 1) if end.startswith("mechanism/") else EVERYWHERE
    seen = search.sightings[end] if end.startswith("mechanism/") else {}
    for system in search.systems.names(mask)[:_MOST_SYSTEMS]:
        yield _usable_in(system), sighted(seen[system]) if seen else 4
    yield (lambda statement: True), 4


def _simple_paths(
    search: Descent, start: str, goal: str, steps: Iterable[Step], level: int, most: int
) -> Iterator[list[str]]:
    net = nx.DiGraph()
    for step in steps:
        if STRENGTH[step.standing] >= level and search.strength(step.target) >= level:
            net.add_edge(step.source, step.target)
    if start in net and goal in net and start != goal:
        try:
            yield from islice(nx.shortest_simple_paths(net, start, goal), most)
        except nx.NetworkXNoPath:
            return


def _steps(search: Descent, ids: list[str], usable: _Usable) -> tuple[Step, ...]:
    """The strongest usable step between each two neighbours."""
    return tuple(
        next(step for step in search.below[source] if step.target == target and usable(step.statement))
        for source, target in pairwise(ids)
    )


def _usable_in(system: str) -> _Usable:
    def usable(statement: Statement) -> bool:
        systems = statement.systems
        return system in systems or (not systems and not statement.relation.placed)

    return usable
