"""The formats of papers, each read back by a parser that is not ours."""

from __future__ import annotations

import json
from typing import Any

import rispy
import yaml

from kg.exports import EVERYTHING, Choice, cff, csl, ris
from kg.graph import Graph


def _ris(graph: Graph) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rispy.loads("".join(ris.pieces(graph, EVERYTHING)))
    return found


def _csl(graph: Graph) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(csl.pieces(graph, EVERYTHING)))
    return found


def _cff(graph: Graph, choice: Choice = EVERYTHING) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load("".join(cff.pieces(graph, choice)))
    return found


def test_ris_holds_every_paper(toy_graph: Graph) -> None:
    assert [row["id"] for row in _ris(toy_graph)] == [r.name for r in toy_graph.catalogue.of_kind("paper")]


def test_ris_keeps_the_canary_on_its_line(trap: Graph, canary: str) -> None:
    (row,) = _ris(trap)
    assert row["title"] == canary
    assert row["authors"] == [canary, "Moss, Ada"]
    assert row["doi"] == "10.1000/a&b;(c)#d"
    assert row["urls"] == ["https://example.org/a_b%20c?d=e&f=#g~h"]
    assert (row["year"], row["date"]) == ("2031", "2031/05/07/")


def test_csl_keeps_the_canary(trap: Graph, canary: str) -> None:
    (row,) = _csl(trap)
    assert row["title"] == row["container-title"] == row["keyword"] == canary
    family, _, given = canary.partition(",")
    assert row["author"][0] == {"family": family.strip(), "given": given.strip()}
    assert row["issued"] == {"date-parts": [[2031, 5, 7]]}


def test_people_groups_suffixes_and_shortened_lists(graph_of) -> None:  # type: ignore[no-untyped-def]
    lines = (
        "authors: ['The Moss Group', 'de la Rose, A., Jr.']\nmore_authors: true\nidentifiers: {arxiv: '3105.01234'}\n"
    )
    graph = graph_of({"paper/moss": lines + "issued: 2031\n"})
    assert _csl(graph)[0]["author"] == [
        {"literal": "The Moss Group"},
        {"family": "de la Rose", "given": "A.", "suffix": "Jr."},
        {"literal": "others"},
    ]
    assert _ris(graph)[0]["authors"] == ["The Moss Group", "de la Rose, A., Jr.", "et al."]
    assert _cff(graph)["references"][0]["authors"] == [
        {"name": "The Moss Group"},
        {"family-names": "de la Rose", "given-names": "A.", "name-suffix": "Jr."},
        {"name": "others"},
    ]


def test_cff_names_the_atlas_its_contributors_and_its_papers(trap: Graph, canary: str) -> None:
    found = _cff(trap, Choice(title=canary, base="https://example.org/"))
    assert (found["cff-version"], found["type"], found["title"]) == ("1.2.0", "dataset", canary)
    family, _, given = canary.partition(",")
    assert found["authors"] == [{"family-names": family.strip(), "given-names": given.strip()}]
    (reference,) = found["references"]
    assert (reference["title"], reference["journal"], reference["year"], reference["month"]) == (
        canary,
        canary,
        2031,
        5,
    )


def test_cff_has_an_author_where_nobody_is_named(toy_graph: Graph) -> None:
    assert _cff(toy_graph)["authors"]
