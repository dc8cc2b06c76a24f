"""A general theory covers what a theory that specialises it explains.

Covering is weaker than explaining, on purpose. The special theory explains by what it adds; the general one only leaves room
for it. The free energy principle does not explain what predictive processing explains, it covers it. So `covers` is never
turned into `explains`, never scored, and never part of a trace.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof

RULE = "coverage"
AFTER = ("explains", "specialises")


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    if not fact.source.startswith("theory/"):
        return
    if fact.relation == "explains":
        for special in facts.from_("specialises", fact.source):
            yield Fact(special.fact.target, "covers", fact.target), (special, proof)
    else:
        for explained in facts.from_("explains", fact.source):
            yield Fact(fact.target, "covers", explained.fact.target), (proof, explained)
