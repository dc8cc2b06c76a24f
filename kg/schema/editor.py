"""The JSON Schemas as an editor wants them: with the ids of one atlas, in the draft that YAML language servers speak.

The schemas of the kinds change with the tool alone, and refer to `ids.json`, which changes with the entries: a new entry
costs one small file, and no pydantic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.schema.entry import ID_PATTERN, NAME_PATTERN
from kg.schema.json_schema import json_schema
from kg.schema.kinds import kinds

IDS = "ids.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_KINDS = re.compile(rf"\^\(([a-z|]+)\)/{re.escape(NAME_PATTERN)}\$")


def editor_schemas() -> dict[str, dict[str, Any]]:
    """File name to schema, one for each kind."""
    return {f"{kind}.json": _for_editors(kind) for kind in kinds()}


def ids_schema(ids: Iterable[str]) -> dict[str, Any]:
    """What `IDS` holds: of each kind the ids that there are, and for layers also the bare names."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds()}
    for id in sorted(ids):
        found[id.partition("/")[0]].append(id)
    names = [id.partition("/")[2] for id in found["layer"]]
    lists: Mapping[str, list[str]] = {**found, "layer-name": names}
    # A list of choices may not be empty: where there is no entry of a kind, nothing fits.
    return {
        "$schema": _DRAFT,
        "definitions": {name: {"enum": list} if list else {"not": {}} for name, list in lists.items()},
    }


def _for_editors(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = _known_ids(json_schema(kind))
    schema["definitions"] = schema.pop("$defs", {})
    for layer in schema["definitions"].get("LayerRef", {}).get("anyOf", []):
        spot = layer["properties"]["layer"] if "properties" in layer else layer
        spot.update(_one_of(["layer-name"]))
    return {**schema, "$schema": _DRAFT}


def _known_ids(schema: Any) -> Any:
    """The same schema, with the pattern of ids replaced by the ids there are."""
    if isinstance(schema, list):
        return [_known_ids(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _known_ids(value) for key, value in schema.items()}
    if isinstance(reference := changed.get("$ref"), str):
        changed["$ref"] = reference.replace("#/$defs/", "#/definitions/")
    pattern = changed.get("pattern")
    if pattern == f"^{ID_PATTERN}$":
        del changed["pattern"]
        changed.update(_one_of(list(kinds())))
    elif isinstance(pattern, str) and (only := _KINDS.fullmatch(pattern)):
        del changed["pattern"]
        changed.update(_one_of(only[1].split("|")))
    return changed


def _one_of(names: list[str]) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"{IDS}#/definitions/{name}"} for name in names]}
