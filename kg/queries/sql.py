"""Ad-hoc questions in SQL, on a throw-away copy of the graph in DuckDB (the extra `sql`).

A question is exactly one SELECT. It runs on a database in memory that can reach neither files nor the network nor Python, whose
configuration is locked, under limits of time, memory and rows.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any

from kg.errors import EnvironmentFault, KgError, UsageError
from kg.graph import Graph
from kg.queries._tables import TABLES, fill
from kg.reasoning import RELATIONS as DERIVED
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

__all__ = ["MOST_ROWS", "SECONDS", "TABLES", "Answer", "ask", "views"]

SECONDS = 20.0
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows; `cut` says that there were more rows than asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool


def views() -> dict[str, str]:
    """Name of each view to what it shows: the tables, one view per kind, one per relation."""
    found = {name: f"columns: {', '.join(columns)}" for name, columns in TABLES.items()}
    found |= {name: f"entries of kind {name}, with its own fields as columns" for name in kinds()}
    found |= {relation.name: f"links of relation {relation.name}" for relation in RELATIONS if not relation.derived}
    found |= {name: f"derived facts: {relation.meaning}" for name, relation in DERIVED.items()}
    return found


def ask(graph: Graph, question: str, *, seconds: float = SECONDS, most: int = MOST_ROWS) -> Answer:
    """The answer to one SELECT.

    Raises:
        EnvironmentFault: DuckDB is not installed.
        UsageError: the question is not exactly one SELECT, or SQL cannot make sense of it.
        KgError: it took longer or more memory than it may.
    """
    try:
        import duckdb
    except ImportError:
        help = "pip install 'kg-atlas[sql]', or 'duckdb'"
        raise EnvironmentFault("`kg query` needs DuckDB, which is not installed", help=help) from None
    connection = duckdb.connect(":memory:")
    try:
        fill(connection, graph, _named(question))
        _lock(connection)
        try:
            statements = connection.extract_statements(question)
        except duckdb.Error as error:
            raise UsageError(_first_line(error), help="see `kg query --views`") from None
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("a question is exactly one SELECT", help="delete what comes before or after it")
        return _run(connection, question, seconds, most)
    finally:
        connection.close()


def _run(connection: Any, question: str, seconds: float, most: int) -> Answer:
    import duckdb

    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        cursor = connection.execute(question)
        columns = tuple(column[0] for column in cursor.description or ())
        rows = cursor.fetchmany(most + 1)
    except duckdb.InterruptException:
        raise KgError(
            f"the question took longer than {seconds:g} s", help="ask for less, or join on fewer links"
        ) from None
    except duckdb.OutOfMemoryException:
        raise KgError("the question needs more memory than it may have", help="ask for less") from None
    except duckdb.Error as error:
        raise UsageError(_first_line(error), help="see `kg query --views`") from None
    finally:
        timer.cancel()
    return Answer(columns, tuple(tuple(row) for row in rows[:most]), len(rows) > most)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(lines[:2]) if lines else "SQL cannot make sense of this"


def _lock(connection: Any) -> None:
    for setting in (
        "SET memory_limit = '1GB'",
        "SET threads = 2",
        "SET temp_directory = ''",
        "SET python_enable_replacements = false",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
        # To SQL, a WITH that inserts or deletes is a SELECT all the same.
        "BEGIN TRANSACTION READ ONLY",
    ):
        connection.execute(setting)


_BY_OTHER_WAYS = re.compile(
    r"\b(?:query|query_table|information_schema|pragma\w*|duckdb_\w+|show|summarize|describe)\b", re.I
)
"""What may speak of a table without its name."""


def _named(question: str) -> frozenset[str]:
    """The tables that a question may need: a name that stands in it, be it in a text or a comment, counts."""
    if _BY_OTHER_WAYS.search(question):
        return frozenset(TABLES)
    words = {word.lower() for word in re.findall(r"\w+", question)}
    behind = {name: name for name in TABLES} | dict.fromkeys(kinds(), "entries") | dict.fromkeys(DERIVED, "derived")
    behind |= {relation.name: "links" for relation in RELATIONS if not relation.derived}
    return frozenset(table for name, table in behind.items() if name in words)
