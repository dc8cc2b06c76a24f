"""JSON as the site's scripts and pages read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

# Harmless in a file of its own; inside a page they could end the script element or the line.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dump(value: object) -> str:
    """JSON without blanks, safe inside a page as well."""
    text = _JSON.encode(value)
    for character, code in _ESCAPES.items():
        text = text.replace(character, code)
    return text


_ROWS = 1000


def listed(rows: Iterable[object]) -> Iterator[str]:
    """The same as `dump(list(rows))`, in pieces: of a hundred thousand rows, only some are held at a time."""
    waiting = iter(rows)
    between = "["
    while found := list(islice(waiting, _ROWS)):
        yield between + dump(found)[1:-1]
        between = ","
    yield "[]" if between == "[" else "]"


def together(fields: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """An object as `dump` writes it, from names and the pieces of their values."""
    between = "{"
    for name, pieces in fields:
        yield f"{between}{dump(name)}:"
        yield from pieces
        between = ","
    yield "}"
