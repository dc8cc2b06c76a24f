"""Parquet: one table of the graph with typed columns, written by DuckDB (the extra `sql`)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault
from kg.exports import Choice
from kg.exports._rows import TABLES, rows
from kg.graph import Graph

SUFFIX = ".parquet"
TAKES = frozenset({"kinds", "table"})
_PIECE = 1 << 20


def pieces(graph: Graph, choice: Choice) -> Iterator[bytes]:
    """The file as bytes.

    Raises:
        EnvironmentFault: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        help = "pip install 'kg-atlas[sql]', or 'duckdb'"
        raise EnvironmentFault("`kg export parquet` needs DuckDB, which is not installed", help=help) from None
    with tempfile.TemporaryDirectory(prefix="kg-export-") as folder:
        lines, table = Path(folder) / "rows.json", Path(folder) / "table.parquet"
        with lines.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(graph, choice))
        connection = duckdb.connect(":memory:")
        try:
            _copy(connection, TABLES[choice.table], lines, table)
        finally:
            connection.close()
        with table.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _copy(connection: Any, columns: Any, lines: Path, table: Path) -> None:
    # One thread writes the rows in their order. The names in the question are ours; paths go in as values.
    connection.execute("SET threads = 1")
    relation = connection.read_json(str(lines), format="newline_delimited", columns=dict(columns))
    relation.write_parquet(str(table), compression="zstd")
