"""Measure `kg` on made-up atlases: `python bench/run.py --sizes 100,1000,10000`.

CPU seconds (user and system) and peak memory of whole processes, the median of several runs, beside the goals and, for
`check`, beside the sum of floors on the same bytes. Each run is a line of `build/bench/results.jsonl`.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, TextIO

import generate
import goals

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "bench"
CACHES = (".cache", "build")
"""Folders of an atlas that hold what an earlier run left; the first is the cache of entries."""

GENERATOR = ("generate", "plain", "plan", "realistic", "statements", "words")
"""The modules that a corpus is made by."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "--help": ("--help",),
    "check": ("check",),
    "show": ("show", "{shown}"),
    "find": ("find", "{sought}"),
    "trace": ("trace", "{traced}"),
    "gaps": ("gaps",),
    "site": ("site",),
}
# Cold: after all that an earlier run left is deleted. The others are asked again and again in one atlas.
_COLD = ("check", "site")
_WARM = ("check", "--help", "show", "find", "trace", "gaps")
# Which sum of floors belongs to a command that has no cache to read from.
_FLOORS = {"check": "judging", "trace": "asking", "gaps": "asking"}
_FINE = {"trace": (0, 1), "gaps": (0, 1)}
"""Exit codes of a run that did its work, where 0 is not the only one: no chain, no gap."""
_OUTPUT = {"site": "build/site/index.html"}
"""A file that has to be there afterwards: a command that fails quickly must not pass for a quick one."""

_LONG = 60.0
"""Seconds after which a command is not run again."""


@dataclass(frozen=True)
class Run:
    """One process, from start to end."""

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


def run(words: tuple[str, ...], folder: Path, limit: float) -> Run:
    """Run `kg` once in an atlas, and end it when it takes longer than `limit` seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    errors = BUILD / "stderr.txt"
    with errors.open("wb") as stderr:
        begun = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "kg", *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=stderr
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
    fine = code in _FINE.get(words[0], (0,)) and "Traceback (most recent" not in said
    says = "" if fine else _last_line(said, code, limit)
    if fine and words[0] in _OUTPUT and not (folder / _OUTPUT[words[0]]).is_file():
        says = f"wrote no {_OUTPUT[words[0]]}"
    return Run(code, used.ru_utime, used.ru_stime, wall, peak, says)


def _last_line(text: str, code: int, limit: float) -> str:
    if code == -signal.SIGKILL:
        return f"ended after {limit:.0f} s"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:70] if lines else f"exit code {code}"


def corpus(shape: str, size: int, seed: int) -> Path:
    """The folder of a made-up atlas, written when it is not there or the generator has changed since."""
    folder = BUILD / f"{shape}-{size}-{seed}"
    mark = folder.with_suffix(".made")
    sources = [Path(__file__).with_name(f"{name}.py") for name in GENERATOR]
    stamp = str(max(path.stat().st_mtime_ns for path in sources))
    if not mark.exists() or mark.read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        generate.write(folder, size, seed, shape)
        mark.write_text(stamp)
    return folder


def subjects(folder: Path) -> dict[str, str]:
    """What to show, find and trace: the mechanism and the theory that most entries name, which are the hardest."""
    named: dict[str, Counter[str]] = {"mechanism": Counter(), "theory": Counter()}
    for path in sorted((folder / "entries" / "phenomena").glob("*.yaml")):
        for kind, name in re.findall(r"\b(mechanism|theory)/([a-z0-9-]+)", path.read_text(encoding="utf-8")):
            named[kind][f"{kind}/{name}"] += 1
    most = {kind: min(found, key=lambda one: (-found[one], one)) for kind, found in named.items()}
    name = most["mechanism"].partition("/")[2]
    title = (folder / "entries" / "mechanisms" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    return {"shown": most["mechanism"], "sought": title.split()[1], "traced": most["theory"]}


def repeats(size: int, command: str) -> int:
    """Fewer runs of what takes long, where chance matters less."""
    usual = 7 if size <= 100 else 5 if size <= 1000 else 3
    return max(1, usual // 2) if command == "site" else usual


def measure(folder: Path, command: str, cache: str, times: int, limit: float) -> Iterator[Run]:
    """So many runs, fewer where they take long. Before each cold one, all that an earlier run left is deleted."""
    words = tuple(word.format(**subjects(folder)) for word in COMMANDS[command])
    spent = 0.0
    # The first of the warm runs fills the cache, and is measured only if it is the only one.
    for number in range(times if cache == "cold" else times + 1):
        if cache == "cold":
            for name in CACHES:
                shutil.rmtree(folder / name, ignore_errors=True)
        result = run(words, folder, limit)
        spent += result.wall
        last = bool(result.says) or spent > _LONG
        if cache == "cold" or number or last:
            yield result
        if last:
            return


def floors(folder: Path) -> dict[str, Any]:
    """The floors of an atlas, from a process of its own so that nothing of ours is in its memory."""
    script = Path(__file__).with_name("floors.py")
    done = subprocess.run([sys.executable, script, folder, "--json"], stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def surroundings() -> dict[str, str]:
    """Which machine and which code the figures are for."""
    git = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": git.stdout.strip() or "none",
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {_processor()}, {os.cpu_count()} cores, {platform.system()}",
    }


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1) if found else platform.processor() or "unknown processor"


HEADER = "shape   entries  command           CPU s    least    goal   floor   wall s  peak MB  runs"


def row(shape: str, size: int, name: str, runs: list[Run], goal: float | None, floor: float | None) -> str:
    """One line of the table; `!` marks a missed goal."""
    start = f"{shape:<7}{size:>8}  {name:<14}"
    if runs[-1].says:
        return f"{start}  failed: {runs[-1].says}"
    cpu = median(one.cpu for one in runs)
    aim = "-" if goal is None else f"{goal:g}{'!' if cpu > goal else ''}"
    lowest = "-" if floor is None else f"{floor:.2f}"
    wall = median(one.wall for one in runs)
    peak = median(one.peak_kb for one in runs) / 1024
    best = min(one.cpu for one in runs)
    return f"{start}{cpu:>9.3f}{best:>9.3f}{aim:>8}{lowest:>8}{wall:>9.2f}{peak:>9.0f}{len(runs):>6}"


def peers() -> str:
    """What others needed, to be compared by ratio."""
    lines = ["Other tools, CPU seconds on the plain corpus (another machine: compare ratios)"]
    for title, table in (("judging", goals.JUDGING), ("publishing", goals.PUBLISHING)):
        lines.append(f"  {title:<38}{'100':>12}{'1,000':>14}{'10,000':>14}")
        for peer in table:
            cells = (peer.hundred or "-", peer.thousand or "-", peer.ten_thousand or "-")
            lines.append(f"    {peer.tool:<36}{cells[0]:>12}{cells[1]:>14}{cells[2]:>14}")
    lines.append("  --help: " + ", ".join(f"{tool} {seconds:g}" for tool, seconds in goals.STARTING.items()))
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of entries (default: %(default)s)")
    parser.add_argument("--shapes", default="plain,atlas", help="which corpora (default: %(default)s)")
    parser.add_argument("--commands", default=",".join(COMMANDS), help="which commands (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=0, help="runs of each, instead of fewer for large ones")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is ended")
    asked = parser.parse_args()
    asked.sizes = [int(size.replace("_", "")) for size in asked.sizes.split(",")]
    asked.shapes, asked.commands = asked.shapes.split(","), asked.commands.split(",")
    if min(asked.sizes) < generate.LEAST:
        parser.error(f"a corpus has at least {generate.LEAST} entries")
    for given, known in ((asked.shapes, generate.SHAPES), (asked.commands, COMMANDS)):
        if unknown := [name for name in given if name not in known]:
            parser.error(f"no such thing as {unknown[0]!r}; there are: {', '.join(known)}")
    return asked


def report(asked: argparse.Namespace, around: dict[str, str], results: TextIO) -> Iterator[str]:
    """Measure everything asked for: each row of the table as soon as it is known, each run as a line of `results`."""
    for shape in asked.shapes:
        for size in asked.sizes:
            folder = corpus(shape, size, asked.seed)
            about = {**around, "shape": shape, "entries": size, "seed": asked.seed}
            least = floors(folder)
            results.write(json.dumps({**about, "floors": least}) + "\n")
            for command, cache in states(asked.commands):
                runs = list(measure(folder, command, cache, asked.runs or repeats(size, command), asked.limit))
                cached = (folder / CACHES[0]).exists()
                for one in runs:
                    line = {**about, "command": command, "cache": cache, "cached": cached, **asdict(one)}
                    results.write(json.dumps(line) + "\n")
                results.flush()
                # Without a cache a second run is no warmer than the first, and the table must not say so.
                word = cache if cached or cache == "cold" else "again"
                name = command if command == "--help" else f"{command}, {word}"
                floor = least[_FLOORS[command]] if command in _FLOORS and not cached else None
                yield row(shape, size, name, runs, goals.goal(command, cache, size, shape), floor)


def states(commands: list[str]) -> list[tuple[str, str]]:
    """Each command with the state of the cache in which it is measured."""
    which = (("cold", _COLD), ("warm", _WARM))
    return [(command, cache) for command in commands for cache, fitting in which if command in fitting]


def main() -> int:
    asked = arguments()
    BUILD.mkdir(parents=True, exist_ok=True)
    around = surroundings()
    # The first run would otherwise pay for compiling the package.
    compileall.compile_dir(ROOT / "kg", quiet=2)
    print(f"{around['machine']}; Python {around['python']}; commit {around['commit']}; load {os.getloadavg()[0]:.1f}")
    print(HEADER)
    with (BUILD / "results.jsonl").open("a", encoding="utf-8") as results:
        for line in report(asked, around, results):
            print(line, flush=True)
    print()
    print(peers())
    return 0


if __name__ == "__main__":
    sys.exit(main())
