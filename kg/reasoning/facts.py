"""Facts and their proofs: what was written, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
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


def weakest(standings: Iterator[str] | list[str]) -> str:
    """The weakest of some standings; where two are equally strong, the first in the alphabet."""
    return min(standings, key=lambda standing: (STRENGTH[standing], standing))


_NONE: dict[str, list[Proof]] = {}


@dataclass(eq=False)
class Facts:
    """All facts with their shortest proofs, findable by either end. Only the engine adds to it."""

    proofs: dict[Fact, Proof] = field(default_factory=dict)
    cut: bool = False
    """More would follow, but the bound on derived facts was reached."""
    _by_source: dict[str, dict[str, list[Proof]]] = field(default_factory=dict)
    _by_target: dict[str, dict[str, list[Proof]]] = field(default_factory=dict)
    _written: dict[str, dict[str, list[Proof]]] = field(default_factory=dict)
    """Those of `_by_source` that were written: at the end of a long chain there are few among thousands."""

    def add(self, proof: Proof) -> bool:
        """Keep a proof, unless the fact has one already; proofs come in order of size, so the first is the shortest."""
        fact = proof.fact
        if fact in self.proofs:
            return False
        self.proofs[fact] = proof
        source, relation, target, _ = fact
        self._by_source.setdefault(relation, {}).setdefault(source, []).append(proof)
        self._by_target.setdefault(relation, {}).setdefault(target, []).append(proof)
        if not proof.rule:
            self._written.setdefault(relation, {}).setdefault(source, []).append(proof)
        return True

    def from_(self, relation: str, source: str) -> list[Proof]:
        return self._by_source.get(relation, _NONE).get(source, [])

    def written_from(self, relation: str, source: str) -> list[Proof]:
        return self._written.get(relation, _NONE).get(source, [])

    def to(self, relation: str, target: str) -> list[Proof]:
        return self._by_target.get(relation, _NONE).get(target, [])

    @cached_property
    def derived(self) -> tuple[Proof, ...]:
        """What was not written, in order of facts."""
        found = [proof for proof in self.proofs.values() if proof.rule]
        return tuple(sorted(found, key=lambda p: (p.fact.source, p.fact.relation, p.fact.target, p.fact.system)))

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
