"""Whether two records speak of one paper: by title and authors, with the tolerance that catalogues need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kg.records.draft import Draft

_ALIKE = 92.0
_SHORT = 12
_ROMAN = frozenset({"ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def disagreement(one: Draft, other: Draft) -> str:
    """In which way two records speak of different papers; nothing where they do not."""
    if one.title and other.title and not same_title(one.title, other.title):
        return f"{_source(one)} says {_short(one.title)!r}, {_source(other)} says {_short(other.title)!r}"
    if not same_people(one.authors, other.authors):
        return (
            f"{_source(one)} names {_listed(one.authors)} as authors, {_source(other)} names {_listed(other.authors)}"
        )
    return ""


def notes(one: Draft, other: Draft) -> list[str]:
    """What differs, and need not worry anybody."""
    found = []
    mine, theirs = _source(one), _source(other)
    if not other.authors:
        found.append(f"{theirs} names no authors, so only the title was compared")
    elif len(one.authors) != len(other.authors) and one.authors:
        fewer, more = (one, other) if len(one.authors) < len(other.authors) else (other, one)
        found.append(
            f"{_source(fewer)} lists {len(fewer.authors)} of the {len(more.authors)} authors of {_source(more)}"
        )
    years = one.issued[:4], other.issued[:4]
    if all(years) and years[0] != years[1]:
        found.append(f"{mine} says {years[0]}, {theirs} says {years[1]}: preprint and publication may lie years apart")
    return found


def same_title(one: str, other: str) -> bool:
    """The same words, but for case, signs, accents, a subtitle left out, or a slip of the pen."""
    a, b = plain(one), plain(other)
    if a == b:
        return bool(a)
    if not a or not b or _numbers(one) != _numbers(other):
        return False
    short, long = sorted((one, other), key=lambda title: len(plain(title)))
    heads = (plain(part) for part in re.split(r"(?<=\w)\s*[:.?!–—]\s+|\s+[-|]\s+", long)[:1])
    if len(plain(short)) >= _SHORT and plain(short) in heads:
        return True
    if min(len(a), len(b)) < _SHORT:
        return False
    # Imported where it is needed: it costs 40 ms.
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(a, b) >= _ALIKE)


def same_people(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same people, if the shorter list is found in the longer one; of five names, one may be misspelt."""
    few, many = sorted((list(one), list(other)), key=len)
    if not few:
        return True
    left = list(many)
    strangers = []
    for name in few:
        found = next((person for person in left if same_person(name, person)), None)
        if found is None:
            strangers.append(name)
        else:
            left.remove(found)
    first = any(same_person(one[0], person) for person in other) and any(
        same_person(other[0], person) for person in one
    )
    # A shortened list begins where the whole one does.
    return first and len(strangers) <= len(few) // 5


def same_person(one: str, other: str) -> bool:
    """The same name, whichever part comes first, with given names in full or as initials.

    Names in different scripts cannot be compared, and are given the benefit of the doubt.
    """
    latin = [bool(re.search(r"[a-z]", plain(name))) for name in (one, other)]
    if latin[0] != latin[1]:
        return bool(plain(one) and plain(other))
    mine, theirs = _readings(one), _readings(other)
    return any(_match(a, b) for a in mine for b in theirs)


def _readings(name: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Family and given names as plain words, in the ways in which umlauts and the order may be read."""
    found = []
    for text in dict.fromkeys((name.lower(), name.lower().translate(_UMLAUTS))):
        family, comma, given = text.partition(",")
        if comma:
            found.append((_words(family), _words(given)))
            continue
        words = _words(text)
        # Without a comma the family name is the last word, or the first, or more than one.
        found.extend((words[at:], words[:at]) for at in range(len(words)))
        found.extend((words[:at], words[at:]) for at in range(1, len(words)))
    return found


def _match(one: tuple[tuple[str, ...], tuple[str, ...]], other: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    (family, given), (name, first) = one, other
    if not family or not name:
        return False
    if family != name and "".join(family) != "".join(name):
        # A particle may count as part of the one name or of the other.
        short, long = sorted((family, name), key=len)
        if len(short) == len(long) or long[-len(short) :] != short or len(short[-1]) < 2:
            return False
    given, first = _initials(given), _initials(first)
    return not given or not first or any(_begins(a, b) for a in given for b in first)


def _initials(words: tuple[str, ...]) -> tuple[str, ...]:
    """Given names without suffixes."""
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii"))


def _begins(one: str, other: str) -> bool:
    """An initial stands for every name that begins with it, a short form for the longer one."""
    return one.startswith(other) or other.startswith(one)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return tuple(re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter))))


def plain(text: str) -> str:
    """Letters and digits only, small and without accents."""
    return "".join(_words(text.lower()))


def _numbers(title: str) -> list[str]:
    words = _words(title.lower())
    return sorted(
        number for word in words for number in (re.findall(r"\d+", word) or ([word] if word in _ROMAN else []))
    )


def _source(draft: Draft) -> str:
    return draft.span.path


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."


def _listed(authors: Sequence[str]) -> str:
    names = "; ".join(authors[:3])
    return f"{names} and {len(authors) - 3} more" if len(authors) > 3 else names
