"""How the theories fare: what each explains, what is contested, what it foretold, and how that went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.publish import charts
from kg.publish.book import Book
from kg.publish.charts import Bar, Spot
from kg.publish.here import Here
from kg.publish.site import Page
from kg.publish.views.predictions import counted
from kg.queries.scoreboard import OUTCOMES, Score, scoreboard

ROWS, DRAWN = 60, 15
"""Theories on the board and in its chart, at most; a theory's own page has what it explains and predicts."""


def pages(book: Book) -> Iterator[Page]:
    words = "What each theory explains, what is contested, and how its predictions fared."
    here = Here(book, "scoreboard/", "Scoreboard", words)
    yield here.page("scoreboard.html.jinja", lambda: _values(book))


def _values(book: Book) -> dict[str, Any]:
    scores = scoreboard(book.graph)
    told = [score for score in scores if score.explained or score.contested or score.predictions]
    shown = told[:ROWS]
    silent = [score.theory for score in scores if score not in told]
    measured = [record for record in book.of_kind["prediction"] if _ratio(record) is not None]
    measured.sort(key=lambda record: (_ratio(record), record.id))
    spots = [Spot(r.entry.title, _ratio(r) or 1.0, getattr(r.entry, "outcome", "untested")) for r in measured[:ROWS]]
    return {
        "scores": shown,
        "cut": len(told) - len(shown),
        "outcomes": OUTCOMES,
        "phenomena": len(book.of_kind["phenomenon"]),
        "silent": silent,
        "counts": counted(book.of_kind["prediction"]),
        "total": len(book.of_kind["prediction"]),
        "chart": _bars(book, shown[:DRAWN]),
        "drawn": min(DRAWN, len(shown)),
        "measured": [(record, _ratio(record)) for record in measured[:ROWS]],
        "scale": charts.ratios(spots, "Observed over expected; the table says the same.") if spots else "",
    }


def _bars(book: Book, scores: list[Score]) -> str:
    items = []
    for score in scores:
        phenomena = [("explained", len(score.explained)), ("contested", len(score.contested))]
        told = [(name, score.novel[name] + score.retrodictions[name]) for name in OUTCOMES]
        items.append(Bar(book.graph.title(score.theory), (phenomena, told)))
    most = max((sum(count for _, count in parts) for item in items for parts in item.parts), default=1)
    return charts.bars(items, "Phenomena, and below them predictions, by theory; the table says the same.", most)


def _ratio(record: Record) -> float | None:
    """Observed over expected, where both are numbers of one sign."""
    expected, observed = (
        getattr(getattr(record.entry, name, None), "value", None) for name in ("expected", "observed")
    )
    if not expected or not observed or (expected > 0) != (observed > 0):
        return None
    return float(observed / expected)
