"""BibTeX, read back by a strict parser of our own and, where it is installed, by somebody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.exports import bibtex
from kg.graph import Graph

GraphOf = Callable[[dict[str, str]], Graph]
CANARY = 'A {b} } c { \\d %e $f$ #g &h _i ~j ^k "l" @m{n, o = {p}} é — 漢'
NAMES = {
    r"\textbackslash": "\\", r"\textbraceleft": "{", r"\textbraceright": "}", r"\textasciitilde": "~",
    r"\textasciicircum": "^",
}  # fmt: skip


def read(text: str) -> dict[str, dict[str, str]]:
    """Records by key. Counts braces as BibTeX does, which knows no escape."""
    records: dict[str, dict[str, str]] = {}
    at = 0
    while found := re.compile(r"\s*@(\w+)\{([^\s,{}]+),\s*").match(text, at):
        fields = {"": found.group(1)}
        at = found.end()
        while not text.startswith("}", at):
            name = re.compile(r"(\w+) = ").match(text, at)
            assert name, text[at : at + 40]
            at = end = name.end()
            if text[at] == "{":
                depth = 0
                while True:
                    depth += (text[end] == "{") - (text[end] == "}")
                    end += 1
                    if depth == 0:
                        break
                value = text[at + 1 : end - 1]
            else:
                end = text.index(",", at)
                value = text[at:end]
            assert text.startswith(",\n", end), text[end : end + 20]
            assert name.group(1) not in fields
            fields[name.group(1)] = value
            at = re.compile(r",\s*").match(text, end).end()  # type: ignore[union-attr]
        at += 1
        assert found.group(2) not in records
        records[found.group(2)] = fields
    assert not text[at:].strip(), text[at:]
    return records


def unescape(value: str) -> str:
    value = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    value = re.sub(r"\{(\\text[a-z]+)\}", lambda found: NAMES[found.group(1)], value)
    return re.sub(r"\\([&%$#_])", r"\1", value)


def paper(graph_of: GraphOf, lines: str) -> dict[str, str]:
    graph = graph_of({"paper/moss-2031": lines})
    return read(bibtex.render(graph.record("paper/moss-2031")))["moss-2031"]


def test_toy_atlas_is_written_as_expected(toy_graph: Graph) -> None:
    expected = Path(__file__).with_name("bibtex.expected")
    assert bibtex.write(toy_graph) == expected.read_text(encoding="utf-8")


def test_every_paper_has_a_record_under_its_name(toy_graph: Graph) -> None:
    assert sorted(read(bibtex.write(toy_graph))) == [r.name for r in toy_graph.catalogue.of_kind("paper")]


def test_canary_comes_back_as_it_was_typed(graph_of: GraphOf) -> None:
    quoted = "'" + CANARY.replace("'", "''") + "'"
    url = "https://example.org/a_b%20c?d=e&f=#g~h"
    fields = paper(
        graph_of,
        f"title: {quoted}\nvenue: {quoted}\nauthors: [{quoted}]\nissued: 2031\nidentifiers: {{url: '{url}'}}\n",
    )
    assert unescape(fields["title"]) == CANARY
    assert unescape("{" + fields["journal"] + "}") == CANARY
    assert fields["url"] == url


def test_people_groups_and_shortened_lists(graph_of: GraphOf) -> None:
    fields = paper(
        graph_of,
        "authors: ['Łoś, Ján', 'The Moss and Fern Group', 'de la Rose, A., Jr.', 'Sand and Sons, B.']\nmore_authors: true\n"
        "issued: 2031-05-07\nidentifiers: {arxiv: '3105.01234'}\n",
    )
    assert fields["author"] == (
        "Łoś, Ján and {The Moss and Fern Group} and de la Rose, {A., Jr.} and {Sand and Sons}, B. and others"
    )
    assert fields["month"] == "may"


@pytest.mark.parametrize(
    ("type", "venue", "expected", "field"),
    [
        ("article", "", "misc", ""),
        ("article", "J. Moss", "article", "journal"),
        ("article-journal", "J. Moss", "article", "journal"),
        ("paper-conference", "ICMOSS", "inproceedings", "booktitle"),
        ("chapter", "Mosses", "incollection", "booktitle"),
        ("thesis", "Moss U", "phdthesis", "school"),
        ("report", "Moss Lab", "techreport", "institution"),
        ("webpage", "moss.example", "misc", "howpublished"),
        ("book", "Moss Press", "book", "publisher"),
    ],
)
def test_kind_of_publication_picks_record_and_field(
    graph_of: GraphOf, type: str, venue: str, expected: str, field: str
) -> None:
    lines = f"type: {type}\n" + (f"venue: {venue}\n" if venue else "")
    fields = paper(graph_of, lines + "authors: ['Moss, Ada']\nissued: 2031\nidentifiers: {arxiv: '3105.01234'}\n")
    assert fields[""] == expected
    assert not field or fields[field] == venue
    assert (fields["eprint"], fields["archivePrefix"]) == ("3105.01234", "arXiv")


def test_independent_parser_reads_the_same(toy_graph: Graph) -> None:
    parser: Any = pytest.importorskip("bibtexparser")
    read_back = (
        parser.loads(bibtex.write(toy_graph))
        if hasattr(parser, "loads")
        else parser.parse_string(bibtex.write(toy_graph))
    )
    keys = read_back.entries_dict
    assert sorted(keys) == [r.name for r in toy_graph.catalogue.of_kind("paper")]
