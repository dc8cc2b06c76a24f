"""A part of a mechanism is involved in what the whole brings about, where one system has both.

Involved says that it takes part in the working of the whole, not that it helps: a head that lowers the right answer is a part
of its circuit all the same. Without a system that has both the part and the phenomenon through the whole, nothing follows: the
part may have been found in a network where the whole does something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.reasoning.facts import Fact, Facts, Proof

RULE = "involvement"
AFTER = ("part_of", "underlies", "observed_in")


def consequences(proof: Proof, facts: Facts, graph: Graph) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    fact = proof.fact
    if fact.relation == "part_of" and fact.source.startswith("mechanism/"):
        for whole in facts.from_("underlies", fact.target):
            for seen in facts.from_("observed_in", fact.source):
                yield from _involved(proof, whole, seen)
    elif fact.relation == "underlies":
        for part in facts.to("part_of", fact.source):
            for seen in facts.from_("observed_in", part.fact.source):
                yield from _involved(part, proof, seen)
    elif fact.relation == "observed_in" and fact.source.startswith("mechanism/"):
        for part in facts.from_("part_of", fact.source):
            for whole in facts.from_("underlies", part.fact.target):
                yield from _involved(part, whole, proof)


def _involved(part: Proof, whole: Proof, seen: Proof) -> Iterator[tuple[Fact, tuple[Proof, ...]]]:
    if whole.fact.system and whole.fact.system == seen.fact.target:
        yield Fact(part.fact.source, "involved_in", whole.fact.target, whole.fact.system), (part, whole, seen)
