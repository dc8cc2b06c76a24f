"""What is exported comes back the same, as far as the format can say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import catalogue
from kg.exports import EVERYTHING
from kg.exports import formats as exports
from kg.graph import Graph
from kg.imports import read
from kg.records import texts
from kg.records.draft import Draft
from kg.records.plan import plan
from kg.settings import Atlas

AtlasOf = Callable[[Mapping[str, str]], Path]
FORMATS = ("bibtex", "csl", "ris")


def back(graph: Graph, format: str) -> list[Draft]:
    drafts, findings = read("".join(exports()[format].pieces(graph, EVERYTHING)), f"x.{format}", format)
    assert findings == []
    return drafts


@pytest.mark.parametrize("format", FORMATS)
def test_the_toy_atlas_comes_back(format: str, toy_graph: Graph, atlas_of: AtlasOf) -> None:
    root = atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: Soil.\n"})
    found = plan(back(toy_graph, format), [], catalogue.load(Atlas(root)))
    assert (found.findings, found.known, found.failed) == ((), 0, 0)
    again = catalogue.load(Atlas(atlas_of(found.files)))
    assert again.findings == ()
    papers = {r.entry.title: r.entry for r in toy_graph.catalogue.of_kind("paper")}
    assert {r.entry.title for r in again.of_kind("paper")} == set(papers)
    for record in again.of_kind("paper"):
        ours, theirs = papers[record.entry.title], record.entry
        for field in ("authors", "more_authors", "issued", "venue", "identifiers"):
            wanted = getattr(ours, field)
            # BibTeX has no days.
            assert getattr(theirs, field) == (wanted[:7] if (format, field) == ("bibtex", "issued") else wanted), field
        # Nor does it tell blogs from pages.
        if format != "bibtex":
            assert theirs.type == ours.type  # type: ignore[attr-defined]


@pytest.mark.parametrize("format", FORMATS)
def test_the_toy_atlas_is_known_to_itself(format: str, toy_graph: Graph) -> None:
    drafts = back(toy_graph, format)
    found = plan(drafts, [], toy_graph.catalogue)
    assert (found.files, found.known, found.failed) == ({}, len(drafts), 0)


WORDS = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Mc")
    ),
    min_size=1,
    max_size=12,
)
TITLES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TITLES, family=WORDS, given_name=WORDS, group=TITLES)
def test_any_title_and_name_comes_back(
    format: str,
    graph_of: Callable[[Mapping[str, str]], Graph],
    title: str,
    family: str,
    given_name: str,
    group: str,
) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    names = [f"{family.replace(',', '')}x, {given_name.replace(',', '')}x", "G" + group.replace(",", "")]
    title = f"A {title} z"
    lines = f"title: {quoted(title)}\nauthors: [{', '.join(map(quoted, names))}]\nidentifiers: {{arxiv: '3105.01234'}}\nissued: 2031\n"
    graph = graph_of({"paper/moss": lines})
    entry = graph.record("paper/moss").entry
    (draft,) = back(graph, format)
    assert draft.title.casefold() == _straight(entry.title, format).casefold()
    assert draft.authors == tuple(_straight(name, format) for name in entry.authors)  # type: ignore[attr-defined]


def _straight(text: str, format: str) -> str:
    """What mark-up makes of plain words: HTML in all formats, and in BibTeX two hyphens and two quotes too."""
    if format == "bibtex":
        text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return texts.plain(text)
