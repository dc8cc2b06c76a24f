"""The relations between entries: one row says all there is to say about one.

`down` is the direction in which a trace from theory to mechanism may cross the relation; `placed` says that a statement
of it is a claim about systems, so that a trace through it needs to know where it was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Relation:
    """A row: written from a `source` kind to a `target` kind, or the other way round by its inverse."""

    name: str
    inverse: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    down: Literal["forwards", "backwards", ""] = ""
    placed: bool = False
    same_kind: bool = False
    """Both ends are of one kind."""
    transitive: bool = False
    acyclic: bool = False
    derived: bool = False
    """Never written in an entry; read off something else."""
    words: str = ""
    """How the relation reads in a sentence, and after the slash its inverse."""

    @property
    def symmetric(self) -> bool:
        return self.name == self.inverse

    def reads(self, name: str) -> str:
        """How `name`, which is this relation or its inverse, reads between two titles."""
        forwards, _, backwards = self.words.partition(" / ")
        return (backwards or forwards) if name == self.inverse and not self.symmetric else forwards

    def phrase(self, name: str) -> str:
        """The same as the verb of a sentence: `is explained by`."""
        words = self.reads(name)
        return f"is {words}" if words.split()[0].endswith("ed") else words

    def allows(self, source: str, target: str) -> bool:
        return (
            (not self.source or source in self.source)
            and (not self.target or target in self.target)
            and (not self.same_kind or source == target)
        )


_STATED = ("theory", "result")
_TAXONOMIC = ("theory", "result", "mechanism", "phenomenon", "quantity")

RELATIONS: tuple[Relation, ...] = (
    Relation("explains", "explained_by", _STATED, ("phenomenon", "mechanism", "result"), "forwards", placed=True,
             words="explains / explained by"),
    Relation("states", "stated_in", ("theory",), ("result",), "forwards", words="states / stated in"),
    Relation("specialises", "generalises", _TAXONOMIC, _TAXONOMIC, "backwards", same_kind=True, transitive=True,
             acyclic=True, words="specialises / generalises"),
    Relation("underlies", "rests_on", ("mechanism",), ("phenomenon",), "backwards", placed=True,
             words="underlies / rests on"),
    Relation("part_of", "has_part", ("mechanism", "system"), ("mechanism", "system"), "backwards", same_kind=True,
             transitive=True, acyclic=True, words="is part of / has part"),
    Relation("described_in", "describes", ("mechanism",), ("theory",), "backwards", words="described in / describes"),
    Relation("observed_in", "exhibits", ("phenomenon", "mechanism"), ("system",), "forwards", placed=True,
             words="observed in / exhibits"),
    Relation("quantifies", "quantified_by", ("quantity",), ("phenomenon", "mechanism"),
             words="quantifies / quantified by"),
    Relation("estimates", "estimated_by", ("method",), ("quantity",), words="estimates / estimated by"),
    Relation("involves", "appears_in", ("result",), ("quantity",), derived=True, words="involves / appears in"),
    Relation("predicts", "predicted_by", _STATED, ("prediction",), words="predicts / predicted by"),
    Relation("concerns", "subject_of", ("problem", "prediction"), (), words="concerns / subject of"),
    Relation("depends_on", "needed_for", ("result", "problem"), ("result", "problem"), same_kind=True, acyclic=True,
             words="depends on / needed for"),
    Relation("limit_of", "has_limit", ("theory",), ("theory",), acyclic=True, words="is a limit of / has the limit"),
    Relation("member_of", "has_member", ("theory",), ("theory",), words="belongs to / has member"),
    Relation("supersedes", "superseded_by", (), (), same_kind=True, acyclic=True, words="supersedes / superseded by"),
    Relation("cites", "cited_by", ("paper",), ("paper",), words="cites / cited by"),
    Relation("contradicts", "contradicts", (), (), words="contradicts"),
    Relation("equivalent_to", "equivalent_to", (), (), words="is equivalent to"),
    Relation("analogous_to", "analogous_to", (), (), words="is analogous to"),
    Relation("bears_on", "bears_on", (), (), words="bears on"),
)  # fmt: skip


@cache
def by_name() -> dict[str, Relation]:
    """Every name a relation can be written under, its inverse included."""
    return {name: relation for relation in RELATIONS for name in (relation.name, relation.inverse)}
