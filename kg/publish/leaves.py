"""A list cut into pages that a phone can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

ROWS = 200
"""Rows of one list page, at most."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list that may be too long for one."""

    items: Sequence[Any]
    number: int
    count: int
    base: str
    """Address of the first page."""

    @property
    def address(self) -> str:
        return self.at(self.number)

    def at(self, number: int) -> str:
        return self.base if number == 1 else f"{self.base}{number}/"


def leaves(items: Iterable[Any], base: str, rows: int = ROWS) -> list[Leaf]:
    """Cut a list into pages; an empty list has one page, which says so."""
    every = list(items)
    count = max(1, -(-len(every) // rows))
    return [Leaf(every[rows * n : rows * (n + 1)], n + 1, count, base) for n in range(count)]
