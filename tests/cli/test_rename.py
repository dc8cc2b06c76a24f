from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import catalogue
from kg.settings import Atlas

Kg = Callable[..., Any]


@pytest.fixture
def garden(toy: Path, tmp_path: Path) -> Path:
    shutil.copytree(toy, tmp_path / "garden")
    return tmp_path / "garden"


def files(atlas: Path) -> dict[str, bytes]:
    return {p.relative_to(atlas).as_posix(): p.read_bytes() for p in sorted(atlas.rglob("*")) if p.is_file()}


TOY_IDS = sorted(catalogue.load(Atlas(Path(__file__).parents[1] / "toy")).records)


@pytest.mark.parametrize("old", TOY_IDS)
def test_any_entry_can_be_renamed_and_the_check_passes_as_before(kg: Kg, garden: Path, old: str) -> None:
    before = catalogue.load(Atlas(garden))
    outcome = kg("rename", old, "another-name", atlas=garden)
    assert outcome.exit_code == 0, outcome.output
    new = f"{old.partition('/')[0]}/another-name"
    after = catalogue.load(Atlas(garden))
    assert kg("check", "--strict", atlas=garden).exit_code == 0
    assert after.ids == (before.ids - {old}) | {new}
    assert after.retired[old].replaced_by == new
    assert [reference.target for _, reference in after.references] == [
        new if target == old else target
        for record in after.records.values()
        for target in [
            reference.target
            for other, reference in before.references
            if other.id == (old if record.id == new else record.id)
        ]
    ]


def test_only_the_ids_change_and_every_other_character_stays(kg: Kg, sound: Path) -> None:
    path = sound / "entries/phenomena/late-bloom.yaml"
    text = (
        "title:   'Late bloom'   # see [[phenomenon/dusk-hum]]\nlayers: [bed]\n"
        "summary: >\n  As [[phenomenon/dusk-hum]], or [[phenomenon/dusk-hum|the\n  hum]].\n"
        "links:\n   bears_on: [ 'phenomenon/dusk-hum', \"layer/bed\" ]\n"
    )
    path.write_text(text)
    outcome = kg("rename", "dusk-hum", "night-hum", atlas=sound)
    assert outcome.exit_code == 0, outcome.output
    assert path.read_text() == text.replace("phenomenon/dusk-hum", "phenomenon/night-hum")
    assert outcome.stdout == (
        "+ entries/phenomena/night-hum.yaml\n~ entries/phenomena/late-bloom.yaml\n"
        "+ entries/retired.yaml\n- entries/phenomena/dusk-hum.yaml\n"
    )
    assert (sound / "entries/retired.yaml").read_text() == (
        "retired:\n  - {id: phenomenon/dusk-hum, reason: renamed, replaced_by: phenomenon/night-hum}\n"
    )


def test_layers_are_named_without_their_kind_and_stay_so(kg: Kg, sound: Path) -> None:
    assert kg("rename", "layer/bed", "layer/soil", atlas=sound).exit_code == 0
    assert "layers: [soil]" in (sound / "entries/phenomena/dusk-hum.yaml").read_text()
    assert kg("check", atlas=sound).exit_code == 0


def test_older_tombstones_lead_to_the_new_name_and_their_comments_stay(kg: Kg, sound: Path) -> None:
    grave = sound / "entries/retired.yaml"
    grave.write_text(
        "# gone\nretired:\n- id: phenomenon/hum  # first\n  reason: 'a: b'\n  replaced_by: phenomenon/dusk-hum\n"
    )
    assert kg("rename", "dusk-hum", "night-hum", atlas=sound).exit_code == 0
    assert grave.read_text() == (
        "# gone\nretired:\n  - id: phenomenon/hum  # first\n    reason: 'a: b'\n    replaced_by: phenomenon/night-hum\n"
        "  - {id: phenomenon/dusk-hum, reason: renamed, replaced_by: phenomenon/night-hum}\n"
    )
    assert kg("rename", "night-hum", "hum-at-night", atlas=sound).exit_code == 0
    retired = catalogue.load(Atlas(sound)).retired
    assert {grave.replaced_by for grave in retired.values()} == {"phenomenon/hum-at-night"}
    assert len(retired) == 3


@pytest.mark.parametrize("empty", ["retired: []\n", "retired: [{id: layer/old,\n  reason: gone}]\n"])
def test_a_list_of_tombstones_in_brackets_can_be_added_to(kg: Kg, sound: Path, empty: str) -> None:
    (sound / "entries/retired.yaml").write_text(empty)
    assert kg("rename", "dusk-hum", "night-hum", atlas=sound).exit_code == 0
    assert "phenomenon/dusk-hum" in catalogue.load(Atlas(sound)).retired


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("dusk-hum", "dusk-hum", "there already"),
        ("dusk-hum", "Dusk Hum", "cannot be the name"),
        ("dusk-hum", "theory/hum", "cannot become a theory"),
        ("dusk-hum", "../hum", "cannot become"),
        ("dusk-humm", "hum", "did you mean"),
        ("phenomenon/old", "hum", "was retired"),
        ("dusk-hum", "old", "was retired"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_changes(
    kg: Kg, sound: Path, old: str, new: str, words: str
) -> None:
    (sound / "entries/retired.yaml").write_text("retired:\n  - {id: phenomenon/old, reason: gone}\n")
    before = files(sound)
    outcome = kg("rename", old, new, atlas=sound)
    assert outcome.exit_code == 1
    assert words in outcome.stderr
    assert files(sound) == before


def test_a_file_with_errors_that_may_name_the_entry_is_mended_first(kg: Kg, sound: Path) -> None:
    (sound / "entries/phenomena/broken.yaml").write_text("title: [[phenomenon/dusk-hum\n")
    before = files(sound)
    outcome = kg("rename", "dusk-hum", "night-hum", atlas=sound)
    assert outcome.exit_code == 1
    assert "entries/phenomena/broken.yaml has errors and may name" in outcome.stderr
    assert files(sound) == before


def test_a_killed_rename_is_finished_by_the_next_run(kg: Kg, garden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        # As if the process ended in the middle: neither the rest nor the way back is done.
        patch.setattr("kg.edits.transaction._apply", killed)
        patch.setattr("kg.edits.transaction._undo", lambda *_: None)
        with pytest.raises(Killed):
            kg("rename", "phenomenon/late-bloom", "bloom-at-last", atlas=garden)
    assert "an edit was cut off" in kg("check", atlas=garden).stderr
    outcome = kg("fmt", atlas=garden)
    assert "an earlier run was cut off; finished now: " in outcome.stderr
    assert kg("check", "--strict", atlas=garden).exit_code == 0
    assert "phenomenon/bloom-at-last" in catalogue.load(Atlas(garden)).ids
    assert not [path for path in garden.rglob(".*") if path.is_file()]


def test_a_page_written_by_hand_that_names_the_entry_is_left_and_said(kg: Kg, sound: Path) -> None:
    page = sound / "site/pages/about.md"
    page.parent.mkdir(parents=True)
    page.write_text("See [[phenomenon/dusk-hum|the hum]].\n")
    outcome = kg("rename", "dusk-hum", "night-hum", atlas=sound)
    assert "site/pages/about.md still names it" in outcome.stderr
    assert page.read_text() == "See [[phenomenon/dusk-hum|the hum]].\n"
