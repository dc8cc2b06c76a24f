"""What was said would be seen, against what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from kg.catalogue import Record
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page
from kg.queries.scoreboard import OUTCOMES


def pages(book: Book) -> Iterator[Page]:
    predictions = sorted(book.of_kind["prediction"], key=lambda r: (_rank(r.entry), r.entry.title.casefold(), r.id))
    sifted = Sifted(book, "predictions", predictions, partial(_row, book), (("title", "title"),))
    for leaf in leaves(predictions, "predictions/", 60):
        title = "Predictions" if leaf.number == 1 else f"Predictions, page {leaf.number}"
        here = Here(book, leaf.address, title, "Expected against observed.", "prediction", section="scoreboard/")
        values: dict[str, object] = {
            "leaf": leaf,
            "counts": counted(predictions),
            "outcomes": OUTCOMES,
            "total": len(predictions),
        }
        values |= sifted.values(leaf)
        yield here.page("predictions.html.jinja", values)


def _row(book: Book, record: Record) -> Row:
    found = row(book, record)
    return {
        "layer": found["layer"], "outcome": found["standing"], "timing": str(getattr(record.entry, "timing", ""))
    }  # fmt: skip


def counted(predictions: Iterable[Record]) -> Counter[tuple[str, str]]:
    """How many there are by timing and outcome."""
    return Counter((getattr(r.entry, "timing", ""), getattr(r.entry, "outcome", "")) for r in predictions)


def _rank(entry: object) -> int:
    outcome = getattr(entry, "outcome", "")
    return OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES)
