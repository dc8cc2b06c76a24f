"""DuckDB, inside this process: nothing to set up, one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, UsageError
from kg.frontier.convert import REFERENCES, WORKS
from kg.frontier.question import FRONTIER, STEPS, Choice, Paper, Row

MEMORY = "3GB"


def ask(tables: Path, papers: Sequence[Paper], choice: Choice, master: str | None) -> list[Row]:
    try:
        import duckdb
    except ImportError:
        help = "pip install 'kg-atlas[sql]', or 'duckdb'"
        raise EnvironmentFault("`kg frontier` needs DuckDB, which is not installed", help=help) from None
    if master is not None:
        raise UsageError("DuckDB runs inside this process and has no master", help="add `--engine spark`")
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET temp_directory = " + _text(tables / ".spill"))
        _view(connection, "works", tables / WORKS)
        _view(connection, "refs", tables / REFERENCES)
        connection.execute(
            "CREATE TABLE papers (paper VARCHAR, doi VARCHAR, arxiv VARCHAR, title_key VARCHAR, year INT, chosen BOOLEAN)"
        )
        if papers:
            connection.executemany("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?)", [astuple(paper) for paper in papers])
        connection.execute("CREATE TABLE choice (first_year INT, last_year INT, topic VARCHAR, most BIGINT)")
        connection.execute("INSERT INTO choice VALUES (?, ?, ?, ?)", astuple(choice))
        for name, question in STEPS:
            connection.execute(f"CREATE TABLE {name} AS {question}")
        return [Row(*row) for row in connection.execute(FRONTIER).fetchall()]
    finally:
        connection.close()


def _view(connection: Any, name: str, folder: Path) -> None:
    connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({_text(folder / '[!.]*.parquet')})")


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
