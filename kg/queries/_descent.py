"""All steps down the stack, by the entry they leave and the one they reach, and what makes a chain of them anchored and firm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

from kg.graph import Graph
from kg.queries._chain import Chain, Step
from kg.queries._everywhere import Arc, Systems
from kg.schema.standing import STRENGTH, Standing

LEVELS = (4, 3, 2, 1)
"""How firm a chain may be, the firmest first."""


def descent(graph: Graph) -> Descent:
    return _descent(graph.whole)


@lru_cache(maxsize=2)
def _descent(graph: Graph) -> Descent:
    return Descent(graph)


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
            if any(self.strength(id) == 0 for id in ends):
                continue
            step = Step(*ends, statement)
            self.below.setdefault(step.source, []).append(step)
            self.over.setdefault(step.target, []).append(step)
        for steps in self.below.values():
            if len(steps) > 1:
                steps.sort(
                    key=lambda step: (-STRENGTH[step.standing], step.target, step.source, step.statement.identity)
                )

    @cached_property
    def systems(self) -> Systems:
        named = (system for steps in self.below.values() for step in steps for system in step.statement.systems)
        return Systems(chain(named, *self.sightings.values()))

    @cached_property
    def observed(self) -> dict[int, dict[str, int]]:
        """Per strength: entry to the systems where it was observed at least so firmly."""
        return {
            level: {
                id: self.systems.mask(system for system, standing in seen.items() if sighted(standing) >= level)
                for id, seen in self.sightings.items()
            }
            for level in LEVELS
        }

    @cached_property
    def arcs(self) -> tuple[dict[str, list[Arc[Step]]], dict[str, list[Arc[Step]]]]:
        """The steps from each entry down, and those that lead to it, with the systems they let through."""
        arcs = {id: [self._arc(step) for step in steps] for id, steps in self.below.items()}
        over: dict[str, list[Arc[Step]]] = {}
        for found in arcs.values():
            for arc in found:
                over.setdefault(arc.step.target, []).append(arc)
        for found in (found for found in over.values() if len(found) > 1):
            found.sort(key=lambda arc: (-arc.strength, arc.step.source, arc.step.statement.identity))
        return arcs, over

    def _arc(self, step: Step) -> Arc[Step]:
        systems = step.statement.systems
        everywhere = not systems and not step.statement.relation.placed
        mask = self.systems.all if everywhere else self.systems.mask(systems)
        return Arc(step, mask, min(STRENGTH[step.standing], self.strength(step.target)))

    def strength(self, id: str) -> int:
        """How firmly a result stands by itself; entries without a standing, and unstated ones, weaken nothing."""
        return self._strengths.get(id, 4)

    def arcs_from(self, *, up: bool) -> dict[str, list[Arc[Step]]]:
        below, over = self.arcs
        return over if up else below

    def above(self, end: str) -> list[str]:
        return self.above_any([end])

    def above_any(self, ends: Iterable[str]) -> list[str]:
        seen = dict.fromkeys(ends)
        waiting = list(seen)
        while waiting:
            for step in self.over.get(waiting.pop(), ()):
                if step.source not in seen:
                    seen[step.source] = None
                    waiting.append(step.source)
        return list(seen)

    def join(self, steps: tuple[Step, ...]) -> Chain:
        """The steps as a chain: where it is anchored, or where it breaks, and its weakest step."""
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
            standings.append(max((seen[system] for system in carried), key=sighted))
        strengths = [STRENGTH[standing] for standing in standings[: len(steps)]]
        strengths += [sighted(standing) for standing in standings[len(steps) :]]
        nodes = (steps[0].source, *(step.target for step in steps))
        level = min(*strengths, *map(self.strength, nodes))
        weakest = strengths.index(level) if level in strengths else -1
        if weakest < 0:
            node = next(id for id in nodes if self.strength(id) == level)
            standing = str(getattr(self.graph.record(node).entry, "standing", ""))
        else:
            standing = standings[weakest]
        return Chain(steps, carried, tuple(splices), standing, weakest, tuple(_notes(self.graph, steps)))


def _firmness(standing: str) -> int:
    return STRENGTH[standing]


def sighted(standing: str) -> int:
    """How firm a sighting is: one that was noted without a judgement names a place and weakens nothing."""
    return 4 if standing == "unstated" else STRENGTH[standing]


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
