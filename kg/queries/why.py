"""Why one entry stands in a relation to another: what was written, with its evidence, and what follows, with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.catalogue import Statement
from kg.errors import UsageError
from kg.graph import Graph
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import derive
from kg.reasoning.facts import Proof
from kg.schema import relations
from kg.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Answer:
    """Written statements in the order of files, and derived proofs, the shortest first."""

    source: str
    relation: str
    target: str
    statements: tuple[Statement, ...]
    proofs: tuple[Proof, ...]
    cut: bool = False
    """More follows than was derived, and this may be among it."""


def relation_names() -> tuple[str, ...]:
    """Every name that can be asked about: relations, their inverses, and those that reasoning yields."""
    return (*(name for name, relation in relations.by_name().items() if not relation.derived), *DERIVED)


def why(graph: Graph, source: str, relation: str, target: str) -> Answer:
    """What supports `source relation target`, either way round for an inverse or symmetric relation.

    Raises:
        UsageError: there is no such relation.
    """
    if relation in DERIVED:
        proofs = _proofs(graph, source, relation, target)
        return Answer(source, relation, target, (), proofs, derive(graph).cut)
    found = relations.by_name().get(relation)
    if found is None:
        help = did_you_mean(relation, relation_names()) or f"relations are: {', '.join(relation_names())}"
        raise UsageError(f"no relation {relation!r}", help=help)
    if found.derived:
        # To answer that nothing says so would be wrong: the equation does.
        raise UsageError(f"{relation!r} is not written but read off an equation", help="`kg show` shows the equation")
    if relation != found.name:
        source, target = target, source
    ends = {(source, target), (target, source)} if found.symmetric else {(source, target)}
    statements = tuple(
        s for s in graph.catalogue.about.get(source, ()) if s.relation is found and (s.source, s.target) in ends
    )
    proofs = _proofs(graph, source, found.name, target)
    return Answer(source, found.name, target, statements, proofs, derive(graph).cut)


def between(graph: Graph, one: str, other: str) -> Iterator[tuple[str, str, str]]:
    """Every relation that is written or derived between two entries, as it reads in its canonical direction."""
    for statement in graph.catalogue.about.get(one, ()):
        if other in (statement.source, statement.target):
            yield statement.source, statement.relation.name, statement.target
    for proof in derive(graph).about(one):
        if other in (proof.fact.source, proof.fact.target):
            yield proof.fact.source, proof.fact.relation, proof.fact.target


def _proofs(graph: Graph, source: str, relation: str, target: str) -> tuple[Proof, ...]:
    found = [
        proof
        for proof in derive(graph).about(source)
        if (proof.fact.source, proof.fact.relation, proof.fact.target) == (source, relation, target)
    ]
    return tuple(sorted(found, key=lambda proof: (proof.size, proof.fact.system)))
