"""A catalogue after edits, read from the files that changed alone: the same as one read from all files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import catalogue
from kg.catalogue import Catalogue
from kg.edited import reread
from kg.settings import Atlas
from tests.conftest import TOY

THEORY, PHENOMENON = "theories/slow-root.yaml", "phenomena/late-bloom.yaml"


def write(name: str, text: str | bytes) -> Callable[[Path], None]:
    def do(entries: Path) -> None:
        (entries / name).parent.mkdir(exist_ok=True)
        (entries / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return do


def copy(old: str, new: str) -> Callable[[Path], None]:
    return write(new, (TOY / "entries" / old).read_bytes())


def delete(name: str) -> Callable[[Path], None]:
    return lambda entries: (entries / name).unlink()


def move(old: str, new: str) -> Callable[[Path], None]:
    def do(entries: Path) -> None:
        (entries / new).parent.mkdir(exist_ok=True)
        (entries / old).rename(entries / new)

    return do


BOM = b"\xef\xbb\xbf" + (TOY / "entries" / THEORY).read_bytes()

ALONE = {
    "new": [copy(THEORY, "theories/new.yaml")],
    "removed": [delete(THEORY)],
    "renamed": [move(THEORY, "theories/other.yaml")],
    "into a folder below": [move(THEORY, "theories/below/slow-root.yaml")],
    "into another kind": [move(THEORY, "mechanisms/slow-root.yaml")],
    "another takes its name": [delete(THEORY), move(PHENOMENON, THEORY)],
    "broken": [write(THEORY, "title: [\n")],
    "new and broken": [write("theories/new.yaml", "title: Only\n")],
    "no text": [write(THEORY, b"\xff\xfe")],
    "a mark that is a warning": [write(THEORY, BOM)],
    "hidden": [write("theories/.slow-root.yaml.swp", b"\0")],
    "came and went": [write("theories/4913", "x"), delete("theories/4913")],
    "the same": [copy(THEORY, THEORY)],
}

NOT_ALONE = {
    "two with one id": [copy(THEORY, "theories/below/slow-root.yaml")],
    "two new ones with one id": [copy(THEORY, "theories/new.yaml"), copy(THEORY, "theories/below/new.yaml")],
    "a name that no entry has": [write("theories/slow-root.yaml~", "x")],
    "a folder of no kind": [copy(THEORY, "theorems/slow-root.yaml")],
    "tombstones": [write("retired.yaml", "retired: []\n")],
    "a link to elsewhere": [lambda entries: (entries / "theories/new.yaml").symlink_to(entries / THEORY)],
}


@pytest.mark.parametrize("edits", [*ALONE.values(), *NOT_ALONE.values()], ids=[*ALONE, *NOT_ALONE])
def test_reading_what_changed_gives_what_reading_everything_gives(
    tmp_path: Path, edits: list[Callable[[Path], None]]
) -> None:
    shutil.copytree(TOY / "entries", tmp_path / "entries")
    atlas = Atlas(tmp_path)
    known = catalogue.load(atlas)
    before = {path: path.read_bytes() for path in atlas.entries.rglob("*") if path.is_file()}
    for edit in edits:
        edit(atlas.entries)
    after = {path: path.read_bytes() for path in atlas.entries.rglob("*") if path.is_file()}
    # What an editor wrote and deleted again was seen as well.
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    found = reread(known, changed | {atlas.entries / "theories/4913"})
    assert (found is None) == (edits in NOT_ALONE.values())
    if found:
        assert said(found) == said(catalogue.load(atlas))


def said(one: Catalogue) -> tuple[object, ...]:
    records = [(id, record.kind, record.path, record.entry) for id, record in one.records.items()]
    rejected = sorted((kind, tree.source.path) for kind, tree in one.rejected)
    return records, one.ids, sorted(map(str, one.findings)), one.seen, rejected, one.retired


def test_what_is_wrong_already_is_looked_for_in_all_files(tmp_path: Path) -> None:
    shutil.copytree(TOY / "entries", tmp_path / "entries")
    write("theories/new.yaml", "title: [\n")(tmp_path / "entries")
    assert reread(catalogue.load(Atlas(tmp_path)), [tmp_path / "entries" / THEORY]) is None
