"""From every theory and result down to the mechanisms: its best chain, and whether one system carries it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.site import Page

ROWS = 25


def pages(book: Book) -> Iterator[Page]:
    starts = sorted(
        book.starts, key=lambda id: (book.layer_rank(book.records[id]), book.graph.title(id).casefold(), id)
    )
    reached = set(starts)
    bare = [r.id for kind in ("theory", "result") for r in book.of_kind[kind] if r.id not in reached]
    for leaf in leaves(starts, "traces/", ROWS):
        title = "Traces" if leaf.number == 1 else f"Traces, page {leaf.number}"
        here = Here(book, leaf.address, title, "Chains of links from theories down to mechanisms.", section="traces/")

        def values(leaf: Leaf = leaf) -> dict[str, Any]:
            return {"leaf": leaf, "total": len(starts), "bare": bare[:100], "bare_count": len(bare)}

        yield here.page("traces.html.jinja", values)
