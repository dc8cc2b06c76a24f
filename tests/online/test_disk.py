"""`add` and `refresh --write` on a disk that fails at every kind of write, once each: the entries are as before or as wanted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Kg
from tests.edits.test_faults import CALLS, Full
from tests.online.conftest import TOY, Services, entry

DOI = f"10.48550/arxiv.{TOY}"
BED = "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"
PAPER = f'title: Toy models of superposition\nlayers: [bed]\nauthors: ["Elhage, Nelson"]\nissued: 2022\nidentifiers: {{arxiv: "{TOY}"}}\nsummary: It hums.\n'
COMMANDS = {"add": ("add", TOY), "refresh": ("refresh", "--write")}


def entries(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def garden(folder: Path, name: str) -> Path:
    for path, text in {"layers/bed": BED, **({"papers/elhage-2022-toy": PAPER} if name == "refresh" else {})}.items():
        (folder / f"entries/{path}.yaml").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"entries/{path}.yaml").write_text(text)
    return folder


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell which file is open")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_fails_loses_nothing(
    kg: Kg, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    monkeypatch.setenv("KG_NO_CACHE", "1")
    services.arxiv(entry(doi="10.1000/moss.1"))
    services.datacite(DOI)
    services.crossref("10.1000/moss.1")
    words = COMMANDS[name]
    root = garden(tmp_path / "wanted", name)
    before = entries(root)
    assert kg(*words, atlas=root).exit_code == 0
    after = entries(root)
    assert after != before
    for at in range(1, 60):
        here = garden(tmp_path / str(at), name)
        patched = "fdopen" if call == "write" else call
        real, calls = getattr(os, patched), [0]

        # Of what was answered before nothing is lost: only the faults of the atlas count.
        def failing(*given: Any, _here: Path = here, _at: int = at, _real: Any = real, _calls: list[int] = calls, **named: Any) -> Any:  # fmt: skip
            place = os.readlink(f"/proc/self/fd/{given[0]}") if isinstance(given[0], int) else str(given[0])
            inside = str(_here) in place
            counted = inside and (call != "write" or "wb" in given)
            _calls[0] += counted
            if not counted or _calls[0] != _at:
                return _real(*given, **named)
            if call == "write":
                return Full(_real(*given, **named))
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(f"os.{patched}", failing)
            outcome = kg(*words, atlas=here)
        if calls[0] < at:
            assert entries(here) == after
            return
        assert "Traceback" not in outcome.output
        if call == "mkdir" and outcome.exit_code == 0:
            assert entries(here) == after
            continue
        assert outcome.exit_code == 3, (at, outcome.output)
        assert "No space left on device" in outcome.stderr
        # What a run could not throw away, the next one does.
        assert kg(*words, atlas=here).exit_code in (0, 1)
        left = entries(here)
        assert left == after, at
        shutil.rmtree(here)
    raise AssertionError("the command never came to its end")
