"""The graph as rows of four tables, for formats that know tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.catalogue import Record
from kg.exports import Choice
from kg.graph import Graph
from kg.reasoning import derive
from kg.schema.entry import Evidence
from kg.schema.relations import by_name
from kg.schema.walk import Walk, Walker
from kg.source.tree import Loc

Row = dict[str, Any]

TABLES: Mapping[str, Mapping[str, str]] = {
    "entries": {
        "id": "VARCHAR", "kind": "VARCHAR", "title": "VARCHAR", "summary": "VARCHAR", "layers": "VARCHAR[]",
        "aliases": "VARCHAR[]", "tags": "VARCHAR[]", "standing": "VARCHAR", "authors": "VARCHAR[]", "issued": "VARCHAR",
        "venue": "VARCHAR", "arxiv": "VARCHAR", "doi": "VARCHAR", "url": "VARCHAR", "curation": "VARCHAR",
        "doubts": "INTEGER", "path": "VARCHAR",
    },
    "links": {
        "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "standing": "VARCHAR", "systems": "VARCHAR[]",
        "regime": "VARCHAR", "evidence": "INTEGER", "note": "VARCHAR", "path": "VARCHAR",
    },
    "evidence": {
        "entry": "VARCHAR", "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "paper": "VARCHAR",
        "at": "VARCHAR", "stance": "VARCHAR", "read": "VARCHAR", "note": "VARCHAR",
    },
    "derived": {
        "source": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR", "system": "VARCHAR", "standing": "VARCHAR",
        "rule": "VARCHAR", "steps": "INTEGER",
    },
}  # fmt: skip


def rows(graph: Graph, choice: Choice) -> Iterator[Row]:
    """The rows of the table that was chosen, in an order that does not change."""
    return _ROWS[choice.table](graph, choice)


def testimonies(record: Record) -> list[tuple[Loc, Evidence]]:
    """All evidence written in one entry, with its place."""
    return _EVIDENCE(record.entry)


def _leaf(hint: Any) -> Walk[tuple[Loc, Evidence]] | None:
    return (lambda value, loc: iter([(loc, value)])) if hint is Evidence else None


_EVIDENCE = Walker(_leaf)


def entries(graph: Graph, choice: Choice) -> Iterator[Row]:
    for record in choice.records(graph):
        entry: Any = record.entry
        names = getattr(entry, "identifiers", None)
        yield {
            "id": record.id,
            "kind": record.kind,
            "title": entry.title,
            "summary": entry.summary,
            "layers": [layer.layer for layer in entry.layers],
            "aliases": list(entry.aliases),
            "tags": list(entry.tags),
            "standing": getattr(entry, "standing", None),
            "authors": list(getattr(entry, "authors", ())),
            "issued": getattr(entry, "issued", None),
            "venue": getattr(entry, "venue", None),
            "arxiv": getattr(names, "arxiv", None),
            "doi": getattr(names, "doi", None),
            "url": getattr(names, "url", None),
            "curation": entry.curation.state,
            "doubts": len(entry.curation.doubts),
            "path": record.path,
        }


def links(graph: Graph, choice: Choice) -> Iterator[Row]:
    for statement in choice.statements(graph):
        link = statement.link
        yield {
            "source": statement.source,
            "relation": statement.relation.name,
            "target": statement.target,
            "standing": link.standing,
            "systems": list(link.in_),
            "regime": link.regime,
            "evidence": len(link.evidence),
            "note": link.note,
            "path": statement.record.path,
        }


def evidence(graph: Graph, choice: Choice) -> Iterator[Row]:
    for record in choice.records(graph):
        for loc, item in testimonies(record):
            source = relation = target = None
            if loc[0] == "links":
                known = by_name()[str(loc[1])]
                other = record.entry.links[str(loc[1])][int(loc[2])].to
                source, target = (record.id, other) if known.name == loc[1] else (other, record.id)
                relation = known.name
            yield {
                "entry": record.id,
                "source": source,
                "relation": relation,
                "target": target,
                "paper": item.paper,
                "at": item.at,
                "stance": item.stance,
                "read": item.read,
                "note": item.note,
            }


def derived(graph: Graph, choice: Choice) -> Iterator[Row]:
    for proof in derive(graph).derived:
        fact = proof.fact
        if choice.holds(fact.source) and choice.holds(fact.target):
            yield {
                "source": fact.source,
                "relation": fact.relation,
                "target": fact.target,
                "system": fact.system or None,
                "standing": proof.standing,
                "rule": proof.rule,
                "steps": proof.size,
            }


_ROWS: Mapping[str, Callable[[Graph, Choice], Iterator[Row]]] = {
    "entries": entries,
    "links": links,
    "evidence": evidence,
    "derived": derived,
}
