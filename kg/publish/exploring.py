"""What the page that explores the graph filters: all entries and all links, cut into small parts, each with what is in it.

Each part is a script that hands over its rows, since a page opened from the file system may run scripts beside it but fetch nothing.
Rows of one kind and layer stand together, so that a filter needs few of the parts. How many there are follows from the number of
entries and links alone. `js/explore.js` reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from kg.catalogue import Record, Statement
from kg.publish.book import Book
from kg.publish.data import dump
from kg.queries.evidence import tally
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

ENTRIES, LINKS = 500, 400
"""Rows in one part: about 40 KB."""


def files(book: Book) -> Iterator[tuple[str, Callable[[], str]]]:
    """Address and content of every part, in a stable order."""
    yield "explore/index.js", partial(_part, book, "index", 0)
    for name, rows, size in (
        ("e", len(book.records), ENTRIES),
        ("l", len(book.graph.statements), LINKS),
    ):
        for number in range(-(-rows // size)):
            yield f"explore/{name}{number}.js", partial(_part, book, name, number)


def _part(book: Book, name: str, number: int) -> str:
    key = name if name == "index" else f"{name}{number}"
    return f"kgRows({dump(key)},{dump(_tables(book)[name][number])});\n"


@lru_cache(maxsize=1)
def _tables(book: Book) -> Mapping[str, Sequence[Any]]:
    """All parts of one graph, and the index that says of each which kinds, layers and standings are in it."""
    graph, records = book.graph, book.records
    layers = {record.name: number for number, record in enumerate(graph.catalogue.layers)}
    order = {kind: number for number, kind in enumerate(book.kind_order)}
    said = {id: _said(record) for id, record in records.items()}
    words = list(dict.fromkeys((*STANDINGS, *sorted(set(said.values())))))
    word = {text: number for number, text in enumerate(words)}
    homes = {
        id: [layers[ref.layer] for ref in record.entry.layers if ref.layer in layers] for id, record in records.items()
    }
    ties = Counter(end for statement in graph.statements for end in (statement.source, statement.target))

    def place(id: str) -> tuple[int, list[int], str, str]:
        return order[records[id].kind], homes[id], records[id].entry.title.casefold(), id

    def end(id: str) -> list[Any]:
        return [id, records[id].entry.title, homes[id]]

    ids = sorted(records, key=place)
    statements = sorted(graph.statements, key=lambda s: (place(s.source), s.relation.name, place(s.target)))
    entries = [
        [[*end(id), word[said[id]], ties[id]] for id in ids[at : at + ENTRIES]] for at in range(0, len(ids), ENTRIES)
    ]
    links = [
        _links(statements[at : at + LINKS], end, {row.name: number for number, row in enumerate(RELATIONS)}, word)
        for at in range(0, len(statements), LINKS)
    ]
    index = {
        "version": sha256(dump([entries, links, words]).encode()).hexdigest()[:12],
        "layers": list(layers),
        "words": words,
        "relations": [row.name for row in RELATIONS],
        "e": [_inside(rows, [row[3] for row in rows]) for rows in entries],
        "l": [_inside(part["ends"], [row[3] for row in part["rows"]]) for part in links],
    }
    return {"index": [index], "e": entries, "l": links}


def _said(record: Record) -> str:
    """How a statement stands, how a prediction went, where a problem is: what a reader of the table sees as its standing."""
    found = (record.entry.__dict__.get(name) for name in ("standing", "outcome", "status"))
    return next((str(value) for value in found if value), "")


def _links(
    found: Sequence[Statement],
    end: Callable[[str], list[Any]],
    relation: Mapping[str, int],
    word: Mapping[str, int],
) -> dict[str, list[Any]]:
    """Links with the ends that they name, so that no other part is wanted to show them."""
    ends = {id: n for n, id in enumerate(dict.fromkeys(id for s in found for id in (s.source, s.target)))}
    rows = []
    for statement in found:
        count = tally(statement.link.evidence)
        head = [ends[statement.source], relation[statement.relation.name], ends[statement.target]]
        rows.append([*head, word[statement.link.standing], count.supports, count.disputes])
    return {"ends": [end(id) for id in ends], "rows": rows}


def _inside(ends: Iterable[Sequence[Any]], said: Iterable[int]) -> list[list[Any]]:
    """The kinds, layers and standings of a part."""
    ends = list(ends)
    return [
        sorted({str(end[0]).partition("/")[0] for end in ends}),
        sorted({layer for end in ends for layer in end[2]}),
        sorted(set(said)),
    ]
