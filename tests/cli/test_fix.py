from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.edits.likeness import only_one_meant

Kg = Callable[..., Any]

HEAD = "title: Late bloom\nlayers: [bed]\nsummary: It blooms late.\n"
PAPER = "title: On hums\nauthors: ['Moss, Ada']\nissued: 2031\nsummary: It hums.\nidentifiers: {%s}\n"


def mended(kg: Kg, atlas: Path, name: str, text: str) -> tuple[str, Any]:
    """A file after `kg check --fix`, and what that said."""
    path = atlas / "entries" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    outcome = kg("check", "--fix", "--format", "concise", atlas=atlas)
    return path.read_bytes().decode("utf-8"), outcome


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("phenomena/late-bloom.yaml", HEAD.replace("summary", "sumary"), HEAD),
        (
            "phenomena/late-bloom.yaml",
            HEAD + "links:\n  observd_in: []\n  bears_on: ['phenomenon/dusk-humm'] # c\n",
            HEAD + "links:\n  observed_in: []\n  bears_on: ['phenomenon/dusk-hum'] # c\n",
        ),
        (
            "phenomena/late-bloom.yaml",
            HEAD + "links: {bears_on: [{to: phenomena/dusk-hum, standing: suported, note: suported}]}\n",
            HEAD + "links: {bears_on: [{to: phenomenon/dusk-hum, standing: supported, note: suported}]}\n",
        ),
        ("phenomena/late-bloom.yaml", HEAD.replace("[bed]", "[layers/bed]"), HEAD.replace("[bed]", "[layer/bed]")),
        ("papers/a.yaml", PAPER % "arxiv: 'arXiv:1912.02292v3'", PAPER % "arxiv: '1912.02292'"),
        ("papers/a.yaml", PAPER % "arxiv: 'https://arxiv.org/pdf/1912.02292v3.pdf'", PAPER % "arxiv: '1912.02292'"),
        ("papers/a.yaml", PAPER % "doi: https://doi.org/10.5555/Ab.1", PAPER % "doi: 10.5555/Ab.1"),
        ("papers/a.yaml", PAPER % "doi: 'doi: 10.5555/a.1'", PAPER % "doi: '10.5555/a.1'"),
        (
            "systems/two.yaml",
            "title: Two\nsummary: Two of them.\nscale: Toy\n",
            "title: Two\nsummary: Two of them.\nscale: toy\n",
        ),
        ("phenomena/late-bloom.yaml", "\ufeff" + HEAD, HEAD),
        (
            "phenomena/late-bloom.yaml",
            HEAD + "links:\n  bears_on:\n    - phenomenon/dusk-hum\n    - phenomenon/dusk-hum\n",
            HEAD + "links:\n  bears_on:\n    - phenomenon/dusk-hum\n",
        ),
        (
            "phenomena/late-bloom.yaml",
            HEAD + "links:\n  bears_on: [phenomenon/dusk-hum, layer/bed, phenomenon/dusk-hum]\n",
            HEAD + "links:\n  bears_on: [phenomenon/dusk-hum, layer/bed]\n",
        ),
        (
            "phenomena/late-bloom.yaml",
            HEAD + "links:\n  bears_on:\n" + "    - to: layer/bed\n      note: so\n" * 3 + "tags: [a]\n",
            HEAD + "links:\n  bears_on:\n    - to: layer/bed\n      note: so\ntags: [a]\n",
        ),
    ],
)
def test_a_slip_with_one_meaning_is_mended_and_said(kg: Kg, sound: Path, name: str, before: str, after: str) -> None:
    text, outcome = mended(kg, sound, name, before)
    assert text == after
    assert f"entries/{name}:" in outcome.stderr
    assert ": fixed: " in outcome.stderr


@pytest.mark.parametrize(
    "text",
    [
        # Two are near, or none near enough.
        HEAD + "links: {bears_on: [phenomenon/hum-a]}\n",
        HEAD + "links: {bears_on: [phenomenon/dsk-hm]}\n",
        # A number makes another name.
        HEAD + "links: {bears_on: [phenomenon/long-enough-name-2024]}\n",
        # The first letter too.
        HEAD + "links: {bears_on: [phenomenon/atypical-humming]}\n",
        # Prose is never touched, whatever it says.
        HEAD + "body: See [[phenomena/dusk-hum]] and [[phenomenon/dusk-humm]].\n",
        # The right word is there already.
        HEAD + "sumary: It blooms.\n",
        # Not the same words, or a comment would go.
        HEAD + "links:\n  bears_on:\n    - phenomenon/dusk-hum\n    - {to: phenomenon/dusk-hum, note: so}\n",
        HEAD + "links:\n  bears_on:\n    - phenomenon/dusk-hum\n    - phenomenon/dusk-hum  # why twice\n",
        # A file that is not YAML.
        "title: [\n",
    ],
)
def test_what_is_not_sure_stays_a_finding(kg: Kg, sound: Path, text: str) -> None:
    for name in ("hum-ab", "hum-ac", "long-enough-name-2023", "typical-humming"):
        (sound / f"entries/phenomena/{name}.yaml").write_text(f"title: {name}\nlayers: [bed]\nsummary: It is {name}.\n")
    after, outcome = mended(kg, sound, "phenomena/late-bloom.yaml", text)
    assert after == text
    assert "fixed" not in outcome.stderr
    assert "entries/phenomena/late-bloom.yaml:" in outcome.stdout
    assert outcome.exit_code == 1


def test_one_mend_brings_the_next_to_light(kg: Kg, sound: Path) -> None:
    text = HEAD.replace("summary", "sumary") + "links: {bears_on: [phenomena/dusk-hum]}\n"
    after, outcome = mended(kg, sound, "phenomena/late-bloom.yaml", text)
    assert after == HEAD + "links: {bears_on: [phenomenon/dusk-hum]}\n"
    assert outcome.stderr.count("fixed") == 2
    assert outcome.exit_code == 0


def test_a_file_that_ends_in_yml_gets_its_name(kg: Kg, sound: Path) -> None:
    (sound / "entries/phenomena/one.yml").write_text(HEAD)
    (sound / "entries/phenomena/dusk-hum.yml").write_text(HEAD)
    outcome = kg("check", "--fix", "--format", "concise", atlas=sound)
    assert (sound / "entries/phenomena/one.yaml").read_text() == HEAD
    assert not (sound / "entries/phenomena/one.yml").exists()
    assert (sound / "entries/phenomena/dusk-hum.yml").exists()
    assert "entries/phenomena/dusk-hum.yml" in outcome.stdout
    assert outcome.stderr.count("fixed") == 1


def test_only_the_files_named_are_mended(kg: Kg, sound: Path) -> None:
    for name in ("one", "two"):
        (sound / f"entries/phenomena/{name}.yaml").write_text(HEAD.replace("summary", "sumary").replace("Late", name))
    kg("check", "--fix", str(sound / "entries/phenomena/one.yaml"), atlas=sound)
    assert "summary" in (sound / "entries/phenomena/one.yaml").read_text()
    assert "sumary" in (sound / "entries/phenomena/two.yaml").read_text()


def test_a_sound_atlas_is_left_alone(kg: Kg, sound: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sound.rglob("*")}
    assert kg("check", "--fix", atlas=sound).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in sound.rglob("*")} == before


def test_a_link_is_never_written_through(kg: Kg, sound: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(HEAD.replace("summary", "sumary"))
    for name in ("one.yaml", "two.yml"):
        (sound / "entries/phenomena" / name).symlink_to(outside)
    assert kg("check", "--fix", atlas=sound).exit_code == 1
    assert outside.read_text() == HEAD.replace("summary", "sumary")


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("lazy-to-rch", ["lazy-to-rich", "rich"], "lazy-to-rich"),
        ("Partly solved", ["partly-solved", "solved"], "partly-solved"),
        ("supprots", ["supports"], None),
        ("replicaets", ["replicates"], "replicates"),
        ("gpt-2-small", ["gpt-3-small"], None),
        ("unsupervised-learning", ["supervised-learning"], None),
        ("asymmetric-loss", ["symmetric-loss"], None),
        ("negative-results", ["positive-results"], None),
        ("hum", ["sum"], None),
        ("", ["a"], None),
    ],
)
def test_what_was_meant_is_sure_or_it_is_not_said(name: str, known: list[str], meant: str | None) -> None:
    assert only_one_meant(name, known) == meant


def test_a_slip_that_cannot_be_mended_does_not_hide_one_that_can(kg: Kg, sound: Path) -> None:
    text = HEAD.replace("layers: [bed]", "colour: green\nlayers: [layers/bed]")
    after, outcome = mended(kg, sound, "phenomena/late-bloom.yaml", text)
    assert after == text.replace("layers/bed", "layer/bed")
    assert "unknown-field" in outcome.stdout
    assert outcome.exit_code == 1
