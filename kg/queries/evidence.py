"""What the papers say: tallies per statement, and everything that one paper speaks to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.catalogue import Record
from kg.graph import Graph
from kg.schema.standing import ADVERSE, FAVOURABLE
from kg.source.tree import Loc

if TYPE_CHECKING:
    from kg.schema.entry import Evidence


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of papers for and against a statement."""

    supports: int
    disputes: int


@dataclass(frozen=True, slots=True)
class Testimony:
    """One piece of evidence, the entry it is written in, and where there."""

    record: Record
    loc: Loc
    evidence: Evidence

    @property
    def target(self) -> str | None:
        """Of evidence on a link: the entry at the other end."""
        if self.loc[0] != "links":
            return None
        links = self.record.entry.links[str(self.loc[1])]
        return links[int(self.loc[2])].to

    @property
    def relation(self) -> str | None:
        return str(self.loc[1]) if self.loc[0] == "links" else None


def tally(evidence: Iterable[Evidence]) -> Tally:
    """How many papers speak for a statement and how many against it."""
    stances = {(item.paper, item.stance) for item in evidence}
    return Tally(
        len({paper for paper, stance in stances if stance in FAVOURABLE}),
        len({paper for paper, stance in stances if stance in ADVERSE}),
    )


def papers_about(graph: Graph, paper: str) -> tuple[Testimony, ...]:
    """Everything that a paper speaks to, in the order of entries."""
    return _by_paper(graph).get(paper, ())


def testimonies(record: Record) -> Iterator[Testimony]:
    """All evidence written in one entry, wherever it hangs: on the entry, its links, fits and observations."""
    entry = record.entry
    # Asked for by name, a field that a model has not costs as much as all that it has.
    fields = vars(entry)
    yield from _on(record, entry.evidence, ())
    for relation, links in entry.links.items():
        for index, link in enumerate(links):
            # Of a million links most have none.
            if link.evidence:
                yield from _on(record, link.evidence, ("links", relation, index))
    if equation := fields.get("equation"):
        for index, fit in enumerate(equation.fits):
            yield from _on(record, fit.evidence, ("equation", "fits", index))
    if observed := fields.get("observed"):
        yield from _on(record, observed.evidence, ("observed",))


def _on(record: Record, evidence: Iterable[Evidence], loc: Loc) -> Iterator[Testimony]:
    return (Testimony(record, (*loc, "evidence", index), item) for index, item in enumerate(evidence))


@lru_cache(maxsize=2)
def _by_paper(graph: Graph) -> Mapping[str, tuple[Testimony, ...]]:
    found: dict[str, list[Testimony]] = {}
    for record in graph.catalogue.records.values():
        for testimony in testimonies(record):
            found.setdefault(testimony.evidence.paper, []).append(testimony)
    return {paper: tuple(items) for paper, items in found.items()}
