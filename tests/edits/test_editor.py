"""What an editor is told, judged by a validator that is not ours: it takes what `kg check` takes and refuses what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from kg.schema.editor import IDS, editor_schemas, ids_schema
from kg.schema.kinds import folders, kinds
from tests.hostile.test_tables import AROUND
from tests.hostile.test_tables import CASES as TABLES
from tests.schema.test_json_schema import as_an_editor_reads_it

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "toy" / "entries"
CASES = ROOT / "tests" / "cases"
SOUND = {"title": "X", "layers": ["bed"], "summary": "Y."}

# Rules about one file, or about the ids that it names: what an editor can know.
KNOWABLE = {
    "bad-value",
    "missing-field",
    "missing-value",
    "unknown-field",
    "unknown-relation",
    "unknown-target",
    "wrong-kind",
    "wrong-type",
}


def files_of(entries: Path) -> list[Path]:
    return sorted(path for path in entries.glob("*/**/*.yaml") if path.relative_to(entries).parts[0] in folders())


def ids_of(entries: Path) -> set[str]:
    return {f"{folders()[path.relative_to(entries).parts[0]]}/{path.stem}" for path in files_of(entries)}


def validators(ids: set[str]) -> dict[str, Draft7Validator]:
    """By folder, with the references between the files resolved as an editor does."""
    schemas = {**editor_schemas(), IDS: ids_schema(ids)}
    registry: Registry[Any] = Registry().with_resources(
        (f"file:///{name}", Resource.from_contents(schema, default_specification=DRAFT7))
        for name, schema in schemas.items()
    )
    return {
        folder: Draft7Validator({"$id": f"file:///{kind}.json", **schemas[f"{kind}.json"]}, registry=registry)
        for folder, kind in folders().items()
    }


def complaints(checker: dict[str, Draft7Validator], folder: str, text: str) -> list[str]:
    return [error.message for error in checker[folder].iter_errors(as_an_editor_reads_it(text))]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_schema_for_editors_is_one_of_the_draft_they_speak(kind: str) -> None:
    Draft7Validator.check_schema(editor_schemas()[f"{kind}.json"])
    assert "$defs" not in json.dumps(editor_schemas()[f"{kind}.json"])


@pytest.mark.parametrize("entries", [TOY, ROOT / "entries"], ids=["toy", "atlas"])
def test_every_entry_is_sound_to_an_editor_with_the_ids_of_its_atlas(entries: Path) -> None:
    checker = validators(ids_of(entries))
    paths = files_of(entries)
    assert len(paths) > 20
    bad = {
        str(path): found
        for path in paths
        if (found := complaints(checker, path.relative_to(entries).parts[0], path.read_text("utf-8")))
    }
    assert bad == {}


def bad_files() -> list[tuple[Path, Path, str]]:
    """Each file of the cases that holds a mistake an editor can know of: its atlas, itself, and the rule."""
    found = []
    for atlas in sorted(CASES.glob("*/bad")):
        for path in files_of(atlas):
            if (
                rules := {
                    line.split("# error:")[1].split()[0]
                    for line in path.read_text("utf-8", "replace").splitlines()
                    if "# error:" in line
                }
                & KNOWABLE
            ):
                found.append((atlas, path, min(rules)))
    return found


@pytest.mark.parametrize(
    ("atlas", "path", "rule"), bad_files(), ids=lambda value: value.stem if isinstance(value, Path) else value
)
def test_what_the_check_refuses_an_editor_refuses_too(atlas: Path, path: Path, rule: str) -> None:
    checker = validators(ids_of(atlas))
    assert complaints(checker, path.relative_to(atlas).parts[0], path.read_text("utf-8")), rule


def test_an_id_of_another_kind_and_one_that_is_not_there_are_refused() -> None:
    checker = validators({"layer/bed", "theory/a", "phenomenon/b", "system/c"})

    def bad(**change: Any) -> bool:
        return bool(list(checker["phenomena"].iter_errors({**SOUND, **change})))

    assert not bad()
    assert not bad(links={"explained_by": ["theory/a"]})
    assert not bad(links={"explained_by": [{"to": "theory/a", "in": ["system/c"]}]})
    assert not bad(layers=[{"layer": "bed", "because": "it is so"}])
    assert bad(links={"explained_by": ["theory/z"]})
    assert bad(links={"explained_by": ["phenomenon/b"]})
    assert bad(links={"explained_by": [{"to": "theory/a", "in": ["theory/a"]}]})
    assert bad(layers=["sky"])
    # There is no paper yet, so no word can be the name of one.
    assert bad(evidence=[{"paper": "paper/x", "at": "y", "stance": "uses", "read": "full"}])


def test_an_editor_is_offered_fields_relations_and_ids() -> None:
    schema, ids = editor_schemas()["phenomenon.json"], ids_schema({"theory/a", "layer/bed"})
    assert "first_reported" in schema["properties"]
    assert "explained_by" in schema["properties"]["links"]["properties"]
    assert ids["definitions"]["theory"] == {"enum": ["theory/a"]}
    assert ids["definitions"]["layer-name"] == {"enum": ["bed"]}


def test_the_settings_of_the_editor_keep_what_others_put_there(atlas_of: AtlasOf, kg: Kg) -> None:
    root = atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: S.\n"})
    (root / ".vscode").mkdir()
    mine = {"editor.rulers": [80], "yaml.schemas": {"./mine.json": "other/*.yaml"}}
    (root / ".vscode/settings.json").write_text(json.dumps(mine))
    written = kg("schema", "--editor", atlas=root)
    assert written.exit_code == 0, written.output
    settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
    assert settings["editor.rulers"] == [80]
    assert settings["yaml.schemas"]["./mine.json"] == "other/*.yaml"
    for schema, places in settings["yaml.schemas"].items():
        if schema != "./mine.json":
            assert (root / schema).is_file()
            assert places.removesuffix("/**/*.yaml").removeprefix("entries/") in folders()
    assert kg("schema", "--editor", atlas=root).stdout == ""


def test_settings_with_comments_are_left_alone_and_shown_what_to_add(atlas_of: AtlasOf, kg: Kg) -> None:
    root = atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: S.\n"})
    (root / ".vscode").mkdir()
    (root / ".vscode/settings.json").write_text('{ // mine\n "editor.rulers": [80] }')
    refused = kg("schema", "--editor", atlas=root)
    assert refused.exit_code == 1
    assert '"yaml.schemas"' in refused.stderr
    assert (root / ".vscode/settings.json").read_text() == '{ // mine\n "editor.rulers": [80] }'


def test_a_new_entry_is_offered_at_once(atlas_of: AtlasOf, kg: Kg) -> None:
    root = atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: S.\n"})
    kg("new", "theory", "before", atlas=root)
    assert not (root / ".kg").exists(), "nobody asked for schemas"
    kg("schema", "--editor", atlas=root)
    kg("new", "theory", "after", atlas=root)
    ids = json.loads((root / ".kg/schema" / IDS).read_text("utf-8"))
    assert ids["definitions"]["theory"]["enum"] == ["theory/after", "theory/before"]
    assert kg("retire", "theory/after", "--reason", "It was nothing.", atlas=root).exit_code == 0
    ids = json.loads((root / ".kg/schema" / IDS).read_text("utf-8"))
    assert ids["definitions"]["theory"]["enum"] == ["theory/before"]


def test_this_repository_tells_editors_where_its_schemas_are() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    places = {f"./.kg/schema/{kind}.json": f"entries/{folder}/**/*.yaml" for folder, kind in folders().items()}
    assert settings["yaml.schemas"] == places
    assert ".kg/" in (ROOT / ".gitignore").read_text("utf-8").split()


# What takes the calendar, arithmetic or two fields at once to know; and numbers, which YAML reads in more ways than we do.
UNKNOWABLE = {
    "address-of-a-bad-port", "arxiv-of-three-digits", "constant-without-end", "date-of-no-day", "day-that-is-none", "domain-turned-round",
    "isbn-of-ten-with-a-wrong-digit", "isbn-with-a-wrong-digit", "leap-day-of-no-leap-year", "neither-value-nor-statement", "no-expression",
    "no-reason", "number-in-hexadecimal", "number-of-a-clock", "number-too-large", "number-with-underscores", "order-as-a-power",
    "paper-without-a-name", "reference-to-nobody", "reference-with-a-label-to-nobody", "tolerance-without-end", "value-and-statement",
    "year-of-many-digits", "year-with-a-dot",
}  # fmt: skip


def test_an_editor_refuses_the_bad_files_of_the_tables_and_takes_their_decoys() -> None:
    ids = {
        f"{folders()[name.split('/')[0]]}/{name.split('/')[1].removesuffix('.yaml')}" for name in AROUND if "/" in name
    }
    checker = validators(ids | {f"{folders()[case.folder]}/{case.name}" for case in TABLES})
    passed, refused = set(), set()
    for case in TABLES:
        bad, good = (data.decode("utf-8", "replace") for data in case.files().values())
        # Words in the way of PyYAML, which stands for the editor's parser here, are for it to refuse.
        if case.name not in ("vertical-tab", "year-of-many-digits") and complaints(checker, case.folder, good):
            refused.add(case.name)
        if case.rule in KNOWABLE and case.name not in UNKNOWABLE and not complaints(checker, case.folder, bad):
            passed.add(case.name)
    assert (passed, refused) == (set(), set())
