from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Kg = Callable[..., Any]


def git(folder: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "gardener" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True)


@pytest.fixture
def changed(sound: Path) -> Path:
    """One revision with two sound entries, and since then a theory that explains one of them."""
    git(sound, "init", "--quiet", "--initial-branch=main")
    git(sound, "add", ".")
    git(sound, "commit", "--quiet", "-m", "Begin")
    (sound / "entries/theories").mkdir()
    (sound / "entries/theories/slow-root.yaml").write_text(
        "title: Slow root <b>@you</b>\nlayers: [bed]\nsummary: It grows.\nlinks: {explains: [phenomenon/dusk-hum]}\n"
    )
    return sound


def test_what_came_since_the_last_revision_is_told_by_meaning(kg: Kg, changed: Path) -> None:
    outcome = kg("diff", atlas=changed)
    assert outcome.exit_code == 0
    assert "+ theory/slow-root" in outcome.stdout
    assert "phenomenon/dusk-hum" in outcome.stdout
    found = json.loads(kg("diff", "--format", "json", atlas=changed).stdout)
    assert [(change["sign"], change["about"]) for change in found["entries"]] == [("+", "theory/slow-root")]
    assert len(found["links"]) == 1
    # The phenomenon is explained now, and the new theory lacks a mechanism.
    assert {(change["sign"], change["about"]) for change in found["gaps"]} == {
        ("-", "phenomenon/dusk-hum"),
        ("+", "theory/slow-root"),
    }


def test_an_atlas_without_changes_says_so(kg: Kg, changed: Path) -> None:
    git(changed, "add", ".")
    git(changed, "commit", "--quiet", "-m", "Explain")
    assert kg("diff", atlas=changed).stdout == "nothing changed in what the entries say\n"
    between = kg("diff", "HEAD~1", "HEAD", atlas=changed).stdout
    assert "+ theory/slow-root" in between
    back = json.loads(kg("diff", "HEAD", "HEAD~1", "--format", "json", atlas=changed).stdout)
    assert [(change["sign"], change["about"]) for change in back["entries"]] == [("-", "theory/slow-root")]


def test_words_of_contributors_are_harmless_in_markdown(kg: Kg, changed: Path) -> None:
    stdout = kg("diff", "--format", "markdown", atlas=changed).stdout
    assert stdout.startswith("### What this change means\n")
    assert "<b>" not in stdout
    assert "@you" not in stdout
    assert "&lt;b&gt;&#64;you&lt;/b&gt;" in stdout


def test_a_revision_that_is_not_there_and_a_folder_without_history_end_without_a_traceback(
    kg: Kg, changed: Path, tmp_path: Path
) -> None:
    for revision in ("gone", "--output=x", "HEAD~99"):
        outcome = kg("diff", "--", revision, atlas=changed)
        assert outcome.exit_code in (1, 2, 3), revision
        assert outcome.stderr.startswith("kg: "), revision
        assert outcome.stdout == "", revision
    (tmp_path / "bare/entries").mkdir(parents=True)
    assert kg("diff", atlas=tmp_path / "bare").exit_code == 3
