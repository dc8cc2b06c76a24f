"""Texts of a record as plain words: without mark-up, line breaks and characters that nobody sees."""

from __future__ import annotations

import html
import re
import unicodedata

_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|span|sc|scp|small|tt|p|br|inf|italic|bold|jats:[a-z-]+|mml:[a-z]+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# Soft hyphens, zero-width spaces, marks that turn the direction of text, and what XML and YAML cannot hold.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(text: str) -> str:
    """One line of words."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", text))
    text = _UNSEEN.sub("", text)
    # A control character counts as a space: in such files it most often was one.
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def title(text: str) -> tuple[str, str]:
    """The same for a title, with a remark where it was written in capitals only."""
    text = plain(text)
    letters = [letter for letter in text if letter.isalpha()]
    if len(text.split()) < 3 or not letters or not all(letter.isupper() for letter in letters):
        return text, ""
    lowered = text.lower()
    first = next(index for index, letter in enumerate(lowered) if letter.isalpha())
    sentence = lowered[:first] + lowered[first].upper() + lowered[first + 1 :]
    return sentence, "the title was all in capitals: give names and acronyms theirs back"


_BOOKKEEPING = re.compile(
    r"arxiv|doi\b|https?:|\bpages?\b|accepted|submitted|to appear|in press|camera.ready|published|publisher|proceedings|"
    r"conference|workshop|\bpp\.|preprint|version|©|copyright|equal contribution|tex\.|query date|comment:",
    re.IGNORECASE,
)


def usable(note: str) -> str:
    """A note that says something about the work in a sentence; nothing where it is bookkeeping."""
    note = plain(note)
    sentence = len(note.split()) >= 6 and note.endswith((".", "!", "?")) and not _BOOKKEEPING.search(note)
    return note if sentence and len(note) <= 1000 else ""


def issued(year: str, month: str = "", day: str = "") -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD; nothing where there is no year."""
    seen = re.search(r"(?<![0-9])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9])", year)
    if not seen:
        return ""
    number = _month(month)
    if not number:
        return seen.group()
    days = re.search(r"[0-9]{1,2}", day)
    date = f"{seen.group()}-{number:02d}"
    return f"{date}-{int(days.group()):02d}" if days and 1 <= int(days.group()) <= 31 else date


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _month(text: str) -> int:
    text = text.strip().lower()
    if seen := re.match(r"[0-9]{1,2}(?![0-9])", text):
        number = int(seen.group())
        return number if 1 <= number <= 12 else 0
    return _MONTHS.index(text[:3]) + 1 if text[:3] in _MONTHS else 0


_ARCHIVE = re.compile(
    r"(?:arxiv(?:\.org)?|corr)(?:\s+(?:e-?prints?|preprints?))?[\s,:]*(?:\(?arxiv\s*:)?\s*(?:abs/)?[a-z.-]*/?[0-9.v]*\)?"
    r"(?:\s*\[[^\]]*\])?(?:\s*\([a-z-]+(?:\.[a-z-]+)?\))?",
    re.IGNORECASE,
)


def archive(venue: str) -> str:
    """`arXiv` for the many ways to write it, with the id or without; other venues as they are."""
    return "arXiv" if _ARCHIVE.fullmatch(venue.strip()) else venue


def keywords(text: str) -> tuple[str, ...]:
    """Words between semicolons, or between commas where there are none."""
    parts = re.split(r";|\n" if ";" in text else r",|\n", text)
    return tuple(dict.fromkeys(word for part in parts if (word := plain(part))))


def others(name: str) -> bool:
    """Whether the name of an author says that there are more."""
    return re.sub(r"[\W_]+", "", name).casefold() in ("others", "etal", "andothers")
