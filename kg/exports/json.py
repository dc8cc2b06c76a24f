"""JSON: everything that the entries say, the links in one direction, and what follows from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kg.catalogue import Record, Statement
from kg.exports import VERSION, Choice
from kg.exports._rows import derived
from kg.graph import Graph
from kg.schema.stand_in import plain

SUFFIX = ".json"
TAKES = frozenset({"kinds"})

_ITEM = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """One object with a list each of entries, links and derived facts, an item a line."""
    head = {"format": "kg-atlas", "version": VERSION}
    yield "{\n" + "".join(f'"{name}": {json.dumps(value)},\n' for name, value in head.items())
    yield from _list("entries", _entries(graph, choice))
    yield ",\n"
    yield from _list("links", map(link_row, choice.statements(graph)))
    yield ",\n"
    yield from _list("derived", derived(graph, choice))
    yield ",\n"
    graves = [grave.model_dump(mode="json", exclude_none=True) for grave in graph.catalogue.retired.values()]
    yield from _list("retired", (grave for grave in graves if choice.holds(grave["id"])))
    yield "\n}\n"


def _list(name: str, items: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = f'"{name}": ['
    for item in items:
        yield f"{between}\n{_ITEM.encode(item)}"
        between = ","
    yield f"{between}]" if between != "," else "\n]"


def _entries(graph: Graph, choice: Choice) -> Iterator[dict[str, Any]]:
    yield from map(entry_row, choice.records(graph))


def entry_row(record: Record) -> dict[str, Any]:
    """All that an entry says about itself."""
    return {"id": record.id, "kind": record.kind, "path": record.path, **plain(record.entry, without={"links"})}


def link_row(statement: Statement) -> dict[str, Any]:
    """All that one link says, in the canonical direction of its relation."""
    ends = {"source": statement.source, "relation": statement.relation.name, "target": statement.target}
    return {**ends, **plain(statement.link, without={"to"}), "path": statement.record.path}
