"""The made-up atlases that are measured, written once and kept below `build/bench/`."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import generate

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("KG_BENCH_DIR", ROOT / "build" / "bench"))
CACHE = BUILD / "cache"
"""What earlier runs left: theirs alone, beside that of whoever measures."""

_GENERATOR = ("generate", "plain", "plan", "realistic", "shapes", "statements", "words")
"""The modules that a corpus is made by."""


def corpus(shape: str, size: int, seed: int) -> Path:
    """The folder of a made-up atlas, written when it is not there or the generator has changed since."""
    folder = BUILD / f"{shape}-{size}-{seed}"
    mark = folder.with_suffix(".made")
    sources = [Path(__file__).with_name(f"{name}.py") for name in _GENERATOR]
    stamp = str(max(path.stat().st_mtime_ns for path in sources))
    if not mark.exists() or mark.read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        generate.write(folder, size, seed, shape)
        mark.write_text(stamp)
    return folder


def subjects(folder: Path) -> dict[str, str]:
    """What to show, find, trace and edit: the mechanism and the theory that most entries name, which are the hardest.

    An atlas of another shape may have none: there it is the first entry.
    """
    named: dict[str, Counter[str]] = {"mechanism": Counter(), "theory": Counter()}
    for path in sorted((folder / "entries" / "phenomena").glob("*.yaml")):
        for kind, name in re.findall(r"\b(mechanism|theory)/([a-z0-9-]+)", path.read_text(encoding="utf-8")):
            named[kind][f"{kind}/{name}"] += 1
    first = next(path for path in sorted((folder / "entries").rglob("*.yaml")) if path.parent.name != "layers")
    most = {kind: min(found, key=lambda one: (-found[one], one)) for kind, found in named.items() if found}
    name = most["mechanism"].partition("/")[2] if "mechanism" in most else ""
    file = folder / "entries" / "mechanisms" / f"{name}.yaml" if name else first
    title = file.read_text(encoding="utf-8").splitlines()[0]
    return {
        "shown": most.get("mechanism", first.stem),
        "sought": title.split()[1],
        "traced": most.get("theory", first.stem),
        "file": str(file.relative_to(folder)),
    }
