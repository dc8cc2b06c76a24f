"""How much of what an entry is tied to stands on its page: as much as a phone loads at once; the rest has pages of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BUDGET = 30_000
"""Bytes of the page of an entry, at most, unless what the entry itself says is longer."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many of each there is room for on one page."""

    links: int
    """Of one relation, where the entry has a page of all its links."""
    sightings: int
    spoken: int
    """Statements that a paper speaks to."""
    evidence: int
    proofs: int
    gaps: int
    listed: int
    """Names in each of the plain lists: mentions, members, laws."""
    linked: int
    """Links in the JSON-LD."""


ROOMS = (
    Room(links=5, sightings=12, spoken=60, evidence=40, proofs=2, gaps=2, listed=100, linked=25),
    Room(links=3, sightings=6, spoken=45, evidence=30, proofs=2, gaps=1, listed=60, linked=25),
    Room(links=2, sightings=5, spoken=35, evidence=20, proofs=1, gaps=1, listed=40, linked=15),
    Room(links=1, sightings=4, spoken=25, evidence=12, proofs=1, gaps=1, listed=20, linked=10),
    Room(links=1, sightings=2, spoken=15, evidence=6, proofs=1, gaps=1, listed=10, linked=5),
)
"""The widest first."""


def fitting(make: Callable[[Room], str], first: int = 0) -> str:
    """The page as made in the widest room from which it keeps to its budget."""
    html = ""
    for room in ROOMS[first:]:
        html = make(room)
        if len(html.encode()) <= BUDGET:
            break
    return html
