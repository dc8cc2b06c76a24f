"""Every command that writes, killed at moments spread over its run: each file is as before or as wanted, and the next run tidies up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kg import catalogue
from kg.edits.alone import STRAY
from kg.settings import Atlas
from tests.edits.test_faults import COMMANDS, files, garden, said

Kg = Callable[..., Any]

# One process takes the place of many: it forks a child per moment, whose modules are loaded already, and lets the disk be
# slow, so that most of the run lies between a write and the next.
_SCRIPT = """
import os, sys, time
for module in ("kg.cli", "kg.catalogue", "kg.checks", "kg.edits.start", "kg.publish.build", "kg.graph"):
    __import__(module)
from kg import checks; from kg.cli import main
from kg.publish.views import __name__ as _
checks.all_rules()
def slowly(name):
    real = getattr(os, name)
    def call(*words, **named):
        time.sleep(0.004)
        done = real(*words, **named)
        time.sleep(0.004)
        return done
    setattr(os, name, call)
for line in sys.stdin:
    folder, *words = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        os.setsid()
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY); os.dup2(null, 1); os.dup2(null, 2)
        for name in ("fsync", "replace", "rename", "link", "unlink"): slowly(name)
        sys.argv = ["kg", *words]
        try: main()
        except SystemExit as exit: os._exit(exit.code or 0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""


class Forks:
    """`kg` run as a process of its own, again and again, and killed after a while."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, folder: Path, words: tuple[str, ...], seconds: float | None = None) -> tuple[float, int]:
        """How long it took, and its status: killed after so many seconds, unless it ended before."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\t".join((str(folder), *words)) + "\n")
        self._process.stdin.flush()
        begun = time.monotonic()
        child = int(self._process.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self._process.stdout.readline())
        return time.monotonic() - begun, status

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def forks() -> Any:
    running = Forks()
    yield running
    running.close()


MOMENTS = 4


def strays(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".*") if STRAY.fullmatch(path.name) or path.name == ".kg-journal"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_killed_leaves_each_file_whole(forks: Forks, toy: Path, tmp_path: Path, name: str) -> None:
    words, together = COMMANDS[name]
    wanted = garden(toy, tmp_path / "wanted")
    before, loaded = files(wanted), said(wanted)
    took, status = forks.run(wanted, words)
    assert os.waitstatus_to_exitcode(status) in (0, 1)
    after, now = files(wanted), said(wanted)
    assert after != before
    random = Random(name)
    killed = 0
    for moment in range(MOMENTS):
        here = garden(toy, tmp_path / str(moment))
        _, status = forks.run(here, words, took * random.uniform(0.1, 1.0))
        killed += os.WIFSIGNALED(status)
        # The first run was slower than those after it.
        took *= 1.0 if os.WIFSIGNALED(status) else 0.5
        # Whatever reads the atlas now reads it whole: a temporary file counts for nothing.
        # Between the two moves of a rename, the entry is there under both names.
        assert min(len(loaded[1]), len(now[1])) <= catalogue.load(Atlas(here)).seen <= len(loaded[1]) + 2
        # The next run of anything that writes into the same places finishes what was begun, or throws it away.
        forks.run(here, ("fmt", "entries/layers") if name not in ("export", "schema") else words)
        left = files(here)
        assert strays(here) == []
        if name == "move-links":
            assert said(here) in (loaded, now)
        elif together:
            assert left in (before, after)
        else:
            assert before.keys() <= left.keys() <= after.keys()
            assert all(data in (before.get(file), after[file]) for file, data in left.items())
        shutil.rmtree(here)
    assert killed


def names(site: dict[str, bytes]) -> set[str]:
    return {name for name in site if not name.startswith("pagefind/")}


def test_an_atlas_that_was_begun_is_there_whole_after_the_next_try(forks: Forks, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    took, _ = forks.run(tmp_path, ("init", str(whole)))
    wanted = files(whole)
    random = Random(1)
    for moment in range(MOMENTS):
        here = tmp_path / str(moment) / "whole"
        here.parent.mkdir()
        forks.run(tmp_path, ("init", str(here)), took * random.uniform(0.5, 1.0))
        forks.run(tmp_path, ("init", str(here)))
        assert files(here) == wanted
        assert [path.name for path in here.glob(".kg-*")] == []


def test_a_site_that_is_killed_while_it_is_built_leaves_the_one_before(forks: Forks, toy: Path, tmp_path: Path) -> None:
    root = tmp_path / "garden"
    shutil.copytree(toy, root)
    (root / "site/pages").mkdir(parents=True)
    (root / "mkdocs.yml").write_text(
        "site_name: Garden\ndocs_dir: site/pages\nsite_dir: build/site\ntheme: {name: kg}\nplugins: [kg]\n"
    )
    took, status = forks.run(root, ("site",))
    assert status == 0
    first = files(root / "build/site")
    entry = root / "entries/phenomena/late-bloom.yaml"
    entry.write_text(entry.read_text().replace("title: ", "title: Very ", 1))
    random = Random(2)
    killed = 0
    for _ in range(4):
        _, status = forks.run(root, ("site",), took * random.uniform(0.1, 0.95))
        killed += os.WIFSIGNALED(status)
        took *= 1.0 if os.WIFSIGNALED(status) else 0.5
        if os.WIFSIGNALED(status):
            # The files of the full-text index are named by what they hold.
            assert names(files(root / "build/site")) == names(first)
            # Old or new as a whole: the title stands on many pages.
            pages = {("Very " in data.decode("utf-8", "replace")) for name, data in files(root / "build/site").items()
                     if name in ("phenomenon/late-bloom/index.html", "search.json", "graph.json")}  # fmt: skip
            assert len(pages) == 1
    assert killed
    assert forks.run(root, ("site",))[1] == 0
    assert [path.name for path in (root / "build").iterdir() if path.name not in ("site", ".site.lock")] == []


# Two writers at once.


def test_two_that_write_at_once_lose_no_change(toy: Path, tmp_path: Path) -> None:
    root = tmp_path / "garden"
    shutil.copytree(toy, root)
    before = catalogue.load(Atlas(root))
    renamed = {
        "phenomenon/late-bloom": "bloom-at-last",
        "theory/phase-change": "change-of-phase",
        "system/botanic-park": "park",
    }
    commands = [("rename", old, new) for old, new in renamed.items()]
    commands += [("fmt",), ("new", "theory", "brand-new"), ("new", "theory", "brand-new")]
    left = list(commands)
    codes: list[int] = []
    for _ in range(8):
        running = [
            subprocess.Popen([sys.executable, "-m", "kg", "--atlas", str(root), *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for words in left
        ]  # fmt: skip
        again = []
        for words, process in zip(left, running, strict=True):
            said_, code = process.communicate(timeout=60)[1].decode(), process.wait()
            assert "Traceback" not in said_
            codes.append(code)
            # Refused because the other one was there first: run again, as the message says.
            if code and "in the meantime" in said_:
                again.append(words)
        left = again
        if not left:
            break
    assert not left
    after = catalogue.load(Atlas(root))
    assert not after.findings
    assert strays(root) == []
    for old, new in renamed.items():
        assert f"{old.partition('/')[0]}/{new}" in after.ids
        assert old in after.retired
    assert "theory/brand-new" in after.ids
    assert len(after.statements) == len(before.statements)
