"""Whether one word is another with a single slip of the pen: sure enough to write it without asking."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENOUGH = 90


def only_one_meant(name: str, known: Iterable[str]) -> str | None:
    """The one known name that was meant; nothing where none or several are near."""
    same = [other for other in known if _plain(other) == _plain(name)]
    found = same or [other for other in known if _slip(name, other)]
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _slip(one: str, other: str) -> bool:
    """One letter too many, too few, wrong or in the wrong place, in a word long enough, and no other first letter.

    A number or a first letter that differs makes another name: `loss-2023` is not `loss-2024`, nor `typical` `atypical`.
    """
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if [word[:1] for word in re.split(r"[^a-z0-9]+", one)] != [word[:1] for word in re.split(r"[^a-z0-9]+", other)]:
        return False
    return _one_edit(one, other) and 200 * _common(one, other) >= _ENOUGH * (len(one) + len(other))


def _one_edit(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _common(one: str, other: str) -> int:
    """How many letters two names have in common, in order, where one edit lies between them."""
    if len(one) != len(other):
        return min(len(one), len(other))
    return len(one) - 1
