"""What a work at the frontier touches in the atlas: papers, the entries they speak to, layers and gaps."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.frontier.question import Paper, Row
from kg.graph import Graph
from kg.queries.evidence import papers_about
from kg.review.gaps import Gap, gaps

_KEY = 200
"""Letters of a title that are compared; `convert.py` keeps as many."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work that is no entry yet, and why it is worth a look."""

    row: Row
    """What it is; the last two fields say nothing here."""
    cited_by: tuple[str, ...]
    """Papers of the atlas that cite it."""
    cites: tuple[str, ...]
    """Papers of the atlas that it cites."""
    entries: tuple[str, ...]
    """What those papers speak to, the most often named first."""
    layers: tuple[tuple[str, int], ...]
    """Layers of these entries with how many of them, the most first."""
    gaps: tuple[str, ...]
    """Ids of open gaps about these entries, ranked as `kg gaps` ranks them."""

    @property
    def id(self) -> str:
        return f"W{self.row.id}"

    @property
    def address(self) -> str:
        return f"https://openalex.org/{self.id}"


def papers(graph: Graph, chosen: Collection[str] | None = None) -> list[Paper]:
    """The papers of the atlas as rows of a table. Where some are chosen, only their citations count."""
    return [
        _paper(record.id, record.entry, chosen is None or record.id in chosen)
        for record in graph.catalogue.of_kind("paper")
    ]


def _paper(id: str, entry: Any, chosen: bool) -> Paper:
    names = entry.identifiers
    arxiv = (names.arxiv or "").lower()
    # What has no DOI of its own is registered under that of arXiv.
    doi = (names.doi or "").lower() or (f"10.48550/arxiv.{arxiv}" if arxiv else "")
    return Paper(id, doi, arxiv, title_key(entry.title), int(entry.issued[:4]), chosen)


def title_key(title: str) -> str:
    """A title without accents, spaces and signs, in small letters: what `convert.py` makes of the titles of works."""
    plain = unicodedata.normalize("NFD", title.lower())
    return re.sub(r"[^a-z0-9]+", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))[:_KEY]


def about_gap(graph: Graph, gap: Gap) -> set[str]:
    """The papers that speak to the entries of a gap."""
    return _speaking(graph, {gap.about, *gap.also})


def on_layer(graph: Graph, layer: str) -> set[str]:
    """The papers that speak to entries of a layer, or stand on it themselves."""
    entries = {record.id for record in graph.catalogue.records.values() if layer in graph.layer_names(record.id)}
    return _speaking(graph, entries) | {id for id in entries if id.startswith("paper/")}


def _speaking(graph: Graph, entries: Collection[str]) -> set[str]:
    spoken = {record.id for record in graph.catalogue.of_kind("paper") if _entries(graph, record.id) & set(entries)}
    return spoken | {id for id in entries if id.startswith("paper/")}


def _entries(graph: Graph, paper: str) -> set[str]:
    """What a paper speaks to: the entry its evidence hangs on, and for that on a link also its other end."""
    found = set()
    for testimony in papers_about(graph, paper):
        found.add(testimony.record.id)
        if testimony.target:
            found.add(testimony.target)
    return found


def works(rows: Iterable[Row], graph: Graph, *, most_entries: int = 5, most_gaps: int = 3) -> list[Work]:
    """The answer by work, with what each one touches."""
    by_work: dict[int, list[Row]] = {}
    for row in rows:
        by_work.setdefault(row.id, []).append(row)
    open_gaps = _open_gaps(graph)
    return [_work(found, graph, open_gaps, most_entries, most_gaps) for found in by_work.values()]


def _open_gaps(graph: Graph) -> Mapping[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for rank, gap in enumerate(gaps(graph)):
        if gap.waived is None:
            for id in {gap.about, *gap.also}:
                found.setdefault(id, []).append((rank, gap.id))
    return found


def _work(
    rows: Sequence[Row],
    graph: Graph,
    open_gaps: Mapping[str, list[tuple[int, str]]],
    most_entries: int,
    most_gaps: int,
) -> Work:
    touched = [row.paper for row in rows]
    entries = Counter(
        entry for paper in touched for entry in _entries(graph, paper) if entry in graph.catalogue.records
    )
    layers = Counter(layer for entry in entries for layer in graph.layer_names(entry))
    ranked = sorted({gap for entry in entries for gap in open_gaps.get(entry, ())})
    return Work(
        rows[0],
        tuple(row.paper for row in rows if row.direction == "cited by"),
        tuple(row.paper for row in rows if row.direction == "cites"),
        tuple(entry for entry, _ in sorted(entries.items(), key=lambda item: (-item[1], item[0]))[:most_entries]),
        tuple(sorted(layers.items(), key=lambda item: (-item[1], item[0]))),
        tuple(gap for _, gap in ranked[:most_gaps]),
    )
