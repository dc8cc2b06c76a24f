"""JSON Schema of a kind, from the same models that judge entries: editors complete and check with it as one types."""

from __future__ import annotations

from typing import Any

from kg.schema import relations
from kg.schema.kinds import kinds


def json_schema(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of one entry file of this kind."""
    model = kinds()[kind]
    schema = model.model_json_schema(by_alias=True, mode="validation")
    fields = schema["properties"]
    item = fields["links"]["additionalProperties"]
    written = {name: item for name, relation in relations.by_name().items() if not relation.derived}
    possible = {name: schema for name, schema in written.items() if _fits(kind, name)}
    fields["links"] = {
        "type": "object",
        "description": fields["links"]["description"],
        "properties": {
            name: {**schema, "description": _sentence(kind, name)} for name, schema in sorted(possible.items())
        },
        "additionalProperties": False,
    }
    if model.needs_layers:
        schema["required"] = sorted({*schema.get("required", ()), "layers"})
        fields["layers"]["minItems"] = 1
    _rename_bounds(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"{kind} entry"}


def _fits(kind: str, name: str) -> bool:
    relation = relations.by_name()[name]
    ends = [relation.source if name == relation.name else relation.target]
    if relation.symmetric:
        ends.append(relation.target)
    return any(not kinds_ or kind in kinds_ for kinds_ in ends)


def _sentence(kind: str, name: str) -> str:
    relation = relations.by_name()[name]
    other = relation.target if name == relation.name else relation.source
    others = (kind,) if relation.same_kind else other
    return f"This {kind} {relation.reads(name)} these: {' or '.join(others) or 'any kind'}."


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
