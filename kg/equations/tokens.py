"""Text to tokens, for the closed grammar."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.equations.problems import Problem

MAX_LENGTH = 2000


class Token(NamedTuple):
    """`kind` is `number`, `name`, `end`, or for a sign the sign itself."""

    kind: str
    text: str
    start: int
    end: int


# Letters and digits are spelt out: \d and \w would let in those of every alphabet.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<name>[A-Za-z][A-Za-z0-9_]*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<sign>\*\*|<=|>=|==|[-+*/()=,<>])
    |(?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)

_INSTEAD = {
    "^": "write ** for a power",
    "\u2212": "write a plain hyphen for minus",
    "\u2013": "write a plain hyphen for minus",
    "\u00d7": "write * for a product",
    "\u00b7": "write * for a product",
    "\u22c5": "write * for a product",
    "\u00f7": "write / for a quotient",
    "\u221a": "write sqrt(...)",
    "_": "a name begins with a letter",
}


def tokenize(text: str) -> list[Token] | Problem:
    """The tokens, the last one of kind `end`; or the first character that has no place here."""
    if len(text) > MAX_LENGTH:
        message = f"the text is {len(text)} characters long, at most {MAX_LENGTH} are read"
        return Problem(message, MAX_LENGTH, len(text))
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "space":
            continue
        start, end = match.span()
        if kind == "stray":
            return _stray(match.group(), start)
        part = match.group()
        tokens.append(Token(part if kind == "sign" else str(kind), part, start, end))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _stray(character: str, start: int) -> Problem:
    advice = _INSTEAD.get(character, "")
    if not advice and character.isalpha():
        advice = "write names in the letters a to z, such as lambda"
    return Problem(f"unexpected character {character!a}", start, start + 1, help=advice)
