"""The swap: whenever we are stopped, the old site or the new one stands whole, and the next run cleans up."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import EnvironmentFault
from kg.publish import staging
from kg.publish.staging import Staging


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "build" / "site"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text("old")
    (folder / "gone.html").write_text("old")
    return folder


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two renames":
        monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux swaps two folders in one step")
    return str(request.param)


def build(site: Path) -> Staging:
    made = Staging(site)
    (made.folder / "page.html").write_text("new")
    return made


def shown(site: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in site.iterdir()}


def rest(site: Path) -> set[str]:
    return {path.name for path in site.parent.iterdir()} - {site.name, ".site.lock"}


OLD = {"page.html": "old", "gone.html": "old"}
NEW = {"page.html": "new"}


def test_new_site_takes_the_place_of_the_old_one_as_a_whole(site: Path, way: str) -> None:
    build(site).publish()
    assert shown(site) == NEW
    assert not rest(site)


def test_first_site_needs_no_old_one(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "build" / "site"
    build(site).publish()
    assert shown(site) == NEW


def test_discarded_build_leaves_the_old_site_and_nothing_else(site: Path) -> None:
    made = build(site)
    made.discard()
    made.discard()
    assert shown(site) == OLD
    assert not rest(site)


@pytest.mark.parametrize("failing", [1, 2])
def test_failing_rename_leaves_the_old_site(site: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    made, calls, rename = build(site), [0], os.rename

    def faulty(first: Path, second: Path) -> None:
        calls[0] += 1
        if calls[0] == failing:
            raise OSError(errno.EBUSY, "the device is busy")
        rename(first, second)

    monkeypatch.setattr(os, "rename", faulty)
    with pytest.raises(EnvironmentFault, match="busy"):
        made.publish()
    assert shown(site) == OLD
    assert not rest(site)


# A process that dies at the n-th rename or removal, before (-) or after (+) it takes place.
_KILLED = """
import os, shutil, sys
from pathlib import Path
from kg.publish import staging
site, way, step, when = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
made = staging.Staging(site)
(made.folder / "page.html").write_text("new")
if way == "two renames":
    staging._exchange = lambda first, second: False
count = 0
def dying(act):
    def call(*args, **kwargs):
        global count
        count += 1
        if count == step and when == "-":
            os._exit(9)
        done = act(*args, **kwargs)
        if count == step:
            os._exit(9)
        return done
    return call
os.rename, staging._exchange, shutil.rmtree = map(dying, (os.rename, staging._exchange, shutil.rmtree))
made.publish()
"""


@pytest.mark.parametrize("when", ["-", "+"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_killed_at_any_moment_the_next_run_finds_a_whole_site(site: Path, way: str, step: int, when: str) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(site), way, str(step), when], timeout=60, check=False)
    if way == "exchange":
        assert shown(site) in (OLD, NEW)
    Staging(site).discard()
    assert shown(site) in (OLD, NEW)
    assert not rest(site)
    build(site).publish()
    assert shown(site) == NEW
    assert not rest(site)


def test_two_builds_at_once_do_not_clean_each_other_away(site: Path) -> None:
    pytest.importorskip("fcntl")
    first = build(site)
    with pytest.raises(EnvironmentFault, match="another build"):
        Staging(site)
    first.publish()
    assert shown(site) == NEW


def test_linked_site_stays_a_link(tmp_path: Path, site: Path) -> None:
    link = tmp_path / "public"
    link.symlink_to(site)
    build(link).publish()
    assert link.is_symlink()
    assert shown(link) == NEW


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file")
    with pytest.raises(EnvironmentFault, match="cannot build beside"):
        Staging(tmp_path / "build" / "site")
