"""Who names whom: the back-links that are not links, the links shown in a system, and who belongs to a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.catalogue import Record
from kg.schema.entry import Link
from kg.schema.references import references
from kg.source.tree import Loc

Row = TypeVar("Row")
Rows = Iterator[tuple[str, Row]]
"""What an entry says of others: of which, and the row that tells them."""


class Index(Generic[Row]):
    """What entries say of other ones, found by those: rows in the order of the entries that say it."""

    def __init__(self, say: Callable[[Record], Rows[Row]]) -> None:
        self._say = say
        self._said: dict[str, dict[str, tuple[Row, ...]]] = {}

    def get(self, target: str, default: Iterable[Row] = ()) -> list[Row]:
        said = self._said.get(target)
        return [row for id in sorted(said) for row in said[id]] if said else list(default)

    def add(self, record: Record) -> None:
        for target, row in self._say(record):
            said = self._said.setdefault(target, {})
            said[record.id] = (*said.get(record.id, ()), row)

    def replaced(self, old: Iterable[Record], new: Iterable[Record]) -> Index[Row]:
        """The same after some entries have changed; this one stays as it was."""
        made = Index(self._say)
        made._said = dict(self._said)
        coming = tuple(new)
        for record in (*old, *coming):
            for target in {target for target, _ in self._say(record)}:
                made._said[target] = {id: rows for id, rows in made._said.get(target, {}).items() if id != record.id}
        for record in coming:
            made.add(record)
        return made


@dataclass(frozen=True, slots=True)
class Named:
    """Everything a page cannot see from its own entry and its links."""

    mentions: Index[tuple[str, str]]
    """Of an id: (entry, in which of its fields), each once."""
    settings: Index[tuple[str, str, Link]]
    """Of a system: the links shown in it, (entry, relation as written, link)."""
    members: Index[str]
    """Of a layer: the entries that say they belong to it."""

    def replaced(self, old: Sequence[Record], new: Sequence[Record]) -> Named:
        """The same after some entries have changed: these went, and those came."""
        indices = (self.mentions, self.settings, self.members)
        return Named(*(index.replaced(old, new) for index in indices))  # type: ignore[arg-type]  # one kind of row each


def named(records: Iterable[Record]) -> Named:
    """One walk over all references of all entries."""
    found = Named(Index(_mentions), Index(_settings), Index(_members))
    for record in records:
        found.mentions.add(record)
        found.settings.add(record)
        found.members.add(record)
    return found


def _settings(record: Record) -> Rows[tuple[str, str, Link]]:
    for relation, written in record.entry.links.items():
        for link in written:
            for system in link.in_:
                yield system, (record.id, relation, link)


def _members(record: Record) -> Rows[str]:
    return ((f"layer/{ref.layer}", record.id) for ref in record.entry.layers)


def _mentions(record: Record) -> Rows[tuple[str, str]]:
    found = (
        (reference.target, (record.id, part))
        for reference in references(record.entry)
        if reference.target != record.id and (part := _part(reference.loc, reference.in_prose))
    )
    yield from dict.fromkeys(found)


def _part(loc: Loc, in_prose: bool) -> str:
    """The field in which an entry is named; nothing where another list shows it already."""
    if in_prose:
        return "text"
    if loc[0] in ("links", "layers", "evidence") or "evidence" in loc:
        return ""
    return "example" if "examples" in loc else str(loc[0]).replace("_", " ").removesuffix("s")
