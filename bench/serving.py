"""How soon a page is there after an edit while serving: `python bench/serving.py --shape plain --size 10000`.

*In process* are CPU seconds from the edit to the finished page, each page alone after an edit of its own; all have been asked for before, as
in a browser. *Over HTTP*, with `--http`, `kg site --serve` runs and is asked for the page until what was written is there: seconds that
passed, and CPU seconds of the server meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
"""A word that no made-up entry holds: a page that has it was made after the edit."""

_REST = 0.1
"""Seconds after which a file counts as settled: one written just now is looked at twice. The time is spent outside of what is measured."""


@dataclass(frozen=True)
class Edit:
    """What is done to a file with its text, and how everything is put back."""

    do: Callable[[Path, str], object]
    undo: Callable[[Path, str], object]
    shows: str = "{id}"
    """The entry whose page is asked for: where the edited one is gone, one that it named."""
    has: str = _WORD
    """What that page has after the edit and had not before; with `-` before it, the other way round."""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _new(path: Path) -> Path:
    return path.with_name("zz-new.yaml")


def _titled(text: str) -> str:
    return re.sub("(?m)^title: .*", f"title: {_WORD}", text, count=1)


def _in_prose(path: Path, text: str) -> None:
    _write(path, text.replace("summary: >\n", f"summary: >\n  {_WORD}\n", 1))


def _linked(path: Path, text: str) -> None:
    """A link to the first entry of the same kind, which no other is part of."""
    link = f"- {_first(path)}\n"
    part = re.compile("(?m)^  part_of:(?: \\[(.*)\\])?\n")
    if found := part.search(text):
        inner = "".join(f"    - {id}\n" for id in (found[1] or "").split(", ") if id)
        _write(path, part.sub(f"  part_of:\n    {link}{inner}", text, count=1))
    else:
        _write(path, re.sub("(?m)^links:\n", f"links:\n  part_of:\n    {link}", text, count=1))


def _first(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return f"mechanism/{next(p.stem for p in sorted(path.parent.glob('*.yaml')) if p != path and p.stem not in text)}"


EDITS = {
    "prose": Edit(_in_prose, _write),
    "title": Edit(lambda path, text: _write(path, _titled(text)), _write),
    "new link": Edit(_linked, _write, has='href="../../{first}/"'),
    "new entry": Edit(lambda path, text: _write(_new(path), _titled(text)), lambda path, text: _new(path).unlink(), "{new}"),
    "removed": Edit(lambda path, text: path.unlink(), _write, "{named}", '-href="../../{id}/"'),
    "renamed": Edit(lambda path, text: path.replace(_new(path)), lambda path, text: _new(path).replace(path), "{new}", "<h1"),
}  # fmt: skip


def _ids(file: Path) -> dict[str, str]:
    text = file.read_text(encoding="utf-8")
    named = re.search(r"described_in:\s*(?:\[|- (?:\{to: |to: )?)?(theory/[a-z0-9-]+)", text)
    return {
        "id": f"mechanism/{file.stem}",
        "new": f"mechanism/{_new(file).stem}",
        "first": _first(file),
        "named": named[1] if named else f"mechanism/{file.stem}",
    }


def pages(folder: Path, shown: str) -> dict[str, str]:
    """What is asked for after an edit, by the name in the table."""
    papers = {"papers": "papers/"} if (folder / "entries/papers").is_dir() else {}
    return {"entry": f"{shown}/", "list": "mechanisms/", **papers, "a-z": "a-z/", "home": "", "gaps": "gaps/"}


def in_process(folder: Path, file: Path, times: int) -> Iterator[tuple[str, str, float]]:
    """Name of the edit, name of the page, and the least CPU seconds."""
    atlas = Atlas(folder)
    live = Live(atlas)
    live.show(graph.build(edited.lean(catalogue.load(atlas))), SiteSettings(name="x", live=True))
    gc.freeze()
    text, ids = file.read_text(encoding="utf-8"), _ids(file)
    for name, edit in EDITS.items():
        every = pages(folder, edit.shows.format(**ids))
        for page, address in every.items():
            spent = []
            for _ in range(times):
                for other in every.values():
                    _made(live, other)
                time.sleep(_REST)
                live.refresh()
                edit.do(file, text)
                begun = time.process_time()
                assert live.refresh(), live.refused
                made = _made(live, address)
                spent.append(time.process_time() - begun)
                assert made, address
                edit.undo(file, text)
                time.sleep(_REST)
                live.refresh()
            yield name, page, min(spent)


def _made(live: Live, address: str) -> str:
    assert live.shelf
    make = live.shelf.find(f"{address}index.html")
    return make() if make else ""


def over_http(folder: Path, file: Path, times: int) -> Iterator[tuple[str, str, float]]:
    """Name of the edit, what was measured, and the least of it."""
    text, ids = file.read_text(encoding="utf-8"), _ids(file)
    with _server(folder) as (process, base):
        for name, edit in EDITS.items():
            address, has = base + edit.shows.format(**ids) + "/", edit.has.format(**ids)
            spent = []
            for _ in range(times):
                _ask(address)
                edit.do(file, text)
                begun, before = time.perf_counter(), _cpu(process.pid)
                while (has.removeprefix("-") in _ask(address)) is has.startswith("-"):
                    assert time.perf_counter() - begun < 60, address
                spent.append((time.perf_counter() - begun, _cpu(process.pid) - before))
                edit.undo(file, text)
                # What was written is also judged, half a second behind the page.
                time.sleep(3)
            yield name, "wall", min(wall for wall, _ in spent)
            yield name, "CPU", min(cpu for _, cpu in spent)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "PYTHONPATH": str(corpora.ROOT), "KG_BENCH_WORDS": "false"}
    command = (sys.executable, "-m", "kg", "site", "--serve", "--address", host)
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _ask(f"http://{host}/"):
            assert process.poll() is None, "the server ended"
            # It is building its first site, which is not what is measured.
            time.sleep(0.2)
        yield process, f"http://{host}/"
    finally:
        process.terminate()
        process.wait()


def _ask(address: str) -> str:
    """The text of a page; nothing where nobody answers, or there is no such page."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError:
        return ""


def _cpu(process: int) -> float:
    """CPU seconds that a running process has used, where the system tells: Linux does."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--shape", choices=("plain", "atlas"), default="plain", help="of the corpus (default: %(default)s)"
    )
    parser.add_argument("--size", type=int, default=10_000, help="entries (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of which the quickest counts (default: %(default)s)")
    parser.add_argument("--http", action="store_true", help="ask a server instead of measuring in process")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "atlas"
        shutil.copytree(corpora.corpus(asked.shape, asked.size, 1), folder, ignore=shutil.ignore_patterns("build"))
        gc.set_threshold(200_000, 100, 100)
        file = folder / corpora.subjects(folder)["file"]
        last = ""
        for edit, what, seconds in (over_http if asked.http else in_process)(folder, file, asked.runs):
            print(f"{chr(10) if last else ''}{edit:<12}" if edit != last else "", end="")
            print(f"{what:>8} {seconds:.3f}", end="", flush=True)
            last = edit
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
