"""The parts from which the page that explores the graph takes its rows: together they are the graph, and each says what is in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kg.graph import Graph
from kg.publish import exploring
from kg.publish.book import Book
from kg.publish.site import SiteSettings

GraphOf = Callable[[Mapping[str, str]], Graph]


def parts(graph: Graph) -> dict[str, Any]:
    found = {}
    for address, make in exploring.files(Book(graph, SiteSettings(name="The garden"))):
        text = make()
        assert text.startswith("kgRows(") and text.endswith(");\n")
        name, value = json.loads(f"[{text[7:-3]}]")
        assert address == f"explore/{name}.js"
        found[name] = value
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "ENTRIES", 4)
    monkeypatch.setattr(exploring, "LINKS", 3)


@pytest.mark.usefixtures("small")
def test_every_entry_and_every_link_is_in_one_part(toy_graph: Graph) -> None:
    found = parts(toy_graph)
    index = found["index"]
    entries = [row for name, part in found.items() if name[0] == "e" for row in part]
    assert sorted(row[0] for row in entries) == sorted(toy_graph.catalogue.records)
    assert all(row[1] == toy_graph.title(row[0]) for row in entries)
    links = [
        (part["ends"][a][0], index["relations"][r], part["ends"][b][0], index["words"][standing])
        for name, part in found.items()
        if name[0] == "l"
        for a, r, b, standing, *_ in part["rows"]
    ]
    written = [(s.source, s.relation.name, s.target, s.link.standing) for s in toy_graph.statements]
    assert Counter(links) == Counter(written)
    ties = Counter(end for source, _, target, _ in written for end in (source, target))
    assert {row[0]: row[4] for row in entries} == {id: ties[id] for id in toy_graph.catalogue.records}


@pytest.mark.usefixtures("small")
def test_the_index_says_of_each_part_what_is_in_it(toy_graph: Graph) -> None:
    found = parts(toy_graph)
    index = found["index"]
    assert len(index["e"]) == sum(name[0] == "e" for name in found) > 3
    for number, (kinds, layers, standings) in enumerate(index["e"]):
        rows = found[f"e{number}"]
        assert kinds == sorted({row[0].split("/")[0] for row in rows})
        assert layers == sorted({layer for row in rows for layer in row[2]})
        assert standings == sorted({row[3] for row in rows})
    for number, (kinds, layers, standings) in enumerate(index["l"]):
        part = found[f"l{number}"]
        assert kinds == sorted({end[0].split("/")[0] for end in part["ends"]})
        assert layers == sorted({layer for end in part["ends"] for layer in end[2]})
        assert standings == sorted({row[3] for row in part["rows"]})


def test_a_prediction_stands_as_it_went_and_a_problem_as_it_is(toy_graph: Graph) -> None:
    found = parts(toy_graph)
    said = {row[0]: found["index"]["words"][row[3]] for name, part in found.items() if name[0] == "e" for row in part}
    for id, record in toy_graph.catalogue.records.items():
        for field in ("outcome", "status"):
            if value := getattr(record.entry, field, None):
                assert said[id] == value


def test_parts_of_a_large_graph_stay_small(graph_of: GraphOf) -> None:
    titles = {f"result/r{n:04}": f"title: The {n}th of very many results about beds\n" for n in range(1200)}
    titles |= {f"theory/t{n:04}": f"links: {{states: [result/r{n:04}]}}\n" for n in range(900)}
    found = parts(graph_of(titles))
    assert len([name for name in found if name[0] == "e"]) == 5 and len([name for name in found if name[0] == "l"]) == 3
    assert max(len(json.dumps(part)) for part in found.values()) < 60_000
