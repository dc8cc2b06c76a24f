"""All entries of one atlas: found by id or name, linked in one direction whichever side wrote it, none passed over."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import catalogue, checks, graph
from kg.catalogue import Catalogue
from kg.errors import EnvironmentFault, KgError, UnknownEntry
from kg.settings import Atlas, find_atlas

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, KgProcess

SYSTEM = "title: {}\nscale: toy\nsummary: It sings.\n"
KINDS = ("layer", "mechanism", "method", "paper", "path", "phenomenon", "prediction", "problem", "quantity", "result")


def test_the_toy_atlas_is_sound(toy_catalogue: Catalogue) -> None:
    assert checks.run(toy_catalogue) == []
    assert toy_catalogue.seen == len(toy_catalogue.records) == 39
    assert {record.kind for record in toy_catalogue.records.values()} == {*KINDS, "system", "theory"}


def test_records_are_in_the_order_of_their_ids(toy_catalogue: Catalogue) -> None:
    assert list(toy_catalogue.records) == sorted(toy_catalogue.records)


def test_layers_stand_from_the_most_abstract_down(toy_catalogue: Catalogue) -> None:
    assert [record.name for record in toy_catalogue.layers] == ["meadow", "bed", "stem", "ear"]


@pytest.mark.parametrize(
    "asked",
    [
        "phenomenon/dusk-hum",
        "dusk-hum",
        " dusk-hum ",
        "phenomena/dusk-hum",
        "phenomenon/dusk-hum.yaml",
        "entries/phenomena/dusk-hum.yaml",
    ],
)
def test_an_entry_is_found_by_id_by_bare_name_and_by_path(toy_catalogue: Catalogue, asked: str) -> None:
    assert toy_catalogue.find(asked).id == "phenomenon/dusk-hum"


@pytest.mark.parametrize(
    ("asked", "message", "help"),
    [
        ("late-bloom", "is the name of several entries", "write one of: paper/late-bloom, phenomenon/late-bloom"),
        ("duskhum", "no entry 'duskhum'", "did you mean 'dusk-hum'?"),
        ("theory/fase-change", "no entry 'theory/fase-change'", "did you mean 'theory/phase-change'"),
        ("xyzzy", "no entry 'xyzzy'", "`kg find WORDS` searches for it"),
        ("", "no entry ''", "`kg find WORDS`"),
        ("phenomenon/tardy-bloom", "was retired: the same as late bloom", "replaced by 'phenomenon/late-bloom'"),
        ("mechanism/singing-worm", "was retired: it was a gate hinge", ""),
    ],
)
def test_an_entry_that_is_not_found_is_answered_with_the_nearest(
    toy_catalogue: Catalogue, asked: str, message: str, help: str
) -> None:
    with pytest.raises(UnknownEntry) as caught:
        toy_catalogue.find(asked)
    assert message in caught.value.message
    assert help in caught.value.help


def test_an_entry_whose_file_is_broken_is_not_called_unknown(atlas_of: AtlasOf) -> None:
    found = catalogue.load(Atlas(atlas_of({"systems/toy.yaml": "title: x\n"})))
    with pytest.raises(UnknownEntry, match="the file of 'system/toy' has errors"):
        found.find("system/toy")


def test_a_link_is_one_statement_whichever_side_wrote_it(toy_catalogue: Catalogue) -> None:
    # Written in the phenomenon, as `rests_on`.
    statement = next(s for s in toy_catalogue.statements if s.relation.name == "underlies" and "root" in s.source)
    assert (statement.source, statement.target) == ("mechanism/root-gate", "phenomenon/late-bloom")
    assert statement.record.id == "phenomenon/late-bloom"
    assert statement.loc == ("links", "rests_on", 0)
    lines = Path(toy_catalogue.atlas.root, statement.span.path).read_text("utf-8").splitlines()
    assert "to: mechanism/root-gate" in lines[statement.span.line - 1]
    assert statement in toy_catalogue.about["mechanism/root-gate"]
    assert statement in toy_catalogue.about["phenomenon/late-bloom"]


def test_a_statement_was_shown_where_it_says_and_at_the_system_at_its_end(toy_catalogue: Catalogue) -> None:
    systems = {(s.relation.name, s.source, s.target): s.systems for s in toy_catalogue.statements}
    key = ("explains", "theory/phase-change", "phenomenon/late-bloom")
    assert systems[key] == {"system/two-layer-toy"}
    assert systems["observed_in", "phenomenon/dusk-hum", "system/botanic-park"] == {"system/botanic-park"}
    assert systems["states", "theory/phase-change", "result/bloom-threshold"] == frozenset()


def test_a_link_is_known_by_ends_relation_systems_and_regime(atlas_of: AtlasOf) -> None:
    links = "links:\n  analogous_to:\n    - system/b\n    - {to: system/b, in: [system/a, system/b]}\n"
    links += "    - {to: system/b, in: [system/b, system/a]}\n    - {to: system/b, regime: at night}\n"
    back = "links:\n  analogous_to: [system/a]\n"
    root = atlas_of({"systems/a.yaml": SYSTEM.format("A") + links, "systems/b.yaml": SYSTEM.format("B") + back})
    plain, ordered, turned, night, mirrored = (s.identity for s in catalogue.load(Atlas(root)).statements)
    assert ordered == turned
    assert plain == mirrored
    assert len({plain, ordered, night}) == 3


def test_a_link_into_the_void_is_no_edge(atlas_of: AtlasOf) -> None:
    links = "links:\n  analogous_to: [system/gone, system/broken, system/b]\n"
    root = atlas_of(
        {
            "systems/a.yaml": SYSTEM.format("A") + links,
            "systems/b.yaml": SYSTEM.format("B"),
            "systems/broken.yaml": "title: x\n",
        }
    )
    built = graph.build(catalogue.load(Atlas(root)))
    assert sorted(built.net) == ["system/a", "system/b"]
    assert [(one, other) for one, other in built.net.edges()] == [("system/a", "system/b")]


def test_symbols_tie_a_result_to_its_quantities(toy_catalogue: Catalogue) -> None:
    net = graph.build(toy_catalogue).net
    involved = {b for a, b, data in net.edges(data=True) if a == "result/hum-law" and data["relation"] == "involves"}
    assert involved == {"quantity/hum-level", "quantity/plant-count", "quantity/hum-exponent"}


def test_one_bad_file_stops_nothing(atlas_of: AtlasOf) -> None:
    root = atlas_of(
        {
            "systems/a.yaml": SYSTEM.format("A"),
            "systems/b.yaml": "title: [\n",
            "systems/c.yaml": b"\xff",
            "systems/d.yaml": SYSTEM.format("D") + "colour: green\n",
            "systems/e.yaml": SYSTEM.format("E"),
            "retired.yaml": "retired: x\n",
        }
    )
    found = catalogue.load(Atlas(root))
    assert list(found.records) == ["system/a", "system/e"]
    assert sorted(finding.rule.name for finding in found.findings) == [
        "bad-encoding",
        "bad-tombstone",
        "unknown-field",
        "yaml-syntax",
    ]
    assert found.ids == {f"system/{name}" for name in "abcde"}
    assert found.seen == 5


def test_findings_come_sorted_by_path_line_column_and_rule(atlas_of: AtlasOf) -> None:
    root = atlas_of(
        {
            "systems/b.yaml": "titel: x\nscale: tiny\ntags: a\n",
            "systems/a.yaml": SYSTEM.format("A") + "links: {analogous_to: [system/y, system/x]}\n",
            "phenomena/z.yaml": "",
        }
    )
    findings = checks.run(catalogue.load(Atlas(root)))
    places = [(f.span.path, f.span.line, f.span.column, f.rule.name) for f in findings]
    assert places == sorted(places)
    assert len(places) == 8


def test_an_atlas_without_a_folder_of_entries_is_a_matter_of_the_environment(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="no folder"):
        catalogue.load(Atlas(tmp_path))
    with pytest.raises(EnvironmentFault, match="no 'entries' folder"):
        find_atlas(tmp_path / "nowhere")


def test_an_atlas_is_found_from_any_folder_inside_it(toy: Path) -> None:
    assert find_atlas(toy / "entries" / "papers") == find_atlas(toy) == Atlas(toy)


def _repository(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "as it was"]):
        identity = [
            "-c",
            "user.name=A. Gardener",
            "-c",
            "user.email=gardener@example.org",
            "-c",
            "commit.gpgsign=false",
        ]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)


@pytest.mark.parametrize("inside", [".", "a folder/of the repository"])
def test_a_revision_reads_as_the_files_did(toy: Path, tmp_path: Path, inside: str) -> None:
    root = tmp_path / inside
    shutil.copytree(toy, root, dirs_exist_ok=True)
    (root / "entries/systems/broken.yaml").write_text("title: x\n")
    (root / "entries/systems/Bad Name.yaml").write_text("title: x\n")
    (root / "entries/systems/link.yaml").symlink_to("broken.yaml")
    _repository(tmp_path)
    before = catalogue.load(Atlas(root))
    shutil.rmtree(root / "entries/papers")
    (root / "entries/systems/two-layer-toy.yaml").write_text("")
    found = catalogue.load_revision(Atlas(root), "HEAD")
    assert list(found.records) == list(before.records)
    assert [found.records[id].entry for id in found.records] == [before.records[id].entry for id in before.records]
    assert found.seen == before.seen
    assert found.retired == before.retired
    assert {f.span.path for f in found.findings} == {f.span.path for f in before.findings}
    assert len(found.findings) == len(before.findings)


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:entries", "HEAD~9", ""])
def test_a_revision_that_is_not_there_is_named(toy: Path, tmp_path: Path, revision: str) -> None:
    shutil.copytree(toy, tmp_path / "atlas")
    _repository(tmp_path / "atlas")
    with pytest.raises(KgError, match="no revision"):
        catalogue.load_revision(Atlas(tmp_path / "atlas"), revision)
    assert not (tmp_path / "atlas" / "x").exists()


def test_a_folder_outside_a_repository_has_no_revisions(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copytree(toy, tmp_path / "atlas")
    with pytest.raises(EnvironmentFault, match="not in a Git repository"):
        catalogue.load_revision(Atlas(tmp_path / "atlas"), "HEAD")


def test_the_same_files_give_the_same_bytes_whatever_the_hash_seed_zone_and_locale(
    kg_process: KgProcess, atlas_of: AtlasOf
) -> None:
    entries = {
        f"systems/s{n}.yaml": SYSTEM.format(f"System {n}") + "links: {part_of: [system/x], bears_on: [a]}\ntgs: a\n"
        for n in range(9)
    }
    root = atlas_of(entries)
    runs = [
        kg_process("check", atlas=root, env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale})
        for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Kathmandu", "tr_TR.UTF-8"))
    ]
    assert runs[0] == runs[1]
    assert runs[0].exit_code == 1


_NAMES = st.sampled_from(
    [
        "a.yaml",
        "b.yaml",
        "B.yaml",
        "c.yml",
        "d.md",
        ".e.yaml",
        "sub/a.yaml",
        "sub/sub/f.yaml",
        "g h.yaml",
        "x.yaml/i.yaml",
    ]
)
_CONTENTS = st.sampled_from(
    [
        SYSTEM.format("T").encode(),
        b"",
        b"title: [",
        b"\xff\xfe",
        b"- a",
        b"a: &b c",
        b"\xef\xbb\xbf" + SYSTEM.format("U").encode(),
    ]
)


@given(
    st.dictionaries(st.tuples(st.sampled_from(["systems", "system", ".", "theories"]), _NAMES), _CONTENTS, max_size=8)
)
def test_every_file_is_loaded_or_named_in_an_error(
    tmp_path_factory: pytest.TempPathFactory, files: dict[tuple[str, str], bytes]
) -> None:
    root = tmp_path_factory.mktemp("atlas")
    (root / "entries").mkdir()
    written = set()
    for (folder, name), content in files.items():
        path = root / "entries" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if not path.name.startswith("."):
            written.add(os.path.relpath(path, root))
    found = catalogue.load(Atlas(root))
    sound = {record.path for record in found.records.values()}
    named = {finding.span.path for finding in found.findings if finding.severity.value == "error"}
    assert not sound & named
    assert written <= sound | named
    # Folders with the name of an entry are named too.
    folders = {path for path in named - written if (root / path).is_dir() and path != "entries"}
    assert found.seen == len(written) + len(folders)


def test_records_of_files_that_did_not_change_are_used_again(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    before = catalogue.load(Atlas(tmp_path))
    edited = tmp_path / "entries/theories/slow-root.yaml"
    edited.write_text(edited.read_text("utf-8").replace("title: ", "title: Very ", 1), "utf-8")
    (tmp_path / "entries/paths/first-evening.yaml").unlink()
    after = catalogue.load(Atlas(tmp_path), before)
    assert after.records["theory/slow-root"].entry.title.startswith("Very ")
    assert "path/first-evening" not in after.records
    same = [id for id in after.records if after.records[id] is before.records[id]]
    assert len(same) == len(after.records) - 1
    assert list(after.records) == sorted(after.records)


def test_a_file_with_a_finding_is_read_anew_so_that_it_is_found_again(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    marked = tmp_path / "entries/theories/slow-root.yaml"
    marked.write_text("\ufeff" + marked.read_text("utf-8"), "utf-8")
    (tmp_path / "entries/theories/broken.yaml").write_text("title: [", "utf-8")
    before = catalogue.load(Atlas(tmp_path))
    assert before.findings
    assert catalogue.load(Atlas(tmp_path), before).findings == before.findings
