"""Facts and their proofs: what was written, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from kg.catalogue import Statement
from kg.schema.standing import STRENGTH


class Fact(NamedTuple):
    """`source` stands in `relation` to `target`; in one system, where the fact is about systems."""

    source: str
    relation: str
    target: str
    system: str = ""


# Not frozen: a million are made, and freezing doubles the time. Nothing changes one.
@dataclass(slots=True, eq=False)
class Proof:
    """How a fact is known: by a written statement, or by a rule from the proofs of its premises."""

    fact: Fact
    standing: str
    """The weakest standing among the premises; of a written statement, its own."""
    size: int
    """Number of rule applications; 0 for what was written."""
    rule: str = ""
    premises: tuple[Proof, ...] = ()
    statement: Statement | None = None

    @property
    def written(self) -> bool:
        return not self.rule

    def statements(self) -> Iterator[Statement]:
        """The written statements that the proof rests on, in order."""
        # A proof over thousands of steps is deeper than Python calls may be.
        waiting: list[Proof] = [self]
        while waiting:
            proof = waiting.pop()
            if proof.statement:
                yield proof.statement
            waiting.extend(reversed(proof.premises))


def weakest(standings: Iterable[str]) -> str:
    """The weakest of some standings; where two are equally strong, the first in the alphabet."""
    return min(standings, key=_FIRMNESS.__getitem__)


_FIRMNESS = {name: number for number, name in enumerate(sorted(STRENGTH, key=lambda name: (STRENGTH[name], name)))}

_Index = dict[str, list[Proof]]
"""One end of facts of a relation to those that have it, in the order in which they were found."""


@dataclass(eq=False)
class Facts:
    """All facts with their shortest proofs, findable by either end. Only the engine adds to it."""

    proofs: dict[Fact, Proof] = field(default_factory=dict)
    cut: bool = False
    """More would follow, but the bound on derived facts was reached."""
    # By relation, from when it is first asked for: among a million facts most are never looked for by most ends.
    _by_source: dict[str, _Index] = field(default_factory=dict)
    _by_target: dict[str, _Index] = field(default_factory=dict)
    _written: dict[str, _Index] = field(default_factory=dict)
    """Those of `_by_source` that were written: at the end of a long chain there are few among thousands."""

    def add(self, proof: Proof) -> bool:
        """Keep a proof, unless the fact has one already; proofs come in order of size, so the first is the shortest."""
        fact = proof.fact
        if self.proofs.setdefault(fact, proof) is not proof:
            return False
        source, relation, target, _ = fact
        if relation in self._by_source:
            self._by_source[relation].setdefault(source, []).append(proof)
        if relation in self._by_target:
            self._by_target[relation].setdefault(target, []).append(proof)
        if not proof.rule and relation in self._written:
            self._written[relation].setdefault(source, []).append(proof)
        return True

    def from_(self, relation: str, source: str) -> list[Proof]:
        if relation not in self._by_source:
            self._by_source[relation] = self._index(relation, lambda proof: proof.fact.source)
        return self._by_source[relation].get(source, [])

    def written_from(self, relation: str, source: str) -> list[Proof]:
        if relation not in self._written:
            self._written[relation] = self._index(relation, lambda proof: "" if proof.rule else proof.fact.source)
        return self._written[relation].get(source, [])

    def to(self, relation: str, target: str) -> list[Proof]:
        if relation not in self._by_target:
            self._by_target[relation] = self._index(relation, lambda proof: proof.fact.target)
        return self._by_target[relation].get(target, [])

    def _index(self, relation: str, end: Callable[[Proof], str]) -> _Index:
        found: _Index = {}
        for proof in self.proofs.values():
            if proof.fact.relation == relation and (id := end(proof)):
                found.setdefault(id, []).append(proof)
        return found

    @cached_property
    def derived(self) -> tuple[Proof, ...]:
        """What was not written, in order of facts."""
        found = [proof for proof in self.proofs.values() if proof.rule]
        return tuple(sorted(found, key=attrgetter("fact")))

    @cached_property
    def _derived_about(self) -> dict[str, list[Proof]]:
        found: dict[str, list[Proof]] = {}
        for proof in self.derived:
            for id in dict.fromkeys((proof.fact.source, proof.fact.target)):
                found.setdefault(id, []).append(proof)
        return found

    def about(self, id: str) -> list[Proof]:
        """The derived facts that an entry takes part in."""
        return self._derived_about.get(id, [])
