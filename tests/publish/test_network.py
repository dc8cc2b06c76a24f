"""The graph as JSON: what it says, and that it keeps to its schema."""

from __future__ import annotations

import json

import pytest

from kg.graph import Graph
from kg.publish.network import VERSION, pieces, schema


def test_every_entry_and_link_is_there(toy_graph: Graph) -> None:
    found = json.loads("".join(pieces(toy_graph)))
    assert found["version"] == VERSION
    assert [entry["id"] for entry in found["entries"]] == list(toy_graph.catalogue.records)
    assert len(found["links"]) == len(toy_graph.statements)
    link = next(one for one in found["links"] if one["source"] == "result/hum-law" and one["relation"] == "explains")
    assert link == {
        "source": "result/hum-law", "relation": "explains", "target": "phenomenon/dusk-hum", "standing": "supported",
        "in": ["system/botanic-park"], "supports": 1,
    }  # fmt: skip


def test_the_graph_keeps_to_its_schema(toy_graph: Graph) -> None:
    rules = json.loads(schema())
    found = json.loads("".join(pieces(toy_graph)))
    for name in ("entries", "links"):
        known, required = (
            rules["properties"][name]["items"]["properties"],
            rules["properties"][name]["items"]["required"],
        )
        for row in found[name]:
            assert set(required) <= set(row) <= set(known)
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(found, rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found, "entries": [{"id": "x"}]}, rules)


def test_no_text_of_an_entry_can_leave_the_json() -> None:
    assert "<" not in schema()
