"""What a list can be filtered and sorted by: facets of its rows, told to `table.js` by attributes of the rows and one form.

Without scripts the form is not shown, and the list is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Generic, TypeVar

from markupsafe import Markup

from kg.catalogue import Record
from kg.publish.book import Book
from kg.publish.leaves import Leaf
from kg.queries.scoreboard import OUTCOMES
from kg.schema.standing import STANDINGS

Row = Mapping[str, str]
"""Facet to its value; several values stand apart by blanks, as layers do."""

_ORDER = (*STANDINGS, *OUTCOMES, "open", "active", "partly-solved", "solved", "abandoned", "contradiction")


FEW = 6
"""Rows that one takes in at a glance: so few are not sifted."""


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    values: Sequence[tuple[str, str, int]]
    """Value, the words for it, and how many rows of the whole list have it."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """The form over a list: `target` is the id of what holds the rows, `leaves` the addresses of the list's other pages."""

    target: str
    facets: Sequence[Facet]
    sorts: Sequence[tuple[str, str]]
    leaves: Sequence[str]
    page: int
    total: int


Item = TypeVar("Item")


class Sifted(Generic[Item]):
    """A list that is sifted, possibly over several pages: its facets are counted once, over the rows of all of them."""

    def __init__(
        self,
        book: Book,
        target: str,
        items: Sequence[Item],
        row_of: Callable[[Item], Row],
        sorts: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._book, self._target, self._sorts = book, target, sorts
        self.items, self.row_of = items, row_of

    @cached_property
    def facets(self) -> list[Facet]:
        """One with a single value would sift nothing, and is left out."""
        counts: dict[str, Counter[str]] = {}
        for item in self.items:
            for name, values in self.row_of(item).items():
                counts.setdefault(name, Counter()).update(values.split())
        return [
            Facet(name, [(v, _words(self._book, name, v), found[v]) for v in _sorted(self._book, name, found)])
            for name, found in counts.items()
            if len(found) > 1
        ]

    def at(self, leaf: Leaf) -> Sieve:
        every = [leaf.at(number) for number in range(1, leaf.count + 1)] if leaf.count > 1 else []
        return Sieve(self._target, self.facets, self._sorts, every, leaf.number, len(self.items))

    def values(self, leaf: Leaf) -> dict[str, object]:
        """What the templates of lists ask for."""
        return {"sieve": self.at(leaf), "row_of": self.row_of}


def row(book: Book, record: Record, **more: str) -> Row:
    """What any entry is sifted by: kind, layers, and its standing, outcome or status."""
    entry = record.entry
    said = entry.__dict__
    standing = said.get("standing") or said.get("outcome") or said.get("status")
    found = {"kind": record.kind, "layer": " ".join(place.name for place in book.layers_of(record))}
    return {**found, "standing": str(standing or ""), **more}


def marks(row: Row, **sorts: str | float) -> Markup:
    """The attributes of one row: its facets, and what it is sorted by."""
    facets = (f' data-{name}="{escape(value)}"' for name, value in row.items() if value)
    keys = (f' data-by-{name}="{escape(str(value))}"' for name, value in sorts.items())
    return Markup(f" data-row{''.join(facets)}{''.join(keys)}")  # noqa: S704 - the values are escaped


def _words(book: Book, name: str, value: str) -> str:
    return book.places[value].title if name == "layer" and value in book.places else value.replace("-", " ")


def _sorted(book: Book, name: str, found: Mapping[str, int]) -> list[str]:
    order = list(book.places) if name == "layer" else list(_ORDER)
    return sorted(found, key=lambda value: (order.index(value) if value in order else len(order), value))
