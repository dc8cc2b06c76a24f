"""Many files change together or not at all, wherever it is cut off; a killed run is finished by the next one."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.edits import alone as waiting
from kg.edits import transaction
from kg.edits.transaction import JOURNAL, Change, commit, recover, unfinished
from kg.edits.write import replace
from kg.errors import EnvironmentFault, KgError
from kg.settings import Atlas

OLD = {"theories/a.yaml": b"a old\n", "theories/b.yaml": b"b old\n", "papers/gone.yaml": b"gone\n"}
NEW = {"theories/a.yaml": b"a new\n", "theories/b.yaml": b"b new\n", "papers/deep/come.yaml": b"come\n"}


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    for name, data in OLD.items():
        path = tmp_path / "entries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Atlas(tmp_path)


def changes(atlas: Atlas) -> list[Change]:
    names = sorted({*OLD, *NEW})
    return [Change(atlas.entries / name, OLD.get(name), NEW.get(name)) for name in names]


def state(atlas: Atlas) -> dict[str, bytes]:
    """Every file there is, temporary ones and the journal included."""
    return {p.relative_to(atlas.entries).as_posix(): p.read_bytes() for p in atlas.entries.rglob("*") if p.is_file()}


def test_all_files_change_and_nothing_else_is_left(atlas: Atlas) -> None:
    commit(changes(atlas), atlas)
    assert state(atlas) == NEW
    assert not unfinished(atlas)
    assert recover(atlas) == ()


def test_the_mode_of_a_file_is_kept(atlas: Atlas) -> None:
    path = atlas.entries / "theories/a.yaml"
    for mode in (0o600, 0o664):
        path.chmod(mode)
        now = path.read_bytes()
        replace(path, now, now + b"more\n", atlas)
        assert path.stat().st_mode & 0o777 == mode
        commit(
            [Change(path, now + b"more\n", b"x\n"), Change(atlas.entries / "theories/b.yaml", b"b old\n", b"b old\n")],
            atlas,
        )
        assert path.stat().st_mode & 0o777 == mode


# Two writers.


def test_a_file_that_somebody_else_changed_is_refused_and_so_are_the_others(atlas: Atlas) -> None:
    planned = changes(atlas)
    (atlas.entries / "theories/b.yaml").write_bytes(b"b theirs\n")
    with pytest.raises(KgError, match=r"b\.yaml' was changed by somebody else"):
        commit(planned, atlas)
    assert state(atlas) == {**OLD, "theories/b.yaml": b"b theirs\n"}


@pytest.mark.parametrize("name", ["theories/a.yaml", "papers/deep/come.yaml"])
def test_a_change_in_the_middle_of_a_write_is_seen(atlas: Atlas, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    sync = os.fsync
    theirs = atlas.entries / name

    def meanwhile(handle: int) -> None:
        sync(handle)
        theirs.parent.mkdir(exist_ok=True)
        theirs.write_bytes(b"theirs\n")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", meanwhile)
        with pytest.raises(KgError, match="was changed by somebody else"):
            commit(changes(atlas), atlas)
    assert state(atlas) == {**OLD, name: b"theirs\n"}


def test_a_single_file_that_changed_in_the_middle_of_a_write_is_left_alone(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = atlas.entries / "theories/a.yaml"
    sync = os.fsync

    def meanwhile(handle: int) -> None:
        sync(handle)
        path.write_bytes(b"theirs\n")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", meanwhile)
        with pytest.raises(KgError, match="was changed by somebody else"):
            replace(path, b"a old\n", b"a new\n", atlas)
    assert state(atlas) == {**OLD, "theories/a.yaml": b"theirs\n"}


def test_two_runs_at_once_wait_for_each_other(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.1)
    with waiting.alone(atlas.entries), pytest.raises(EnvironmentFault, match="another kg is writing here"):
        commit(changes(atlas), atlas)
    commit(changes(atlas), atlas)
    assert state(atlas) == NEW


def test_many_writers_lose_no_change(atlas: Atlas) -> None:
    path = atlas.entries / "theories/a.yaml"
    path.write_bytes(b"0")
    script = (
        "import sys; from pathlib import Path\n"
        "from kg.edits.transaction import Change, commit; from kg.errors import KgError; from kg.settings import Atlas\n"
        "path, done = Path(sys.argv[2]), 0\n"
        "while done < 10:\n"
        "    before = path.read_bytes()\n"
        "    try: commit([Change(path, before, str(int(before) + 1).encode())], Atlas(Path(sys.argv[1])))\n"
        "    except KgError: continue\n"
        "    done += 1\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(atlas.root), str(path)]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert path.read_bytes() == b"40"


# Faults: each call that touches the disk fails once.

CALLS = ("open", "fdopen", "fsync", "replace", "unlink", "fchmod", "read")


def failing(patch: pytest.MonkeyPatch, name: str, at: int, error: BaseException) -> list[int]:
    """Let the call of this name fail when it is made for the `at`-th time; count the calls."""
    real: Callable[..., Any] = getattr(os, name)
    calls = [0]

    def call(*words: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at:
            raise error
        return real(*words, **named)

    patch.setattr(f"os.{name}", call)
    return calls


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_fault_anywhere_leaves_all_as_it_was_or_all_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException
) -> None:
    seen = set()
    for at in range(1, 60):
        atlas = Atlas(tmp_path / str(at))
        for file, data in OLD.items():
            path = atlas.entries / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        with monkeypatch.context() as patch:
            calls = failing(patch, name, at, error)
            with contextlib.suppress(type(error), EnvironmentFault):
                commit(changes(atlas), atlas)
        if calls[0] < at:
            break
        recover(atlas)
        left = state(atlas)
        assert left in (OLD, NEW), (at, left)
        seen.add(left == OLD)
    else:
        raise AssertionError("the call never ended")
    assert name == "fchmod" or seen


@pytest.mark.parametrize("name", CALLS)
def test_a_fault_that_never_ends_leaves_a_state_that_the_next_run_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """From some call on all fail, also those that would put things back."""
    for at in range(1, 60):
        atlas = Atlas(tmp_path / str(at))
        for file, data in OLD.items():
            path = atlas.entries / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        real: Callable[..., Any] = getattr(os, name)
        calls = [0]

        def call(*words: Any, _calls: list[int] = calls, _at: int = at, _real: Any = real, **named: Any) -> Any:
            _calls[0] += 1
            if _calls[0] >= _at:
                raise OSError(5, "Input/output error")
            return _real(*words, **named)

        with monkeypatch.context() as patch:
            patch.setattr(f"os.{name}", call)
            with contextlib.suppress(OSError, EnvironmentFault):
                commit(changes(atlas), atlas)
        if calls[0] < at:
            return
        recover(atlas)
        left = {file: data for file, data in state(atlas).items() if not Path(file).name.startswith(".")}
        assert left in (OLD, NEW), (at, left)


# A run that is killed.

KILLED = f"""
import os, sys
from pathlib import Path
from kg.edits.transaction import Change, commit
from kg.settings import Atlas
name, at, atlas = sys.argv[2], int(sys.argv[3]), Atlas(Path(sys.argv[1]))
real, calls = getattr(os, name), []
def call(*words, **named):
    calls.append(name)
    if len(calls) == at:
        os._exit(9)
    return real(*words, **named)
OLD, NEW = {OLD!r}, {NEW!r}
setattr(os, name, call)
commit([Change(atlas.entries / n, OLD.get(n), NEW.get(n)) for n in sorted({{*OLD, *NEW}})], atlas)
"""


@pytest.mark.parametrize("name", ["fdopen", "fsync", "replace", "unlink"])
def test_a_killed_run_is_finished_or_undone_by_the_next_one(tmp_path: Path, name: str) -> None:
    seen = []
    for at in range(1, 40):
        atlas = Atlas(tmp_path / str(at))
        for file, data in OLD.items():
            path = atlas.entries / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        words = [str(atlas.root), name, str(at)]
        done = subprocess.run([sys.executable, "-c", KILLED, *words], timeout=20)
        if done.returncode == 0:
            break
        assert done.returncode == 9
        visible = {file: data for file, data in state(atlas).items() if not Path(file).name.startswith(".")}
        finished = recover(atlas)
        now = {file: data for file, data in state(atlas).items() if not Path(file).name.startswith("..kg-journal")}
        assert now == NEW if finished or visible == NEW else now == OLD, (at, now)
        seen.append(bool(finished))
        commit(changes(atlas) if now == OLD else [], atlas)
        assert state(atlas) == NEW
    assert True in seen


# What a journal may not do.


def cut_off(atlas: Atlas) -> None:
    """Leave a journal behind, as a killed run does."""
    journal = atlas.entries / JOURNAL
    staged = [(change, change.path.with_name(f".{change.path.name}.abc")) for change in changes(atlas)]
    transaction._log(journal, staged, atlas)


def test_what_somebody_changed_after_a_killed_run_is_not_overwritten(atlas: Atlas) -> None:
    cut_off(atlas)
    (atlas.entries / "theories/b.yaml").write_bytes(b"mine\n")
    with pytest.raises(KgError, match=r"b\.yaml' was changed since") as raised:
        recover(atlas)
    assert JOURNAL in raised.value.help
    (atlas.entries / JOURNAL).unlink()
    assert state(atlas) == {**OLD, "theories/b.yaml": b"mine\n"}


def test_a_journal_that_came_with_the_files_is_not_trusted(atlas: Atlas, tmp_path: Path) -> None:
    cut_off(atlas)
    copied = Atlas(tmp_path / "copied")
    copied.entries.mkdir(parents=True)
    for name, data in state(atlas).items():
        (copied.entries / name).parent.mkdir(parents=True, exist_ok=True)
        (copied.entries / name).write_bytes(data)
    for text in (
        (copied.entries / JOURNAL).read_text(),
        "{}",
        "[]",
        "null",
        "nonsense",
        '{"folder": "x", "changes": []}',
    ):
        (copied.entries / JOURNAL).write_text(text)
        with pytest.raises(KgError, match="was not written here"):
            recover(copied)
    (copied.entries / JOURNAL).unlink()
    (copied.entries / JOURNAL).symlink_to(atlas.entries / JOURNAL)
    with pytest.raises(KgError, match="was not written here"):
        recover(copied)
    (copied.entries / JOURNAL).unlink()
    assert state(copied) == OLD


def test_a_journal_that_leads_out_of_the_atlas_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    cut_off(atlas)
    journal = atlas.entries / JOURNAL
    read = json.loads(journal.read_text())
    for path in ("../outside.yaml", str(tmp_path / "outside.yaml")):
        read["changes"] = [{"path": path, "temporary": "x", "before": None, "after": "eA=="}]
        journal.write_text(json.dumps(read))
        with pytest.raises(KgError):
            recover(atlas)
    assert not (tmp_path / "outside.yaml").exists()


def test_a_target_that_is_a_link_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_bytes(b"a old\n")
    path = atlas.entries / "theories/a.yaml"
    path.unlink()
    path.symlink_to(outside)
    for call in (
        lambda: replace(path, b"a old\n", b"a new\n", atlas),
        lambda: commit([Change(path, b"a old\n", b"a new\n")], atlas),
        lambda: commit(changes(atlas), atlas),
    ):
        with pytest.raises(KgError, match="is a link"):
            call()
    assert outside.read_bytes() == b"a old\n"
    assert path.is_symlink()


def test_a_file_that_is_no_plain_file_is_refused(atlas: Atlas) -> None:
    path = atlas.entries / "theories/a.yaml"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(KgError, match="not a regular file"):
        commit([Change(path, b"a old\n", b"a new\n")], atlas)
