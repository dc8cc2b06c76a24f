"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

# Below this similarity (0 to 100) a suggestion reads as a guess rather than as help.
CUTOFF = 72


def near(name: str, known: Iterable[str], limit: int = 1) -> list[str]:
    """The known names most like `name`, best first; empty when none is near."""
    # rapidfuzz costs 40 ms to import, and most runs have nothing to suggest.
    from rapidfuzz import fuzz, process

    names = sorted(set(known))
    found = process.extract(name, names, scorer=fuzz.ratio, processor=str.lower, limit=limit, score_cutoff=CUTOFF)
    return [match for match, _score, _index in found]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question to end a message with, or nothing."""
    found = near(name, known)
    return f"did you mean {found[0]!r}?" if found else ""
