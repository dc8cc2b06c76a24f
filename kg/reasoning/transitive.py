"""What specialises a special case specialises the general one; what is part of a part is part of the whole.

Sound because both relations order things by inclusion: of the cases a notion covers, or of the components a thing has. Both
are acyclic, which a check enforces, so the rule comes to an end. No other relation is closed in this way: what explains an
explanation need not explain the phenomenon.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof
from kg.schema.relations import RELATIONS

RULE = "transitive"
AFTER = tuple(relation.name for relation in RELATIONS if relation.transitive)


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    # Joining with written links only, on one side, reaches every chain once instead of once per way to cut it.
    if proof.written:
        for before in facts.to(fact.relation, fact.source):
            yield from _joined(before, proof)
    for after in facts.written_from(fact.relation, fact.target):
        yield from _joined(proof, after)


def _joined(first: Proof, second: Proof) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    if first.fact.source != second.fact.target:
        yield Fact(first.fact.source, first.fact.relation, second.fact.target), (first, second)
