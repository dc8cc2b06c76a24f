"""Write a made-up atlas of any size: `python bench/generate.py FOLDER --entries N --seed S`.

The same arguments give the same bytes on every machine.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random

import plain
import realistic
import shapes

SHAPES = {
    "atlas": realistic.entries,
    "plain": plain.entries,
    "hub": shapes.hub,
    "chain": shapes.chain,
    "equations": shapes.equations,
}
LEAST = 60
"""Below this some kinds would have no entry to link to."""

_MKDOCS = """site_name: Made-up atlas
docs_dir: site/pages
site_dir: build/site
theme: {name: kg}
plugins: [{kg: {fulltext: !ENV [KG_BENCH_WORDS, false]}}]
"""


def write(folder: Path, count: int, seed: int, shape: str) -> int:
    """Write the atlas into a folder that is new or empty, and say how many bytes its entries have."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    total = 0
    made: set[Path] = set()
    for name, text in SHAPES[shape](count, Random(seed)):
        path = folder / "entries" / name
        if path.parent not in made:
            path.parent.mkdir(parents=True)
            made.add(path.parent)
        data = text.encode()
        path.write_bytes(data)
        total += len(data)
    pages = folder / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "about.md").write_text("# About\n\nNothing here is true.\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where to write it; new or empty")
    parser.add_argument("--entries", type=int, default=1000, help="how many entry files (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another atlas (default: %(default)s)")
    parser.add_argument(
        "--shape", choices=SHAPES, default="atlas", help="like a real atlas, the abstract corpus, or an odd one"
    )
    asked = parser.parse_args()
    if asked.entries < LEAST:
        parser.error(f"at least {LEAST} entries are needed")
    try:
        total = write(asked.folder, asked.entries, asked.seed, asked.shape)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{asked.entries} entries, {total / 1e6:.1f} MB, in {asked.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
