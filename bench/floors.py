"""The least that judging an atlas can cost, measured on its own bytes: `python bench/floors.py FOLDER`.

Each step is timed alone, in CPU seconds, without the garbage collector: what the libraries need, and beside it what our
step around them needs. Two sums are made of them, each with the start of a process:

- `libraries`: the parser's events thrown away, and no graph. No tool could judge entries with this.
- `judging`: data made of the events, with the place of each and twofold keys refused, and the links as a graph: what the goal for
  `kg check` is set against.
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

import networkx
import yaml
from yaml.cyaml import CParser

# A checkout need not be installed: `kg` lies beside this folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kg import catalogue, checks
from kg.schema.decode import decode
from kg.schema.kinds import folders, kinds
from kg.settings import Atlas
from kg.source import files, tree

# With a first model, however small: pydantic loads what it needs for models only then.
_JUDGING = "import click, pydantic, yaml\nclass First(pydantic.BaseModel): pass"


@dataclass(frozen=True)
class Step:
    """One step of `kg check`. Seconds for all files; `None` where there is nothing to compare."""

    name: str
    floor: float | None
    ours: float | None


@dataclass(frozen=True)
class Floors:
    """The start is what a process needs before it reads a file."""

    files: int
    bytes: int
    start: float
    steps: tuple[Step, ...]

    def _sum(self, *without: str) -> float:
        return sum(step.floor or 0.0 for step in self.steps if step.name not in without)

    @property
    def libraries(self) -> float:
        return self.start + self._sum("data", "graph")

    @property
    def judging(self) -> float:
        # Events are counted once: they are a part of making data.
        return self.start + self._sum("events")


def measure(folder: Path, repeats: int = 3) -> Floors:
    """Time every step on the entries of one atlas."""
    atlas = Atlas(folder.absolute())
    listing = files.find(atlas.entries, atlas.root)
    paths = [Path(path) for path in listing.files]
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
        Step("events", took(lambda: _events(texts)), None),
        Step("data", took(lambda: _data(texts)), took(lambda: [tree.parse(source) for source in sources])),
        Step(
            "validation",
            took(lambda: [model.model_validate(made.data) for model, made in zip(models, parsed, strict=True)]),
            took(lambda: [decode(made, kind) for made, kind in zip(parsed, placed, strict=True)]),
        ),
        Step("graph", took(lambda: _graph(whole)), None),
        Step("links", took(lambda: [s for s in whole.statements if s.target not in whole.ids]), took(statements)),
        Step("checks", None, took(check)),
    )
    size = sum(len(text.encode()) for text in texts)
    return Floors(len(paths), size, _start(_JUDGING), steps)


def _events(texts: list[str]) -> None:
    for text in texts:
        for _ in yaml.parse(text, Loader=yaml.CLoader):
            pass


def _data(texts: list[str]) -> None:
    for text in texts:
        events = CParser(text)
        for _ in range(2):
            events.get_event()
        _node(events.get_event, events.get_event())


def _node(more: Callable[[], Any], event: Any) -> tuple[Any, Any]:
    """The shortest way to data with places: what a node says, and where it and all that is in it stand."""
    start = event.start_mark
    if isinstance(event, yaml.ScalarEvent):
        return event.value, (start.line, start.column, event.end_mark.line, event.end_mark.column)
    inner: dict[Any, Any] = {}
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := more(), yaml.SequenceEndEvent):
            item, inner[len(items)] = _node(more, event)
            items.append(item)
        return items, (start.line, start.column, event.end_mark.line, event.end_mark.column, inner)
    fields: dict[str, Any] = {}
    while not isinstance(event := more(), yaml.MappingEndEvent):
        key, place = _node(more, event)
        if key in fields:
            raise SystemExit(f"{key!r} stands twice")
        fields[key], within = _node(more, more())
        inner[key] = (place, within)
    return fields, (start.line, start.column, event.end_mark.line, event.end_mark.column, inner)


def _graph(whole: catalogue.Catalogue) -> None:
    made = networkx.MultiDiGraph()
    made.add_nodes_from(whole.records)
    made.add_edges_from((s.source, s.target, {"relation": s.relation.name}) for s in whole.statements)


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
    lines.append(f"libraries: start {floors.start:.3f}, in all {floors.libraries:.3f} s, without data and graph")
    lines.append(
        f"judging:   start {floors.start:.3f}, in all {floors.judging:.3f} s, events counted as a part of data"
    )
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
    sums = {"libraries": floors.libraries, "judging": floors.judging}
    print(json.dumps({**asdict(floors), **sums}) if asked.json else table(floors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
