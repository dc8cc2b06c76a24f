"""A new file appears whole or not at all, wherever the write is cut off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from kg import catalogue
from kg.edits.write import create
from kg.errors import KgError
from kg.settings import Atlas

TEXT = "title: Slow root\nsummary: Größer.\n"


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    (tmp_path / "garden/entries/theories").mkdir(parents=True)
    return Atlas(tmp_path / "garden")


@pytest.fixture
def path(atlas: Atlas) -> Path:
    return atlas.entries / "theories" / "slow-root.yaml"


def everything(atlas: Atlas) -> list[str]:
    return sorted(file.name for file in atlas.root.rglob("*") if file.is_file() or file.is_symlink())


def test_a_file_is_written_as_utf_8_with_all_its_text(atlas: Atlas, path: Path) -> None:
    create(path, TEXT, atlas)
    assert path.read_bytes() == TEXT.encode("utf-8")
    assert everything(atlas) == ["slow-root.yaml"]


def test_folders_on_the_way_are_made(atlas: Atlas) -> None:
    deep = atlas.entries / "papers" / "old" / "one.yaml"
    create(deep, TEXT, atlas)
    assert deep.read_text(encoding="utf-8") == TEXT


def test_a_file_that_is_there_is_left_as_it_was(atlas: Atlas, path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(KgError, match="is there already"):
        create(path, TEXT, atlas)
    assert path.read_text() == "mine"
    assert everything(atlas) == ["slow-root.yaml"]


def test_a_file_that_somebody_else_wrote_in_the_meantime_is_left_as_it_was(
    atlas: Atlas, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def meanwhile(handle: int) -> None:
        sync(handle)
        path.write_text("theirs")

    monkeypatch.setattr("os.fsync", meanwhile)
    with pytest.raises(KgError, match="is there already"):
        create(path, TEXT, atlas)
    assert path.read_text() == "theirs"
    assert everything(atlas) == ["slow-root.yaml"]


# Where a write can be cut off.


class Failing:
    """A file that takes half of what is written to it."""

    def __init__(self, file: BinaryIO, error: BaseException) -> None:
        self.file, self.error = file, error

    def __enter__(self) -> Failing:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        raise self.error


def at_open(patch: pytest.MonkeyPatch, error: BaseException) -> None:
    patch.setattr("os.open", raising(error))


def at_write(patch: pytest.MonkeyPatch, error: BaseException) -> None:
    opened = os.fdopen
    patch.setattr("os.fdopen", lambda handle, mode: Failing(opened(handle, mode), error))


def at_fsync(patch: pytest.MonkeyPatch, error: BaseException) -> None:
    patch.setattr("os.fsync", raising(error))


def at_link(patch: pytest.MonkeyPatch, error: BaseException) -> None:
    patch.setattr("os.link", raising(error))


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("place", [at_open, at_write, at_fsync, at_link])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied"), KeyboardInterrupt()]
)
def test_a_write_that_is_cut_off_leaves_no_part_of_the_file(
    atlas: Atlas,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: Callable[[pytest.MonkeyPatch, BaseException], None],
    error: BaseException,
) -> None:
    with monkeypatch.context() as patch:
        place(patch, error)
        with pytest.raises(type(error)):
            create(path, TEXT, atlas)
    assert everything(atlas) == []
    # And nothing stands in the way of the next try.
    create(path, TEXT, atlas)
    assert path.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("function", ["fdopen", "fsync", "link"])
def test_a_run_that_is_killed_leaves_nothing_that_counts_as_an_entry(atlas: Atlas, path: Path, function: str) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from kg.edits.write import create; from kg.settings import Atlas\n"
        f"os.{function} = lambda *a, **k: os._exit(9)\n"
        "create(Path(sys.argv[2]), 'title: Slow root', Atlas(Path(sys.argv[1])))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(atlas.root), str(path)], timeout=20)
    assert done.returncode == 9
    assert not path.exists()
    assert catalogue.load(atlas).seen == 0
    create(path, TEXT, atlas)
    assert path.exists()


# What lies outside.


def test_a_path_outside_the_entries_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    for outside in (
        tmp_path / "one.yaml",
        atlas.root / "one.yaml",
        atlas.entries / ".." / "one.yaml",
        atlas.entries / "theories" / ".." / ".." / "one.yaml",
    ):
        with pytest.raises(KgError):
            create(outside, TEXT, atlas)
    assert everything(atlas) == []
    assert sorted(file.name for file in tmp_path.iterdir()) == ["garden"]


def test_a_folder_or_a_file_that_is_a_link_is_refused(atlas: Atlas, path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (atlas.entries / "papers").symlink_to(elsewhere)
    path.symlink_to(elsewhere / "target.yaml")
    for target in (atlas.entries / "papers" / "one.yaml", atlas.entries / "papers" / "deep" / "one.yaml", path):
        with pytest.raises(KgError, match="is a link"):
            create(target, TEXT, atlas)
    assert list(elsewhere.iterdir()) == []
