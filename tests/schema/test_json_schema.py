"""The JSON Schema that editors check with, judged by a validator that is not ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kg.catalogue import Catalogue
from kg.schema.json_schema import json_schema
from kg.schema.kinds import folders, kinds
from kg.schema.relations import by_name

if TYPE_CHECKING:
    from tests.conftest import Kg

TOY = Path(__file__).parents[1] / "toy" / "entries"
FILES = sorted(TOY.glob("*/*.yaml"))


class _Editor(yaml.SafeLoader):
    """YAML as editors read it: numbers and truth values resolve (version 1.2), dates do not."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}
# YAML 1.2, 10.3.2: an exponent needs no point and no sign.
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_Editor.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))


def as_an_editor_reads_it(text: str) -> Any:
    # An editor sees the YAML, and its schema service the JSON that follows from it.
    return json.loads(json.dumps(yaml.load(text, _Editor)))


def complaints(kind: str, data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(kind)).iter_errors(data)]


def test_the_toy_atlas_has_every_kind() -> None:
    assert {folders()[path.parent.name] for path in FILES} == set(kinds())


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_schema_is_a_schema_and_can_be_printed(kind: str, kg: Kg) -> None:
    Draft202012Validator.check_schema(json_schema(kind))
    outcome = kg("schema", kind, atlas=None)
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == json_schema(kind)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sound_entry_is_sound_to_an_editor_too(path: Path, toy_catalogue: Catalogue) -> None:
    kind = folders()[path.parent.name]
    assert f"{kind}/{path.stem}" in toy_catalogue.records
    assert complaints(kind, as_an_editor_reads_it(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_unknown_field_is_refused_at_every_depth(path: Path) -> None:
    kind = folders()[path.parent.name]
    data = as_an_editor_reads_it(path.read_text("utf-8"))
    for mapping in _mappings(data):
        mapping["colour"] = "green"
        assert complaints(kind, data), mapping
        del mapping["colour"]
    assert not complaints(kind, data)


def _mappings(data: Any, name: str = "") -> list[dict[str, Any]]:
    """The mappings whose keys are fields or relations; those by symbol take any symbol."""
    if isinstance(data, dict):
        own = [] if name in ("symbols", "constants", "inputs") else [data]
        return own + [found for key, value in data.items() for found in _mappings(value, key)]
    return [found for value in data for found in _mappings(value)] if isinstance(data, list) else []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("system", {"scale": "tiny"}),
        ("system", {"title": ""}),
        ("system", {"title": ["x"]}),
        ("system", {"aliases": "x"}),
        ("system", {"links": {"part-of": ["system/x"]}}),
        ("system", {"links": {"observed_in": ["system/x"]}}),
        ("system", {"links": {"part_of": ["x"]}}),
        ("system", {"links": {"part_of": [{"regime": "x"}]}}),
        ("system", {"links": {"part_of": [{"to": "system/x", "standing": "sure"}]}}),
        ("system", {"evidence": [{"paper": "paper/x", "at": "y", "stance": "uses"}]}),
        ("system", {"curation": {"state": "done"}}),
        ("system", {"body": None}),
        ("system", {"links": {"part_of": ["mechanism/x"]}}),
        ("system", {"links": {"exhibits": ["paper/x"]}}),
        ("system", {"evidence": [{"paper": "theory/x", "at": "y", "stance": "uses", "read": "full"}]}),
    ],
)
def test_a_wrong_value_is_refused(kind: str, change: dict[str, Any]) -> None:
    sound = {"title": "Toy", "scale": "toy", "summary": "It sings.", "links": {"part_of": ["system/x"]}}
    assert complaints(kind, sound) == []
    assert complaints(kind, sound | change)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_what_has_to_be_given_is_required(kind: str) -> None:
    model = kinds()[kind]
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    assert set(json_schema(kind)["required"]) == needed | ({"layers"} if model.needs_layers else set())


def test_layers_are_not_an_empty_list_where_they_are_needed() -> None:
    sound = {"title": "Late bloom", "layers": ["bed"], "summary": "Late."}
    assert complaints("phenomenon", sound) == []
    assert complaints("phenomenon", sound | {"layers": []})


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_relation_is_offered_to_the_kinds_that_it_connects_and_says_how_it_reads(kind: str) -> None:
    offered = json_schema(kind)["properties"]["links"]["properties"]
    for name, relation in by_name().items():
        ends = relation.source if name == relation.name else relation.target
        fits = not relation.derived and (not ends or kind in ends)
        assert (name in offered) == fits, name
        if fits:
            assert relation.reads(name) in offered[name]["description"]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_field_says_what_it_is_for(kind: str) -> None:
    schema = json_schema(kind)
    for owner in (schema, *schema.get("$defs", {}).values()):
        for name, field in owner.get("properties", {}).items():
            assert field.get("description", "").endswith((".", "?")), (owner["title"], name)


def test_bounds_are_written_in_the_words_of_json_schema() -> None:
    uncertainty = json_schema("prediction")["$defs"]["Observed"]["properties"]["uncertainty"]
    assert (uncertainty["minimum"], uncertainty["type"]) == (0, "number")
    for kind in kinds():
        assert not {"ge", "le", "gt", "lt"} & _keys(json_schema(kind)), kind


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in _keys(inner))}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()
