"""Typo-tolerant search over titles, aliases, symbols, identifiers and authors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.catalogue import Catalogue, Record

_CUTOFF = 70


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, the text that matched, and how well (0 to 100)."""

    record: Record
    text: str
    score: float


def find(catalogue: Catalogue, words: str, kind: str | None = None, most: int = 20) -> list[Hit]:
    """Entries that match the words, best first. Every word has to be found, give or take a slip."""
    texts: list[str] = []
    owners: list[Record] = []
    for record in catalogue.records.values():
        if kind in (None, record.kind):
            for text in searchable(record):
                texts.append(text)
                owners.append(record)
    asked = fold(words)
    if not asked:
        return []
    # A one-letter symbol stands inside almost every word: short texts have to be what was asked for.
    folded = [text if len(text) >= min(3, len(asked)) or text == asked else None for text in map(fold, texts)]
    best: dict[str, Hit] = {}
    for text, score, index in process.extract(asked, folded, scorer=fuzz.WRatio, limit=most * 6, score_cutoff=_CUTOFF):
        # WRatio finds a short text inside a long one; words that begin what was asked for count a little more.
        score += (text == asked) * 10 + text.startswith(asked) * 5 - abs(len(text) - len(asked)) * 0.02
        hit = Hit(owners[index], texts[index], score)
        if hit.record.id not in best or best[hit.record.id].score < score:
            best[hit.record.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.record.id))[:most]


def searchable(record: Record) -> Iterator[str]:
    """All texts under which people look for an entry."""
    entry = record.entry
    yield entry.title
    yield record.name
    yield from entry.aliases
    if symbol := getattr(entry, "symbol", None):
        yield symbol
    yield from getattr(entry, "authors", ())
    if identifiers := getattr(entry, "identifiers", None):
        yield from (value for name in ("arxiv", "doi", "openreview", "isbn") if (value := getattr(identifiers, name)))


def fold(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())
