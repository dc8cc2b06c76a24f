"""What a change means: not which lines differ, but which entries, links, evidence and gaps came and went."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.queries.evidence import testimonies
from kg.queries.scoreboard import scoreboard
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import derive
from kg.reasoning.facts import Fact
from kg.review.gaps import gaps
from kg.schema.entry import Evidence

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference: what came (`+`), went (`-`) or changed (`~`), and about which entry."""

    sign: str
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes by section, each in the order of entries. Sections without changes are empty."""

    entries: tuple[Change, ...]
    links: tuple[Change, ...]
    evidence: tuple[Change, ...]
    derived: tuple[Change, ...]
    disagreements: tuple[Change, ...]
    gaps: tuple[Change, ...]
    scoreboard: tuple[Change, ...]

    def sections(self) -> Iterator[tuple[str, tuple[Change, ...]]]:
        yield "Entries", self.entries
        yield "Links", self.links
        yield "Evidence", self.evidence
        yield "Derived facts", self.derived
        yield "Disagreements", self.disagreements
        yield "Gaps", self.gaps
        yield "Scoreboard", self.scoreboard

    @property
    def empty(self) -> bool:
        return not any(changes for _, changes in self.sections())


def diff(old: Graph, new: Graph) -> Difference:
    """What changed from one state of the atlas to another."""
    return Difference(
        entries=tuple(_entries(old, new)),
        links=tuple(_links(old, new)),
        evidence=tuple(_compare(_evidence(old), _evidence(new), _as_they_are)),
        derived=tuple(_compare(_derived(old), _derived(new), _as_they_are)),
        disagreements=tuple(_compare(_disputed(old), _disputed(new), _as_they_are)),
        gaps=tuple(_compare(_gaps(old), _gaps(new), _as_they_are)),
        scoreboard=tuple(_scores(old, new)),
    )


def _compare(
    old: Mapping[_Key, tuple[str, str]], new: Mapping[_Key, tuple[str, str]], words: Callable[[str, str], str]
) -> Iterator[Change]:
    """What came and went, by key; the values say about which entry and in which words."""
    for key, (about, text) in old.items():
        if key not in new:
            yield Change("-", about, words("-", text))
    for key, (about, text) in new.items():
        if key not in old:
            yield Change("+", about, words("+", text))


def _as_they_are(_sign: str, text: str) -> str:
    return text


def _entries(old: Graph, new: Graph) -> Iterator[Change]:
    before, after = old.catalogue.records, new.catalogue.records
    for id in sorted({*before, *after}):
        if id not in after:
            yield Change("-", id, f"{before[id].entry.title}")
        elif id not in before:
            yield Change("+", id, f"{after[id].entry.title}")
        elif fields := _changed_fields(before[id], after[id]):
            yield Change("~", id, f"changed: {', '.join(fields)}")


# Links and evidence have sections of their own.
_ELSEWHERE = frozenset({"links", "evidence"})


def _changed_fields(before: Record, after: Record) -> list[str]:
    names = (*type(before.entry).model_fields, *type(after.entry).model_fields)
    missing: Any = object()
    return [
        name
        for name in dict.fromkeys(names)
        if name not in _ELSEWHERE and getattr(before.entry, name, missing) != getattr(after.entry, name, missing)
    ]


def _links(old: Graph, new: Graph) -> Iterator[Change]:
    before = {statement.identity: statement for statement in old.statements}
    after = {statement.identity: statement for statement in new.statements}
    for identity in sorted({*before, *after}):
        one, other = before.get(identity), after.get(identity)
        if one is None and other is not None:
            yield Change("+", other.source, _sentence(other) + f": {other.link.standing}")
        elif one is not None and other is None:
            yield Change("-", one.source, _sentence(one) + f": {one.link.standing}")
        elif one is not None and other is not None and one.link.standing != other.link.standing:
            yield Change("~", one.source, f"{_sentence(one)}: {one.link.standing}, now {other.link.standing}")
        elif one is not None and other is not None:
            fields = [name for name in ("sufficient", "note") if getattr(one.link, name) != getattr(other.link, name)]
            if fields:
                yield Change("~", one.source, f"{_sentence(one)}: changed: {', '.join(fields)}")


def _sentence(statement: Statement) -> str:
    relation, link = statement.relation, statement.link
    where = f" in {', '.join(link.in_)}" if link.in_ else ""
    regime = f" ({link.regime})" if link.regime else ""
    return f"{statement.source} {relation.phrase(relation.name)} {statement.target}{where}{regime}"


def _evidence(graph: Graph) -> dict[tuple[Any, ...], tuple[str, str]]:
    found: dict[tuple[Any, ...], tuple[str, str]] = {}
    # By what a link says, not by where: the same link may be written at its other end.
    for statement in graph.catalogue.statements:
        for evidence in statement.link.evidence:
            found[(*statement.identity, evidence)] = (statement.source, _testimony(evidence, _sentence(statement)))
    for record in graph.catalogue.records.values():
        for item in testimonies(record):
            if item.relation is None:
                found[(record.id, item.loc[0], item.evidence)] = (record.id, _testimony(item.evidence, record.id))
    return found


def _testimony(evidence: Evidence, about: str) -> str:
    note = f"; {' '.join(evidence.note.split())}" if evidence.note else ""
    return f"{evidence.paper} ({evidence.at}) {evidence.stance}: {about}; read: {evidence.read}{note}"


def _derived(graph: Graph) -> dict[Fact, tuple[str, str]]:
    found = {}
    for proof in derive(graph).derived:
        fact = proof.fact
        words = DERIVED[fact.relation].words if fact.relation in DERIVED else fact.relation.replace("_", " ")
        where = f" in {fact.system}" if fact.system else ""
        found[fact] = (fact.source, f"{fact.source} {words} {fact.target}{where} (by {proof.rule})")
    return found


def _disputed(graph: Graph) -> dict[tuple[Any, ...], tuple[str, str]]:
    found: dict[tuple[Any, ...], tuple[str, str]] = {}
    for statement in graph.statements:
        standing = statement.link.standing
        if standing in ("contested", "refuted"):
            found[(*statement.identity, standing)] = (statement.source, f"{standing}: {_sentence(statement)}")
    for record in graph.catalogue.of_kind("result"):
        standing = getattr(record.entry, "standing", "unstated")
        if standing in ("contested", "refuted"):
            found[(record.id, standing)] = (record.id, f"{standing}: {record.id}")
    return found


def _gaps(graph: Graph) -> dict[str, tuple[str, str]]:
    return {gap.id: (gap.about, f"{gap.name}: {gap.sentence}") for gap in gaps(graph) if gap.waived is None}


def _scores(old: Graph, new: Graph) -> Iterator[Change]:
    before = {score.theory: score for score in scoreboard(old)}
    for score in sorted(scoreboard(new), key=lambda score: score.theory):
        earlier = before.get(score.theory)
        if earlier is None:
            continue
        parts = []
        for words in ("explained", "contested", "predictions"):
            was, now = getattr(earlier, words), getattr(score, words)
            if len(was) != len(now):
                parts.append(f"{words} {len(was)}, now {len(now)}")
            elif was != now:
                parts.append(
                    f"{words} {', '.join(sorted({*now} - {*was}))} instead of {', '.join(sorted({*was} - {*now}))}"
                )
        for words, counts, was_counts in (
            ("novel", score.novel, earlier.novel),
            ("retrodictions", score.retrodictions, earlier.retrodictions),
        ):
            for outcome, number in counts.items():
                if number != was_counts[outcome]:
                    parts.append(f"{words} {outcome} {was_counts[outcome]}, now {number}")
        if parts:
            yield Change("~", score.theory, "; ".join(parts))
