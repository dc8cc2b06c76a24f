"""From one entry, the best chain to each mechanism below, or from each theory and result above: only as many as are wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kg.queries._chain import Chain, Step
from kg.queries._descent import LEVELS, Descent
from kg.queries._everywhere import EVERYWHERE, Search, one_of

_STARTING = ("theory/", "result/")


# Not frozen for the same reason as steps and chains.
@dataclass(slots=True)
class _Find:
    """A chain that was found, and what ranks it; its steps are walked back only when they are wanted."""

    spliced: bool
    level: int
    length: int
    steps: Callable[[], tuple[Step, ...]]

    @property
    def key(self) -> tuple[bool, int, int]:
        return self.spliced, -self.level, self.length


def everywhere(descent: Descent, start: str, level: int, *, up: bool = False) -> Search[Step]:
    """The search in all systems at once, run to its end."""
    search, systems = _search(descent, start, level, up=up)
    search.run(systems)
    return search


def anchored(descent: Descent, start: str) -> bool:
    """Some chain from `start` to a mechanism has one system common to all its steps."""
    if not descent.sighted(1):
        return False
    search, systems = _search(descent, start, 1, up=False)
    return any(
        mask & descent.observed(id, 1)
        for reached in search.rounds(systems)
        for id, mask in reached.items()
        if id.startswith("mechanism/") and id != start
    )


def to_each_mechanism(descent: Descent, start: str, most: int) -> list[Chain]:
    """For each mechanism below, its best anchored chain, or its best spliced one where none is anchored.

    Only as many as may be among the first `most`, and one more where there are more.
    """
    if not descent.leads(start, up=False):
        return []
    found: dict[str, _Find] = {}
    for level in LEVELS:
        # Without a sighting to be found, the search would go through all that lies below, and once more for each entry.
        if level <= descent.strength(start) and len(found) <= most and descent.sighted(level):
            search, systems = _search(descent, start, level, up=False)
            for round, reached in enumerate(search.rounds(systems), 1):
                for id, mask in reached.items():
                    wanted = id.startswith("mechanism/") and id != start and id not in found
                    if wanted and (here := mask & descent.observed(id, level)):
                        found[id] = _Find(False, level, round, partial(search.steps, id, round, one_of(here)))
                # What a later round or a weaker level brings ranks behind these.
                if len(found) > most:
                    break
    _add_spliced(descent, found, start, most, lambda id: id.startswith("mechanism/"), up=False)
    return _foremost(descent, found, most)


def from_each_start(descent: Descent, end: str, most: int) -> list[Chain]:
    """For each theory and result above, its best anchored chain, or its best spliced one where none is anchored."""
    # Each entry of a long chain without a beginning would search all of it, once for each strength.
    if not descent.leads(end, up=True):
        return []
    found: dict[str, _Find] = {}
    for level in LEVELS:
        if len(found) <= most:
            search, systems = _search(descent, end, level, up=True)
            for round, reached in enumerate(search.rounds(systems), 1):
                for id, mask in reached.items():
                    wanted = id.startswith(_STARTING) and id not in found and id != end
                    if wanted and level <= descent.strength(id):
                        found[id] = _Find(False, level, round, partial(search.steps, id, round, one_of(mask)))
                if len(found) > most:
                    break
    _add_spliced(descent, found, end, most, lambda id: id.startswith(_STARTING), up=True)
    return _foremost(descent, found, most)


def _search(descent: Descent, start: str, level: int, *, up: bool) -> tuple[Search[Step], int]:
    """A search that has not begun, and the systems to begin it with."""
    search = Search(start, up, level, descent.arcs(up=up), descent.arcs(up=not up))
    # Downwards from anywhere; upwards from a mechanism only where it was observed.
    observed = up and start.startswith("mechanism/")
    return search, descent.observed(start, level) if observed else EVERYWHERE


def _add_spliced(
    descent: Descent, found: dict[str, _Find], start: str, most: int, fits: Callable[[str], bool], *, up: bool
) -> None:
    """Each end's strongest, then shortest chain, whatever systems its steps name, as far as they may be wanted."""
    onward = descent.arcs(up=up)
    for level in LEVELS:
        # Firmer steps below a weak start would make a chain longer, and no stronger.
        if not up and level > descent.strength(start):
            continue
        before: dict[str, Step | None] = {start: None}
        frontier, length = [start], 0
        while frontier and len(found) <= most:
            length += 1
            reached: list[str] = []
            for id in frontier:
                for arc in onward.get(id, ()):
                    other = arc.step.source if up else arc.step.target
                    if arc.strength < level or other in before:
                        continue
                    before[other] = arc.step
                    reached.append(other)
                    if fits(other) and other not in found and not (up and level > descent.strength(other)):
                        found[other] = _Find(True, level, length, partial(_walk_back, other, before, up=up))
            frontier = reached


def _foremost(descent: Descent, found: Mapping[str, _Find], most: int) -> list[Chain]:
    """The chains that may be among the first `most`: chains are made only where they can be shown."""
    keys = sorted(find.key for find in found.values())
    last = keys[min(most, len(keys) - 1)] if keys else None
    return [descent.join(find.steps()) for find in found.values() if last is not None and find.key <= last]


def _walk_back(id: str, before: Mapping[str, Step | None], *, up: bool) -> tuple[Step, ...]:
    steps = []
    while step := before[id]:
        steps.append(step)
        id = step.target if up else step.source
    return tuple(steps if up else reversed(steps))
