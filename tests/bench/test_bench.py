"""The scripts that measure: their figures are of what they say, and a run that fails is never shown as a quick one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The modules of the benchmark, measuring into a folder of this test."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    monkeypatch.setenv("KG_BENCH_DIR", str(tmp_path / "bench"))
    (tmp_path / "bench").mkdir()
    before = set(sys.modules)

    def module(name: str) -> ModuleType:
        return __import__(name)

    yield module
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(ROOT / "bench")):
            del sys.modules[name]


def test_a_process_is_measured_whole(bench: Any, tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass\nx = bytearray(80_000_000)"
    done = bench("processes").run((sys.executable, "-c", work), tmp_path, 60, {}, (0,))
    assert done.says == ""
    assert 0.3 <= done.cpu < 3
    assert done.wall >= 0.3
    assert done.peak_kb > 80_000


@pytest.mark.parametrize(
    ("work", "says"),
    [("import sys; sys.exit('no such thing')", "no such thing"), ("import time; time.sleep(60)", "ended after 1 s")],
)
def test_a_process_that_fails_or_hangs_says_so(bench: Any, tmp_path: Path, work: str, says: str) -> None:
    done = bench("processes").run((sys.executable, "-c", work), tmp_path, 1, {}, (0,))
    assert done.says == says
    assert f"failed: {says}" in bench("tables").row("plain", 100, "check, cold", [done], 0.1, None)


def test_a_missed_goal_is_marked_and_the_ratio_to_the_floor_is_shown(bench: Any) -> None:
    one = bench("processes").Run(0, 1.5, 0.5, 2.0, 2048, "")
    cells = bench("tables").row("plain", 100, "check, cold", [one], 1.0, 0.5).split()
    assert cells == ["plain", "100", "check,", "cold", "2.000", "2.000", "1!", "0.50", "4.00", "2.00", "2", "1"]
    assert "1!" not in bench("tables").row("plain", 100, "check, cold", [one], 2.0, 0.5)


def test_growth_is_the_exponent_of_the_number_of_entries(bench: Any) -> None:
    figures = {
        ("plain", "check, cold"): {100: 0.6, 1_000: 1.6, 10_000: 11.6},
        ("plain", "gaps, warm"): {100: 0.6, 1_000: 10.6},
    }
    # Above a start of 0.5: 0.1, 1.1, 11.1, of which log10 grows by 1.04 and 1.00; and 0.1, 10.1, by 2.00.
    lines = list(bench("tables").growth(figures, 0.5))
    assert "1.04 (100 to 1,000), 1.00 (1,000 to 10,000)" in lines[1]
    assert "2.00 (100 to 1,000)" in lines[2]


def test_a_run_prints_a_table_and_keeps_every_run(tmp_path: Path) -> None:
    words = ["--sizes", "60,70", "--shapes", "plain", "--commands", "--help,check,show", "--runs", "1", "--no-graph"]
    # An option's value may begin with dashes where it is joined to it.
    words[5:6] = []
    words[4] = "--commands=--help,check,show"
    environment = {**os.environ, "KG_BENCH_DIR": str(tmp_path)}
    script = [sys.executable, str(ROOT / "bench/run.py"), *words]
    done = subprocess.run(script, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "failed" not in done.stdout
    rows = [line.split()[2:4] for line in done.stdout.splitlines() if line.startswith("plain")]
    assert rows[:2] == [["--help", rows[0][1]], ["check,", "cold"]]
    assert [row[1] for row in rows[1:5]] == ["cold", "warm", "edited", "warm"]
    kept = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert sum("floors" in line for line in kept) == 2
    assert {(line["command"], line["cache"]) for line in kept if "command" in line} == {
        ("--help", "warm"), ("check", "cold"), ("check", "warm"), ("check", "edited"), ("show", "warm"),
    }  # fmt: skip
    assert all(line["user"] > 0 and line["peak_kb"] > 1000 and line["machine"] for line in kept if "command" in line)
    # What was edited to be measured is as it was.
    assert not [path for path in tmp_path.rglob("entries/**/*.yaml") if "# edited" in path.read_text()]


def test_peers_get_the_same_items_with_all_their_links(bench: Any, tmp_path: Path) -> None:
    peers = bench("peers")
    folder = bench("corpora").corpus("plain", 80, 1)
    items = [item for _, item in peers.items(folder)]
    ids = {item.id for item in items}
    assert len(items) == len(ids) == 79
    assert sum(len(item.links) for item in items) > 200
    assert {to for item in items for to in item.links} <= ids


def test_peers_judge_fields_and_links(bench: Any, tmp_path: Path) -> None:
    """What they are given is sound, and would not be with a slip in it: they have something to look for."""
    peers = bench("peers")
    folder = bench("corpora").corpus("plain", 80, 1)
    out: dict[str, Path] = {}
    for tool, (_, write) in peers.TOOLS.items():
        out[tool] = tmp_path / tool
        out[tool].mkdir()
        assert write(folder, out[tool], Path("bin"))
    schema = json.loads((out["check-jsonschema"] / "schema.json").read_text())
    for path, _ in peers.items(folder):
        raw = yaml.safe_load(path.read_text())
        jsonschema.validate(raw, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**raw, "titel": "x"}, schema)
    assert len(list((out["doorstop"] / "items").glob("IT*.yml"))) == 79
    assert len(list((out["sphinx-needs"] / "items").glob("*.rst"))) == 79
    assert sum(path.read_text().count("\nUID: ") for path in out["strictdoc"].glob("*.sdoc")) == 79
    assert len(yaml.safe_load((out["linkml"] / "data.yaml").read_text())["items"]) == 79


def test_pages_are_measured_after_edits_that_they_show(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    serving, corpora = bench("serving"), bench("corpora")
    folder = corpora.corpus("plain", 80, 1)
    file = folder / corpora.subjects(folder)["file"]
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    monkeypatch.setattr(serving, "EDITS", {name: serving.EDITS[name] for name in ("new link", "new entry", "removed")})
    rows = list(serving.in_process(folder, file, 1))
    assert [row[:2] for row in rows[:5]] == [("new link", page) for page in ("entry", "list", "a-z", "home", "gaps")]
    assert len(rows) == 15
    assert all(seconds > 0 for _, _, seconds in rows)
    # What was edited to be measured is as it was.
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
