"""The stack as a whole, and what a layer's own page adds: who lives there and how it is tied to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.publish.book import Book, Place
from kg.publish.here import Here
from kg.publish.room import Room
from kg.publish.site import Page

MEMBERS = 30
"""Members of one kind that a layer's page names, at most."""


def pages(book: Book) -> Iterator[Page]:
    here = Here(
        book,
        "layers/",
        "The stack",
        "Every layer of the abstraction stack, and how many links tie it to each other one.",
    )
    yield here.page("layers.html.jinja", lambda: _values(book))


def _values(book: Book) -> dict[str, Any]:
    counts = {place.id: Counter(_kinds(book, place.id)) for place in book.places.values()}
    used = [kind for kind in book.kind_order if any(count[kind] for count in counts.values())]
    return {"counts": counts, "kinds": used, "flow": book.flow}


def _kinds(book: Book, layer: str) -> list[str]:
    return [book.records[id].kind for id in book.named.members.get(layer, ())]


def layer_values(book: Book, record: Record, room: Room) -> dict[str, Any]:
    members: dict[str, list[Record]] = {}
    for id in book.named.members.get(record.id, ()):
        member = book.records[id]
        members.setdefault(member.kind, []).append(member)
    for found in members.values():
        found.sort(key=lambda member: (member.entry.title.casefold(), member.id))
    living = set(book.named.members.get(record.id, ()))
    return {
        "members": {kind: members[kind] for kind in book.kind_order if kind in members},
        "most": min(MEMBERS, room.listed),
        "ways": ways(book, record.name),
        "missing": [gap for gap in book.gaps if gap.about in living and not gap.waived][: 3 + room.links],
    }


def ways(book: Book, layer: str) -> list[tuple[str, list[tuple[Place, int]]]]:
    """The layers to which links lead from this one, and those from which they come, with how many."""
    down = [(place, book.flow[layer, name]) for name, place in book.places.items()]
    up = [(place, book.flow[name, layer]) for name, place in book.places.items() if name != layer]
    return [("Links down to", [pair for pair in down if pair[1]]), ("Links up from", [pair for pair in up if pair[1]])]
