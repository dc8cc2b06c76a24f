"""What all tests share: the toy atlas, `kg` run in this process or as one of its own, and no network."""

from __future__ import annotations

import gc
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from kg import catalogue, graph
from kg.catalogue import Catalogue, Record
from kg.cli import main
from kg.graph import Graph
from kg.schema.decode import decode
from kg.schema.kinds import kinds
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import parse

TOY = Path(__file__).parent / "toy"

# The same examples on every machine: a failure that others cannot repeat helps nobody.
settings.register_profile("kg", deadline=None, derandomize=True)
settings.load_profile("kg")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of `kg` left: `output` is stdout and stderr in the order in which they were written."""

    exit_code: int
    output: str
    stdout: str
    stderr: str


class Kg(Protocol):
    """`kg("show", "phenomenon/late-bloom")` on the toy atlas, or on another one."""

    def __call__(self, *words: str, atlas: Path | None = TOY) -> Outcome: ...


class KgProcess(Protocol):
    """The same in a process of its own, bounded in time and memory. `output` is stdout, then stderr."""

    def __call__(
        self,
        *words: str,
        atlas: Path | None = TOY,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = 20,
        megabytes: int = 1024,
    ) -> Outcome: ...


AtlasOf = Callable[[Mapping[str, str | bytes]], Path]
GraphOf = Callable[[Mapping[str, str]], Graph]

# What an entry of a kind cannot do without, beside its title, summary and layers.
NEEDED = {
    "layer": "order: 1\nbasis: ours\n",
    "paper": "authors: ['Moss, Ada']\nissued: 2031\nidentifiers: {url: 'https://example.org/moss'}\n",
    "path": "steps: [{entry: theory/phase-change, why: it comes first}]\n",
    "prediction": "timing: retrodiction\nexpected: {statement: it hums}\noutcome: untested\n",
    "problem": "status: open\n",
    "result": "rigour: hypothesis\n",
    "system": "scale: toy\n",
}


@pytest.fixture(scope="session")
def toy() -> Path:
    """The folder of the toy atlas. Never write into it: copy it first."""
    return TOY


@pytest.fixture(scope="session")
def toy_catalogue() -> Catalogue:
    return catalogue.load(Atlas(TOY))


@pytest.fixture(scope="session")
def toy_graph(toy_catalogue: Catalogue) -> Graph:
    return graph.build(toy_catalogue)


@pytest.fixture
def atlas_of(tmp_path: Path) -> AtlasOf:
    """Write entry files, named from `entries/` on, and give the atlas they make."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "atlas"
        (root / "entries").mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = root / "entries" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return root

    return write


@pytest.fixture(scope="session")
def graph_of() -> GraphOf:
    """The graph of a few sound entries, made in memory: ids with the lines that matter, or none. The layer is `bed`."""

    def make(entries: Mapping[str, str]) -> Graph:
        records = {}
        for id in sorted({"layer/bed": "", **entries}):
            kind, _, name = id.partition("/")
            source = SourceFile(f"entries/{kinds()[kind].folder}/{name}.yaml", _whole(id, entries.get(id, "")))
            tree, problems = parse(source)
            assert tree, problems
            entry, problems = decode(tree, kind)
            assert entry, problems
            records[id] = Record(id, kind, entry, tree)
        return graph.build(Catalogue(Atlas(Path("garden")), records, frozenset(records), (), len(records)))

    return make


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch) -> Kg:
    """`kg` in this process: quick, and an exception that it does not expect fails the test."""

    def run(*words: str, atlas: Path | None = TOY) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kg", *_atlas_option(atlas), *words])
        both = io.BytesIO()
        stdout, stderr = _Copied(both), _Copied(both)
        with (
            io.TextIOWrapper(stdout, "utf-8", newline="", write_through=True) as out,
            io.TextIOWrapper(stderr, "utf-8", newline="", write_through=True) as err,
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as exit:
                code = exit.code
            texts = [stream.getvalue().decode("utf-8") for stream in (both, stdout, stderr)]
        assert isinstance(code, int)
        return Outcome(code, *texts)

    return run


@pytest.fixture(scope="session")
def kg_process(tmp_path_factory: pytest.TempPathFactory) -> KgProcess:
    """`kg` as a process of its own, for what only a process shows: limits, signals, imports, hash seeds."""
    nowhere = tmp_path_factory.mktemp("nowhere")

    def run(
        *words: str,
        atlas: Path | None = TOY,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = 20,
        megabytes: int = 1024,
    ) -> Outcome:
        # The shell sets the limit: a Python function between fork and exec is unsafe beside threads.
        limited = ["sh", "-c", 'ulimit -v "$0" 2>/dev/null; exec "$@"', str(megabytes * 1024)]
        done = subprocess.run(
            [*limited, sys.executable, "-m", "kg", *_atlas_option(atlas), *words],
            cwd=cwd or nowhere,
            env={**os.environ, "PYTHONUTF8": "1", **(env or {})},
            capture_output=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return Outcome(done.returncode, out + err, out, err)

    return run


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from the user's cache, nor written there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("KG_NO_CACHE", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that reaches beyond this machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def pytest_unconfigure() -> None:
    # Loading hides what it made from the collector; at the end of all tests it may look again.
    gc.unfreeze()


class _Copied(io.BytesIO):
    """Bytes that are also written to a second place, so that the order between two streams is kept."""

    def __init__(self, other: io.BytesIO) -> None:
        super().__init__()
        self._other = other

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._other.write(data)
        return super().write(data)


def _whole(id: str, yaml: str) -> str:
    """The lines given, after those fields that they leave out and an entry cannot do without."""
    kind, _, name = id.partition("/")
    needed = f"title: {name.replace('-', ' ').capitalize()}\nsummary: Made up.\nlayers: [bed]\n{NEEDED.get(kind, '')}"
    given = {line.partition(":")[0] for line in yaml.splitlines()}
    return "".join(f"{line}\n" for line in needed.splitlines() if line.partition(":")[0] not in given) + yaml


def _atlas_option(atlas: Path | None) -> list[str]:
    return [] if atlas is None else ["--atlas", str(atlas)]
