from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.schema.kinds import kinds

Kg = Callable[..., Any]

# What has to be said about an entry of a kind beyond replacing its capitals: line of the blank to line of the entry.
SAID = {
    "paper": {
        "issued: TEXT": "issued: 2031-05",
        "# identifiers: {arxiv: TEXT, doi: TEXT}": "identifiers: {doi: 10.5555/blank.1}",
        "authors: [TEXT]": "authors: ['Moss, Ada']",
    },
    "path": {"steps: [{entry: kind/NAME, why: TEXT}]": "steps: [{entry: layer/bed, why: It comes first.}]"},
    "prediction": {
        "outcome: CHOOSE  # one of: confirmed, refuted, mixed, ambiguous, untested": "outcome: untested",
        "expected: {value: 1.0, tolerance: 1.0}": "expected: {value: 3, tolerance: 2%}",
    },
}


def findings(kg: Kg, atlas: Path) -> list[str]:
    return kg("check", "--format", "concise", atlas=atlas).stdout.splitlines()  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", tuple(kinds()))
def test_a_blank_lies_in_the_folder_of_its_kind_and_is_sound_once_filled_in(kg: Kg, sound: Path, kind: str) -> None:
    outcome = kg("new", kind, "slow-root", atlas=sound)
    assert outcome.exit_code == 0
    assert outcome.stdout == f"entries/{kinds()[kind].folder}/slow-root.yaml\n"
    assert outcome.stderr == "fill it in, then run `kg check`\n"
    path = sound / outcome.stdout.strip()
    text = path.read_text()
    assert "title: Slow root\n" in text
    for blank, line in SAID.get(kind, {}).items():
        assert text.count(blank) == 1, blank
        text = text.replace(blank, line)
    text = text.replace("layers: [NAME]", "layers: [bed]").replace("ONE OR TWO PLAIN SENTENCES", "It grows slowly.")
    text = re.sub(r"CHOOSE  # one of: (\S+?)(?:,.*)?$", r"\1", text, flags=re.MULTILINE)
    path.write_text(text)
    assert findings(kg, sound) == []


@pytest.mark.parametrize("kind", tuple(kinds()))
def test_a_blank_left_as_it_is_yields_findings_that_say_what_to_write(kg: Kg, sound: Path, kind: str) -> None:
    path = kg("new", kind, "slow-root", atlas=sound).stdout.strip()
    found = findings(kg, sound)
    assert found
    for line in found:
        assert line.startswith(f"{path}:")
        # Each points at a line that somebody has to write, and offers what to put there.
        number = int(line.split(":")[1])
        text = (sound / path).read_text().splitlines()[number - 1]
        assert re.search(r"[A-Z]{4}|summary: >|outcome: ", text), line
        assert line.endswith(")"), line


def test_every_placeholder_is_named_even_inside_a_list(kg: Kg, sound: Path) -> None:
    path = sound / kg("new", "paper", "slow-root", atlas=sound).stdout.strip()
    text = path.read_text().replace("issued: TEXT", "issued: 2031")
    path.write_text(text.replace("# identifiers: {arxiv: TEXT, doi: TEXT}", "identifiers: {doi: 10.5555/blank.1}"))
    found = findings(kg, sound)
    assert [re.sub(r".*error\[([a-z-]+)\] field '(\w+)'.*", r"\1 \2", line) for line in found] == [
        "unfilled-blank authors",
        "unfilled-blank summary",
    ]


def test_the_title_may_be_given_and_is_quoted_where_yaml_needs_it(kg: Kg, sound: Path) -> None:
    for name, title in (
        ("one", "Slow: root"),
        ("two", "'Quoted' title"),
        ("three", "null"),
        ("four", "true"),
        ("five", "- a list"),
        ("six", "#1 root"),
        ("seven", "2031"),
        ("eight", "Wurzel größer"),
    ):
        path = sound / kg("new", "theory", name, "--title", title, atlas=sound).stdout.strip()
        text = path.read_text().replace("[NAME]", "[bed]").replace("ONE OR TWO PLAIN SENTENCES", f"{name} {name}.")
        path.write_text(text)
        assert kg("show", name, atlas=sound).stdout.splitlines()[0] == title


# What is refused, and leaves nothing behind.


def files(atlas: Path) -> dict[str, bytes]:
    return {
        path.relative_to(atlas).as_posix(): path.read_bytes() for path in sorted(atlas.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Slow Root", "'slow-root'"),
        ("slow_root", "'slow-root'"),
        ("Größe", "'grosse'"),
        ("../escape", "'escape'"),
        ("sub/root", "'sub-root'"),
        ("-root", None),
        ("root.yaml", "'root-yaml'"),
        ("", ""),
        ("é", "'e'"),
        ("庭", ""),
        ("con", "'con-1'"),
        ("r" * 80, f"'{'r' * 79}'"),
    ],
)
def test_a_name_that_cannot_be_an_id_is_refused_with_a_better_one(
    kg: Kg, sound: Path, name: str, better: str | None
) -> None:
    before = files(sound)
    outcome = kg("new", "theory", name, atlas=sound)
    assert outcome.stdout == ""
    assert files(sound) == before
    if better is None:
        # A name that begins with a hyphen reads as an option.
        assert outcome.exit_code == 2
        return
    assert outcome.exit_code == 1
    assert f"{name!r} cannot be the name of an entry" in outcome.stderr
    assert (f"such as {better}" if better else "small letters, digits and hyphens, at most 79)") in outcome.stderr


def test_an_entry_that_is_there_is_never_written_over(kg: Kg, sound: Path) -> None:
    before = files(sound)
    outcome = kg("new", "phenomenon", "dusk-hum", atlas=sound)
    assert outcome.exit_code == 1
    assert "'phenomenon/dusk-hum' is there already" in outcome.stderr
    assert files(sound) == before


def test_an_entry_in_a_folder_below_counts_as_there(kg: Kg, sound: Path) -> None:
    below = sound / "entries/phenomena/evening"
    below.mkdir()
    (sound / "entries/phenomena/dusk-hum.yaml").rename(below / "dusk-hum.yaml")
    before = files(sound)
    assert kg("new", "phenomenon", "dusk-hum", atlas=sound).exit_code == 1
    assert files(sound) == before


def test_an_entry_whose_file_is_broken_is_not_written_over(kg: Kg, broken: Path) -> None:
    before = files(broken)
    assert kg("new", "phenomenon", "late-bloom", atlas=broken).exit_code == 1
    assert files(broken) == before


def test_a_retired_id_is_never_used_again(kg: Kg, sound: Path) -> None:
    (sound / "entries/retired.yaml").write_text("retired: [{id: theory/slow-root, reason: it was wrong}]\n")
    before = files(sound)
    outcome = kg("new", "theory", "slow-root", atlas=sound)
    assert outcome.exit_code == 1
    assert "'theory/slow-root' was retired, and ids are never used again" in outcome.stderr
    assert files(sound) == before


def test_nothing_is_written_behind_a_link(kg: Kg, sound: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (sound / "entries/theories").symlink_to(elsewhere)
    outcome = kg("new", "theory", "slow-root", atlas=sound)
    assert outcome.exit_code == 1
    assert "is a link or leads out of the atlas" in outcome.stderr
    assert list(elsewhere.iterdir()) == []


def test_an_unknown_kind_and_a_missing_name_are_wrong_usage(kg: Kg, sound: Path) -> None:
    before = files(sound)
    assert kg("new", "gnome", "one", atlas=sound).exit_code == 2
    assert kg("new", "theory", atlas=sound).exit_code == 2
    assert files(sound) == before


def test_where_there_is_no_atlas_nothing_is_written(kg: Kg, tmp_path: Path) -> None:
    assert kg("new", "theory", "slow-root", atlas=tmp_path).exit_code == 3
    assert list(tmp_path.iterdir()) == []


# From a gap.


def test_a_blank_made_from_a_gap_closes_it_once_filled_in(kg: Kg, sound: Path) -> None:
    gap = "unexplained-phenomenon:phenomenon/dusk-hum"
    assert gap in kg("gaps", "--ids", atlas=sound).stdout
    outcome = kg("new", "theory", "slow-root", "--from-gap", gap, atlas=sound)
    assert outcome.exit_code == 0
    path = sound / outcome.stdout.strip()
    text = path.read_text().replace("[NAME]", "[bed]").replace("ONE OR TWO PLAIN SENTENCES", "It grows slowly.")
    path.write_text(text)
    assert findings(kg, sound) == []
    assert gap not in kg("gaps", "--ids", atlas=sound).stdout


def test_an_unknown_gap_or_one_that_the_kind_does_not_close_is_refused(kg: Kg, sound: Path) -> None:
    before = files(sound)
    unknown = kg("new", "theory", "one", "--from-gap", "unexplained-phenomenon:phenomenon/dusk-hun", atlas=sound)
    assert unknown.exit_code == 1
    assert "did you mean 'unexplained-phenomenon:phenomenon/dusk-hum'?" in unknown.stderr
    wrong = kg("new", "paper", "one", "--from-gap", "unexplained-phenomenon:phenomenon/dusk-hum", atlas=sound)
    assert wrong.exit_code == 1
    assert "an entry of kind paper does not close this gap" in wrong.stderr
    assert files(sound) == before


@pytest.mark.parametrize(
    ("typed", "said"), [("papers", "did you mean 'paper'?"), ("fenomenon", "did you mean 'phenomenon'?")]
)
def test_a_kind_that_is_none_is_answered_with_the_nearest(kg: Kg, typed: str, said: str) -> None:
    answer = kg("new", typed, "late")
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_the_usage_names_a_kind_by_one_word_and_lists_them_below(kg: Kg) -> None:
    help = kg("new", "--help").stdout
    assert "kg new [OPTIONS] KIND NAME" in help
    assert "KIND is one of: layer, mechanism, method, paper, path, phenomenon" in " ".join(help.split())
