"""The tables and views that questions in SQL are asked of, filled with what a graph holds."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Container, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from kg.graph import Graph
from kg.queries.evidence import testimonies
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import derive
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS, by_name
from kg.schema.stand_in import plain

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


def fill(connection: Any, graph: Graph, wanted: Container[str]) -> None:
    """Tables with rows, where they are wanted, and all views. Most of the time of a question goes into rows."""
    rows = {"entries": _entries, "links": _links, "evidence": _evidence, "derived": _derived}
    with tempfile.TemporaryDirectory(prefix="kg-query-") as folder:
        for name, columns in TABLES.items():
            if name not in wanted:
                typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
                connection.execute(f'CREATE TABLE "{name}" ({typed})')
                continue
            file = Path(folder) / name
            # Inserting row by row takes a hundred times as long as reading one file. Lines end alike on every system.
            with file.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(rows[name](graph))
            read = _LINKS_READ if name == "links" else _read_json(columns)
            connection.execute(f'CREATE TABLE "{name}" AS {read}', [str(file)])
    _create_views(connection)


def _read_json(columns: Mapping[str, str]) -> str:
    typed = ", ".join(f"\"{column}\": '{kind}'" for column, kind in columns.items())
    return f"SELECT * FROM read_json(?, format = 'newline_delimited', columns = {{{typed}}})"


# There may be a million links: fields between tabs take two thirds of the time of JSON. What may hold any character, a tab
# among them, is written as JSON there, and nothing stands for NULL.
_LINKS_READ = """
SELECT source, relation, target, standing, coalesce(string_split(systems, ' '), []) AS systems,
  regime::JSON ->> '$' AS regime, evidence, written_in::JSON ->> '$' AS written_in
FROM read_csv(?, delim = '\t', quote = '', escape = '', header = false, auto_detect = false, max_line_size = 16777216,
  columns = {source: 'VARCHAR', relation: 'VARCHAR', target: 'VARCHAR', standing: 'VARCHAR', systems: 'VARCHAR',
    regime: 'VARCHAR', evidence: 'INTEGER', written_in: 'VARCHAR'})
"""


def _create_views(connection: Any) -> None:
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
                "fields": plain(entry, without=_SHOWN_ELSEWHERE),
            }
        )


def _links(graph: Graph) -> Iterator[str]:
    """Lines for `_LINKS_READ`."""
    for record, written in groupby(graph.statements, attrgetter("record")):
        path = _json(record.path)
        for statement in written:
            link = statement.link
            if link.in_ or link.evidence or link.regime is not None:
                regime = "" if link.regime is None else _json(link.regime)
                more = f"{' '.join(link.in_)}\t{regime}\t{len(link.evidence)}"
            else:
                more = "\t\t0"
            ends = f"{statement.source}\t{statement.relation.name}\t{statement.target}"
            yield f"{ends}\t{link.standing}\t{more}\t{path}\n"


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
    return _json(values) + "\n"


_json = json.JSONEncoder(ensure_ascii=False).encode
