"""A run that is killed between any two steps leaves the atlas whole, and the next one finishes it; two runs do not collide."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import AtlasOf
from tests.online.conftest import TOY, Services, entry, reply

# In a process of its own the way to this machine is opened in code, as in the other tests.
RUN = """
import os, signal, sys
from kg import web
from kg.lookup.services import arxiv
port, call, number, *words = sys.argv[1:]
web.dial = lambda host: ("http", [("127.0.0.1", int(port))])
arxiv.GAP = 0.0
if call != "none":
    real, calls = getattr(os, call), iter(range(1000))
    def deadly(*arguments, **options):
        if next(calls) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    setattr(os, call, deadly)
sys.argv = ["kg", *words]
from kg.cli import main
main()
"""


@pytest.fixture
def root(atlas_of: AtlasOf, services: Services) -> Path:
    services.arxiv(entry())
    services.datacite(f"10.48550/arxiv.{TOY}")
    return atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"})


def begun(services: Services, root: Path, *words: str, call: str = "none", number: int = 0) -> subprocess.Popen[str]:
    arguments = [str(services.port), call, str(number), "--atlas", str(root), *words]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def papers(root: Path) -> list[str]:
    folder = root / "entries/papers"
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.exists() else []


@pytest.mark.parametrize(
    ("call", "number"),
    [(call, number) for call in ("fsync", "replace", "unlink", "link", "open") for number in (0, 1, 2, 3, 5, 8)],
)
def test_killed_at_any_step(root: Path, services: Services, call: str, number: int) -> None:
    run = begun(services, root, "add", TOY, call=call, number=number)
    run.communicate(timeout=60)
    assert run.returncode in (0, -signal.SIGKILL)
    for name in papers(root):
        assert yaml.safe_load((root / "entries/papers" / name).read_text("utf-8"))["identifiers"] == {"arxiv": TOY}
    again = begun(services, root, "add", TOY)
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert papers(root) == ["elhage-2022-toy.yaml"]
    assert not list((root / "entries").rglob(".*"))


def test_killed_while_asking(root: Path, services: Services) -> None:
    held = []

    def hold(request: object) -> None:
        held.append(request)
        run.send_signal(signal.SIGKILL)

    services.on("api.datacite.org", "/dois", hold)  # type: ignore[arg-type]
    run = begun(services, root, "add", TOY)
    run.communicate(timeout=60)
    assert (run.returncode, len(held), papers(root)) == (-signal.SIGKILL, 1, [])


def test_two_at_once_do_not_make_two_of_one(root: Path, services: Services) -> None:
    runs = [begun(services, root, "add", TOY) for _ in range(3)]
    results = [run.communicate(timeout=60) for run in runs]
    assert papers(root) == ["elhage-2022-toy.yaml"], results
    assert 0 in [run.returncode for run in runs]
    assert all("Traceback" not in err for _, err in results)


def test_interrupted_by_hand(root: Path, services: Services) -> None:
    services.on("export.arxiv.org", "/", reply("", "", 503, Retry_After="20"))
    run = begun(services, root, "add", TOY)
    while not services.asked:
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=20)
    assert (run.returncode, err.strip()) == (130, "interrupted")
