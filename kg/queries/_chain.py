"""A chain down the stack as a value: its steps, where it is anchored or spliced, and how it compares with others."""

from __future__ import annotations

from dataclasses import dataclass

from kg.catalogue import Statement
from kg.schema.standing import STRENGTH


# Neither of the two is frozen, though nobody changes one: a build makes millions, and a frozen one takes three times as long to make.
@dataclass(slots=True, unsafe_hash=True)
class Step:
    """One link, read downwards from `source` to `target`; `name` is the relation or its inverse, whichever reads so."""

    source: str
    target: str
    statement: Statement

    @property
    def name(self) -> str:
        relation = self.statement.relation
        return relation.name if self.source == self.statement.source else relation.inverse

    @property
    def words(self) -> str:
        return self.statement.relation.reads(self.name)

    @property
    def standing(self) -> str:
        return self.statement.link.standing


@dataclass(slots=True, unsafe_hash=True)
class Chain:
    """A trace. `systems` are common to all its steps; where there are none, `splices` says which steps break it."""

    steps: tuple[Step, ...]
    systems: tuple[str, ...]
    splices: tuple[int, ...]
    """Indices of steps that share no system with the steps before them; the number of steps stands for the end."""
    standing: str
    weakest: int
    """Index of the first step with the chain's standing; the number of steps where it is the sighting of the mechanism in
    the common system, -1 where it is a result on the chain."""
    notes: tuple[str, ...] = ()
    """Where the chain skips a layer or climbs."""

    @property
    def anchored(self) -> bool:
        return bool(self.systems)

    @property
    def splice(self) -> int | None:
        return self.splices[0] if self.splices else None

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.steps[0].source, *[step.target for step in self.steps])

    @property
    def regimes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.statement.link.regime for step in self.steps if step.statement.link.regime))


def rank(chain: Chain) -> tuple[bool, int, int, int, tuple[str, ...]]:
    """Smaller is better: unspliced, then firmer, then shorter, then with fewer splices."""
    return bool(chain.splices), -STRENGTH[chain.standing], len(chain.steps), len(chain.splices), chain.ids
