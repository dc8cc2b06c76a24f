"""Papers by year and by the layer they speak to, and when phenomena and mechanisms were first reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.publish import charts
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.marks import NARROW
from kg.publish.site import Page
from kg.queries.evidence import testimonies

YEARS = 25
"""Columns of the chart; older years are one column before them."""

FIRST, ALL = 6, 60
"""First reports that one year names at once, and when asked, at most."""


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "timeline/", "Timeline", "Papers and first reports by year and layer.")
    yield here.page("timeline.html.jinja", lambda: _values(book))


def _values(book: Book) -> dict[str, Any]:
    spoken = _layers(book)
    counts: dict[int, Counter[str]] = {}
    for record in book.of_kind["paper"]:
        year = str(getattr(record.entry, "issued", ""))[:4]
        if year.isdigit():
            counts.setdefault(int(year), Counter())[spoken.get(record.id, "")] += 1
    first: dict[int, list[Record]] = {}
    for kind in ("phenomenon", "mechanism"):
        for record in book.of_kind[kind]:
            if reported := getattr(record.entry, "first_reported", None):
                first.setdefault(reported, []).append(record)
    return {
        "years": sorted({*counts, *first}, reverse=True),
        "counts": counts,
        "names": [*book.places, ""],
        "first": {year: sorted(found, key=lambda r: (r.entry.title.casefold(), r.id)) for year, found in first.items()},
        "most": FIRST,
        "all": ALL,
        "chart": _chart(book, counts),
    }


def _layers(book: Book) -> dict[str, str]:
    """Paper to the layer of most of what it speaks to; of two, the more abstract."""
    names = list(book.places)
    found: dict[str, Counter[str]] = {}
    for record in book.records.values():
        for ref in record.entry.layers[:1]:
            for testimony in testimonies(record):
                found.setdefault(testimony.evidence.paper, Counter())[ref.layer] += 1
    own = {record.id: Counter(ref.layer for ref in record.entry.layers) for record in book.of_kind["paper"]}
    best = {}
    for paper, spoken in (found | {id: layers for id, layers in own.items() if layers}).items():
        known = [name for name in names if spoken[name]]
        if known:
            best[paper] = max(known, key=lambda name: (spoken[name], -names.index(name)))
    return best


def _chart(book: Book, counts: dict[int, Counter[str]]) -> str:
    if not counts:
        return ""
    last = max(counts)
    start = max(min(counts), last - YEARS + 1)
    older: Counter[str] = Counter()
    for year in counts:
        if year < start:
            older.update(counts[year])
    columns = [(f"to {start - 1}", older)] if older else []
    columns += [(str(year), counts.get(year, Counter())) for year in range(start, last + 1)]
    tones = {name: f"layer-{place.tone}" for name, place in book.places.items()} | {"": "layer-0"}
    parts = [(label, [(tones[name], found[name]) for name in reversed(tones)]) for label, found in columns]
    return charts.columns(parts, "Papers by year and layer; the table says the same.", NARROW, every=5)
