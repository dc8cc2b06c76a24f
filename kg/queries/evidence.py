"""What the papers say: tallies per statement, and everything that one paper speaks to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

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
    """All evidence written in one entry, wherever it hangs."""
    yield from _walk(record, record.entry, ())


@lru_cache(maxsize=2)
def _by_paper(graph: Graph) -> Mapping[str, tuple[Testimony, ...]]:
    found: dict[str, list[Testimony]] = {}
    for record in graph.catalogue.records.values():
        for testimony in testimonies(record):
            found.setdefault(testimony.evidence.paper, []).append(testimony)
    return {paper: tuple(items) for paper, items in found.items()}


def _walk(record: Record, value: Any, loc: Loc) -> Iterator[Testimony]:
    """Evidence hangs on entries, links, fits and observations: every field named `evidence` holds some."""
    # A field that a kind has not: asked for by `getattr`, pydantic takes as long to say so as all the rest here.
    fields = value.__dict__
    for index, item in enumerate(fields.get("evidence") or ()):
        yield Testimony(record, (*loc, "evidence", index), item)
    if value is record.entry:
        for relation, links in record.entry.links.items():
            for index, link in enumerate(links):
                yield from _walk(record, link, ("links", relation, index))
        equation = fields.get("equation")
        for index, fit in enumerate(equation.fits if equation else ()):
            yield from _walk(record, fit, ("equation", "fits", index))
        if observed := fields.get("observed"):
            yield from _walk(record, observed, ("observed",))
