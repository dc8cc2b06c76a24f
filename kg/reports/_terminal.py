"""Text from contributors made safe for a terminal."""

from __future__ import annotations

import re
import unicodedata

# Control characters move the cursor or colour the screen; bidirectional ones reorder what is read.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def safe(text: str) -> str:
    """The text on one line, with control and direction characters spelt out."""
    text = _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text.replace("\t", " "))
    return text.replace("##[", "## [")


def line(text: str) -> str:
    """A whole line of a log: a runner takes `::` at its beginning, as it takes `##[` anywhere, for a command to itself."""
    shown = safe(text)
    body = shown.lstrip()
    return shown[: len(shown) - len(body)] + ": :" + body[2:] if body.startswith("::") else shown


def width(text: str) -> int:
    """Columns that the text takes on a terminal."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
