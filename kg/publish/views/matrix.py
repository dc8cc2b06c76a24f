"""What explains what: theories and results against phenomena, as a table and as a list that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.publish.views.lists import in_stack_order
from kg.queries.matrix import matrix
from kg.reasoning.facts import Proof

ABOVE, BELOW = ("theory", "result"), ("phenomenon",)
ROWS, COLUMNS = 60, 40
"""Beyond this nobody reads a table: the best-tied rows and columns are shown, the entries' pages have the rest."""


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "matrix/", "What explains what", "Theories and results against the phenomena they explain.")
    yield here.page("matrix.html.jinja", lambda: _values(book))


def _values(book: Book) -> dict[str, Any]:
    table = matrix(book.graph, ABOVE, BELOW)
    filled = {pair for pair, cells in table.cells.items() if cells}
    by_row, by_column = Counter(row for row, _ in filled), Counter(column for _, column in filled)
    derived = _covered(book)
    cells = {**dict.fromkeys(derived), **table.cells}
    tied_rows, tied_columns = Counter(row for row, _ in cells), Counter(column for _, column in cells)
    columns = _first(tied_columns, tied_columns, COLUMNS)
    columns.sort(key=lambda id: (book.layer_rank(book.records[id]), book.graph.title(id).casefold(), id))
    rows = _first(tied_rows, tied_rows, ROWS)
    middle = {row: _middle(cells, row, columns) for row in rows}
    rows.sort(key=lambda id: (middle[id], book.graph.title(id).casefold(), id))
    silent = [record.id for kind in ABOVE for record in in_stack_order(book, kind) if not by_row[record.id]]
    bare = [record.id for kind in BELOW for record in in_stack_order(book, kind) if not by_column[record.id]]
    cut = len(rows) < len(tied_rows) or len(columns) < len(tied_columns)
    return {
        "table": table, "rows": rows, "columns": columns, "by_row": by_row, "by_column": by_column,
        "silent": silent[:100], "silent_count": len(silent), "bare": bare[:100], "bare_count": len(bare),
        "cut": cut, "filled": len(filled), "tied": tied_columns, "derived": derived,
    }  # fmt: skip


def _first(ids: Any, count: Counter[str], most: int) -> list[str]:
    return sorted(ids, key=lambda id: (-count[id], id))[:most]


def _covered(book: Book) -> dict[tuple[str, str], Proof]:
    """What a theory covers through one that specialises it, where nothing was written about the pair."""
    found = (proof for proof in book.facts.derived if proof.fact.relation == "covers")
    return {(p.fact.source, p.fact.target): p for p in found if p.fact.target.partition("/")[0] in BELOW}


def _middle(cells: Mapping[tuple[str, str], object], row: str, columns: list[str]) -> float:
    """Where the filled cells of a row lie on average: rows that speak to the same things come to stand together."""
    places = [index for index, column in enumerate(columns) if (row, column) in cells]
    return sum(places) / len(places) if places else float(len(columns))
