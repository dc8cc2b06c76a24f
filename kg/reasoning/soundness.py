"""A result that depends on a refuted one is unsound; one that depends on a contested one is unsettled.

Sound because `depends_on` says that the result is derived from the other, so that its derivation fails with it. The result may
still be true: unsound speaks about its ground. Where a result has been superseded by one that is not refuted, what depended on
the old one is taken to depend on the new one instead, and the old fault does not reach it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof

RULE = "soundness"
AFTER = ("depends_on", "supersedes", "unsound_by", "unsettled_by")

_FAULTS = {"refuted": "unsound_by", "contested": "unsettled_by"}


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    if fact.relation == "depends_on":
        yield from _from_dependence(proof, facts, graph)
    elif fact.relation == "supersedes":
        # The new result may carry a fault that whatever depended on the old one now inherits.
        for dependence in facts.to("depends_on", fact.target):
            yield from _from_dependence(dependence, facts, graph)
    else:
        for dependence in _dependants(fact.source, facts, graph):
            yield from _inherit(dependence, proof)


def _from_dependence(dependence: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    for ground in _grounds(dependence.fact.target, graph):
        relation = _FAULTS.get(_standing(ground, graph))
        if relation and dependence.fact.source != ground:
            yield Fact(dependence.fact.source, relation, ground), (dependence,)
        for name in _FAULTS.values():
            for fault in facts.from_(name, ground):
                yield from _inherit(dependence, fault)


def _inherit(dependence: Proof, fault: Proof) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    if dependence.fact.source != fault.fact.target:
        yield Fact(dependence.fact.source, fault.fact.relation, fault.fact.target), (dependence, fault)


def _dependants(result: str, facts: Facts, graph: Graph) -> Iterator[Proof]:
    """The written dependences that rest on this result, directly or because it supersedes what they name."""
    for old in (result, *_links(graph, result, "supersedes", forwards=True)):
        for dependence in facts.to("depends_on", old):
            if result in _grounds(old, graph):
                yield dependence


def _grounds(result: str, graph: Graph) -> tuple[str, ...]:
    """What a dependence on `result` rests on today: its successors that are not refuted, else itself."""
    successors = [id for id in _links(graph, result, "supersedes", forwards=False) if _standing(id, graph) != "refuted"]
    return tuple(successors) or (result,)


def _links(graph: Graph, id: str, relation: str, *, forwards: bool) -> list[str]:
    return sorted(
        statement.target if forwards else statement.source
        for statement in graph.catalogue.about.get(id, ())
        if statement.relation.name == relation
        and (statement.source if forwards else statement.target) == id
        and statement.link.standing != "refuted"
    )


def _standing(id: str, graph: Graph) -> str:
    record = graph.catalogue.records.get(id)
    return str(getattr(record.entry, "standing", "unstated")) if record else "unstated"
