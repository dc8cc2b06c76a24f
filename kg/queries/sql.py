"""Ad-hoc questions in SQL, on a throw-away copy of the graph in DuckDB (the extra `sql`).

A question is exactly one SELECT. It runs on a database in memory that can reach neither files nor the network nor Python, whose
configuration is locked, under limits of time, memory and rows.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, KgError, UsageError
from kg.graph import Graph
from kg.queries.evidence import testimonies
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import derive
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS, by_name

SECONDS = 20.0
MOST_ROWS = 100_000

TABLES: Mapping[str, Mapping[str, str]] = {
    "entries": {
        "id": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "title": "VARCHAR", "summary": "VARCHAR",
        "layers": "VARCHAR[]", "aliases": "VARCHAR[]", "tags": "VARCHAR[]", "curation": "VARCHAR", "doubts": "INTEGER",
        "path": "VARCHAR", "fields": "JSON",
    },
    "links": {
        "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "standing": "VARCHAR", "systems": "VARCHAR[]",
        "regime": "VARCHAR", "evidence": "INTEGER", "written_in": "VARCHAR",
    },
    "evidence": {
        "entry": "VARCHAR", "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "paper": "VARCHAR",
        "at": "VARCHAR", "stance": "VARCHAR", "read": "VARCHAR", "note": "VARCHAR",
    },
    "derived": {
        "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "system": "VARCHAR", "standing": "VARCHAR",
        "rule": "VARCHAR", "size": "INTEGER",
    },
}  # fmt: skip


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
        _fill(connection, graph, _named(question))
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


def _fill(connection: Any, graph: Graph, wanted: Container[str]) -> None:
    """Tables with rows, where they are wanted, and all views. Most of the time of a question goes into rows."""
    rows = {"entries": _entries, "links": _links, "evidence": _evidence, "derived": _derived}
    with tempfile.TemporaryDirectory(prefix="kg-query-") as folder:
        for name, columns in TABLES.items():
            if name not in wanted:
                typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
                connection.execute(f'CREATE TABLE "{name}" ({typed})')
                continue
            file = Path(folder) / f"{name}.json"
            with file.open("w", encoding="utf-8") as out:
                # Inserting row by row takes a hundred times as long as reading one file.
                out.writelines(rows[name](graph))
            typed = ", ".join(f"\"{column}\": '{kind}'" for column, kind in columns.items())
            connection.execute(
                f"CREATE TABLE \"{name}\" AS SELECT * FROM read_json(?, format = 'newline_delimited', columns = {{{typed}}})",
                [str(file)],
            )
    for kind, model in kinds().items():
        own = [
            field for field in model.model_fields if field not in TABLES["entries"] and field not in _SHOWN_ELSEWHERE
        ]
        extra = "".join(f", fields ->> '{field}' AS \"{field}\"" for field in own)
        connection.execute(
            f"CREATE VIEW \"{kind}\" AS SELECT * EXCLUDE (kind, fields){extra} FROM entries WHERE kind = '{kind}'"
        )
    for relation in RELATIONS:
        if not relation.derived:
            connection.execute(
                f"CREATE VIEW \"{relation.name}\" AS SELECT * FROM links WHERE relation = '{relation.name}'"
            )
    for name in DERIVED:
        connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM derived WHERE relation = '{name}'")


_SHOWN_ELSEWHERE = frozenset({"links", "evidence", "sources", "waives", "contributors", "curation", "layers"})


def _entries(graph: Graph) -> Iterator[str]:
    for record in graph.catalogue.records.values():
        entry = record.entry
        yield _row(
            {
                "id": record.id,
                "kind": record.kind,
                "name": record.name,
                "title": entry.title,
                "summary": entry.summary,
                "layers": [ref.layer for ref in entry.layers],
                "aliases": list(entry.aliases),
                "tags": list(entry.tags),
                "curation": entry.curation.state,
                "doubts": len(entry.curation.doubts),
                "path": record.path,
                "fields": entry.model_dump(
                    mode="json", by_alias=True, exclude_none=True, exclude=set(_SHOWN_ELSEWHERE)
                ),
            }
        )


def _links(graph: Graph) -> Iterator[str]:
    # A million of them: ids hold nothing that JSON would escape, so a row is one formatted text.
    path = cache(lambda record: json.dumps(record.path, ensure_ascii=False))
    for statement in graph.statements:
        link = statement.link
        systems = '["' + '","'.join(link.in_) + '"]' if link.in_ else "[]"
        regime = "null" if link.regime is None else json.dumps(link.regime, ensure_ascii=False)
        yield (
            f'{{"source":"{statement.source}","relation":"{statement.relation.name}","target":"{statement.target}",'
            f'"standing":"{link.standing}","systems":{systems},"regime":{regime},"evidence":{len(link.evidence)},'
            f'"written_in":{path(statement.record)}}}\n'
        )


def _evidence(graph: Graph) -> Iterator[str]:
    for record in graph.catalogue.records.values():
        for item in testimonies(record):
            evidence = item.evidence
            relation = by_name()[item.relation] if item.relation else None
            ends = (record.id, item.target) if relation else (None, None)
            source, target = ends if relation and relation.name == item.relation else reversed(ends)
            yield _row(
                {
                    "entry": record.id,
                    "source": source,
                    "relation": relation.name if relation else None,
                    "target": target,
                    "paper": evidence.paper,
                    "at": evidence.at,
                    "stance": evidence.stance,
                    "read": evidence.read,
                    "note": evidence.note,
                }
            )


def _derived(graph: Graph) -> Iterator[str]:
    for proof in derive(graph).derived:
        fact = proof.fact
        yield _row(
            {
                "source": fact.source,
                "relation": fact.relation,
                "target": fact.target,
                "system": fact.system or None,
                "standing": proof.standing,
                "rule": proof.rule,
                "size": proof.size,
            }
        )


def _row(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
