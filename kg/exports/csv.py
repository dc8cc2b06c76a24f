"""CSV: one table of the graph; lists are joined with semicolons, and nothing in it is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from kg.exports import Choice
from kg.exports._rows import TABLES, rows
from kg.graph import Graph

SUFFIX = ".csv"
TAKES = frozenset({"kinds", "table"})

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """The names of the columns, then a line for each row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = tuple(TABLES[choice.table])
    writer.writerow(columns)
    for row in rows(graph, choice):
        writer.writerow([_cell(row[column]) for column in columns])
        if out.tell() > 1 << 16:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    text = "; ".join(value) if isinstance(value, list) else value or ""
    # A quote in front keeps a spreadsheet from computing it.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
