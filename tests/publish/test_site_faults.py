"""The build of the site, cut off at every kind of write: the old site or the new one stands whole, and the next build cleans up."""

from __future__ import annotations

import builtins
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.publish import staging

if TYPE_CHECKING:
    from tests.conftest import Kg

FULL = OSError(28, "No space left on device")


def files(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small atlas with a page written by hand."""
    root = tmp_path_factory.mktemp("site") / "bed"
    for name, text in {
        "entries/layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
        "entries/theories/base.yaml": "title: Base of all\nlayers: [bed]\nsummary: It holds.\n",
        "mkdocs.yml": "site_name: Bed\nsite_url: https://bed.example/\ndocs_dir: pages\nsite_dir: build/site\n"
        "theme: {name: kg}\nplugins: [{kg: {fulltext: false}}]\n",
        "pages/guide.md": "# Guide\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def atlas(small: Path, tmp_path: Path, kg: Kg) -> Path:
    """The atlas with the site of an earlier state: one entry has gone since, and one has come."""
    root = Path(shutil.copytree(small, tmp_path / "bed"))
    theories = root / "entries/theories"
    (theories / "earlier.yaml").write_text("title: Earlier\nlayers: [bed]\nsummary: It went.\n")
    assert kg("site", atlas=root).exit_code == 0
    (theories / "earlier.yaml").rename(theories / "later.yaml")
    (theories / "later.yaml").write_text("title: Later\nlayers: [bed]\nsummary: It came.\n")
    return root


class Cut:
    """A file on a disk that gets full while it is written."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Cut:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: Any) -> int:
        self._file.write(data[: len(data) // 2])
        raise FULL


Fault = Callable[[pytest.MonkeyPatch, Callable[[], bool]], None]


def _replaced(module: Any, name: str, place: str = ".site.") -> Fault:
    """A function that fails at this place when it is due."""

    def fault(patch: pytest.MonkeyPatch, due: Callable[[], bool]) -> None:
        real = getattr(module, name)

        def failing(*words: Any, **named: Any) -> Any:
            # That a folder is there already may be found out by making it: then the fault is none.
            there = name == "mkdir" and Path(words[0]).is_dir()
            if not there and any(place in str(word) for word in words) and due():
                raise FULL
            return real(*words, **named)

        patch.setattr(module, name, failing)

    return fault


def _two_renames(patch: pytest.MonkeyPatch, due: Callable[[], bool]) -> None:
    """As on a system that cannot swap two folders."""
    patch.setattr(staging, "_exchange", lambda one, other: False)
    _replaced(os, "rename")(patch, due)


def _write(patch: pytest.MonkeyPatch, due: Callable[[], bool]) -> None:
    real = builtins.open

    def opened(file: Any, mode: str = "r", *words: Any, **named: Any) -> Any:
        made = real(file, mode, *words, **named)
        return Cut(made) if ".site.new" in str(file) and mode[0] in "wx" and due() else made

    patch.setattr(builtins, "open", opened)


FAULTS: dict[str, Fault] = {
    "open": _replaced(builtins, "open"),
    "write": _write,
    "copy": _replaced(shutil, "copyfile"),
    "mkdir": _replaced(os, "mkdir"),
    "exchange": _replaced(staging, "_exchange"),
    "rename": _two_renames,
    "lock": _replaced(os, "open", ".site.lock"),
}


def moments() -> Iterator[int]:
    """Each of the first and, of the many that are alike, some."""
    return chain((1, 2, 3), count(5, 37))


@pytest.mark.parametrize("name", FAULTS)
def test_a_build_that_is_cut_off_leaves_the_old_site_and_the_next_one_cleans_up(
    kg: Kg, atlas: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    site = atlas / "build/site"
    old = files(site)
    failed = 0
    for at in moments():
        calls = count(1)
        seen = [0]

        def due(calls: Iterator[int] = calls, seen: list[int] = seen, at: int = at) -> bool:
            seen[0] = next(calls)
            return seen[0] == at

        with monkeypatch.context() as patch:
            FAULTS[name](patch, due)
            outcome = kg("site", atlas=atlas)
        if seen[0] < at:
            break
        failed += 1
        assert outcome.exit_code == 3, (at, outcome.output)
        assert "No space left on device" in outcome.stderr
        assert len(outcome.stderr.splitlines()) == 1
        assert files(site) == old, at
        assert {path.name for path in site.parent.iterdir()} <= {"site", ".site.lock"}, at
    assert failed
    assert outcome.exit_code == 0
    new = files(site)
    assert "theory/later/index.html" in new
    assert "theory/earlier/index.html" not in new
    shutil.rmtree(atlas / "build")
    assert kg("site", atlas=atlas).exit_code == 0
    assert files(site) == new


@pytest.mark.parametrize("call", ["unlink", "rmdir"])
def test_what_cannot_be_thrown_away_is_left_beside_the_new_site_until_the_next_build(
    kg: Kg, atlas: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    site = atlas / "build/site"
    with monkeypatch.context() as patch:
        # Folders are emptied by handle, so that the name alone says nothing of the place.
        real = getattr(os, call)

        def failing(path: Any, *words: Any, **named: Any) -> None:
            if "dir_fd" in named or ".site." in str(path):
                raise PermissionError(1, "Operation not permitted")
            real(path, *words, **named)

        patch.setattr(os, call, failing)
        outcome = kg("site", atlas=atlas)
    assert outcome.exit_code == 0, outcome.output
    new = files(site)
    assert "theory/later/index.html" in new
    assert (site.parent / ".site.new").exists()
    assert kg("site", atlas=atlas).exit_code == 0
    assert {path.name for path in site.parent.iterdir()} == {"site", ".site.lock"}
    assert files(site) == new
