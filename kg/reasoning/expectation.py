"""A phenomenon is expected where a mechanism that suffices for it was seen, unless somebody has looked.

Sound as an expectation, not as a fact: that the mechanism suffices was shown elsewhere, and what else that system needed may be
missing here. So the conclusion is offered as a candidate prediction and never asserted, and it is silent as soon as the
phenomenon is recorded in the system, as seen or as absent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof

RULE = "expectation"
AFTER = ("underlies", "observed_in")


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    if fact.relation == "underlies":
        if _sufficient(proof):
            for seen in facts.from_("observed_in", fact.source):
                yield from _expected(proof, seen, graph)
    elif fact.source.startswith("mechanism/"):
        for whole in facts.from_("underlies", fact.source):
            if _sufficient(whole):
                yield from _expected(whole, proof, graph)


def _sufficient(whole: Proof) -> bool:
    return bool(whole.statement and whole.statement.link.sufficient)


def _expected(whole: Proof, seen: Proof, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    phenomenon, system = whole.fact.target, seen.fact.target
    if not _looked(phenomenon, system, graph):
        yield Fact(phenomenon, "expected_in", system), (whole, seen)


def _looked(phenomenon: str, system: str, graph: Graph) -> bool:
    """Some statement, refuted ones included, says whether the system has the phenomenon."""
    return any(
        (statement.relation.name == "observed_in" and statement.target == system)
        or (statement.relation.name == "underlies" and system in statement.link.in_)
        for statement in graph.catalogue.about.get(phenomenon, ())
    )
