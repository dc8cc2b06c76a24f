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


def test_an_entry_that_nobody_names_leaves_a_tombstone(kg: Kg, sound: Path) -> None:
    outcome = kg("retire", "dusk-hum", "--reason", "it was: a fridge, [sic]", atlas=sound)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout == "+ entries/retired.yaml\n- entries/phenomena/dusk-hum.yaml\n"
    loaded = catalogue.load(Atlas(sound))
    assert loaded.retired["phenomenon/dusk-hum"].reason == "it was: a fridge, [sic]"
    assert loaded.retired["phenomenon/dusk-hum"].replaced_by is None
    assert kg("check", "--strict", atlas=sound).exit_code == 0


def test_an_entry_that_others_name_stays_and_they_are_listed(kg: Kg, garden: Path) -> None:
    before = files(garden)
    outcome = kg("retire", "theory/slow-root", "--reason", "gone", atlas=garden)
    assert outcome.exit_code == 1
    assert "entries/phenomena/late-bloom.yaml:" in outcome.stdout
    assert "--replaced-by ID --repoint" in outcome.stderr
    assert files(garden) == before


def test_references_are_pointed_at_the_replacement(kg: Kg, sound: Path) -> None:
    for name in ("one", "two"):
        (sound / f"entries/phenomena/{name}.yaml").write_text(
            f"title: {name} hum\nlayers: [bed]\nsummary: It is {name}.\n"
        )
    path = sound / "entries/phenomena/three.yaml"
    path.write_text(
        "title: Three\nlayers: [bed]\nsummary: See [[phenomenon/one]].\nlinks: {bears_on: [phenomenon/one]}\n"
    )
    words = ("retire", "phenomenon/one", "--replaced-by", "two", "--reason", "the same", "--repoint")
    outcome = kg(*words, atlas=sound)
    assert outcome.exit_code == 0, outcome.output
    assert path.read_text() == (
        "title: Three\nlayers: [bed]\nsummary: See [[phenomenon/two]].\nlinks: {bears_on: [phenomenon/two]}\n"
    )
    assert catalogue.load(Atlas(sound)).retired["phenomenon/one"].replaced_by == "phenomenon/two"
    assert kg("check", atlas=sound).exit_code == 0


def test_a_fault_that_would_arise_is_shown_and_nothing_changes(kg: Kg, sound: Path) -> None:
    (sound / "entries/phenomena/one.yaml").write_text("title: One\nlayers: [bed]\nsummary: It is one.\n")
    (sound / "entries/phenomena/two.yaml").write_text(
        "title: Two\nlayers: [bed]\nsummary: Two of it.\nlinks: {specialises: [phenomenon/one]}\n"
    )
    before = files(sound)
    words = ("retire", "phenomenon/one", "--replaced-by", "two", "--reason", "the same", "--repoint")
    outcome = kg(*words, atlas=sound)
    assert outcome.exit_code == 1
    assert "error[self-link]" in outcome.stdout
    assert "nothing was written" in outcome.stderr
    assert files(sound) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("dusk-hum",), 2),
        (("dusk-hum", "--reason", "x", "--repoint"), 2),
        (("dusk-hum", "--reason", "  "), 1),
        (("dusk-hum", "--reason", "x", "--replaced-by", "dusk-hum"), 1),
        (("dusk-hum", "--reason", "x", "--replaced-by", "theory/none"), 1),
        (("dusk-hum", "--reason", "hidden \u202e turn"), 1),
        (("none", "--reason", "x"), 1),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_changes(
    kg: Kg, sound: Path, words: tuple[str, ...], code: int
) -> None:
    before = files(sound)
    outcome = kg("retire", *words, atlas=sound)
    assert outcome.exit_code == code
    assert files(sound) == before


def test_an_id_that_was_retired_is_never_used_again(kg: Kg, sound: Path) -> None:
    kg("retire", "dusk-hum", "--reason", "gone", atlas=sound)
    assert kg("new", "phenomenon", "dusk-hum", atlas=sound).exit_code == 1
    assert "was retired: gone" in kg("retire", "phenomenon/dusk-hum", "--reason", "again", atlas=sound).stderr
