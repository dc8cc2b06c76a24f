"""The statements about one entry, sorted into above, below and beside it, and grouped by how they read from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.catalogue import Statement
from kg.queries.evidence import Tally, tally
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

MOST = 5
"""Links of one relation that a page shows, at most; pages of their own list all links of an entry."""

_ORDER = {name: index for index, row in enumerate(RELATIONS) for name in (row.name, row.inverse)}
_FIRM = {standing: index for index, standing in enumerate(STANDINGS)}


@dataclass(frozen=True, slots=True)
class Seen:
    """One statement from the entry's side."""

    other: str
    statement: Statement
    tally: Tally


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that read alike from the entry's side."""

    words: str
    items: Sequence[Seen]
    left_out: int


def stacked(
    about: Mapping[str, Sequence[Statement]], titles: Callable[[str], str], id: str, most: int = MOST
) -> tuple[list[Group], list[Group], list[Group]]:
    """What lies above the entry, below it, and beside it. Only the relation decides, never the layers."""
    sides: tuple[dict[str, list[Seen]], ...] = ({}, {}, {})
    for statement in about.get(id, ()):
        relation = statement.relation
        outward = statement.source == id
        name = relation.name if outward else relation.inverse
        side = 2 if not relation.down else int((relation.down == "forwards") == outward)
        other = statement.target if outward else statement.source
        sides[side].setdefault(name, []).append(Seen(other, statement, tally(statement.link.evidence)))
    above, below, beside = (_groups(titles, side, most) for side in sides)
    return above, below, beside


def _groups(titles: Callable[[str], str], side: dict[str, list[Seen]], most: int) -> list[Group]:
    groups = []
    for name, items in sorted(side.items(), key=lambda pair: _ORDER[pair[0]]):
        items.sort(key=lambda seen: (_FIRM[seen.statement.link.standing], titles(seen.other), seen.other))
        words = items[0].statement.relation.reads(name)
        groups.append(Group(words, items[:most], max(0, len(items) - most)))
    return groups
