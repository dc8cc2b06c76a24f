"""What follows about an entry from what was written: each derived fact in words, with its proof as a nested list.

A derived fact never looks like a written link: it has a mark of its own, says "derived", and stands in a section of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Protocol

from markupsafe import Markup

from kg.publish.pieces import standing
from kg.reasoning import RELATIONS, rules
from kg.reasoning.facts import Fact, Proof
from kg.schema.relations import by_name

MOST = 2
"""Derived facts that a page shows with their proofs; four times as many are shown without."""

DEEP = 6
"""Levels of a proof that a page prints."""

_MARK = '<b class="der">derived</b>'


class Where(Protocol):
    """What the facts ask of the page they stand on."""

    def ref(self, id: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Known:
    """One derived fact, with every system in which it follows equally firmly, and the shortest of the proofs."""

    proof: Proof
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """Derived facts about one entry, those that warn first, then the shortest proofs."""

    proved: Sequence[Known]
    named: Sequence[Known]
    left_out: int


def follows(proofs: Sequence[Proof], most: int = MOST) -> Follows:
    found: dict[tuple[str, ...], list[Proof]] = {}
    for proof in sorted(proofs, key=lambda proof: (_rank(proof.fact.relation), proof.size, proof.fact)):
        found.setdefault((*proof.fact[:3], proof.standing), []).append(proof)
    known = [Known(same[0], tuple(p.fact.system for p in same if p.fact.system)) for same in found.values()]
    return Follows(known[:most], known[most : 5 * most], max(0, len(known) - 5 * most))


def _rank(relation: str) -> tuple[int, str]:
    """What makes a result unsound is told first; transitive ends of written relations last."""
    return (0 if relation.startswith("un") else 1 if relation in RELATIONS else 2), relation


@cache
def words(relation: str) -> str:
    return RELATIONS[relation].words if relation in RELATIONS else by_name()[relation].reads(relation)


@cache
def rule_words(rule: str) -> str:
    """A rule of inference in one sentence: the first line of its module."""
    return (rules()[rule].__doc__ or rule).strip().partition("\n")[0]


def sentence(here: Where, fact: Fact, systems: Iterable[str]) -> Markup:
    named = ", ".join(here.ref(system) for system in systems)
    where = f' <span class="in">in {named}</span>' if named else ""
    middle = f'<span class="rel">{escape(words(fact.relation))}</span>'
    return Markup(f"{here.ref(fact.source)} {middle} {here.ref(fact.target)}{where}")  # noqa: S704 - escaped in parts


def fact(here: Where, known: Known, with_proof: bool = True) -> Markup:
    """One derived fact as an item of a list."""
    proof = known.proof
    steps = f"{proof.size} step" + "s" * (proof.size > 1) + ", in the first system" * (len(known.systems) > 1)
    why = f"<details><summary>Why: a proof of {steps}</summary>{tree(here, proof)}</details>" if with_proof else ""
    return Markup(  # noqa: S704 - escaped in parts
        f'<li class="derived"><p class="head"><span>{sentence(here, proof.fact, known.systems)}</span> {_MARK} '
        f"{standing(proof.standing)}</p>{why}</li>"
    )


def tree(here: Where, proof: Proof, level: int = 1) -> str:
    """The rule, and under it its premises: written links of the atlas, or facts that are derived in turn."""
    if level > DEEP:
        return f'<p class="note">and so on; {proof.size} steps in all.</p>'
    rows = "".join(f"<li>{_premise(here, premise, level)}</li>" for premise in proof.premises)
    return f'<p class="note">{escape(rule_words(proof.rule))} Here:</p><ul class="proof">{rows}</ul>'


def _premise(here: Where, proof: Proof, level: int) -> str:
    said = sentence(here, proof.fact, [proof.fact.system] if proof.fact.system else [])
    return f"{said} {standing(proof.standing) if proof.written else f'{_MARK}{tree(here, proof, level + 1)}'}"
