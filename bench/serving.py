"""How soon a page is there after an edit while serving: `python bench/serving.py --shape plain --size 10000`.

*In process* are CPU seconds from the edit to the finished page, each page alone after an edit of its own; every page has been asked for
before, as in a browser. *Over HTTP* (`--http`) `kg site --serve` runs, and is asked for the page until what was written is there.
"""

from __future__ import annotations

import argparse
import gc
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# A checkout need not be installed: `kg` lies beside this folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpora

from kg import catalogue, edited, graph
from kg.publish.live import Live
from kg.publish.pages import SiteSettings
from kg.settings import Atlas

_WORD = "Zyzzyva"
"""A word that no made-up title holds: a page that has it was made after the edit."""


@dataclass(frozen=True)
class Edit:
    """What is done to a file; `undo` puts everything back."""

    do: Callable[[Path, str], None]
    undo: Callable[[Path, str], None]
    shows: str = "{id}"
    """The entry whose page is asked for first: where the edited one is gone, one that it named."""
    gone: bool = False
    """Whether the page of the edited entry has to go."""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _titled(text: str) -> str:
    return re.sub("(?m)^title: .*", f"title: {_WORD}", text, count=1)


def _linked(path: Path, text: str) -> None:
    """A link to an entry of the same kind: every kind of both corpora may be compared so."""
    other = next(file for file in sorted(path.parent.glob("*.yaml")) if file != path and file.stem not in text)
    to = f"    - mechanism/{other.stem}\n"
    links = "links:\n" if "links:\n" not in text else ""
    part = f"{links}  part_of:\n{to}"
    _write(path, re.sub("(?m)^links:\n", part, text, count=1) if not links else text + part)


def _new(path: Path) -> Path:
    return path.with_name("zz-new.yaml")


EDITS = {
    "prose": Edit(lambda path, text: _write(path, text.replace("summary: >\n", f"summary: >\n  {_WORD}\n")), _write),
    "title": Edit(lambda path, text: _write(path, _titled(text)), _write),
    "new link": Edit(_linked, _write),
    "new entry": Edit(
        lambda path, text: _write(_new(path), _titled(text)), lambda path, text: _new(path).unlink(), "{new}"
    ),
    "removed entry": Edit(lambda path, text: path.unlink(), _write, "{named}", gone=True),
    "renamed entry": Edit(
        lambda path, text: path.replace(_new(path)) and None, lambda path, text: _new(path).replace(path) and None, "{new}", gone=True
    ),
}  # fmt: skip


def pages(folder: Path, file: Path, edit: Edit) -> dict[str, str]:
    """What is asked for after an edit, by the name in the table."""
    named = re.search(r"\b(theory|phenomenon|quantity|paper)/[a-z0-9-]+", file.read_text(encoding="utf-8"))
    ids = {"id": f"mechanism/{file.stem}", "new": f"mechanism/{_new(file).stem}", "named": named[0] if named else ""}
    found = {"entry": edit.shows.format(**ids) + "/", "list": "mechanisms/", "home": "", "gaps": "gaps/"}
    if (folder / "entries/papers").is_dir():
        found["papers"] = "papers/"
    return {**found, "a-z": "a-z/"}


def in_process(folder: Path, file: Path, times: int) -> Iterator[tuple[str, str, float]]:
    """Name of the edit, name of the page, and the least CPU seconds."""
    atlas = Atlas(folder)
    live = Live(atlas)
    live.show(graph.build(edited.lean(catalogue.load(atlas))), SiteSettings(name="x", live=True))
    gc.freeze()
    text = file.read_text(encoding="utf-8")
    for name, edit in EDITS.items():
        every = pages(folder, file, edit)
        for page, address in every.items():
            spent = []
            for _ in range(times):
                for other in every.values():
                    _made(live, other)
                # What was written just now is looked at twice.
                time.sleep(0.1)
                live.refresh()
                edit.do(file, text)
                begun = time.process_time()
                assert live.refresh() and not live.refused, live.refused
                made = _made(live, address)
                spent.append(time.process_time() - begun)
                assert made, address
                edit.undo(file, text)
                time.sleep(0.1)
                live.refresh()
            yield name, page, min(spent)


def _made(live: Live, address: str) -> str:
    assert live.shelf
    make = live.shelf.find(f"{address}index.html")
    return make() if make else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--shape", choices=("plain", "atlas"), default="plain", help="of the corpus (default: %(default)s)"
    )
    parser.add_argument("--size", type=int, default=10_000, help="entries (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of which the quickest counts (default: %(default)s)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "atlas"
        shutil.copytree(corpora.corpus(asked.shape, asked.size, 1), folder, ignore=shutil.ignore_patterns("build"))
        gc.set_threshold(200_000, 100, 100)
        file = folder / corpora.subjects(folder)["file"]
        row: list[str] = []
        last = ""
        for edit, page, seconds in in_process(folder, file, asked.runs):
            if edit != last:
                print(f"{'' if not last else chr(10)}{edit:<15}", end="")
            last = edit
            print(f" {page} {seconds:.3f}", end="", flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
