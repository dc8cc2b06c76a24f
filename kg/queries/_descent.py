"""All steps down the stack, by the entry they leave and the one they reach, and what makes a chain of them anchored and firm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from kg.catalogue import Statement
from kg.graph import Graph, PerEntry, Reach, asked
from kg.queries._chain import Chain, Step
from kg.queries._everywhere import EVERYWHERE, Arc, Systems
from kg.schema.standing import STRENGTH, Standing

LEVELS = (4, 3, 2, 1)
"""How firm a chain may be, the firmest first."""


def descent(graph: Graph) -> Descent:
    return _descent(graph.whole)


@lru_cache(maxsize=2)
def _descent(graph: Graph) -> Descent:
    return Descent(graph)


class Descent:
    """All steps down, by the entry they leave and the one they reach; of each entry found out when it is asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.below: Mapping[str, list[Step]] = _below.of(graph)
        self.over: Mapping[str, list[Step]] = _over.of(graph)
        self.sightings: Mapping[str, dict[str, Standing]] = _sightings.of(graph)
        """Mechanism to the systems where it was observed, each with the firmest standing of that."""
        self.systems = Systems(record.id for record in graph.of_kind("system"))
        self._layer_order = {record.name: index for index, record in enumerate(graph.catalogue.layers)}
        self._ranks: Mapping[str, tuple[int, ...]] = PerEntry(self._ranks_of)
        self._places: dict[Statement, frozenset[str] | None] = {}
        self._notes: dict[tuple[str, str], str] = {}
        self._arcs: Mapping[str, list[Arc[Step]]] = PerEntry(lambda id: [self._arc(s) for s in self.below[id]])
        self._arcs_over: Mapping[str, list[Arc[Step]]] = PerEntry(self._over)
        self._observed: dict[tuple[str, int], int] = {}
        self._sighted: dict[int, bool] = {}
        self._leads_nowhere: tuple[set[str], set[str]] = (set(), set())
        self._strengths = {
            record.id: STRENGTH[standing]
            for record in graph.of_kind("result")
            if (standing := getattr(record.entry, "standing", "unstated")) != "unstated"
        }

    def steps(self, id: str, *, up: bool) -> list[Step]:
        """The steps that leave an entry downwards, or reach it, the firmest first."""
        found = []
        for statement in self.graph.about.get(id, ()):
            relation = statement.relation
            # Where a phenomenon or mechanism was seen is no step: it is what a chain has to agree with.
            if not relation.down or relation.name == "observed_in" or statement.link.standing == "refuted":
                continue
            source, target = statement.source, statement.target
            ends = (source, target) if relation.down == "forwards" else (target, source)
            if source != target and id == ends[up] and all(self.strength(end) for end in ends):
                found.append(Step(*ends, statement))
        if len(found) > 1:
            found.sort(key=lambda step: (-STRENGTH[step.standing], step.target, step.source, step.statement.identity))
        return found

    def observed(self, id: str, level: int) -> int:
        """The systems where an entry was observed at least so firmly."""
        mask = self._observed.get((id, level))
        if mask is None:
            seen = self.sightings[id].items()
            mask = self.systems.mask(system for system, standing in seen if sighted(standing) >= level)
            self._observed[id, level] = mask
        return mask

    def sighted(self, level: int) -> bool:
        """Whether any mechanism was observed anywhere so firmly: if not, no chain of this strength is anchored."""
        if level not in self._sighted:
            mechanisms = self.graph.catalogue.of_kind("mechanism")
            self._sighted[level] = any(self.observed(record.id, level) for record in mechanisms)
        return self._sighted[level]

    def arcs(self, *, up: bool) -> Mapping[str, list[Arc[Step]]]:
        """The steps from each entry down, or those that lead to it, with the systems they let through."""
        return self._arcs_over if up else self._arcs

    def _over(self, id: str) -> list[Arc[Step]]:
        found = [self._arc(step) for step in self.over[id]]
        if len(found) > 1:
            found.sort(key=lambda arc: (-arc.strength, arc.step.source, arc.step.statement.identity))
        return found

    def _arc(self, step: Step) -> Arc[Step]:
        systems = step.statement.systems
        everywhere = not systems and not step.statement.relation.placed
        mask = EVERYWHERE if everywhere else self.systems.mask(systems)
        return Arc(step, mask, min(STRENGTH[step.standing], self.strength(step.target)))

    def strength(self, id: str) -> int:
        """How firmly a result stands by itself; entries without a standing, and unstated ones, weaken nothing."""
        return self._strengths.get(id, 4)

    def above(self, *ends: str) -> list[str]:
        """These entries, and all from which one of them can be reached."""
        seen = dict.fromkeys(ends)
        waiting = list(seen)
        while waiting:
            for step in self.over[waiting.pop()]:
                if step.source not in seen:
                    seen[step.source] = None
                    waiting.append(step.source)
        return list(seen)

    def leads(self, start: str, *, up: bool) -> bool:
        """Whether a theory or result lies above an entry, or a mechanism below it; entries without are remembered together."""
        wanted = ("theory/", "result/") if up else ("mechanism/",)
        nowhere = self._leads_nowhere[up]
        seen, waiting = {start}, [start]
        while waiting:
            id = waiting.pop()
            for step in self.over[id] if up else self.below[id]:
                other = step.source if up else step.target
                if other == start:
                    continue
                if other.startswith(wanted):
                    return True
                if other not in seen and other not in nowhere:
                    seen.add(other)
                    waiting.append(other)
        # Where it is itself one of them, others in a ring with it have it above or below them.
        if not start.startswith(wanted):
            nowhere.update(seen)
        return False

    def reached(self, start: str) -> Iterator[str]:
        """The entries below this one, as they are found."""
        seen = {start}
        waiting = [start]
        while waiting:
            for step in self.below[waiting.pop()]:
                if step.target not in seen:
                    seen.add(step.target)
                    waiting.append(step.target)
                    yield step.target

    def join(self, steps: tuple[Step, ...]) -> Chain:
        """The steps as a chain: where it is anchored, or where it breaks, and its weakest step."""
        common: frozenset[str] | None = None
        splices = []
        for index, step in enumerate(steps):
            systems = self._shown_in(step.statement)
            if systems is None:
                continue
            meeting = systems if common is None else common & systems
            if not meeting:
                splices.append(index)
            # A step that names no system breaks the chain, and those after it still have to meet those before.
            common = meeting or systems or common
        last = steps[-1].target
        seen = self.sightings[last] if last.startswith("mechanism/") else {}
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
        own = self._strengths
        nodes = [steps[0].source, *[step.target for step in steps]]
        level = min([*strengths, *[own[id] for id in nodes if id in own]])
        weakest = strengths.index(level) if level in strengths else -1
        if weakest < 0:
            node = next(id for id in nodes if self.strength(id) == level)
            standing = str(getattr(self.graph.record(node).entry, "standing", ""))
        else:
            standing = standings[weakest]
        return Chain(steps, carried, tuple(splices), standing, weakest, self._notes_on(steps))

    def _shown_in(self, statement: Statement) -> frozenset[str] | None:
        """The systems that a step names; none at all where it makes no claim about systems."""
        try:
            return self._places[statement]
        except KeyError:
            systems = statement.systems
            found = self._places[statement] = systems if systems or statement.relation.placed else None
            return found

    def _notes_on(self, steps: tuple[Step, ...]) -> tuple[str, ...]:
        """Where a chain skips a layer or climbs."""
        found = []
        for step in steps:
            ends = step.source, step.target
            note = self._notes.get(ends)
            if note is None:
                note = self._notes[ends] = self._note(*ends)
            if note:
                found.append(note)
        return tuple(found)

    def _note(self, source: str, target: str) -> str:
        differences = [below - above for above in self._ranks[source] for below in self._ranks[target]]
        if not differences or {0, 1} & set(differences):
            return ""
        ends = f"{self.graph.title(source)!r} to {self.graph.title(target)!r}"
        if all(difference < 0 for difference in differences):
            return f"climbs from {ends}"
        if all(difference > 1 for difference in differences):
            return f"jumps {min(differences) - 1} layer{'s' * (min(differences) > 2)} from {ends}"
        return ""

    def _ranks_of(self, id: str) -> tuple[int, ...]:
        """The numbers of an entry's layers, from the top."""
        return tuple(self._layer_order[name] for name in self.graph.layer_names(id) if name in self._layer_order)


@asked(Reach.NEAR)
def _below(graph: Graph, id: str) -> list[Step]:
    return descent(graph).steps(id, up=False)


@asked(Reach.NEAR)
def _over(graph: Graph, id: str) -> list[Step]:
    return descent(graph).steps(id, up=True)


@asked(Reach.NEAR)
def _sightings(graph: Graph, id: str) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for statement in graph.about.get(id, ()):
        standing, system = statement.link.standing, statement.target
        if statement.relation.name != "observed_in" or statement.source != id or standing == "refuted":
            continue
        # What somebody has judged counts before what was only noted; of two judgements the firmer.
        stated = [one for one in (found.get(system, "unstated"), standing) if one != "unstated"]
        found[system] = max(stated, key=_firmness, default="unstated")
    return found


def _firmness(standing: str) -> int:
    return STRENGTH[standing]


def sighted(standing: str) -> int:
    """How firm a sighting is: one that was noted without a judgement names a place and weakens nothing."""
    return 4 if standing == "unstated" else STRENGTH[standing]
