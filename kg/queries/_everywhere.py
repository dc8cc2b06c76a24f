"""One breadth-first search in all systems at once: which entries a chain can reach, and in which systems as a whole.

A set of systems is an integer, one bit per system; bit 0 stands for chains that name none. A step lets through the systems it
was shown in, or all of them where it makes no claim about systems. An entry passes on only the systems that have just reached
it, so the work grows with the number of steps and not with steps times systems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

NO_SYSTEM = 1
"""The bit of chains that name no system."""


class Edge(Protocol):
    @property
    def source(self) -> str: ...

    @property
    def target(self) -> str: ...


Step = TypeVar("Step", bound=Edge)


EVERYWHERE = -1
"""All systems and none, however many there are: as an integer, every bit is set."""


class Systems:
    """Bits for names of systems: those given at first, in the order of names, and others as they turn up."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = ["", *sorted(set(names))]
        self._bits = {name: 1 << index for index, name in enumerate(self._names)}

    def mask(self, names: Iterable[str]) -> int:
        return sum(self._bit(name) for name in set(names))

    def names(self, mask: int) -> list[str]:
        """The systems of a mask in alphabetical order, "" first where its bit is set."""
        found = []
        mask &= (1 << len(self._names)) - 1
        while mask:
            lowest = mask & -mask
            found.append(self._names[lowest.bit_length() - 1])
            mask ^= lowest
        return found

    def _bit(self, name: str) -> int:
        if name not in self._bits:
            self._bits[name] = 1 << len(self._names)
            self._names.append(name)
        return self._bits[name]


def one_of(mask: int) -> int:
    """The first system of a mask, the bit for none only where there is no other."""
    named = mask & ~NO_SYSTEM
    return named & -named if named else mask & NO_SYSTEM


@dataclass(frozen=True, slots=True)
class Arc(Generic[Step]):
    """A step with the systems that it lets through and its strength, which its lower end may lessen."""

    step: Step
    mask: int
    strength: int


@dataclass
class Search(Generic[Step]):
    """What was reached from one entry over steps of some strength: per entry the new systems of each round."""

    start: str
    up: bool
    level: int
    onward: Mapping[str, Sequence[Arc[Step]]]
    back: Mapping[str, Sequence[Arc[Step]]]
    seen: dict[str, int] = field(default_factory=dict)
    arrivals: dict[str, dict[int, int]] = field(default_factory=dict)

    def run(self, systems: int) -> None:
        for _ in self.rounds(systems):
            pass

    def rounds(self, systems: int) -> Iterator[Mapping[str, int]]:
        """Each round's entries with the systems that reached them just then; whoever has seen enough may stop."""
        self.seen[self.start] = systems
        frontier = {self.start: systems}
        self.arrivals[self.start] = {0: systems}
        round = 0
        while frontier:
            round += 1
            reached: dict[str, int] = {}
            for id, mask in frontier.items():
                for arc in self.onward.get(id, ()):
                    other = arc.step.source if self.up else arc.step.target
                    if arc.strength >= self.level and (new := mask & arc.mask & ~self.seen.get(other, 0)):
                        reached[other] = reached.get(other, 0) | new
            for id, new in reached.items():
                self.seen[id] = self.seen.get(id, 0) | new
                self.arrivals.setdefault(id, {})[round] = new
            yield reached
            frontier = reached

    def steps(self, id: str, round: int, system: int) -> tuple[Step, ...]:
        """The steps of a shortest chain in one system (a mask of one bit), in downward order."""
        found = []
        while round:
            for arc in self.back.get(id, ()):
                before = arc.step.target if self.up else arc.step.source
                there = self.arrivals.get(before, {}).get(round - 1, 0)
                if arc.strength >= self.level and arc.mask & system and there & system:
                    found.append(arc.step)
                    id, round = before, round - 1
                    break
        return tuple(found if self.up else reversed(found))
