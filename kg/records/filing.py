"""A draft as the text of an entry file, and the name that the file gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from pathlib import PurePath

from kg.records.draft import Draft
from kg.records.texts import plain
from kg.schema.template import PLACEHOLDERS

_BLANK = "ONE OR TWO PLAIN SENTENCES"
assert _BLANK in PLACEHOLDERS, "the check for unfilled blanks has to find it"

_SKIPPED = frozenset({"a", "an", "the", "on"})
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
)
# What YAML reads as a text and nothing else, and people read without stumbling.
_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w(&][\w./()',+;-]*)*", re.ASCII)
_RESERVED = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])


def name(draft: Draft, taken: Container[str], counts: dict[str, int]) -> str:
    """Surname, year and first word of the title, as papers here are called; with a number where that is taken.

    `counts` remembers the last number of each name, so that a thousand namesakes cost no more than as many others.
    """
    family = draft.authors[0].partition(",")[0]
    words = _words(draft.title)
    word = next((word for word in words if word not in _SKIPPED), words[0] if words else "untitled")
    stem = f"{''.join(_words(family))[:30] or 'anon'}-{draft.issued[:4] or 'undated'}-{word[:30]}"
    number = counts.get(stem, 0) + 1
    while (found := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    counts[stem] = number
    return found


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if letter.isascii() or letter.isspace()))


def text(draft: Draft, *, tags: bool = False, doubt: str = "") -> str:
    """The entry file. What nobody has written yet says so, and the check asks for it.

    `doubt` says what was not checked; without it, that the record came from a file.
    """
    return "\n".join(_lines(draft, tags, doubt)) + "\n"


def _lines(draft: Draft, tags: bool, doubt: str) -> Iterator[str]:
    yield f"title: {_scalar(draft.title)}"
    yield f"type: {draft.type}"
    yield "authors:"
    yield from (f"  - {_quoted(author)}" for author in draft.authors)
    if draft.more_authors:
        yield "more_authors: true"
    yield f"issued: {draft.issued}"
    if draft.venue:
        yield f"venue: {_scalar(draft.venue)}"
    names = draft.names
    rows = (("arxiv", names.arxiv), ("doi", names.doi), ("openreview", names.openreview), ("isbn", names.isbn))
    if any(value for _, value in rows) or names.url:
        yield "identifiers:"
        yield from (f"  {scheme}: {_quoted(value)}" for scheme, value in rows if value)
        if names.url:
            yield f"  url: {_quoted(names.url)}"
    yield f"summary: {_quoted(draft.note) if draft.note else _BLANK}"
    if tags and draft.keywords:
        yield f"tags: [{', '.join(map(_quoted, draft.keywords))}]"
    file = plain(PurePath(draft.span.path).name.strip("<>"))
    if draft.key:
        yield f"sources: [{_quoted(f'{file}:{draft.key}')}]"
    yield "curation:"
    yield "  state: stub"
    doubt = doubt or f"Imported from {file}; nothing was compared with the paper."
    yield "  doubts:"
    yield from (f"    - {_quoted(line)}" for line in (doubt, *map(_sentence, draft.remarks)))


def _sentence(remark: str) -> str:
    return remark[:1].upper() + remark[1:] + "."


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED else _quoted(value)


def _quoted(value: str) -> str:
    """In single quotes, where YAML takes every character for itself."""
    return "'" + value.replace("'", "''") + "'"
