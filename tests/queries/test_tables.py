"""The tables behind questions in SQL: whatever a graph holds stands in them as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Record
from kg.graph import Graph, build
from kg.queries.sql import ask
from kg.schema.entry import Link
from kg.schema.kinds import kinds
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import Tree

pytest.importorskip("duckdb")

# Single letters first: what a file of rows is cut at, and what quotes and hides, in any order.
TEXTS = st.text(st.sampled_from("\t\n\r\x0b\x1f\x85\u2028 \\\"',;{}[]0aé雨\U0001f33f")) | st.text() | st.just("NULL")
IDS = ("phenomenon/a", "phenomenon/b-c", "phenomenon/0")
LINKS = st.fixed_dictionaries(
    {
        "to": st.sampled_from((*IDS, "phenomenon/nowhere")),
        "in_": st.lists(st.sampled_from(("system/x", "system/y-1")), max_size=3).map(tuple),
        "regime": st.none() | TEXTS,
        "standing": st.sampled_from(("unstated", "supported")),
        "evidence": st.lists(st.just("some"), max_size=2).map(tuple),
    }
)
RELATIONS = {"contradicts": "contradicts", "specialises": "specialises", "generalises": "specialises"}
ENTRIES = st.fixed_dictionaries(
    {
        "title": TEXTS,
        "summary": TEXTS,
        "aliases": st.lists(TEXTS, max_size=3).map(tuple),
        "links": st.dictionaries(st.sampled_from(tuple(RELATIONS)), st.lists(LINKS, max_size=4), max_size=3),
    }
)


def graph_of(entries: dict[str, dict[str, Any]], folder: str) -> Graph:
    """A graph of what no file could say, too: the schema refuses most of these texts."""
    records = {}
    for id, fields in entries.items():
        links = {name: tuple(Link.model_construct(**link) for link in found) for name, found in fields["links"].items()}
        entry: Any = kinds()["phenomenon"].model_construct(**{**fields, "links": links})
        records[id] = Record(id, "phenomenon", entry, Tree(SourceFile(f"{folder}/{id}.yaml", "")))
    return build(Catalogue(Atlas(Path()), records, frozenset(records), (), len(records)))


@given(st.fixed_dictionaries(dict.fromkeys(IDS, ENTRIES)), TEXTS)
@settings(max_examples=60)
def test_random_statements_come_out_as_they_went_in(entries: dict[str, dict[str, Any]], folder: str) -> None:
    graph = graph_of(entries, folder)
    expected = []
    for id, fields in entries.items():
        for name, links in fields["links"].items():
            for link in links:
                if link["to"] in IDS:
                    ends = (id, link["to"]) if RELATIONS[name] == name else (link["to"], id)
                    more = link["standing"], list(link["in_"]), link["regime"], len(link["evidence"])
                    expected.append((ends[0], RELATIONS[name], ends[1], *more, f"{folder}/{id}.yaml"))
    assert list(ask(graph, "SELECT * FROM links").rows) == expected


@given(st.fixed_dictionaries(dict.fromkeys(IDS, ENTRIES)), TEXTS)
@settings(max_examples=60)
def test_random_texts_of_entries_come_out_as_they_went_in(entries: dict[str, dict[str, Any]], folder: str) -> None:
    question = "SELECT id, title, summary, aliases, path, fields ->> 'title' FROM entries"
    assert list(
        ask(graph_of({id: {**fields, "links": {}} for id, fields in entries.items()}, folder), question).rows
    ) == [
        (id, fields["title"], fields["summary"], list(fields["aliases"]), f"{folder}/{id}.yaml", fields["title"])
        for id, fields in entries.items()
    ]


def test_a_text_may_be_longer_than_lines_usually_are() -> None:
    long = "many plants, " * 400_000
    entry = {"title": "A", "summary": "", "aliases": (), "links": {"contradicts": [{"to": IDS[0], "regime": long}]}}
    assert ask(graph_of({IDS[0]: entry}, "entries"), "SELECT regime FROM links").rows == ((long,),)
