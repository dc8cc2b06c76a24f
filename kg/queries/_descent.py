"""The search behind traces: all steps down the stack, and the best chains over them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain, islice, pairwise

import networkx as nx

from kg.catalogue import Statement
from kg.graph import Graph
from kg.queries._chain import Chain, Step, rank
from kg.queries._everywhere import Arc, Search, Systems, one_of
from kg.schema.standing import STRENGTH, Standing

_LEVELS = (4, 3, 2, 1)

_MOST_SYSTEMS = 64
"""Between two entries, chains are looked for in so many systems one by one at most."""


@lru_cache(maxsize=2)
def descent(graph: Graph) -> Descent:
    return Descent(graph)


_Usable = Callable[[Statement], bool]


@dataclass(frozen=True, slots=True)
class _Find:
    """A chain that was found, and what ranks it; its steps are walked back only when they are wanted."""

    spliced: bool
    level: int
    length: int
    steps: Callable[[], tuple[Step, ...]]

    @property
    def key(self) -> tuple[bool, int, int]:
        return self.spliced, -self.level, self.length


class Descent:
    """All steps down, by the entry they leave and the one they reach."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.below: dict[str, list[Step]] = {}
        self.over: dict[str, list[Step]] = {}
        self.sightings: dict[str, dict[str, Standing]] = {}
        """Mechanism to the systems where it was observed, each with the firmest standing of that."""
        self._strengths = {
            record.id: STRENGTH[standing]
            for record in graph.catalogue.of_kind("result")
            if (standing := getattr(record.entry, "standing", "unstated")) != "unstated"
        }
        for statement in graph.statements:
            link, relation = statement.link, statement.relation
            if link.standing == "refuted" or not relation.down or statement.source == statement.target:
                continue
            if relation.name == "observed_in":
                seen = self.sightings.setdefault(statement.source, {})
                before = seen.get(statement.target, "unstated")
                # What somebody has judged counts before what was only noted; of two judgements the firmer.
                stated = [standing for standing in (before, link.standing) if standing != "unstated"]
                seen[statement.target] = max(stated, key=_firmness, default="unstated")
                continue
            forwards = relation.down == "forwards"
            ends = (statement.source, statement.target) if forwards else (statement.target, statement.source)
            if any(self._node_strength(id) == 0 for id in ends):
                continue
            step = Step(*ends, statement)
            self.below.setdefault(step.source, []).append(step)
            self.over.setdefault(step.target, []).append(step)
        for steps in (*self.below.values(), *self.over.values()):
            steps.sort(key=lambda step: (-STRENGTH[step.standing], step.target, step.source, step.statement.identity))

    @cached_property
    def _systems(self) -> Systems:
        named = (system for steps in self.below.values() for step in steps for system in step.statement.systems)
        return Systems(chain(named, *self.sightings.values()))

    @cached_property
    def _observed(self) -> dict[int, dict[str, int]]:
        """Per strength: entry to the systems where it was observed at least so firmly."""
        return {
            level: {
                id: self._systems.mask(system for system, standing in seen.items() if _sighted(standing) >= level)
                for id, seen in self.sightings.items()
            }
            for level in _LEVELS
        }

    @cached_property
    def _arcs(self) -> tuple[dict[str, list[Arc[Step]]], dict[str, list[Arc[Step]]]]:
        """The steps from each entry down, and those that lead to it, with the systems they let through."""
        arcs = {id: [self._arc(step) for step in steps] for id, steps in self.below.items()}
        over: dict[str, list[Arc[Step]]] = {}
        for found in arcs.values():
            for arc in found:
                over.setdefault(arc.step.target, []).append(arc)
        for found in over.values():
            found.sort(key=lambda arc: (-arc.strength, arc.step.source, arc.step.statement.identity))
        return arcs, over

    def _arc(self, step: Step) -> Arc[Step]:
        systems = step.statement.systems
        everywhere = not systems and not step.statement.relation.placed
        mask = self._systems.all if everywhere else self._systems.mask(systems)
        return Arc(step, mask, min(STRENGTH[step.standing], self._node_strength(step.target)))

    def _node_strength(self, id: str) -> int:
        """How firmly a result stands by itself; entries without a standing, and unstated ones, weaken nothing."""
        return self._strengths.get(id, 4)

    def anchored(self, start: str) -> bool:
        """Some chain from `start` to a mechanism has one system common to all its steps."""
        found = self._everywhere(start, 1)
        return any(
            id != start and found.first(id, self._observed[1].get(id, 0))
            for id in found.seen
            if id.startswith("mechanism/")
        )

    def _everywhere(self, start: str, level: int, *, up: bool = False) -> Search[Step]:
        below, over = self._arcs
        search = Search(start, up, level, over if up else below, below if up else over)
        # Downwards from anywhere; upwards from a mechanism only where it was observed.
        observed = up and start.startswith("mechanism/")
        search.run(self._observed[level].get(start, 0) if observed else self._systems.all)
        return search

    def above(self, end: str) -> list[str]:
        return self.above_any([end])

    def above_any(self, ends: Iterable[str]) -> list[str]:
        seen = dict.fromkeys(ends)
        queue = deque(seen)
        while queue:
            for step in self.over.get(queue.popleft(), ()):
                if step.source not in seen:
                    seen[step.source] = None
                    queue.append(step.source)
        return list(seen)

    def to_each_mechanism(self, start: str, most: int) -> list[Chain]:
        """For each mechanism below, its best anchored chain, or its best spliced one where none is anchored.

        Only as many as may be among the first `most`, and one more where there are more.
        """
        found: dict[str, _Find] = {}
        for level in _LEVELS:
            if level <= self._node_strength(start):
                search = self._everywhere(start, level)
                for id in search.seen:
                    wanted = id.startswith("mechanism/") and id != start and id not in found
                    if wanted and (first := search.first(id, self._observed[level].get(id, 0))):
                        round, mask = first
                        found[id] = _Find(False, level, round, partial(search.steps, id, round, one_of(mask)))
        for id, spliced in self._anywhere(start).items():
            if id.startswith("mechanism/"):
                found.setdefault(id, spliced)
        return self._foremost(found, most)

    def from_each_start(self, end: str, most: int) -> list[Chain]:
        """For each theory and result above, its best anchored chain, or its best spliced one where none is anchored."""
        found: dict[str, _Find] = {}
        for level in _LEVELS:
            search = self._everywhere(end, level, up=True)
            for id in search.seen:
                if id.startswith(("theory/", "result/")) and id not in found and id != end:
                    first = search.first(id, self._systems.all)
                    if first and level <= self._node_strength(id):
                        round, mask = first
                        found[id] = _Find(False, level, round, partial(search.steps, id, round, one_of(mask)))
        for id, spliced in self._anywhere(end, up=True).items():
            if id.startswith(("theory/", "result/")):
                found.setdefault(id, spliced)
        return self._foremost(found, most)

    def _foremost(self, found: Mapping[str, _Find], most: int) -> list[Chain]:
        """The chains that may be among the first `most`: chains are made only where they can be shown."""
        keys = sorted(find.key for find in found.values())
        last = keys[min(most, len(keys) - 1)] if keys else None
        return [self._chain(find.steps()) for find in found.values() if last is not None and find.key <= last]

    def to_goal(self, start: str, goal: str, most: int) -> list[Chain]:
        """The best chains between two entries, at most `most` of them."""
        found: dict[tuple[str, ...], Chain] = {}
        between = self._towards(goal)
        for usable, firmest in self._places(start, goal):
            ways: set[tuple[str, ...]] = set()
            steps = [step for step in between if usable(step.statement)]
            for level in _LEVELS:
                # Firmer steps below a weak start would make a chain longer, and no stronger.
                if level > min(self._node_strength(start), firmest):
                    continue
                for ids in self._simple_paths(start, goal, steps, level, most):
                    ways.add(tuple(ids))
                    chain = self._chain(self._steps(ids, usable))
                    if chain.ids not in found or rank(chain) < rank(found[chain.ids]):
                        found[chain.ids] = chain
                # What is found elsewhere does not count: it may be weaker than what is still to come here.
                if len(ways) >= most:
                    break
        return sorted(found.values(), key=rank)[:most]

    def _towards(self, end: str) -> list[Step]:
        """All steps from which `end` can be reached."""
        above = set(self.above(end))
        return [step for id in sorted(above) for step in self.below.get(id, ()) if step.target in above]

    def _places(self, start: str, end: str) -> Iterator[tuple[_Usable, int]]:
        """Where a chain can be shown as a whole, one system after the other, and then anywhere; how firm it can be there."""
        mask = self._everywhere(start, 1).seen.get(end, 0)
        # A mechanism has to be observed where the steps above it were shown; a chain to another end may name no system.
        mask &= self._observed[1].get(end, 0) if end.startswith("mechanism/") else self._systems.all
        seen = self.sightings.get(end, {}) if end.startswith("mechanism/") else {}
        for system in self._systems.names(mask)[:_MOST_SYSTEMS]:
            yield _usable_in(system), _sighted(seen[system]) if seen else 4
        yield (lambda statement: True), 4

    def _simple_paths(self, start: str, goal: str, steps: Iterable[Step], level: int, most: int) -> Iterator[list[str]]:
        net = nx.DiGraph()
        for step in steps:
            if STRENGTH[step.standing] >= level and self._node_strength(step.target) >= level:
                net.add_edge(step.source, step.target)
        if start in net and goal in net and start != goal:
            try:
                yield from islice(nx.shortest_simple_paths(net, start, goal), most)
            except nx.NetworkXNoPath:
                return

    def _steps(self, ids: list[str], usable: _Usable) -> tuple[Step, ...]:
        """The strongest usable step between each two neighbours."""
        return tuple(
            next(step for step in self.below[source] if step.target == target and usable(step.statement))
            for source, target in pairwise(ids)
        )

    def _anywhere(self, start: str, *, up: bool = False) -> dict[str, _Find]:
        """Id to its strongest, then shortest chain from `start` (or up to it), whatever systems its steps name."""
        found: dict[str, _Find] = {}
        for level in _LEVELS:
            before = self._reached(start, level, up=up)
            for id in before:
                # Firmer steps below a weak start would make a chain longer, and no stronger.
                if id not in found and id != start and level <= self._node_strength(id if up else start):
                    steps = partial(_walk_back, id, before, up=up)
                    found[id] = _Find(True, level, _length(id, before, up=up), steps)
        return found

    def _reached(self, start: str, level: int, *, up: bool = False) -> dict[str, Step | None]:
        """Everything below (or above) `start` over steps of some strength, each with the step that reached it."""
        onward = self.over if up else self.below
        before: dict[str, Step | None] = {start: None}
        queue = deque([start])
        while queue:
            for step in onward.get(queue.popleft(), ()):
                other = step.source if up else step.target
                strong = STRENGTH[step.standing] >= level and self._node_strength(step.target) >= level
                if strong and other not in before:
                    before[other] = step
                    queue.append(other)
        return before

    def join(self, steps: tuple[Step, ...]) -> Chain:
        """A chain made of steps that were found apart."""
        return self._chain(steps)

    def _chain(self, steps: tuple[Step, ...]) -> Chain:
        common: frozenset[str] | None = None
        splices = []
        for index, step in enumerate(steps):
            systems = step.statement.systems
            if not systems and not step.statement.relation.placed:
                continue
            meeting = systems if common is None else common & systems
            if not meeting:
                splices.append(index)
            # A step that names no system breaks the chain, and those after it still have to meet those before.
            common = meeting or systems or common
        last = steps[-1].target
        seen = self.sightings.get(last, {}) if last.startswith("mechanism/") else {}
        if last.startswith("mechanism/"):
            meeting = frozenset(seen) if common is None else common & frozenset(seen)
            if not meeting:
                splices.append(len(steps))
            common = meeting
        carried = tuple(sorted(common or ())) if not splices else ()
        standings = [step.statement.link.standing for step in steps]
        # Where several systems carry the chain, the one with the firmest sighting of the mechanism counts.
        if seen and carried:
            standings.append(max((seen[system] for system in carried), key=_sighted))
        strengths = [STRENGTH[standing] for standing in standings[: len(steps)]]
        strengths += [_sighted(standing) for standing in standings[len(steps) :]]
        nodes = (steps[0].source, *(step.target for step in steps))
        level = min(*strengths, *map(self._node_strength, nodes))
        weakest = strengths.index(level) if level in strengths else -1
        if weakest < 0:
            node = next(id for id in nodes if self._node_strength(id) == level)
            standing = str(getattr(self.graph.record(node).entry, "standing", ""))
        else:
            standing = standings[weakest]
        return Chain(steps, carried, tuple(splices), standing, weakest, tuple(_notes(self.graph, steps)))


def _firmness(standing: str) -> int:
    return STRENGTH[standing]


def _sighted(standing: str) -> int:
    """How firm a sighting is: one that was noted without a judgement names a place and weakens nothing."""
    return 4 if standing == "unstated" else STRENGTH[standing]


def _usable_in(system: str) -> _Usable:
    def usable(statement: Statement) -> bool:
        systems = statement.systems
        return system in systems or (not systems and not statement.relation.placed)

    return usable


def _walk_back(id: str, before: Mapping[str, Step | None], *, up: bool) -> tuple[Step, ...]:
    steps = []
    while step := before[id]:
        steps.append(step)
        id = step.target if up else step.source
    return tuple(steps if up else reversed(steps))


def _length(id: str, before: Mapping[str, Step | None], *, up: bool) -> int:
    length = 0
    while step := before[id]:
        id = step.target if up else step.source
        length += 1
    return length


def _notes(graph: Graph, steps: tuple[Step, ...]) -> Iterator[str]:
    order = {record.name: index for index, record in enumerate(graph.catalogue.layers)}
    for step in steps:
        from_, to = (
            [order[name] for name in graph.layer_names(id) if name in order] for id in (step.source, step.target)
        )
        differences = [below - above for above in from_ for below in to]
        if not differences or {0, 1} & set(differences):
            continue
        ends = f"{graph.title(step.source)!r} to {graph.title(step.target)!r}"
        if all(difference < 0 for difference in differences):
            yield f"climbs from {ends}"
        elif all(difference > 1 for difference in differences):
            yield f"jumps {min(differences) - 1} layer{'s' * (min(differences) > 2)} from {ends}"
