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
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any, TextIO

import generate
import goals
import tables
from corpora import BUILD, ROOT, corpus
from processes import COMMANDS, STATES, measure

# Which sum of floors belongs to a command that finds no cache.
_FLOORS = {"check": "judging"}
_HUGE = 100_000


def repeats(size: int, command: str) -> int:
    """Fewer runs of what takes long, where chance matters less."""
    usual = 7 if size <= 100 else 5 if size <= 1000 else 3 if size < _HUGE else 1
    return max(1, usual // 2) if command == "site" else usual


def floors(folder: Path) -> dict[str, Any]:
    """The floors of an atlas, from a process of its own so that nothing of ours is in its memory."""
    return next(_script("floors.py", str(folder), "--json"))


def _script(name: str, *words: str) -> Iterator[dict[str, Any]]:
    script = Path(__file__).with_name(name)
    done = subprocess.run([sys.executable, script, *words], stdout=subprocess.PIPE, check=True, text=True)
    yield from map(json.loads, done.stdout.splitlines())


def surroundings() -> dict[str, str]:
    """Which machine and which code the figures are for."""
    git = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": git.stdout.strip() or "none",
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1) if found else platform.processor() or "unknown processor"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of entries (default: %(default)s)")
    parser.add_argument("--large", action="store_true", help="also 100,000 entries and the large graph")
    parser.add_argument("--shapes", default="plain,atlas", help="which corpora (default: %(default)s)")
    parser.add_argument("--commands", default=",".join(COMMANDS), help="which commands (default: %(default)s)")
    parser.add_argument("--no-graph", action="store_true", help="leave out what is asked of graphs in memory")
    parser.add_argument("--runs", type=int, default=0, help="runs of each, instead of fewer for large ones")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=900, help="seconds after which a run is ended")
    asked = parser.parse_args()
    asked.sizes = [int(size.replace("_", "")) for size in asked.sizes.split(",")] + [_HUGE] * asked.large
    asked.shapes, asked.commands = asked.shapes.split(","), asked.commands.split(",")
    if min(asked.sizes) < generate.LEAST:
        parser.error(f"a corpus has at least {generate.LEAST} entries")
    for given, known in ((asked.shapes, generate.SHAPES), (asked.commands, COMMANDS)):
        if unknown := [name for name in given if name not in known]:
            parser.error(f"no such thing as {unknown[0]!r}; there are: {', '.join(known)}")
    return asked


def report(asked: argparse.Namespace, around: dict[str, str], results: TextIO) -> Iterator[str]:
    """Measure everything asked for: each row of the table as soon as it is known, each run as a line of `results`."""
    medians: dict[tuple[str, str], dict[int, float]] = {}
    start = 0.0
    yield tables.HEADER
    for shape in asked.shapes:
        for size in asked.sizes:
            folder = corpus(shape, size, asked.seed)
            about = {**around, "shape": shape, "entries": size, "seed": asked.seed}
            least = floors(folder)
            results.write(json.dumps({**about, "floors": least}) + "\n")
            for command in asked.commands:
                for state in STATES[command]:
                    if state == "words" and size >= _HUGE:
                        # What Pagefind needs for so many is a question to Pagefind.
                        continue
                    runs = list(measure(folder, command, state, asked.runs or repeats(size, command), asked.limit))
                    for one in runs:
                        results.write(json.dumps({**about, "command": command, "cache": state, **asdict(one)}) + "\n")
                    results.flush()
                    name = command if command == "--help" else f"{command}, {state}"
                    floor = least[_FLOORS[command]] if command in _FLOORS and state == "cold" else None
                    yield tables.row(shape, size, name, runs, goals.goal(command, state, size, shape), floor)
                    if command == "--help":
                        start = median(one.cpu for one in runs)
                    elif not runs[-1].says:
                        medians.setdefault((shape, name), {})[size] = median(one.cpu for one in runs)
    if len(asked.sizes) > 1:
        yield ""
        yield from tables.growth(medians, start)


def questions(asked: argparse.Namespace, around: dict[str, str], results: TextIO) -> Iterator[str]:
    """What is asked of graphs, equations and titles in memory."""
    yield "in memory                                   seconds   recorded"
    for size in ("S", "L") if asked.large else ("S",):
        for found in _script("questions.py", "--size", size, "--seed", str(asked.seed)):
            results.write(json.dumps({**around, "seed": asked.seed, **found}) + "\n")
            recorded = goals.QUESTIONS.get((found["question"], size), "-")
            note = f"  {found['note']}" if found["note"] else ""
            yield f"{found['question'] + ', ' + size:<42}{found['seconds']:>9.3f}   {recorded}{note}"


def main() -> int:
    asked = arguments()
    BUILD.mkdir(parents=True, exist_ok=True)
    around = surroundings()
    # The first run would otherwise pay for compiling the package.
    compileall.compile_dir(ROOT / "kg", quiet=2)
    print(f"{around['machine']}; Python {around['python']}; commit {around['commit']}; load {around['load']}")
    with (BUILD / "results.jsonl").open("a", encoding="utf-8") as results:
        for line in report(asked, around, results):
            print(line, flush=True)
        print()
        if not asked.no_graph:
            for line in questions(asked, around, results):
                print(line, flush=True)
            print()
    print("\n".join(tables.peers()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
