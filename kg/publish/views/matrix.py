"""What explains what: theories and results against phenomena, one grid per layer of the phenomena, and all pairs as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from kg.publish.book import Book, Place
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.sieve import Row, Sifted
from kg.publish.site import Page
from kg.publish.views.lists import in_stack_order
from kg.queries.matrix import Cell, matrix
from kg.reasoning.facts import Proof
from kg.schema.standing import STANDINGS

ABOVE, BELOW = ("theory", "result"), ("phenomenon",)
ROWS, COLUMNS = 60, 40
"""Beyond this nobody reads a grid: the best-tied rows and columns are shown, the table of pairs has all."""

TOGETHER = 4000
"""Cells up to which all grids stand on one page; beyond, each layer has its own."""

PAIRS = 100


@dataclass(frozen=True, slots=True)
class Grid:
    """The phenomena of one layer, and what speaks to them."""

    place: Place | None
    columns: Sequence[str]
    rows: Sequence[str]
    phenomena: int
    standings: Mapping[str, int]
    """Pairs by the standing of their firmest statement."""
    derived: int
    cut: bool

    @property
    def address(self) -> str:
        return f"matrix/{self.place.name if self.place else 'no-layer'}/"

    @property
    def pairs(self) -> int:
        return sum(self.standings.values())


def pages(book: Book) -> Iterator[Page]:
    words = "Theories and results against the phenomena they explain."
    # All pages of grids ask for the same, and only once the first of them is made.
    whole = cache(partial(_whole, book))
    yield Here(book, "matrix/", "What explains what", words).page("matrix.html.jinja", partial(_values, whole))
    for name in _layers(book):
        title = book.places[name].title if name else "no layer"
        here = Here(book, f"matrix/{name or 'no-layer'}/", f"What explains what: {title}", words, section="matrix/")
        yield here.page("matrix.html.jinja", partial(_values, whole, name))
    statements = [s for s in book.graph.statements if _speaks(s.source, s.target) or _speaks(s.target, s.source)]
    sifted: Sifted[tuple[str, str, Cell]] = Sifted(book, "pairs", _Pairs(book, len(statements)), partial(_row, book))
    for leaf in leaves(range(len(statements)), "matrix/pairs/", PAIRS):
        title = "What explains what, pair by pair" + (f", page {leaf.number}" if leaf.number > 1 else "")
        here = Here(book, leaf.address, title, words, section="matrix/")
        yield here.page("pairs.html.jinja", partial(_pairs_of, book, leaf, sifted))


def _speaks(upper: str, lower: str) -> bool:
    return upper.startswith(("theory/", "result/")) and lower.startswith("phenomenon/")


def _layers(book: Book) -> list[str]:
    names = {_layer(book, record.id) for record in book.of_kind["phenomenon"]}
    return [name for name in (*book.places, "") if name in names]


def _layer(book: Book, id: str) -> str:
    return next((ref.layer for ref in book.records[id].entry.layers if ref.layer in book.places), "")


def _whole(book: Book) -> dict[str, Any]:
    table = matrix(book.graph, ABOVE, BELOW)
    derived = _covered(book)
    cells = {**dict.fromkeys(derived), **table.cells}
    filled = {pair for pair, found in table.cells.items() if found}
    explaining, explained = {row for row, _ in filled}, {column for _, column in filled}
    silent = [r.id for kind in ABOVE for r in in_stack_order(book, kind) if r.id not in explaining]
    bare = [r.id for kind in BELOW for r in in_stack_order(book, kind) if r.id not in explained]
    return {
        "cells": table.cells, "derived": derived, "standings": STANDINGS,
        "grids": [_grid(book, name, table.cells, cells) for name in _layers(book)],
        "silent": silent[:40], "silent_count": len(silent), "bare": bare[:100], "bare_count": len(bare),
    }  # fmt: skip


def _values(whole: Callable[[], dict[str, Any]], only: str | None = None) -> dict[str, Any]:
    grids: list[Grid] = whole()["grids"]
    if only is None:
        together = sum(len(grid.rows) * len(grid.columns) for grid in grids) <= TOGETHER
        drawn = grids if together else []
    else:
        drawn = [grid for grid in grids if (grid.place.name if grid.place else "") == only]
    return {**whole(), "drawn": drawn, "only": only}


def _grid(
    book: Book, name: str, written: Mapping[tuple[str, str], Sequence[Cell]], cells: Mapping[tuple[str, str], object]
) -> Grid:
    here = {pair: found for pair, found in cells.items() if _layer(book, pair[1]) == name}
    tied_rows, tied_columns = Counter(row for row, _ in here), Counter(column for _, column in here)
    columns = _first(tied_columns, COLUMNS)
    columns.sort(key=lambda id: (book.graph.title(id).casefold(), id))
    rows = _first(tied_rows, ROWS)
    middle = {row: _middle(here, row, columns) for row in rows}
    rows.sort(key=lambda id: (middle[id], book.graph.title(id).casefold(), id))
    standings = Counter(written[pair][0].standing for pair in here if pair in written)
    count = sum(1 for record in book.of_kind["phenomenon"] if _layer(book, record.id) == name)
    cut = len(rows) < len(tied_rows) or len(columns) < len(tied_columns)
    return Grid(
        book.places.get(name), columns, rows, count, standings, sum(1 for pair in here if pair not in written), cut
    )


def _first(count: Counter[str], most: int) -> list[str]:
    return sorted(count, key=lambda id: (-count[id], id))[:most]


def _covered(book: Book) -> dict[tuple[str, str], Proof]:
    """What a theory covers through one that specialises it, where nothing was written about the pair."""
    found = (proof for proof in book.facts.derived if proof.fact.relation == "covers")
    return {(p.fact.source, p.fact.target): p for p in found if p.fact.target.partition("/")[0] in BELOW}


def _middle(cells: Mapping[tuple[str, str], object], row: str, columns: list[str]) -> float:
    """Where the filled cells of a row lie on average: rows that speak to the same things come to stand together."""
    places = [index for index, column in enumerate(columns) if (row, column) in cells]
    return sum(places) / len(places) if places else float(len(columns))


class _Pairs(Sequence[tuple[str, str, Cell]]):
    """All statements about pairs, by layer and phenomenon; how many is known before any is looked up."""

    def __init__(self, book: Book, count: int) -> None:
        self._book, self._count = book, count
        self._found: list[tuple[str, str, Cell]] | None = None

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if self._found is None:
            book, table = self._book, matrix(self._book.graph, ABOVE, BELOW)
            every = [(row, column, cell) for (row, column), found in table.cells.items() for cell in found]
            every.sort(
                key=lambda item: (
                    book.layer_rank(book.records[item[1]]),
                    book.graph.title(item[1]).casefold(),
                    STANDINGS.index(item[2].standing),
                    item[0],
                    item[2].statement.identity,
                )
            )
            self._found = every
        return self._found[index]


def _pairs_of(book: Book, leaf: Leaf, sifted: Sifted[tuple[str, str, Cell]]) -> dict[str, Any]:
    shown = sifted.items[leaf.items[0] : leaf.items[-1] + 1] if leaf.items else []
    return {
        "leaf": leaf,
        "rows": shown,
        "total": len(sifted.items),
        "layer": partial(_layer, book),
        **sifted.values(leaf),
    }


def _row(book: Book, item: tuple[str, str, Cell]) -> Row:
    above, below, cell = item
    kind = above.partition("/")[0]
    return {
        "kind": kind,
        "layer": _layer(book, below),
        "standing": cell.standing,
        "relation": cell.words.replace(" ", "-"),
    }
