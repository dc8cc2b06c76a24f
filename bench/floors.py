"""The least that judging an atlas can cost, measured on its own bytes: `python bench/floors.py FOLDER`.

Each step is timed alone, in CPU seconds, without the garbage collector: what the libraries need, and beside it what our
step around them needs. The floor of a run is the start of its process plus the floors of its steps: `judging` for
`kg check`, which builds no graph, and `asking` for the commands that do.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

# A checkout need not be installed: `kg` lies beside this folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kg import catalogue, checks, graph
from kg.schema.decode import decode
from kg.schema.kinds import folders, kinds
from kg.settings import Atlas
from kg.source import files, tree

_JUDGING = "import click, pydantic, yaml"
_ASKING = f"{_JUDGING}, networkx"


@dataclass(frozen=True)
class Step:
    """One step of `kg check`. Seconds for all files; `None` where there is nothing to compare."""

    name: str
    floor: float | None
    ours: float | None


@dataclass(frozen=True)
class Floors:
    """The starts are what a process needs before it reads a file, without NetworkX and with it."""

    files: int
    bytes: int
    start_judging: float
    start_asking: float
    steps: tuple[Step, ...]

    @property
    def judging(self) -> float:
        return self.start_judging + sum(step.floor or 0.0 for step in self.steps if step.name != "graph")

    @property
    def asking(self) -> float:
        return self.start_asking + sum(step.floor or 0.0 for step in self.steps)


def measure(folder: Path, repeats: int = 3) -> Floors:
    """Time every step on the entries of one atlas."""
    atlas = Atlas(folder.absolute())
    listing = files.find(atlas.entries, atlas.root)
    paths = listing.files
    names = folders()
    placed = [names[path.relative_to(atlas.entries).parts[0]] for path in paths]
    texts = [path.read_bytes().decode() for path in paths]
    sources = [source for path in paths if (source := files.read(path, atlas.root)[0])]
    parsed = [made for source in sources if (made := tree.parse(source)[0])]
    whole = catalogue.load(atlas)
    if not len(whole.records) == len(parsed) == len(paths):
        raise SystemExit("this atlas has files with errors: run `kg check` first")
    models = [kinds()[kind] for kind in placed]

    def took(work: Callable[[], Any]) -> float:
        return min(_cpu(work) for _ in range(repeats))

    def statements() -> None:
        for record in whole.records.values():
            for _ in catalogue.statements(record):
                pass

    def check() -> None:
        # A fresh catalogue: it keeps what one check has asked for.
        checks.run(catalogue.Catalogue(atlas, whole.records, whole.ids, whole.findings, whole.seen))

    steps = (
        Step("stat", took(lambda: [os.lstat(path) for path in paths]), took(lambda: files.find(atlas.entries, folder))),
        Step(
            "read",
            took(lambda: [path.read_bytes().decode() for path in paths]),
            took(lambda: [files.read(path, atlas.root) for path in paths]),
        ),
        Step("YAML events", took(lambda: _events(texts)), took(lambda: [tree.parse(source) for source in sources])),
        Step(
            "validation",
            took(lambda: [model.model_validate(made.data) for model, made in zip(models, parsed, strict=True)]),
            took(lambda: [decode(made, kind) for made, kind in zip(parsed, placed, strict=True)]),
        ),
        Step("graph", took(lambda: graph.build(whole).net), None),
        Step("links", took(lambda: [s for s in whole.statements if s.target not in whole.ids]), took(statements)),
        Step("checks", None, took(check)),
    )
    size = sum(len(text.encode()) for text in texts)
    return Floors(len(paths), size, _start(_JUDGING), _start(_ASKING), steps)


def _events(texts: list[str]) -> None:
    for text in texts:
        for _ in yaml.parse(text, Loader=yaml.CLoader):
            pass


def _cpu(work: Callable[[], Any]) -> float:
    gc.collect()
    gc.disable()
    try:
        before = time.process_time()
        work()
        return time.process_time() - before
    finally:
        gc.enable()


def _start(imports: str) -> float:
    return min(_child(imports) for _ in range(5))


def _child(imports: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", imports], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(floors: Floors) -> str:
    """The steps in microseconds a file, and in seconds for all."""
    lines = [f"{'step':<14}{'floor us/file':>15}{'ours us/file':>15}{'floor s':>10}{'ours s':>10}"]
    for step in floors.steps:
        cells = [_cell(step.floor, 1e6 / floors.files, 15, 1), _cell(step.ours, 1e6 / floors.files, 15, 1)]
        cells += [_cell(step.floor, 1, 10, 3), _cell(step.ours, 1, 10, 3)]
        lines.append(f"{step.name:<14}{''.join(cells)}")
    lines.append(f"judging: start {floors.start_judging:.3f}, in all {floors.judging:.3f} s")
    lines.append(f"asking:  start {floors.start_asking:.3f}, in all {floors.asking:.3f} s")
    lines.append(f"{floors.files} files, {floors.bytes / 1e6:.1f} MB")
    return "\n".join(lines)


def _cell(value: float | None, factor: float, width: int, digits: int) -> str:
    return f"{'-':>{width}}" if value is None else f"{value * factor:>{width}.{digits}f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="an atlas without findings")
    parser.add_argument("--repeats", type=int, default=3, help="take the quickest of so many (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print for a program")
    asked = parser.parse_args()
    floors = measure(asked.folder, asked.repeats)
    sums = {"judging": floors.judging, "asking": floors.asking}
    print(json.dumps({**asdict(floors), **sums}) if asked.json else table(floors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
