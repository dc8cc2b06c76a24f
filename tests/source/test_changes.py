"""Which files changed since the last look."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.source.changes import Changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    for name in ("a/one.yaml", "a/two.yaml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, ns=(0, 0))
    return tmp_path


def names(changes: Changes, folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in changes.look()}


def settled(folder: Path) -> Changes:
    """Looked at until nothing is too young to be trusted."""
    changes = Changes(folder)
    while changes.look():
        pass
    return changes


def test_files_that_come_go_and_are_written_are_named_once_and_others_never(folder: Path) -> None:
    changes = settled(folder)
    (folder / "a/one.yaml").write_text("longer", encoding="utf-8")
    (folder / "a/two.yaml").unlink()
    (folder / "a/new.yaml").write_text("", encoding="utf-8")
    assert names(changes, folder) == {"a/one.yaml", "a/two.yaml", "a/new.yaml"}
    while changes.look():
        pass
    assert names(changes, folder) == set()


def test_second_write_of_the_same_size_at_the_same_time_is_seen(folder: Path) -> None:
    changes = settled(folder)
    for text in ("one", "two"):
        path = folder / "a/one.yaml"
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(5, 5))
        assert "a/one.yaml" in names(changes, folder)


def test_file_put_in_the_place_of_another_with_its_time_and_size_is_seen(folder: Path) -> None:
    changes = settled(folder)
    other = folder / "other"
    other.write_text("y", encoding="utf-8")
    os.utime(other, ns=(0, 0))
    os.replace(other, folder / "a/one.yaml")
    assert "a/one.yaml" in names(changes, folder)


def test_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert not Changes(tmp_path / "none").look()
