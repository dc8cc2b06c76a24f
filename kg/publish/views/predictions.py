"""What was said would be seen, against what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.site import Page

OUTCOMES = ("confirmed", "refuted", "mixed", "ambiguous", "untested")


def pages(book: Book) -> Iterator[Page]:
    predictions = sorted(book.of_kind["prediction"], key=lambda r: (_rank(r.entry), r.entry.title.casefold(), r.id))
    counts = Counter((getattr(r.entry, "timing", ""), getattr(r.entry, "outcome", "")) for r in predictions)
    for leaf in leaves(predictions, "predictions/", 60):
        title = "Predictions" if leaf.number == 1 else f"Predictions, page {leaf.number}"
        here = Here(book, leaf.address, title, "Expected against observed.", "prediction", section="predictions/")
        values = {"leaf": leaf, "counts": counts, "outcomes": OUTCOMES, "total": len(predictions)}
        yield here.page("predictions.html.jinja", values)


def _rank(entry: object) -> int:
    outcome = getattr(entry, "outcome", "")
    return OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES)
