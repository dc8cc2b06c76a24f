"""What all formats share: the toy atlas comes out as expected, the same on every run, and piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.exports import EVERYTHING, Choice, formats
from kg.graph import Graph

TEXTS = [name for name in formats() if name != "parquet"]


def whole(name: str, graph: Graph, choice: Choice = EVERYTHING) -> str:
    return "".join(formats()[name].pieces(graph, choice))


@pytest.mark.parametrize("name", TEXTS)
def test_toy_atlas_is_written_as_expected(name: str, toy_graph: Graph) -> None:
    expected = Path(__file__).with_name(f"{name}.expected")
    assert whole(name, toy_graph) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", formats())
def test_a_format_says_how_its_files_end_and_what_can_be_chosen(name: str) -> None:
    module = formats()[name]
    assert module.SUFFIX.startswith(".")
    assert {"kinds", "table", "title", "base"} >= module.TAKES


@pytest.mark.parametrize("name", TEXTS)
def test_an_atlas_without_papers_makes_a_file_all_the_same(name: str, graph_of) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(whole(name, graph_of({})), str)
