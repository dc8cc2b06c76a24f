"""The front door: what this is, the stack to walk into, how much is there and how much is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.publish import metadata
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.publish.ways import walk
from kg.queries.stats import stats


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "", "", book.site.description)
    yield here.page("home.html.jinja", lambda: _values(book))


def page_at(book: Book, address: str) -> Page | None:
    return next((page for page in pages(book) if page.address == address), None)


def _values(book: Book) -> dict[str, Any]:
    anchored = sum(1 for id in book.starts if book.anchored(id))
    return {
        "linked": metadata.whole(book),
        "walk": walk(book.graph),
        "stats": stats(book.graph.catalogue),
        "gaps": [gap for gap in book.gaps if not gap.waived][:5],
        "gap_count": sum(1 for gap in book.gaps if not gap.waived),
        "paths": book.of_kind["path"][:8],
        "starts": len(book.starts),
        "anchored": anchored,
    }
