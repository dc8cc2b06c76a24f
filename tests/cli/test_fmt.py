from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import catalogue
from kg.settings import Atlas

Kg = Callable[..., Any]

MESSY = "summary: 'It hums.'\ntitle: Dusk hum # a remark\nlayers: [ bed ]\n"
TIDY = "title: Dusk hum # a remark\nlayers: [bed]\nsummary: It hums.\n"


@pytest.fixture
def garden(toy: Path, tmp_path: Path) -> Path:
    shutil.copytree(toy, tmp_path / "garden")
    return tmp_path / "garden"


def files(atlas: Path) -> dict[str, bytes]:
    return {p.relative_to(atlas).as_posix(): p.read_bytes() for p in sorted(atlas.rglob("*")) if p.is_file()}


def said(atlas: Path) -> Any:
    loaded = catalogue.load(Atlas(atlas))
    assert not loaded.findings
    links = Counter((s.identity, s.link.model_copy(update={"to": ""})) for s in loaded.statements)
    return {id: r.entry.model_copy(update={"links": {}}) for id, r in loaded.records.items()}, links, loaded.retired


def test_files_are_brought_into_form_and_named(kg: Kg, sound: Path) -> None:
    path = sound / "entries/phenomena/dusk-hum.yaml"
    path.write_text(MESSY)
    checked = kg("fmt", "--check", atlas=sound)
    assert (checked.exit_code, checked.stdout) == (1, "entries/phenomena/dusk-hum.yaml\n")
    assert checked.stderr == "1 file would change\n"
    assert path.read_text() == MESSY
    done = kg("fmt", atlas=sound)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "entries/phenomena/dusk-hum.yaml\n", "1 file changed\n")
    assert path.read_text() == TIDY
    again = kg("fmt", "--check", atlas=sound)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "0 files would change\n")


def test_only_the_files_named_are_changed(kg: Kg, sound: Path) -> None:
    for name in ("one", "two"):
        (sound / f"entries/phenomena/{name}.yaml").write_text(MESSY.replace("Dusk", name))
    assert kg("fmt", str(sound / "entries/phenomena/one.yaml"), atlas=sound).stdout == "entries/phenomena/one.yaml\n"
    assert kg("fmt", str(sound / "entries/layers"), atlas=sound).stdout == ""
    assert kg("fmt", str(sound / "entries"), atlas=sound).stdout == "entries/phenomena/two.yaml\n"
    assert kg("fmt", "nowhere", atlas=sound).exit_code == 3


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_done(kg: Kg, sound: Path) -> None:
    (sound / "entries/phenomena/dusk-hum.yaml").write_text(MESSY)
    (sound / "entries/phenomena/broken.yaml").write_text("title: [\n")
    (sound / "entries/phenomena/flow.yaml").write_text("{title: T}\n")
    (sound / "entries/phenomena/link.yaml").symlink_to(sound / "entries/layers/bed.yaml")
    before = files(sound)
    outcome = kg("fmt", atlas=sound)
    assert outcome.exit_code == 1
    for name in ("broken", "flow", "link"):
        assert f"entries/phenomena/{name}.yaml" in outcome.stderr
    changed = {name for name, data in files(sound).items() if before[name] != data}
    assert changed == {"entries/phenomena/dusk-hum.yaml"}


def test_the_toy_atlas_says_the_same_in_its_usual_form(kg: Kg, garden: Path) -> None:
    before = said(garden)
    assert kg("fmt", atlas=garden).exit_code == 0
    assert said(garden) == before
    assert kg("fmt", "--check", atlas=garden).exit_code == 0
    assert kg("check", "--strict", atlas=garden).exit_code == 0


# Links from the other side.


def test_links_stay_where_they_were_written_unless_asked(kg: Kg, garden: Path) -> None:
    kg("fmt", atlas=garden)
    assert "explained_by" in (garden / "entries/phenomena/late-bloom.yaml").read_text()


def test_links_move_to_the_canonical_side_with_all_they_say(kg: Kg, garden: Path) -> None:
    before = said(garden)
    outcome = kg("fmt", "--move-links", atlas=garden)
    assert outcome.exit_code == 0, outcome.output
    assert "links moved" in outcome.stderr
    assert said(garden) == before
    text = (garden / "entries/phenomena/late-bloom.yaml").read_text()
    assert "explained_by" not in text
    assert "observed_in" in text
    assert "explains:\n    - to: phenomenon/late-bloom\n" in (garden / "entries/theories/slow-root.yaml").read_text()
    assert kg("check", "--strict", atlas=garden).exit_code == 0
    again = kg("fmt", "--move-links", atlas=garden)
    assert (again.stdout, again.stderr) == ("", "0 links moved\n0 files changed\n")


def test_a_moved_link_takes_its_comments_along(kg: Kg, sound: Path) -> None:
    (sound / "entries/theories").mkdir()
    theory = sound / "entries/theories/slow-root.yaml"
    theory.write_text("title: Slow root\nlayers: [bed]\nsummary: It grows.\n# the end\n")
    path = sound / "entries/phenomena/dusk-hum.yaml"
    path.write_text(
        "title: Dusk hum\nlayers: [bed]\nsummary: It hums.\nlinks:  # all of them\n  # who explains it\n  explained_by:\n"
        "    # this one\n    - to: theory/slow-root  # beside\n      note: roughly\n      # below\n"
    )
    outcome = kg("fmt", "--move-links", atlas=sound)
    assert outcome.exit_code == 0, outcome.output
    assert theory.read_text() == (
        "title: Slow root\nlayers: [bed]\nsummary: It grows.\nlinks:\n  explains:\n    # who explains it\n    # this one\n"
        "    - to: phenomenon/dusk-hum  # beside\n      note: roughly\n      # below\n# the end\n"
    )
    assert path.read_text() == "title: Dusk hum\nlayers: [bed]\nsummary: It hums.\n# all of them\n"


def test_a_link_to_an_entry_that_is_not_there_stays(kg: Kg, sound: Path) -> None:
    path = sound / "entries/phenomena/dusk-hum.yaml"
    text = path.read_text() + "links:\n  explained_by: [theory/unwritten]\n"
    path.write_text(text)
    kg("fmt", "--move-links", atlas=sound)
    assert path.read_text() == text


def test_moving_and_only_looking_do_not_go_together(kg: Kg, sound: Path) -> None:
    assert kg("fmt", "--check", "--move-links", atlas=sound).exit_code == 2
