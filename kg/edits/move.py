"""Move links to the canonical side: the entry from which the row of the relation reads, with evidence and comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.catalogue import Catalogue, Record, Statement
from kg.edits import layout
from kg.edits.flow import Flow, Part
from kg.edits.format import comments, read
from kg.edits.layout import Block, Brackets, File, Item, Leaf, Unusual
from kg.edits.overlay import overlaid
from kg.edits.page import render
from kg.edits.sources import Written, of_record
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.source.files import SourceFile
from kg.source.tree import parse

_WIDTH = 100


def moves(catalogue: Catalogue, wanted: Callable[[Path], bool]) -> tuple[tuple[Change, ...], int]:
    """The changes that move every link written from the other side, and how many links that are.

    Raises:
        KgError: a link cannot be moved without changing what the atlas says.
    """
    desk = _Desk(catalogue)
    moved = 0
    # From the last one on, so that the places of those before stay what they are.
    for statement in reversed(catalogue.statements):
        if _belongs_elsewhere(catalogue, statement) and wanted(catalogue.atlas.root / statement.record.path):
            desk.move(statement)
            moved += 1
    changes = desk.changes()
    if _said(catalogue) != _said(overlaid(catalogue, changes)):
        raise KgError(
            "the links cannot be moved without changing what they say", help="this is a bug of kg: please report it"
        )
    return changes, moved


def _belongs_elsewhere(catalogue: Catalogue, statement: Statement) -> bool:
    name = statement.loc[1]
    return name != statement.relation.name and statement.source in catalogue.records


def _said(catalogue: Catalogue) -> Counter[Any]:
    return Counter((s.identity, s.link.model_copy(update={"to": ""})) for s in catalogue.statements)


class _Desk:
    """The layouts of the files that take part."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.open: dict[str, tuple[Written, File]] = {}
        self.comments: Counter[str] = Counter()
        self.first: dict[tuple[str, str], int] = {}
        """How many links a list had at first: those that are moved there follow them."""

    def file(self, record: Record) -> File:
        if record.id not in self.open:
            written = of_record(record.path, self.catalogue.atlas, record.tree.source.text)
            tree = read(written.source)
            try:
                self.open[record.id] = (written, layout.read(tree))
                self.comments += comments(tree)
            except Unusual as reason:
                raise KgError(f"{record.path} is left as it is: {reason}") from None
        return self.open[record.id][1]

    def move(self, statement: Statement) -> None:
        """Take a link out of one file and put it into the other."""
        try:
            item = _taken(self.file(statement.record).root, str(statement.loc[1]), int(statement.loc[2]))
            there = self.catalogue.records[statement.source]
            name = statement.relation.name
            first = self.first.setdefault((there.id, name), len(there.entry.links.get(name, ())))
            _put(self.file(there).root, statement, _aimed(item, statement.target), first)
        except Unusual as reason:
            place = statement.span.place
            raise KgError(
                f"{place}: this link cannot be moved: {reason}", help="write it as its neighbours are"
            ) from None

    def changes(self) -> tuple[Change, ...]:
        found, kept = [], Counter[str]()
        for written, file in self.open.values():
            text = render(file, written.kind)
            tree, _ = parse(SourceFile(written.source.path, text))
            kept += comments(tree) if tree else Counter()
            found.append(Change(written.path, written.data, text.encode("utf-8")))
        if kept != self.comments:
            raise KgError("a comment would be lost", help="this is a bug of kg: please report it")
        return tuple(sorted(found, key=lambda change: change.path))


def _taken(root: Block, relation: str, index: int) -> Item:
    """The item of a relation, taken out of its list; an empty list goes, and its comments go with the item."""
    links = root.get("links")
    assert links
    rows = links.value = layout.as_block(links.value)
    row = rows.get(relation)
    assert row
    listed = row.value = layout.as_block(row.value)
    item = listed.items.pop(index)
    if not listed.items:
        rows.items.remove(row)
        item.lead[:0] = _remarks(row)
    if not rows.items:
        root.items.remove(links)
        root.tail[:0] = _remarks(links)
    return item


def _remarks(item: Item) -> list[str]:
    tail = item.value.tail if isinstance(item.value, Block) else []
    return [line for line in (*item.lead, item.rest.strip(), *item.tail, *tail) if line]


def _aimed(item: Item, target: str) -> Item:
    """The same link, told from its other end."""
    value = item.value
    if isinstance(value, Leaf) and value.lines[0][:1] in ("[", "{"):
        value = item.value = layout.as_block(value)
    if isinstance(value, Leaf):
        value.lines = [target]
    elif isinstance(value, Brackets):
        next(part for part in value.flow.parts if part.key == "to").value = target
    else:
        to = value.get("to")
        assert to and isinstance(to.value, Leaf)
        to.value.lines = [target]
    return item


def _put(root: Block, statement: Statement, item: Item, index: int) -> None:
    links = root.get("links")
    if links is None:
        links = Item("links", Block([]))
        root.items.append(links)
    rows = links.value = layout.as_block(links.value)
    row = rows.get(statement.relation.name)
    plain = isinstance(item.value, Leaf) and not (item.lead or item.tail or item.value.rest.strip() or item.value.lead)
    if row is None:
        rows.items.append(Item(statement.relation.name, _list_of(item) if plain else Block([item])))
        return
    if plain and isinstance(row.value, Brackets) and _fits(row.value, statement):
        row.value.flow.parts.insert(index, Part(None, statement.target))
        return
    row.value = layout.as_block(row.value)
    row.value.items.insert(index, item)


def _list_of(item: Item) -> Brackets:
    assert isinstance(item.value, Leaf)
    return Brackets(Flow(False, [Part(None, item.value.lines[0])]))


def _fits(listed: Brackets, statement: Statement) -> bool:
    known = sum(len(str(part.value)) + 2 for part in listed.flow.parts)
    return len(statement.relation.name) + known + len(statement.target) + 6 <= _WIDTH
