"""Where the literature disagrees: contested and refuted statements, both sides, and entries that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from kg.catalogue import Record, Statement
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page
from kg.schema.entry import Evidence
from kg.schema.standing import ADVERSE, FAVOURABLE

ROWS = 40


@dataclass(frozen=True, slots=True)
class Dispute:
    """One statement and the evidence on its two sides; `about` is set where an entry itself is in dispute."""

    standing: str
    favourable: Sequence[Evidence]
    adverse: Sequence[Evidence]
    about: Record | None = None
    statement: Statement | None = None


def pages(book: Book) -> Iterator[Page]:
    disputes = list(_disputes(book))
    counts = Counter(dispute.standing for dispute in disputes)
    sifted = Sifted(book, "disputes", disputes, partial(_row, book))
    for leaf in leaves(disputes, "disagreements/", ROWS):
        title = "Disagreements" if leaf.number == 1 else f"Disagreements, page {leaf.number}"
        here = Here(
            book, leaf.address, title, "What is contested or refuted, with both sides.", section="disagreements/"
        )
        sections: dict[str, list[Dispute]] = {}
        for dispute in leaf.items:
            sections.setdefault(dispute.standing, []).append(dispute)
        values = {
            "leaf": leaf, "sections": sections, "counts": counts, **sifted.values(leaf),
        }  # fmt: skip
        yield here.page("disagreements.html.jinja", values)


def _row(book: Book, dispute: Dispute) -> Row:
    """An entry in dispute, or both ends of a link."""
    ends = [dispute.about.id] if dispute.about else []
    if dispute.statement:
        ends = [dispute.statement.source, dispute.statement.target]
    rows = [row(book, book.records[id]) for id in ends]
    joined = {
        name: " ".join(dict.fromkeys(" ".join(found[name] for found in rows).split())) for name in ("kind", "layer")
    }
    return {**joined, "standing": dispute.standing}


def _disputes(book: Book) -> Iterator[Dispute]:
    """Contested first, then refuted, then contradictions: within each, entries before links, in the order of ids."""
    for standing in ("contested", "refuted"):
        for record in book.records.values():
            if _standing(record) == standing:
                yield Dispute(standing, *_sides(_evidence(record)), about=record)
        for statement in book.graph.statements:
            if statement.link.standing == standing and statement.relation.name != "contradicts":
                yield Dispute(standing, *_sides(statement.link.evidence), statement=statement)
    for statement in book.graph.statements:
        if statement.relation.name == "contradicts":
            yield Dispute("contradiction", *_sides(statement.link.evidence), statement=statement)


def _standing(record: Record) -> str:
    """Results have a standing; a prediction that failed is refuted, and one with a mixed outcome contested if papers differ."""
    outcome = getattr(record.entry, "outcome", "")
    if outcome == "mixed":
        return "contested" if all(_sides(_evidence(record))) else ""
    return str(getattr(record.entry, "standing", "refuted" if outcome == "refuted" else ""))


def _evidence(record: Record) -> Sequence[Evidence]:
    """What speaks to the entry as a whole; of a prediction, what speaks to the observation."""
    observed = getattr(record.entry, "observed", None)
    return (*record.entry.evidence, *(observed.evidence if observed else ()))


def _sides(evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    return [e for e in evidence if e.stance in FAVOURABLE], [e for e in evidence if e.stance in ADVERSE]
