"""The benchmark's corpora: the same for the same seed, and without findings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def generate(folder: Path, shape: str, seed: int = 1, entries: int = 120) -> dict[str, bytes]:
    script = ROOT / "bench" / "generate.py"
    words = [str(folder), "--shape", shape, "--seed", str(seed), "--entries", str(entries)]
    # A hash seed of its own each time: no order may come from a set.
    environment = {**os.environ, "PYTHONHASHSEED": "random"}
    subprocess.run([sys.executable, script, *words], check=True, stdout=subprocess.DEVNULL, env=environment)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("shape", ["atlas", "plain", "hub", "chain", "equations"])
def test_one_seed_gives_the_same_bytes_each_time_and_another_seed_gives_others(tmp_path: Path, shape: str) -> None:
    once, again = generate(tmp_path / "once", shape), generate(tmp_path / "again", shape)
    assert once == again
    assert generate(tmp_path / "other", shape, seed=2) != once


@pytest.mark.parametrize("shape", ["atlas", "plain", "hub", "chain", "equations"])
def test_a_corpus_has_as_many_entries_as_asked_and_no_finding(tmp_path: Path, shape: str) -> None:
    written = generate(tmp_path / "made", shape)
    assert sum(name.startswith("entries") for name in written) == 120
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    check = [sys.executable, "-m", "kg", "--atlas", str(tmp_path / "made"), "check", "--strict"]
    done = subprocess.run(check, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
