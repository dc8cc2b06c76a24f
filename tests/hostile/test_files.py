"""The table of bad files: each is named at its path and never opened, hidden ones are left alone, and no decoy is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg import catalogue
from kg.settings import Atlas
from kg.source.files import shown
from tests.hostile.files_ import CASES, DEVICES, FileCase

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, KgProcess

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system makes no such files or names")

SECRET = "words that nobody outside may read"


def _devices() -> tuple[FileCase, ...]:
    return DEVICES if os.geteuid() == 0 else ()


def written(root: Path, cases: tuple[FileCase, ...], *, bad: bool = True) -> Path:
    (root / "secret.yaml").write_text(f"title: {SECRET}\nscale: toy\nsummary: {SECRET}\n")
    for case in cases:
        case.put(root / "entries/systems", bad=bad)
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = written(tmp_path_factory.mktemp("files"), CASES)
    for case in _devices():
        try:
            case.put(made / "entries/systems")
        except OSError:
            # A container may forbid them even to its superuser.
            shutil.rmtree(made / "entries/systems" / case.name)
    return made


@pytest.fixture(scope="module")
def found(root: Path, kg_process: KgProcess) -> dict[str, list[dict[str, Any]]]:
    """Findings by path, of one run over all of them."""
    outcome = kg_process("check", "--format", "json", atlas=root, seconds=30, megabytes=512)
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert SECRET not in outcome.output
    assert "root:" not in outcome.output
    by_path: dict[str, list[dict[str, Any]]] = {}
    for finding in json.loads(outcome.stdout)["findings"]:
        by_path.setdefault(finding["path"], []).append(finding)
    return by_path


@pytest.mark.parametrize("case", (*CASES, *DEVICES), ids=lambda case: case.name)
def test_a_bad_file_is_named_and_a_hidden_one_left_alone(
    found: dict[str, list[dict[str, Any]]], root: Path, case: FileCase
) -> None:
    if not (root / "entries/systems" / case.name).exists():
        pytest.skip("only a superuser outside of a container makes devices")
    findings = found.get(shown(root / case.path, root), [])
    if not case.counts:
        assert findings == []
        return
    (finding,) = findings
    assert (finding["rule"], finding["line"], finding["column"]) == (case.rule, 1, 1)
    assert case.words in f"{finding['message']}: {finding['help']}"
    assert finding["help"]


def test_every_file_that_is_seen_is_loaded_or_named_and_every_decoy_is_loaded(root: Path) -> None:
    loaded = catalogue.load(Atlas(root))
    named = {finding.span.path for finding in loaded.findings}
    put = [case for case in (*CASES, *DEVICES) if (root / "entries/systems" / case.name).exists()]
    assert loaded.seen == len(loaded.records) + len(named)
    assert len(named) == sum(case.counts for case in put)
    # Each of them has its decoy, and nothing else was read.
    assert {record.path for record in loaded.records.values()} == {
        f"entries/systems/{case.name}/{case.good or f'decoy-of-{case.name}.yaml'}" for case in put
    }


def test_the_decoys_alone_make_a_sound_atlas(tmp_path: Path, kg_process: KgProcess) -> None:
    outcome = kg_process("check", "--format", "concise", atlas=written(tmp_path, CASES, bad=False))
    # Names made of one letter have titles that resemble each other, and that is no concern of this table.
    lines = [line for line in outcome.stdout.splitlines() if "near-duplicate-title" not in line]
    assert (lines, outcome.exit_code) == ([], 0)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("system/one.yaml", "did you mean 'systems'?"),
        ("Systems/one.yaml", "did you mean 'systems'?"),
        ("sytems/one.yaml", "did you mean 'systems'?"),
        ("one.yaml", "move it to one of: "),
        ("retired.yml", "rename it to 'retired.yaml'"),
        ("Retired.yaml", "rename it to 'retired.yaml'"),
        ("entries/systems/one.yaml", "move it to one of: "),
        ("systems.yaml", "move it to one of: "),
        ("theories", "entries end in .yaml"),
    ],
)
def test_a_file_in_the_wrong_place_is_named(atlas_of: AtlasOf, path: str, words: str) -> None:
    entry = "title: Decoy\nscale: toy\nsummary: It is there.\n"
    # A list of retired ids is one at the top alone: further down, the name is that of an entry.
    root = atlas_of({"systems/retired.yaml": entry, path: entry.replace("Decoy", "Astray")})
    loaded = catalogue.load(Atlas(root))
    (finding,) = loaded.findings
    assert finding.span.path == f"entries/{path}"
    assert words in finding.help
    assert list(loaded.records) == ["system/retired"]
    assert loaded.seen == 2


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="the superuser may read everything")
def test_what_may_not_be_read_is_named_and_the_rest_is_judged(atlas_of: AtlasOf) -> None:
    entry = "title: {}\nscale: toy\nsummary: It is there.\n"
    names = ("free", "locked", "closed/inside", "blind/inside-too")
    root = atlas_of({f"systems/{name}.yaml": entry.format(f"The {name} one") for name in names})
    systems = root / "entries/systems"
    modes = {"locked.yaml": 0o000, "closed": 0o000, "blind": 0o444}
    for name, mode in modes.items():
        (systems / name).chmod(mode)
    # Also the superuser is stopped by permissions once that privilege is given away.
    less = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    try:
        done = subprocess.run(
            [*less, sys.executable, "-m", "kg", "--atlas", str(root), "check", "--format", "json"],
            capture_output=True, text=True, timeout=30,
        )  # fmt: skip
    finally:
        for name in modes:
            (systems / name).chmod(0o700)
    assert done.returncode == 1, done.stderr
    read = json.loads(done.stdout)
    assert {finding["path"]: finding["rule"] for finding in read["findings"]} == {
        "entries/systems/locked.yaml": "refused-file",
        "entries/systems/closed": "refused-file",
        "entries/systems/blind/inside-too.yaml": "refused-file",
    }
    assert all("Permission denied" in finding["message"] for finding in read["findings"])
    assert all(finding["help"] == "check its permissions" for finding in read["findings"])
