"""The JSON that programs read: what there is, a list for each kind, and a file for each entry with all that it says.

The version is part of every address. It goes up when a field is renamed, removed or means something else; new fields do not
raise it, so a reader has to pass over what it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from kg.catalogue import Record
from kg.exports.json import entry_row, link_row
from kg.publish.book import Book
from kg.publish.links import address, relative
from kg.schema.json_schema import output_schema
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

VERSION = 1
ROOT = f"api/v{VERSION}/"

_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def files(book: Book) -> Iterator[tuple[str, Callable[[], str]]]:
    """Address and content of every file, in a stable order."""
    yield f"{ROOT}index.json", partial(_index, book)
    for kind in kinds():
        yield f"{ROOT}{kind}.json", partial(_list, book, kind)
        yield f"{ROOT}schema/{kind}.json", partial(_entry_schema, kind)
    yield f"{ROOT}schema/index.json", partial(_written, index_schema())
    yield f"{ROOT}schema/list.json", partial(_written, list_schema())
    for record in book.records.values():
        yield f"{ROOT}{record.id}.json", partial(_entry, book, record)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _line(value: Any) -> str:
    return _LINE.encode(value) + "\n"


def _index(book: Book) -> str:
    """Where a program begins."""
    site = book.site
    return _written(
        {
            "version": VERSION,
            "schema": "schema/index.json",
            "name": site.name,
            "description": site.description,
            "site": site.base or relative("", ROOT),
            "licence": site.licence,
            "spdx": site.spdx,
            "entries": len(book.records),
            "links": len(book.graph.statements),
            "kinds": [
                {"kind": kind, "entries": len(found), "list": f"{kind}.json", "schema": f"schema/{kind}.json"}
                for kind, found in book.of_kind.items()
            ],
            "graph": relative("graph.json", ROOT),
            "retired": [
                grave.model_dump(mode="json", exclude_none=True) for grave in book.graph.catalogue.retired.values()
            ],
        }
    )


def _list(book: Book, kind: str) -> str:
    """The entries of a kind in the order of ids, each with what a list shows and the way to the rest."""
    rows = [
        {"id": r.id, "title": r.entry.title, "summary": r.entry.summary, "file": f"{r.id}.json", "page": _page(book, r, ROOT)}
        for r in book.of_kind[kind]
    ]  # fmt: skip
    return _line({"version": VERSION, "schema": "schema/list.json", "kind": kind, "entries": rows})


def _entry(book: Book, record: Record) -> str:
    """Everything one entry says, and every written link that it takes part in, whichever file that stands in."""
    here = f"{ROOT}{record.kind}/"
    return _line(
        {
            "version": VERSION,
            "schema": f"../schema/{record.kind}.json",
            "page": _page(book, record, here),
            **entry_row(record),
            "links": [link_row(statement) for statement in book.about.get(record.id, ())],
        }
    )


def _page(book: Book, record: Record, here: str) -> str:
    return (book.site.base + address(record.id)) if book.site.base else relative(address(record.id), here)


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_ID = {"type": "string", "pattern": "^[a-z]+/[a-z0-9][a-z0-9-]{0,78}$"}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _object(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def index_schema() -> dict[str, Any]:
    kind = _object({"kind": {"enum": list(kinds())}, "entries": _COUNT, "list": _TEXT, "schema": _TEXT})
    grave = _object({"id": _ID, "reason": _TEXT, "replaced_by": _ID}, ("replaced_by",))
    fields = {
        "version": {"const": VERSION},
        "schema": _TEXT,
        "name": _TEXT,
        "description": _TEXT,
        "site": _TEXT | {"description": "Address of the front page; relative where the site does not know its own."},
        "licence": _TEXT | {"description": "In words."},
        "spdx": _TEXT | {"description": "SPDX identifier of the licence of the entries; empty where none is stated."},
        "entries": _COUNT,
        "links": _COUNT,
        "kinds": {"type": "array", "items": kind},
        "graph": _TEXT | {"description": "All entries and links in short, in one file."},
        "retired": {"type": "array", "items": grave, "description": "Ids that are gone, and what to read instead."},
    }
    return {"$schema": _DRAFT, "title": "What an atlas offers to programs", **_object(fields)}


def list_schema() -> dict[str, Any]:
    row = _object({"id": _ID, "title": _TEXT, "summary": _TEXT, "file": _TEXT, "page": _TEXT})
    fields = {
        "version": {"const": VERSION},
        "schema": _TEXT,
        "kind": {"enum": list(kinds())},
        "entries": {"type": "array", "items": row},
    }
    return {"$schema": _DRAFT, "title": "The entries of one kind", **_object(fields)}


def _entry_schema(kind: str) -> str:
    """The fields of the kind as its model has them, and around them what is the same for all."""
    found = output_schema(kind)
    head = {
        "version": {"const": VERSION},
        "schema": _TEXT,
        "page": _TEXT | {"description": "Address of the page for people."},
        "id": _ID | {"description": "Permanent."},
        "kind": {"const": kind},
        "path": _TEXT | {"description": "The file of the entry, counted from the folder of the atlas."},
    }
    link = found["$defs"]["Link"]
    ends = {
        "source": _ID,
        "relation": {"enum": [row.name for row in RELATIONS if not row.derived]},
        "target": _ID,
        "standing": {"enum": list(STANDINGS)},
        "path": _TEXT | {"description": "The file in which the link is written."},
    }
    statement = _object(
        {**ends, **{name: field for name, field in link["properties"].items() if name not in ("to", *ends)}}
    )
    statement["required"] = list(ends)
    found["properties"] = {**head, **found["properties"], "links": {"type": "array", "items": statement}}
    found["required"] = [*head, *found["required"], "links"]
    return _written({"$schema": _DRAFT, **found, "title": f"One {kind} as JSON"})
