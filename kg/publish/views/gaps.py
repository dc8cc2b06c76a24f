"""What is missing, the most wanted first, each with what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.site import Page

ROWS = 60
MOST = 600
"""Gaps that get a place on these pages; every entry's own page names its own gaps."""


def pages(book: Book) -> Iterator[Page]:
    wanted = [gap for gap in book.gaps if not gap.waived]
    waived = [gap for gap in book.gaps if gap.waived]
    counts = Counter(gap.name for gap in wanted)
    first: dict[str, int] = {}
    for index, gap in enumerate(wanted[:MOST]):
        first.setdefault(gap.name, index)
    for leaf in leaves(wanted[:MOST], "gaps/", ROWS):
        title = "What is missing" if leaf.number == 1 else f"What is missing, page {leaf.number}"
        here = Here(
            book, leaf.address, title, "Missing connections of the atlas, the most wanted first.", section="gaps/"
        )
        values = {
            "leaf": leaf, "counts": counts, "first": first, "rows": ROWS, "total": len(wanted), "most": MOST,
            "waived": waived[:100],
        }  # fmt: skip
        yield here.page("gaps.html.jinja", values)
