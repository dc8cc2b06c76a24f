"""The list of retired entries: one more line, and older lines that lead on to where an entry is now."""

from __future__ import annotations

from kg.catalogue import Catalogue
from kg.edits import layout, write
from kg.edits.flow import Flow, Part
from kg.edits.format import comments, read, same
from kg.edits.layout import Block, Brackets, Item, Leaf, Unusual
from kg.edits.page import render
from kg.edits.quoting import written
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.settings import RETIRED
from kg.source import files
from kg.source.files import SourceFile
from kg.source.tree import parse


def buried(catalogue: Catalogue, id: str, reason: str, replaced_by: str | None) -> Change:
    """The change that adds a tombstone.

    Raises:
        KgError: the list has errors, or is written in a way that cannot be added to.
    """
    path = catalogue.atlas.entries / RETIRED
    write.inside(path, catalogue.atlas)
    before = write.content(path)
    name = files.shown(path, catalogue.atlas.root)
    reason = " ".join(reason.split())
    if not reason:
        raise KgError("a tombstone needs a reason", help="say in a few words why the entry goes")
    row = {"id": id, "reason": reason} | ({"replaced_by": replaced_by} if replaced_by else {})
    grave = Flow(True, [Part(key, written(value, inside=True)) for key, value in row.items()])
    item = Item(None, Brackets(grave))
    if before is None:
        text = render(layout.File([], Block([Item("retired", Block([item]))])), None)
        return Change(path, None, text.encode("utf-8"))
    if catalogue.retired_tree is None or len(catalogue.retired_tree.data.get("retired", ())) != len(catalogue.retired):
        raise KgError(f"{name} has errors", help="mend it first: `kg check` names what is wrong")
    source, _ = files.decode(name, before)
    if source is None or source.text != catalogue.retired_tree.source.text:
        raise write.changed(path)
    return Change(path, before, _added(source, item, row, {id: replaced_by} if replaced_by else {}).encode("utf-8"))


def _added(source: SourceFile, item: Item, row: dict[str, str], moved: dict[str, str]) -> str:
    tree = read(source)
    rows = [dict(grave) for grave in tree.data["retired"]]
    try:
        file = layout.read(tree)
        listed = file.root.get("retired")
        assert listed
        graves = layout.as_block(listed.value)
        graves.items.append(item)
        for old in graves.items[:-1]:
            _lead_on(old.value, moved)
    except Unusual as reason:
        raise KgError(f"{source.path} is written in an unusual way: {reason}", help="run `kg fmt` on it") from None
    listed.value = graves
    text = render(file, None)
    wanted = [
        {**old, **({"replaced_by": moved[old["replaced_by"]]} if old.get("replaced_by") in moved else {})}
        for old in rows
    ]
    after, _ = parse(SourceFile(source.path, text))
    expected = {**tree.data, "retired": (*wanted, row)}
    if after is None or not _equal(expected, after.data) or comments(tree) != comments(after):
        raise KgError(f"a line cannot be added to {source.path}", help="this is a bug of kg: please report it")
    return text


def _equal(one: dict[str, object], other: object) -> bool:
    # A fresh line has no quotes in memory, whatever it needs in the file.
    return one == other or same(one, other)


def _lead_on(value: Leaf | Brackets | Block, moved: dict[str, str]) -> None:
    """An older tombstone that led to the entry leads to where that is now."""
    if isinstance(value, Brackets):
        for part in value.flow.parts:
            if part.key == "replaced_by" and part.value in moved:
                part.value = moved[str(part.value)]
    elif isinstance(value, Block) and (item := value.get("replaced_by")) and isinstance(item.value, Leaf):
        item.value.lines[0] = moved.get(item.value.lines[0], item.value.lines[0])
