"""Which records become entries, under which names, and which are here already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kg import catalogue
from kg.catalogue import Catalogue
from kg.diagnostics import Span
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.records.plan import plan
from kg.settings import Atlas

AtlasOf = Callable[[Mapping[str, str]], Path]

HERE = "title: Late bloom in paper gardens\nauthors: ['Moss, Ada']\nissued: 2031\nsummary: It blooms.\n"
DRAFT = Draft(
    Span("x.bib", 7),
    "moss31",
    "article",
    "A treatise on quiet vegetables",
    ("Fern, Bo",),
    "2030-05",
    Names(arxiv="3005.01234"),
)


@pytest.fixture
def here(atlas_of: AtlasOf) -> Catalogue:
    """One paper."""
    root = atlas_of({"papers/moss-2031-late.yaml": HERE + "identifiers: {arxiv: '3105.01234', doi: 10.1000/abc}\n"})
    return catalogue.load(Atlas(root))


def test_a_new_paper_gets_the_name_that_papers_here_have(here: Catalogue) -> None:
    found = plan([DRAFT], [], here)
    assert list(found.files) == ["papers/fern-2030-treatise.yaml"]
    assert found.findings == ()


@pytest.mark.parametrize(
    ("author", "title", "name"),
    [
        ("Łoś, Ján", "The Moss", "los-2030-moss"),
        ("de la Rose, A.", "On a Fern", "delarose-2030-fern"),
        ("O'Moss, A.", "50 ferns", "omoss-2030-50"),
        ("The Moss Group", "Q", "themossgroup-2030-q"),
        ("漢, 字", "漢字", "anon-2030-untitled"),
    ],
)
def test_names_are_plain_letters(here: Catalogue, author: str, title: str, name: str) -> None:
    found = plan([replace(DRAFT, authors=(author,), title=title)], [], here)
    assert list(found.files) == [f"papers/{name}.yaml"]


def test_a_name_that_is_taken_gets_a_number(here: Catalogue) -> None:
    drafts = [replace(DRAFT, title=f"Treatise {n} words", names=Names(doi=f"10.1000/{n}")) for n in (11, 222, 3333)]
    names = [path.split("/")[1] for path in plan(drafts, [], here).files]
    assert names == [f"fern-2030-treatise{end}.yaml" for end in ("", "-2", "-3")]


@pytest.mark.parametrize(
    "change",
    [
        {"names": Names(arxiv="3105.01234")},
        {"names": Names(doi="10.1000/abc")},
        {"title": "Late Bloom in Paper Gardens.", "authors": ("Moss, A.",), "names": Names(url="https://moss.example")},
        {"title": "Late blooms in paper gardens", "authors": ("Moss, A.",), "names": Names(url="https://moss.example")},
    ],
)
def test_a_paper_that_is_here_is_passed_over(here: Catalogue, change: dict[str, object]) -> None:
    found = plan([replace(DRAFT, **change)], [], here)  # type: ignore[arg-type]
    assert (found.files, found.known, found.failed) == ({}, 1, 0)
    (finding,) = found.findings
    assert finding.rule.name == "known-record"
    assert "'paper/moss-2031-late'" in finding.message
    assert finding.span.line == 7


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Late bloom in paper gardens", "authors": ("Sand, Cy",)},
        {"title": "Late bloom in paper gardens", "authors": ("Moss, Ada",), "names": Names(doi="10.1000/other")},
        {
            "title": "Late bloom in paper gardens 2",
            "authors": ("Moss, Ada",),
            "names": Names(url="https://moss.example"),
        },
    ],
)
def test_a_paper_with_nearly_the_same_title_may_be_another_one(here: Catalogue, change: dict[str, object]) -> None:
    assert len(plan([replace(DRAFT, **change)], [], here).files) == 1  # type: ignore[arg-type]


def test_a_record_that_comes_twice_is_taken_once(here: Catalogue) -> None:
    found = plan([DRAFT, replace(DRAFT, span=Span("x.bib", 9), title="Other words")], [], here)
    assert (len(found.files), found.known) == (1, 1)
    assert "the record of line 7" in found.findings[0].message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "'moss31' has no title"),
        ({"authors": ()}, "'moss31' has no author"),
        ({"issued": ""}, "'moss31' has no year"),
        ({"names": Names()}, "'moss31' has nothing to find it by"),
        ({"problem": "the names are odd"}, "'moss31': the names are odd"),
        ({"names": Names(isbn="12")}, "'moss31': '12' is not an ISBN"),
        ({"title": "x" * 300_000}, "'moss31' makes an entry larger than 256 KiB"),
    ],
)
def test_what_is_missing_is_said_at_the_record(here: Catalogue, change: dict[str, object], words: str) -> None:
    found = plan([replace(DRAFT, **change)], [], here)  # type: ignore[arg-type]
    assert (found.files, found.failed) == ({}, 1)
    assert found.findings[0].message == words
    assert found.findings[0].span.line == 7
    assert found.findings[0].help


def test_a_summary_is_a_note_or_a_blank_that_the_check_finds(here: Catalogue) -> None:
    (blank,) = plan([DRAFT], [], here).files.values()
    assert "\nsummary: ONE OR TWO PLAIN SENTENCES\n" in blank
    (noted,) = plan([replace(DRAFT, note="It's: a sentence.")], [], here).files.values()
    assert "\nsummary: 'It''s: a sentence.'\n" in noted


def test_keywords_are_tags_where_they_are_asked_for(here: Catalogue) -> None:
    draft = replace(DRAFT, keywords=("moss", "- fern: [x]"))
    (without,) = plan([draft], [], here).files.values()
    (with_tags,) = plan([draft], [], here, tags=True).files.values()
    assert "tags:" not in without
    assert "tags: ['moss', '- fern: [x]']\n" in with_tags


def test_a_retired_name_is_not_used_again(atlas_of: AtlasOf) -> None:
    graves = "retired:\n  - {id: paper/fern-2030-treatise, reason: merged}\n"
    root = atlas_of({"papers/moss-2031-late.yaml": HERE + "identifiers: {doi: 10.1000/abc}\n", "retired.yaml": graves})
    assert list(plan([DRAFT], [], catalogue.load(Atlas(root))).files) == ["papers/fern-2030-treatise-2.yaml"]
