"""The search index and the site map."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

from kg.graph import Graph
from kg.publish import data

CANARY = "</script><!-- <b>&amp; \"q\" 'r' \\ é"


def test_index_holds_what_people_search_for(toy_graph: Graph) -> None:
    rows = {row["id"]: row for row in json.loads(data.search_index(toy_graph))["entries"]}
    assert list(rows) == sorted(toy_graph.catalogue.records)
    assert rows["paper/loam-2020-hum"] == {
        "id": "paper/loam-2020-hum",
        "title": "On the hum of beds",
        "identifiers": ["0000.00021", "10.5555/garden.2020.17"],
        "authors": ["Loam"],
        "year": "2020",
    }
    assert rows["quantity/hum-level"]["symbols"]


def test_canary_comes_back_and_cannot_end_a_script(graph_of: Callable[[dict[str, str]], Graph]) -> None:
    quoted = "'" + CANARY.replace("'", "''") + "'"
    text = data.search_index(graph_of({"theory/odd": f"title: {quoted}\naliases: [{quoted}]\n"}))
    row = next(row for row in json.loads(text)["entries"] if row["id"] == "theory/odd")
    shown = " ".join(CANARY.split())
    assert (row["title"], row["aliases"]) == (shown, [shown])
    assert not set("<>&") & set(text)


def test_line_separators_cannot_end_a_line_of_a_script() -> None:
    assert json.loads(data.dump(["\u2028\u2029"])) == ["\u2028\u2029"]
    assert data.dump(["\u2028\u2029"]).isascii()


def test_site_map_is_sound_sorted_and_undated() -> None:
    text = data.site_map("https://a.example/b&c/", ["z/", "", "a/"])
    root = ElementTree.fromstring(text)
    assert [url[0].text for url in root] == [f"https://a.example/b&c/{end}" for end in ("", "a/", "z/")]
    assert "lastmod" not in text
