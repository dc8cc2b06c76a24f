"""What machines read beside the pages: the JSON of the site's scripts, and the site map of search engines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from kg.catalogue import Record
from kg.graph import Graph

# Harmless in a file of its own; inside a page they could end the script element or the line.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dump(value: object) -> str:
    """JSON without blanks, safe inside a page as well."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, code in _ESCAPES.items():
        text = text.replace(character, code)
    return text


def search_index(graph: Graph) -> str:
    """What a reader may search for, entry by entry in the order of ids.

    `{"entries": [{"id", "title", "layers"?, "aliases"?, "symbols"?, "identifiers"?, "authors"?, "year"?}, ...]}`: fields without
    content are left out, and authors are family names only, since that is what people type.
    """
    return dump({"entries": [_row(record) for record in graph.catalogue.records.values()]})


def site_map(url: str, addresses: Iterable[str]) -> str:
    """The pages of a site published at `url`. No dates: two builds of the same entries are the same bytes."""
    base = url.rstrip("/")
    lines = (f"<url><loc>{escape(base)}/{escape(address)}</loc></url>\n" for address in sorted(addresses))
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{name}">\n{"".join(lines)}</urlset>\n'


def _row(record: Record) -> dict[str, Any]:
    entry = record.entry
    row: dict[str, Any] = {"id": record.id, "title": entry.title}
    extra: Mapping[str, Any] = {
        "layers": [ref.layer for ref in entry.layers],
        "aliases": entry.aliases,
        "symbols": _symbols(record),
        "identifiers": _identifiers(record),
        "authors": [name.partition(",")[0] for name in getattr(entry, "authors", ())],
        "year": str(getattr(entry, "issued", ""))[:4],
    }
    row.update({name: value for name, value in extra.items() if value})
    return row


def _symbols(record: Record) -> list[str]:
    symbol = getattr(record.entry, "symbol", None)
    equation = getattr(record.entry, "equation", None)
    return [symbol] if symbol else sorted(equation.symbols) if equation else []


def _identifiers(record: Record) -> list[str]:
    names = getattr(record.entry, "identifiers", None)
    return [value for value in (names.arxiv, names.doi, names.openreview, names.isbn) if value] if names else []
