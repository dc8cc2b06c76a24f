"""JSON Schema of a kind, from the same models that judge entries: editors complete and check with it as one types."""

from __future__ import annotations

import copy
from typing import Any

from kg.schema import relations
from kg.schema.entry import id_pattern
from kg.schema.kinds import kinds


def json_schema(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of one entry file of this kind."""
    model = kinds()[kind]
    schema = model.model_json_schema(by_alias=True, mode="validation")
    fields = schema["properties"]
    possible = [name for name, relation in relations.by_name().items() if not relation.derived and _fits(kind, name)]
    fields["links"] = {
        "type": "object",
        "description": fields["links"]["description"],
        "properties": {name: _links(kind, name, schema["$defs"]) for name in sorted(possible)},
        "additionalProperties": False,
    }
    if model.needs_layers:
        schema["required"] = sorted({*schema.get("required", ()), "layers"})
        fields["layers"]["minItems"] = 1
    _rename_bounds(schema)
    _refuse_null(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"{kind} entry"}


def _links(kind: str, name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """A list of links by this relation, whose other ends are of the kinds that it connects to."""
    others = _others(kind, name)
    definition = "Link" + "".join(other.capitalize() for other in others)
    if definition not in definitions:
        link = copy.deepcopy(definitions["Link"])
        word, whole = link["anyOf"]
        word["pattern"] = whole["properties"]["to"]["pattern"] = id_pattern(*others)
        definitions[definition] = link
    return {"type": "array", "items": {"$ref": f"#/$defs/{definition}"}, "description": _sentence(kind, name)}


def _others(kind: str, name: str) -> tuple[str, ...]:
    relation = relations.by_name()[name]
    if relation.same_kind:
        return (kind,)
    return relation.target if name == relation.name else relation.source


def output_schema(kind: str) -> dict[str, Any]:
    """The schema of the fields of an entry as we write them out, links apart; fields that come later are allowed for."""
    schema = kinds()[kind].model_json_schema(by_alias=True, mode="validation")
    del schema["properties"]["links"]
    # What may be typed as one word is written out as a mapping.
    for name, part in schema["$defs"].items():
        whole = [one for one in part.get("anyOf", ()) if "properties" in one]
        schema["$defs"][name] = whole[0] if whole else part
    _rename_bounds(schema)
    _open(schema)
    return schema


def _open(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        # Where an editor may read two types, the first is the one that we hold.
        if isinstance(schema.get("type"), list):
            schema["type"] = schema["type"][0]
        for inner in schema.values():
            _open(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _open(inner)


def _fits(kind: str, name: str) -> bool:
    relation = relations.by_name()[name]
    ends = [relation.source if name == relation.name else relation.target]
    if relation.symmetric:
        ends.append(relation.target)
    return any(not kinds_ or kind in kinds_ for kinds_ in ends)


def _sentence(kind: str, name: str) -> str:
    others = " or ".join(_others(kind, name)) or "any kind"
    return f"This {kind} {relations.by_name()[name].reads(name)} these: {others}."


# A schema of our own for a field (`WithJsonSchema`) keeps pydantic's names for its bounds.
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def _rename_bounds(schema: Any) -> None:
    if isinstance(schema, dict):
        for ours, theirs in _BOUNDS.items():
            if isinstance(schema.get(ours), int | float):
                schema[theirs] = schema.pop(ours)
        for inner in schema.values():
            _rename_bounds(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _rename_bounds(inner)


def _refuse_null(schema: Any) -> None:
    """A field without a value is a finding (`missing-value`): what may be left out is left out whole."""
    if isinstance(schema, dict):
        choices = schema.get("anyOf")
        if isinstance(choices, list) and {"type": "null"} in choices:
            kept = [choice for choice in choices if choice != {"type": "null"}]
            del schema["anyOf"]
            schema.update(kept[0] if len(kept) == 1 else {"anyOf": kept})
            schema.pop("default", None)
        for inner in schema.values():
            _refuse_null(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _refuse_null(inner)
