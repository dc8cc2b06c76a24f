"""The JSON for programs: complete, sound by its own published schema, every address in it leading somewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest

from kg.graph import Graph
from kg.publish import api
from kg.publish.book import Book
from kg.publish.outputs import outputs
from kg.publish.pages import SiteSettings
from kg.schema.kinds import kinds

GraphOf = Callable[[Mapping[str, str]], Graph]
SITE = SiteSettings(name="The garden", licence="CC BY 4.0", spdx="CC-BY-4.0")
CANARY = "</script><!-- <b>&amp; \"q\" 'r' \\d ]]> é 漢 &"


def made(graph: Graph, site: SiteSettings = SITE) -> dict[str, Any]:
    return {address: json.loads(make()) for address, make in api.files(Book(graph, site))}


@pytest.fixture(scope="module")
def files(toy_graph: Graph) -> dict[str, Any]:
    return made(toy_graph)


def test_every_file_keeps_to_the_schema_that_it_names(files: dict[str, Any]) -> None:
    judged = 0
    for address, content in files.items():
        if "/schema/" in address:
            jsonschema.Draft202012Validator.check_schema(content)
            continue
        schema = files[urljoin(address, content["schema"])]
        jsonschema.Draft202012Validator(schema).validate(content)
        judged += 1
    assert judged == 1 + len(kinds()) + 39


def test_the_schema_refuses_what_is_not_such_a_file(files: dict[str, Any]) -> None:
    sound = files["api/v1/theory/slow-root.json"]
    judge = jsonschema.Draft202012Validator(files["api/v1/schema/theory.json"])
    link = {**sound["links"][0], "relation": "hums_at"}
    for broken in ({"id": "Slow Root"}, {"version": 2}, {"kind": "paper"}, {"title": 3}, {"links": [link]}):
        assert not judge.is_valid({**sound, **broken}), broken
    assert judge.is_valid({**sound, "a_field_of_tomorrow": 1})


def test_from_the_index_every_entry_can_be_reached(files: dict[str, Any], toy_graph: Graph) -> None:
    found = {}
    for row in files["api/v1/index.json"]["kinds"]:
        for entry in files[urljoin("api/v1/index.json", row["list"])]["entries"]:
            found[entry["id"]] = files[urljoin("api/v1/index.json", entry["file"])]
    assert sorted(found) == sorted(toy_graph.catalogue.records)
    assert all(content["id"] == id and content["title"] == toy_graph.title(id) for id, content in found.items())


def test_addresses_of_pages_lead_to_pages(files: dict[str, Any], toy_graph: Graph) -> None:
    pages = {output.address for output in outputs(toy_graph, SITE)}
    for address, content in files.items():
        if "/schema/" in address or address == "api/v1/index.json":
            continue
        named = [content["page"]] if "page" in content else [entry["page"] for entry in content["entries"]]
        for page in named:
            assert (
                urljoin(f"https://x.example/{address}", page).removeprefix("https://x.example/") + "index.html" in pages
            )
    assert urljoin("api/v1/index.json", files["api/v1/index.json"]["graph"]) in pages


def test_an_entry_has_its_links_from_both_ends(graph_of: GraphOf) -> None:
    link = "links: {explains: [{to: phenomenon/bloom, standing: contested, regime: at dusk}]}\n"
    found = made(graph_of({"phenomenon/bloom": "", "theory/root": link}))
    (one,), (other,) = (found[f"api/v1/{id}.json"]["links"] for id in ("phenomenon/bloom", "theory/root"))
    assert one == other
    assert (one["source"], one["relation"], one["target"]) == ("theory/root", "explains", "phenomenon/bloom")
    assert (one["standing"], one["regime"]) == ("contested", "at dusk")


def test_retired_ids_and_the_terms_stand_in_the_index(files: dict[str, Any]) -> None:
    index = files["api/v1/index.json"]
    graves = {grave["id"]: grave for grave in index["retired"]}
    assert graves["phenomenon/tardy-bloom"]["replaced_by"] == "phenomenon/late-bloom"
    assert (index["licence"], index["spdx"]) == ("CC BY 4.0", "CC-BY-4.0")


def test_the_canary_comes_back(graph_of: GraphOf) -> None:
    text = json.dumps(CANARY, ensure_ascii=False)
    found = made(graph_of({"theory/odd": f"title: {text}\naliases: [{text}]\nbody: {text}\n"}))
    entry = found["api/v1/theory/odd.json"]
    assert entry["title"] == entry["body"] == CANARY and entry["aliases"] == [CANARY]
    assert found["api/v1/theory.json"]["entries"][0]["title"] == CANARY
