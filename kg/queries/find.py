"""Typo-tolerant search over titles, aliases, symbols, identifiers and authors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.catalogue import Catalogue, Record

# How well a word is found: as it stands, as the beginning of a word, inside one, or with a slip.
_EXACT, _BEGINS, _INSIDE, _SLIP = 100.0, 95.0, 85.0, 0.9
# Below this similarity (0 to 100) two words are two words rather than a slip.
_CUTOFF = 78
# Shorter words have too many neighbours: a symbol of one letter stands inside almost every word.
_LEAST_TO_BEGIN, _LEAST_TO_SLIP = 3, 4
_AROUND = ",.:;!?()[]'\"$"
_PART = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, the text that matched, and how well (0 to 100)."""

    record: Record
    text: str
    score: float


def find(catalogue: Catalogue, words: str, kind: str | None = None, most: int = 20) -> list[Hit]:
    """Entries that match the words, best first. Every word has to be found, give or take a slip."""
    asked = _words(words)
    texts = [
        (record, text, _tokens(text))
        for record in catalogue.records.values()
        if kind in (None, record.kind)
        for text in searchable(record)
    ]
    vocabulary = sorted({token for _, _, tokens in texts for token in tokens})
    near = [_near(word, vocabulary) for word in asked]
    known = {token for tokens in near for token in tokens}
    # Of each entry: how well each word is found in any of its texts, and the text that holds most of them.
    scores: dict[str, list[float]] = {}
    best: dict[str, tuple[float, Record, str]] = {}
    for record, text, tokens in texts:
        if tokens.isdisjoint(known):
            continue
        here = [max((fits[token] for token in fits.keys() & tokens), default=0.0) for fits in near]
        whole = scores.setdefault(record.id, [0.0] * len(asked))
        scores[record.id] = [max(pair) for pair in zip(whole, here, strict=True)]
        rank = sum(here) + _closeness(fold(text), " ".join(asked))
        if record.id not in best or best[record.id][0] < rank:
            best[record.id] = (rank, record, text)
    hits = [
        Hit(record, text, sum(scores[id]) / len(asked) + _closeness(fold(text), " ".join(asked)))
        for id, (_, record, text) in best.items()
        if all(scores[id])
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.record.id))[:most]


def _near(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """The known words that may be meant by `word`, and how well they fit."""
    found: dict[str, float] = {}
    if len(word) >= _LEAST_TO_SLIP and not any(character.isdigit() for character in word):
        for token, score, _ in process.extract(word, vocabulary, scorer=fuzz.ratio, limit=None, score_cutoff=_CUTOFF):
            found[token] = score * _SLIP
    for token in vocabulary:
        if token == word:
            found[token] = _EXACT
        elif len(word) >= _LEAST_TO_BEGIN and token.startswith(word):
            found[token] = _BEGINS
        elif len(word) >= _LEAST_TO_SLIP and word in token:
            found[token] = max(_INSIDE, found.get(token, 0.0))
    return found


def _closeness(text: str, asked: str) -> float:
    """A little more for the text that is what was asked for, or begins so; a little less for every letter beside it."""
    return (text == asked) * 10 + text.startswith(asked) * 5 - abs(len(text) - len(asked)) * 0.02


def _words(text: str) -> list[str]:
    return [word for part in fold(text).split() if (word := part.strip(_AROUND))]


def _tokens(text: str) -> set[str]:
    """The words of a text, and the parts of those that are joined by hyphens and the like."""
    words = _words(text)
    return {*words, *(part for word in words if not word.isalnum() for part in _PART.findall(word))}


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
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())
