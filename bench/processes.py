"""One process from start to end: CPU seconds, wall time and peak memory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora import BUILD, CACHE, ROOT, subjects

COMMANDS: dict[str, tuple[str, ...]] = {
    "--help": ("--help",),
    "check": ("check",),
    "check FILE": ("check", "{file}"),
    "show": ("show", "{shown}"),
    "find": ("find", "{sought}"),
    "trace": ("trace", "{traced}"),
    "gaps": ("gaps",),
    "matrix": ("matrix",),
    "export": ("export", "graphml", "-o", "build/graph.graphml"),
    "site": ("site",),
}
STATES: dict[str, tuple[str, ...]] = {
    "check": ("cold", "warm", "edited"),
    "site": ("cold", "words"),
    **dict.fromkeys(("--help", "check FILE", "show", "find", "trace", "gaps", "matrix", "export"), ("warm",)),
}
"""Cold: after all that an earlier run left is deleted. Edited: after a change to one file. Words: cold, with an index of all words, where
Pagefind is installed."""

_FINE = {"trace": (0, 1), "gaps": (0, 1), "find": (0, 1)}
"""Exit codes of a run that did its work, where 0 is not the only one: no chain, no gap."""
_OUTPUT = {"site": "build/site/index.html", "export": "build/graph.graphml"}
"""A file that has to be there afterwards: a command that fails quickly must not pass for a quick one."""

_LONG = 60.0
"""Seconds after which a command is not run again."""


@dataclass(frozen=True)
class Run:
    """What one process used."""

    exit: int
    user: float
    system: float
    wall: float
    peak_kb: int
    says: str
    """The end of what it wrote to stderr, where it failed."""

    @property
    def cpu(self) -> float:
        return self.user + self.system


def run(
    command: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str], fine: tuple[int, ...]
) -> Run:
    """Run a command once in a folder, and end it when it takes longer than `limit` seconds."""
    errors = BUILD / "stderr.txt"
    with errors.open("wb") as stderr:
        begun = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=stderr
        )
        timer = threading.Timer(limit, os.kill, (child.pid, signal.SIGKILL))
        timer.start()
        # `wait4` counts this child and those it waited for, and no other.
        _, status, used = os.wait4(child.pid, 0)
        timer.cancel()
        wall = time.perf_counter() - begun
    child.returncode = code = os.waitstatus_to_exitcode(status)
    # macOS counts the peak in bytes, Linux in KiB.
    peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss
    said = errors.read_text(encoding="utf-8", errors="replace")
    good = code in fine and "Traceback (most recent" not in said
    return Run(code, used.ru_utime, used.ru_stime, wall, peak, "" if good else _last_line(said, code, limit))


def _last_line(text: str, code: int, limit: float) -> str:
    if code == -signal.SIGKILL:
        return f"ended after {limit:.0f} s"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:70] if lines else f"exit code {code}"


def measure(folder: Path, command: str, state: str, times: int, limit: float) -> Iterator[Run]:
    """So many runs of `kg`, fewer where they take long."""
    about = subjects(folder)
    words = tuple(word.format(**about) for word in COMMANDS[command])
    edited = folder / about["file"]
    text = edited.read_bytes()
    spent = 0.0
    try:
        # The first of the other runs fills the cache, and is measured only if it is the only one.
        cold = state in ("cold", "words")
        for number in range(times if cold else times + 1):
            if cold:
                for old in (CACHE, folder / "build"):
                    shutil.rmtree(old, ignore_errors=True)
            if state == "edited":
                edited.write_bytes(text + b"# edited\n" * number)
            result = _kg(command, words, folder, limit, state == "words")
            spent += result.wall
            last = bool(result.says) or spent > _LONG
            if cold or number or last:
                yield result
            if last:
                return
    finally:
        edited.write_bytes(text)


def _kg(command: str, words: tuple[str, ...], folder: Path, limit: float, indexed: bool) -> Run:
    environment = {
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "KG_CACHE_DIR": str(CACHE),
        "KG_NO_CACHE": "",
        "KG_BENCH_WORDS": str(indexed).lower(),
    }
    (folder / "build").mkdir(exist_ok=True)
    done = run((sys.executable, "-m", "kg", *words), folder, limit, environment, _FINE.get(command, (0,)))
    if not done.says and command in _OUTPUT and not (folder / _OUTPUT[command]).is_file():
        return Run(done.exit, done.user, done.system, done.wall, done.peak_kb, f"wrote no {_OUTPUT[command]}")
    return done
