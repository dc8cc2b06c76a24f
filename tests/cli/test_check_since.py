"""`kg check --since`: what a change may not do, judged from where it left the other history."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Kg

PREDICTION = (
    "title: Frost\nlayers: [bed]\nsummary: It will freeze.\ntiming: novel\nregistered: 2030-01-02\n"
    "expected: {{value: {}, tolerance: 2%}}\noutcome: untested\n"
)


def git(folder: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "gardener" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "A change")


def write(atlas: Path, name: str, text: str) -> None:
    (atlas / "entries" / name).parent.mkdir(exist_ok=True)
    (atlas / "entries" / name).write_text(text)


@pytest.fixture
def kept(sound: Path) -> Path:
    """A sound atlas with a registered prediction, on a branch of its own that began where main stands."""
    write(sound, "predictions/frost.yaml", PREDICTION.format(3))
    git(sound, "init", "--quiet", "--initial-branch=main")
    commit(sound)
    git(sound, "checkout", "--quiet", "-b", "mine")
    return sound


def findings(kg: Kg, atlas: Path, *words: str) -> list[str]:
    """Findings of `kg check --since main`, as `path rule`."""
    outcome = kg("check", "--since", "main", "--format", "json", *words, atlas=atlas)
    found = json.loads(outcome.stdout)["findings"]
    assert outcome.exit_code == (1 if found else 0)
    return [f"{finding['path']} {finding['rule']}" for finding in found]


GONE = "entries/phenomena/dusk-hum.yaml removed-id"
REWRITTEN = "entries/predictions/frost.yaml rewritten-prediction"


def test_nothing_changed_is_nothing_found(kg: Kg, kept: Path) -> None:
    assert findings(kg, kept) == []
    write(kept, "phenomena/late-bloom.yaml", "title: Late bloom\nlayers: [bed]\nsummary: It blooms.\n")
    assert findings(kg, kept) == []


def test_an_entry_that_is_gone_needs_a_tombstone(kg: Kg, kept: Path) -> None:
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    assert findings(kg, kept) == [GONE]
    # Once committed it is gone all the same.
    commit(kept)
    assert findings(kg, kept) == [GONE]
    write(kept, "retired.yaml", "retired: [{id: phenomenon/dusk-hum, reason: nobody heard it}]\n")
    assert findings(kg, kept) == []


def test_the_help_says_what_to_write_for_an_entry_that_moved(kg: Kg, kept: Path) -> None:
    (kept / "entries/mechanisms").mkdir()
    (kept / "entries/phenomena/dusk-hum.yaml").rename(kept / "entries/mechanisms/dusk-hum.yaml")
    stdout = kg("check", "--since", "main", "--format", "concise", atlas=kept).stdout
    assert "'phenomenon/dusk-hum' is gone without a tombstone" in stdout
    assert "{id: phenomenon/dusk-hum, reason: ..., replaced_by: mechanism/dusk-hum}" in stdout


def test_a_registered_prediction_may_be_answered_but_not_rewritten(kg: Kg, kept: Path) -> None:
    write(kept, "predictions/frost.yaml", PREDICTION.format(4))
    assert findings(kg, kept) == [REWRITTEN]
    answered = PREDICTION.format(3).replace("untested", "confirmed") + "observed: {value: 3.01}\n"
    write(kept, "predictions/frost.yaml", answered)
    assert findings(kg, kept) == []


def test_without_since_no_change_is_judged(kg: Kg, kept: Path) -> None:
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    write(kept, "predictions/frost.yaml", PREDICTION.format(4))
    outcome = kg("check", atlas=kept)
    assert (outcome.exit_code, outcome.stdout) == (0, "")


def test_what_others_did_meanwhile_is_not_held_against_a_branch(kg: Kg, kept: Path) -> None:
    commit(kept)
    git(kept, "checkout", "--quiet", "main")
    write(kept, "phenomena/late-bloom.yaml", "title: Late bloom\nlayers: [bed]\nsummary: It blooms.\n")
    write(kept, "predictions/hail.yaml", PREDICTION.format(5))
    commit(kept)
    git(kept, "checkout", "--quiet", "mine")
    assert findings(kg, kept) == []
    # What the branch itself does is held against it still.
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    assert findings(kg, kept) == [GONE]


def test_paths_narrow_these_findings_too(kg: Kg, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kept)
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    write(kept, "predictions/frost.yaml", PREDICTION.format(4))
    assert findings(kg, kept) == [GONE, REWRITTEN]
    assert findings(kg, kept, "entries/predictions") == [REWRITTEN]
    assert findings(kg, kept, "entries/phenomena") == [GONE]
    assert findings(kg, kept, "entries/layers") == []


def test_other_findings_are_told_as_well(kg: Kg, kept: Path) -> None:
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    write(kept, "systems/shed.yaml", "title: Shed\nscale: toy\nsummary: A shed.\ncolour: red\n")
    assert findings(kg, kept) == [GONE, "entries/systems/shed.yaml unknown-field"]


def test_an_atlas_in_a_folder_of_the_repository_is_judged_by_itself(kg: Kg, tmp_path: Path, kept: Path) -> None:
    (tmp_path / "whole").mkdir()
    git(tmp_path / "whole", "init", "--quiet", "--initial-branch=main")
    inner = tmp_path / "whole/gardens/mine"
    inner.parent.mkdir()
    (kept / ".git").rename(tmp_path / "aside")
    kept.rename(inner)
    (tmp_path / "whole/entries/phenomena").mkdir(parents=True)
    (tmp_path / "whole/entries/phenomena/of-others.yaml").write_text("title: Of others\n")
    commit(tmp_path / "whole")
    assert findings(kg, inner) == []
    (inner / "entries/phenomena/dusk-hum.yaml").unlink()
    assert findings(kg, inner) == [GONE]


def test_no_file_is_touched(kg: Kg, kept: Path) -> None:
    (kept / "entries/phenomena/dusk-hum.yaml").unlink()
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in kept.rglob("*") if path.is_file()}
    assert findings(kg, kept) == [GONE]
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in kept.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["gone", "", "--output=shouted", "HEAD^{tree}", "HEAD~99", "^main", "main..mine"])
def test_a_revision_that_is_not_there_is_no_reason_to_judge_less(kg: Kg, kept: Path, name: str) -> None:
    outcome = kg("check", f"--since={name}", atlas=kept)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"kg: no revision {name!r}")
    assert not (kept / "shouted").exists()


def test_a_history_without_a_common_commit_is_said_so(kg: Kg, kept: Path) -> None:
    git(kept, "checkout", "--quiet", "--orphan", "island")
    # Else it would be, second for second, the same first commit.
    write(kept, "phenomena/late-bloom.yaml", "title: Late bloom\nlayers: [bed]\nsummary: It blooms.\n")
    commit(kept)
    outcome = kg("check", "--since", "main", atlas=kept)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "kg: 'main' and 'HEAD' have no common commit here (fetch more of the history)\n"


def test_an_atlas_without_history_is_the_environments_fault(kg: Kg, sound: Path) -> None:
    outcome = kg("check", "--since", "main", atlas=sound)
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert "is not in a Git repository" in outcome.stderr
