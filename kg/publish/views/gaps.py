"""What is missing, the most wanted first, each with what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page
from kg.review.gaps import Gap

ROWS = 40
SORTS = (("-rank", "pairs it would join"), ("title", "entry"))
MOST = 600
"""Gaps that get a place on these pages; every entry's own page names its own gaps."""


def pages(book: Book) -> Iterator[Page]:
    wanted = [gap for gap in book.gaps if not gap.waived]
    waived = [gap for gap in book.gaps if gap.waived]
    counts = Counter(gap.name for gap in wanted)
    first: dict[str, int] = {}
    for index, gap in enumerate(wanted[:MOST]):
        first.setdefault(gap.name, index)
    sifted = Sifted(book, "gaps", wanted[:MOST], partial(_row, book), SORTS)
    for leaf in leaves(wanted[:MOST], "gaps/", ROWS):
        title = "What is missing" if leaf.number == 1 else f"What is missing, page {leaf.number}"
        here = Here(
            book, leaf.address, title, "Missing connections of the atlas, the most wanted first.", section="gaps/"
        )
        values = {
            "leaf": leaf, "counts": counts, "first": first, "rows": ROWS, "total": len(wanted), "most": MOST,
            "waived": waived[:100], **sifted.values(leaf),
        }  # fmt: skip
        yield here.page("gaps.html.jinja", values)


def _row(book: Book, gap: Gap) -> Row:
    """A gap is sifted by what is missing, and by kind, layer and standing of the entry it is about."""
    record = book.records.get(gap.about)
    return {"gap": gap.name, **(row(book, record) if record else {})}
