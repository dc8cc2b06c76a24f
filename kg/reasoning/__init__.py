"""What follows from what was written: rules run to a fixed point, each fact with its shortest proof.

Each module with a `RULE` is one rule. It offers `AFTER`, the relations whose new facts may let it fire, and
`consequences(proof, facts, graph)`, which joins a new fact with those known before and yields conclusions with their
premises. Facts are taken up in order of proof size, so that a fact's first proof is its shortest (Knuth, "A generalization
of Dijkstra's algorithm", Information Processing Letters 6, 1977), and each pair of premises is joined once, when the later
of the two arrives (semi-naive evaluation). A conclusion is never firmer than its weakest premise, and nothing follows from
a refuted link. Derived facts are never written to entries, and are told apart from written ones wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from kg import discover
from kg.catalogue import Statement
from kg.collector import paused
from kg.graph import Graph, in_order
from kg.reasoning.facts import Fact, Facts, Proof, weakest
from kg.schema.relations import by_name
from kg.schema.standing import STRENGTH

MOST = 1_000_000
"""Derived facts at most, half a gigabyte: one chain of 10,000 specialisations alone would make 50 million."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A relation that only reasoning yields, with the words it reads in and the kinds it connects."""

    name: str
    words: str
    meaning: str


RELATIONS: dict[str, Derived] = {
    derived.name: derived
    for derived in (
        Derived("holds_in", "holds in", "a theorem of a general theory, in a theory that specialises it"),
        Derived("covers", "covers", "a general theory, what a theory that specialises it explains"),
        Derived("involved_in", "is involved in", "a part, in what the whole brings about, where both were seen"),
        Derived("expected_in", "is expected in", "a phenomenon, where a mechanism sufficient for it was seen"),
        Derived("unsound_by", "is unsound by", "a result, through the refuted result it depends on"),
        Derived("unsettled_by", "is unsettled by", "a result, through the contested result it depends on"),
    )
}


def rules() -> dict[str, ModuleType]:
    """Rule name to its module."""
    return {module.RULE: module for module in discover.modules(__name__) if hasattr(module, "RULE")}


@lru_cache(maxsize=2)
@paused()
def derive(graph: Graph, most: int = MOST) -> Facts:
    """All facts of the graph, written and derived, with their shortest proofs."""
    return _derive(graph, graph.statements, most)


def about(graph: Graph, id: str) -> list[Proof]:
    """The derived facts that an entry takes part in, as `derive` finds them, with no look at what has no bearing on it.

    So a rule draws conclusions from links that are found from either end of those: at most one link up to an entry of another kind, then
    on among entries of one kind, all up or all down, then one link down to an entry of another kind.
    """
    return _derive(graph, _bearing(graph, id), MOST).about(id)


def _derive(graph: Graph, statements: Iterable[Statement], most: int) -> Facts:
    after: dict[str, list[tuple[str, ModuleType]]] = {}
    for name, module in rules().items():
        for relation in module.AFTER:
            after.setdefault(relation, []).append((name, module))
    facts = Facts()
    # Buckets by proof size, each in the order in which its facts were found, which is the same on every run.
    waiting: dict[int, dict[Fact, Proof]] = {0: {}}
    for proof in _written(statements, frozenset(after)):
        _keep_firmer(waiting[0], proof)
    size = 0
    count = 0
    while size <= max(waiting, default=-1):
        for proof in waiting.pop(size, {}).values():
            if count >= most and proof.rule:
                facts.cut = True
                return facts
            if not facts.add(proof):
                continue
            count += bool(proof.rule)
            for name, module in after.get(proof.fact.relation, ()):
                for fact, premises in module.consequences(proof, facts, graph):
                    if fact not in facts.proofs:
                        conclusion = _conclude(fact, name, premises)
                        _keep_firmer(waiting.setdefault(conclusion.size, {}), conclusion)
        size += 1
    return facts


def _keep_firmer(bucket: dict[Fact, Proof], proof: Proof) -> None:
    """Of two proofs of one size the firmer is kept."""
    other = bucket.setdefault(proof.fact, proof)
    if other is not proof and STRENGTH[proof.standing] > STRENGTH[other.standing]:
        bucket[proof.fact] = proof


def _conclude(fact: Fact, rule: str, premises: tuple[Proof, ...]) -> Proof:
    standing = weakest([premise.standing for premise in premises])
    return Proof(fact, standing, 1 + sum(premise.size for premise in premises), rule, premises)


def _written(statements: Iterable[Statement], wanted: frozenset[str]) -> Iterator[Proof]:
    """Statements as facts, one for each system they name, where some rule wants the relation."""
    for statement in statements:
        link = statement.link
        if statement.relation.name not in wanted or link.standing == "refuted" or statement.source == statement.target:
            continue
        ends = (statement.source, statement.relation.name, statement.target)
        if link.in_ and statement.relation.placed:
            for system in sorted(link.in_):
                yield Proof(Fact(*ends, system), link.standing, 0, "", (), statement)
        else:
            yield Proof(Fact(*ends), link.standing, 0, "", (), statement)


def _bearing(graph: Graph, id: str) -> list[Statement]:
    """The statements that a proof about an entry may rest on, in the order of all."""
    known = by_name()
    wanted = {name: known[name].same_kind for module in rules().values() for name in module.AFTER if name in known}
    about = graph.about

    def along(ids: Iterable[str], *, up: bool) -> dict[str, None]:
        seen = dict.fromkeys(ids)
        waiting = list(seen)
        while waiting:
            here = waiting.pop()
            for statement in about.get(here, ()):
                ends = (statement.source, statement.target)
                # What rests on a result rests on its successors, which lie the other way.
                either = statement.relation.name == "supersedes"
                if wanted.get(statement.relation.name) and (either or ends[up] == here):
                    for end in ends:
                        if end not in seen:
                            seen[end] = None
                            waiting.append(end)
        return seen

    above = [s.source for s in about.get(id, ()) if s.target == id and wanted.get(s.relation.name) is False]
    near = along([id, *above], up=True) | along([id, *above], up=False)
    return in_order(s for end in near for s in about.get(end, ()) if s.source == end and s.relation.name in wanted)
