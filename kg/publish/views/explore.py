"""The whole graph as one table to filter and sort; without scripts, how many entries there are of each kind on each layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.schema.standing import STANDINGS


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "explore/", "Explore", "All entries and all links, to filter and sort.")
    yield here.page("explore.html.jinja", lambda: _values(book))


def _values(book: Book) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for record in book.records.values():
        for place in book.layers_of(record):
            counts[record.kind, place.name] += 1
    used = [kind for kind in book.kind_order if book.of_kind[kind]]
    return {"kinds": used, "counts": counts, "standings": STANDINGS, "links": len(book.graph.statements)}
