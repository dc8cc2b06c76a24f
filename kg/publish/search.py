"""The index of the search: small parts, of which a reader's browser asks for those that the typed words need.

Each part is a script that hands over its data, since a page opened from the file system may run scripts beside it but fetch nothing.
Three tables are cut into parts: all words in order; for each word the entries it stands in; and the entries. How many parts there are
follows from the number of entries alone, so that the list of files is known before the first is made.

`js/seek.js` reads them, and takes words apart as `words` does.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Any

from kg.catalogue import Record
from kg.graph import Graph
from kg.publish.data import dump

ROWS = 64
"""Entries in one part: what a page of results needs comes from a few of them."""

_WORDS, _PLACES = 2000, 400
"""Entries for which one part of the words, and of their places, is large enough: about 30 KB each."""

MANY = 2000
"""Entries above which a word that stands in more than one of `EVERYWHERE` is passed over beside others: it tells nothing apart."""

EVERYWHERE = 8

NEAREST = 500
"""Entries that are kept of such a word, for when it is typed alone: those that have it in a title, the shortest first."""

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")

# What a word is worth, by where it stands: the script has the same four.
_ID, _OTHER, _ALIAS, _TITLE = range(4)


def words(text: str) -> list[str]:
    """The words of a text without accents and capitals."""
    return _WORD.findall(_ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower())


def files(graph: Graph) -> Iterator[tuple[str, Callable[[], str]]]:
    """Address and content of every part, in a stable order."""
    yield "search/index.js", partial(_part, graph, "index", 0)
    for name, count in _counts(len(graph.catalogue.records)).items():
        for number in range(count):
            yield f"search/{name}{number}.js", partial(_part, graph, name, number)


def _counts(entries: int) -> Mapping[str, int]:
    return {name: max(1, -(-entries // size)) for name, size in (("w", _WORDS), ("p", _PLACES), ("e", ROWS))}


def _part(graph: Graph, name: str, number: int) -> str:
    key = name if name == "index" else f"{name}{number}"
    return f"kgPart({dump(key)},{dump(_tables(graph)[name][number])});\n"


@lru_cache(maxsize=1)
def _tables(graph: Graph) -> Mapping[str, Sequence[Any]]:
    """All parts of one graph."""
    # Entries of one kind and the same layers stand together, so that a few runs say of each what it is.
    records = sorted(graph.catalogue.records.values(), key=lambda r: (r.kind, _layers(r), r.id))
    places = _places(records)
    limit = len(records) / EVERYWHERE if len(records) > MANY else len(records)
    common = sorted(word for word, found in places.items() if len(found) > limit)
    known = sorted(places)
    counts = _counts(len(records))
    for word in common:
        places[word] = _nearest(places[word])
    told = [word if len(places[word]) == 1 else f"{word}:{len(places[word])}" for word in known]
    word_cuts = _cuts([len(text) + 1 for text in told], counts["w"])
    rows = [_deltas(places[word]) for word in known]
    place_cuts = _cuts([len(word) + 4 * len(row) for word, row in zip(known, rows, strict=True)], counts["p"])
    tables: dict[str, Sequence[Any]] = {
        "w": [" ".join(told[start:end]) for start, end in word_cuts],
        "p": [dict(zip(known[start:end], rows[start:end], strict=True)) for start, end in place_cuts],
        "e": [[_row(record) for record in records[n * ROWS : (n + 1) * ROWS]] for n in range(counts["e"])],
    }
    version = sha256(dump(tables).encode()).hexdigest()[:12]
    manifest = {
        "version": version,
        "entries": len(records),
        "rows": ROWS,
        "runs": _runs(records),
        "common": common,
        "words": [_first(known, start) for start, _ in word_cuts],
        "places": [_first(known, start) for start, _ in place_cuts],
    }
    return {**tables, "index": [manifest]}


def _places(records: Sequence[Record]) -> dict[str, dict[int, int]]:
    """Word to the numbers of the entries it stands in, each with the best place there and the length of the entry's title."""
    found: dict[str, dict[int, int]] = {}
    for number, record in enumerate(records):
        best: dict[str, int] = {}
        for worth, texts in _texts(record):
            for text in texts:
                best |= dict.fromkeys(words(text), worth)
        length = min(15, max(1, len(words(record.entry.title))))
        for word, worth in best.items():
            found.setdefault(word, {})[number] = 16 * worth + length
    return found


def _texts(record: Record) -> Iterator[tuple[int, Iterable[str]]]:
    """What a reader may search for, the least telling first."""
    entry: Any = record.entry
    names = getattr(entry, "identifiers", None)
    equation = getattr(entry, "equation", None)
    symbol = getattr(entry, "symbol", None)
    known = [names.arxiv, names.doi, names.openreview, names.isbn] if names else []
    authors = [name.partition(",")[0] for name in getattr(entry, "authors", ())]
    symbols = [symbol] if symbol else sorted(equation.symbols) if equation else []
    yield _ID, [record.id]
    yield _OTHER, [*filter(None, known), *authors, *symbols, _year(record)]
    yield _ALIAS, entry.aliases
    yield _TITLE, [entry.title]


def _nearest(found: Mapping[int, int]) -> dict[int, int]:
    best = sorted(found.items(), key=lambda item: (-(item[1] >> 4), item[1] & 15, item[0]))[:NEAREST]
    return dict(sorted(best))


def _row(record: Record) -> list[str]:
    """What a result shows: id and title, and of papers the first authors and the year."""
    authors = [name.partition(",")[0] for name in getattr(record.entry, "authors", ())]
    who = ", ".join(authors[:3]) + (" et al." if len(authors) > 3 else "")
    return [record.id, record.entry.title, *([who, _year(record)] if who else ())]


def _year(record: Record) -> str:
    return str(getattr(record.entry, "issued", ""))[:4]


def _layers(record: Record) -> tuple[str, ...]:
    return tuple(ref.layer for ref in record.entry.layers)


def _runs(records: Sequence[Record]) -> list[list[Any]]:
    """Kind, layers and the first number of each run of entries that share them."""
    runs: list[list[Any]] = []
    for number, record in enumerate(records):
        if not runs or (runs[-1][0], tuple(runs[-1][1])) != (record.kind, _layers(record)):
            runs.append([record.kind, list(_layers(record)), number])
    return runs


def _deltas(found: Mapping[int, int]) -> list[int]:
    """Numbers as steps from one to the next, each followed by what the word is worth there."""
    row, last = [], 0
    for number, code in found.items():
        row += [number - last, code]
        last = number
    return row


def _cuts(sizes: Sequence[int], parts: int) -> list[tuple[int, int]]:
    """Cut a table into parts of about one size, a row being whole."""
    ends = list(accumulate(sizes))
    total = ends[-1] if ends else 0
    marks = [0, *(bisect_left(ends, total * part / parts) for part in range(1, parts)), len(sizes)]
    return list(pairwise(marks))


def _first(known: Sequence[str], start: int) -> str:
    # A part without words stands where the next begins, or behind all words.
    return known[start] if start < len(known) else "\uffff"
