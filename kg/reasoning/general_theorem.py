"""A theorem that a general theory states holds in the theories that specialise it.

Sound because a special theory satisfies the general one's assumptions, so whatever is proved from those is proved there too.
It is so for theorems only: an empirical law or a hypothesis of the general theory was never derived from its assumptions, and
may fail in a special case. And it goes downwards only: what a special theory proves says nothing about the general one.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof

RULE = "general-theorem"
AFTER = ("states", "specialises")


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    if fact.relation == "states":
        for special in facts.to("specialises", fact.source):
            yield from _holds(proof, special, graph)
    elif fact.source.startswith("theory/"):
        for stated in facts.from_("states", fact.target):
            yield from _holds(stated, proof, graph)


def _holds(stated: Proof, special: Proof, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    result = graph.record(stated.fact.target).entry
    if getattr(result, "rigour", None) == "theorem" and getattr(result, "standing", None) != "refuted":
        yield Fact(stated.fact.target, "holds_in", special.fact.source), (stated, special)
