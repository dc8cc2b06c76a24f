"""Which texts YAML reads as they stand, and how to quote the others."""

from __future__ import annotations

import re

# What some reader of YAML takes for a number, a date, a truth value or nothing; this project reads texts, others may not.
_LIKE_A_NUMBER = re.compile(
    r"[-+.]*[0-9][0-9a-fA-FxXoO_.,:eE+-]*(?:[Tt ][0-9:.Zz+ -]*)?|[-+]?\.(?:inf|nan)", re.IGNORECASE
)
_WORDS = frozenset(("null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"))
_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`")
_PRINTED = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")


def plain(text: str, *, inside: bool) -> bool:
    """Whether every reader of YAML takes these characters, without quotes, for this very text.

    `inside` means inside brackets, where commas and brackets end a text.
    """
    if not text or text != text.strip() or not _PRINTED.fullmatch(text):
        return False
    if text[0] in _FIRST or text.lower() in _WORDS or _LIKE_A_NUMBER.fullmatch(text) or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (inside and any(sign in text for sign in ",[]{}:?"))


def written(text: str, *, inside: bool) -> str:
    """A text of one line as YAML writes it."""
    return text if plain(text, inside=inside) else "'" + text.replace("'", "''") + "'"


def tidy(token: str, *, inside: bool) -> str:
    """A scalar of one line as typed, without its quotes where they are not needed.

    Where they are, the author's own stay; so they do around a backslash, whose neighbours change often.
    """
    if len(token) < 2 or token[0] != token[-1] or token[0] not in "'\"" or "\\" in token:
        return token
    text = token[1:-1].replace("''", "'") if token[0] == "'" else token[1:-1]
    return text if plain(text, inside=inside) else token
