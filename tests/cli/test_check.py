from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Kg = Callable[..., Any]

# The two errors of the atlas `broken`, as `file:line:column: error[rule]`.
PLACES = [
    "entries/gnomes/one.yaml:1:1: error[misplaced-file]",
    "entries/phenomena/late-bloom.yaml:1:1: error[missing-field]",
    "entries/phenomena/late-bloom.yaml:3:1: error[unknown-field]",
]


def test_a_sound_atlas_has_nothing_on_stdout_and_leaves_with_0(kg: Kg, sound: Path) -> None:
    outcome = kg("check", atlas=sound)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, "", "2 files: no findings\n")
    assert kg("check").exit_code == 0


def test_findings_go_to_stdout_the_count_to_stderr_and_the_code_is_1(kg: Kg, broken: Path) -> None:
    outcome = kg("check", "--format", "concise", atlas=broken)
    assert outcome.exit_code == 1
    assert [line.partition("] ")[0] + "]" for line in outcome.stdout.splitlines()] == PLACES
    assert outcome.stderr == "4 files: 3 errors\n"


def test_the_full_format_is_the_default_and_shows_the_line_with_help(kg: Kg, broken: Path) -> None:
    outcome = kg("check", atlas=broken)
    assert outcome.stdout == kg("check", "--format", "full", atlas=broken).stdout
    assert "3 | sumary: It blooms late.\n  | ^^^^^^\n  = help: did you mean 'summary'?\n" in outcome.stdout


def test_the_json_format_is_one_object_with_places_and_help(kg: Kg, broken: Path) -> None:
    outcome = kg("check", "--format", "json", atlas=broken)
    assert outcome.exit_code == 1
    found = json.loads(outcome.stdout)
    assert found["version"] == 1
    (slip,) = [finding for finding in found["findings"] if finding["rule"] == "unknown-field"]
    assert slip == {
        "rule": "unknown-field",
        "severity": "error",
        "path": "entries/phenomena/late-bloom.yaml",
        "line": 3,
        "column": 1,
        "end_line": 3,
        "end_column": 7,
        "message": "unknown field 'sumary'",
        "help": "did you mean 'summary'?",
        "notes": [],
    }


def test_the_json_of_a_sound_atlas_is_an_empty_list(kg: Kg, sound: Path) -> None:
    assert json.loads(kg("check", "--format", "json", atlas=sound).stdout) == {"version": 1, "findings": []}


def test_the_github_format_is_one_command_per_finding(kg: Kg, broken: Path) -> None:
    lines = kg("check", "--format", "github", atlas=broken).stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("::error file=entries/") for line in lines)


@pytest.fixture
def marked(sound: Path) -> Path:
    """A sound atlas with a warning: one file begins with a byte order mark."""
    path = sound / "entries/phenomena/dusk-hum.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return sound


def test_a_warning_is_printed_and_leaves_with_0_unless_strict(kg: Kg, marked: Path) -> None:
    outcome = kg("check", "--format", "concise", atlas=marked)
    assert outcome.exit_code == 0
    assert "dusk-hum.yaml:1:1: warning[byte-order-mark]" in outcome.stdout
    assert outcome.stderr == "2 files: 1 warning\n"
    strict = kg("check", "--format", "concise", "--strict", atlas=marked)
    assert strict.exit_code == 1
    assert strict.stdout == outcome.stdout


def test_paths_narrow_what_is_printed_and_what_counts(kg: Kg, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken)

    def places(*paths: str) -> list[str]:
        lines = kg("check", "--format", "concise", *paths, atlas=None).stdout.splitlines()
        return [line.partition("] ")[0] + "]" for line in lines]

    assert places("entries/phenomena/late-bloom.yaml") == places("entries/phenomena") == PLACES[1:]
    assert places("entries/gnomes") == PLACES[:1]
    assert places("entries/gnomes", "entries/phenomena") == places(".") == places("entries") == PLACES
    assert kg("check", "entries/phenomena/dusk-hum.yaml", atlas=None).exit_code == 0


def test_a_folder_whose_name_only_begins_alike_is_not_meant(
    kg: Kg, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(broken)
    (broken / "entries/gnome").mkdir()
    (broken / "entries/gnome/two.yaml").write_text("title: Two\n")
    stdout = kg("check", "--format", "concise", "entries/gnome", atlas=None).stdout
    assert "gnome/two.yaml" in stdout
    assert "gnomes" not in stdout


def test_a_path_is_read_from_the_folder_one_stands_in(kg: Kg, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken / "entries/phenomena")
    stdout = kg("check", "--format", "concise", "late-bloom.yaml", atlas=None).stdout
    assert stdout.startswith("entries/phenomena/late-bloom.yaml:1:1: error")


def test_a_path_that_is_not_there_or_not_in_the_atlas_is_the_environments_fault(
    kg: Kg, sound: Path, tmp_path: Path
) -> None:
    missing = kg("check", "entries/phenomena/gone.yaml", atlas=sound)
    assert missing.exit_code == 3
    assert "no file or folder 'entries/phenomena/gone.yaml'" in missing.stderr
    outside = kg("check", str(tmp_path), atlas=sound)
    assert outside.exit_code == 3
    assert "is not in the atlas" in outside.stderr


def test_links_to_files_that_are_not_named_are_followed_all_the_same(
    kg: Kg, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sound)
    (sound / "entries/phenomena/late-bloom.yaml").write_text(
        "title: Late bloom\nlayers: [bed]\nsummary: It blooms.\nlinks: {bears_on: [phenomenon/dusk-hum, theory/none]}\n"
    )
    stdout = kg("check", "--format", "concise", "entries/phenomena/late-bloom.yaml", atlas=None).stdout
    assert stdout.count("error") == 1
    assert "no entry 'theory/none'" in stdout


def test_an_atlas_without_entries_is_a_finding(kg: Kg, atlas_of: Callable[..., Path]) -> None:
    outcome = kg("check", "--format", "concise", atlas=atlas_of({}))
    assert outcome.exit_code == 1
    assert outcome.stdout.startswith("entries:1:1: error[empty-atlas]")
