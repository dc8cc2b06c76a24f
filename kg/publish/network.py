"""The whole graph as JSON for those who compute with it, and for the page that filters it; and the schema of that file.

The version goes up when a reader of the old file could be misled by the new one: a field renamed, removed or redefined.
New fields do not raise it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish.data import dump, listed, together
from kg.queries.evidence import tally
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

VERSION = 1


def pieces(graph: Graph) -> Iterator[str]:
    """Entries in the order of ids, and written links in their canonical direction. Fields without content are left out."""
    yield from together(
        [
            ("version", [dump(VERSION)]),
            ("schema", [dump("graph.schema.json")]),
            ("entries", listed(map(_entry, graph.catalogue.records.values()))),
            ("links", listed(map(_link, graph.statements))),
        ]
    )


def _entry(record: Record) -> dict[str, Any]:
    entry = record.entry
    row: dict[str, Any] = {"id": record.id, "kind": record.kind, "title": entry.title}
    extra = {
        "layers": [ref.layer for ref in entry.layers],
        **{name: entry.__dict__.get(name) for name in ("standing", "outcome", "status")},
        "curation": entry.curation.state,
    }
    return row | {name: value for name, value in extra.items() if value}


def _link(statement: Statement) -> dict[str, Any]:
    link, count = statement.link, tally(statement.link.evidence)
    row: dict[str, Any] = {
        "source": statement.source, "relation": statement.relation.name, "target": statement.target, "standing": link.standing
    }  # fmt: skip
    extra = {"in": link.in_, "regime": link.regime, "supports": count.supports, "disputes": count.disputes}
    return row | {name: value for name, value in extra.items() if value}


def schema() -> str:
    """The JSON Schema of the file, made from the tables of kinds, relations and standings."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    id = {"type": "string", "pattern": "^[a-z]+/[a-z0-9][a-z0-9-]{0,78}$"}
    count, standing = {"type": "integer", "minimum": 0}, {"enum": list(STANDINGS)}
    entry = {
        "id": id | {"description": "Permanent; also its address below the site, with a slash behind."},
        "kind": {"enum": list(kinds())},
        "title": text,
        "layers": texts | {"description": "Names of layers, the main one first."},
        "standing": standing | {"description": "Of results: how firmly the statement stands."},
        "outcome": text | {"description": "Of predictions: how they went."},
        "status": text | {"description": "Of problems."},
        "curation": {"enum": ["stub", "draft", "reviewed"]},
    }
    link = {
        "source": id,
        "relation": {"enum": [row.name for row in RELATIONS if not row.derived]},
        "target": id,
        "standing": standing,
        "in": texts | {"description": "Systems in which it was shown."},
        "regime": text | {"description": "Conditions under which it holds."},
        "supports": count | {"description": "Pieces of evidence for it; absent means none."},
        "disputes": count | {"description": "Pieces of evidence against it; absent means none."},
    }
    properties = {
        "version": {"const": VERSION},
        "schema": text,
        "entries": {"type": "array", "items": _object(entry, ("id", "kind", "title"))},
        "links": {"type": "array", "items": _object(link, ("source", "relation", "target", "standing"))},
    }
    whole = _object(properties, tuple(properties))
    return dump({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The graph of an atlas", **whole})


def _object(properties: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}
