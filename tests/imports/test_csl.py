"""CSL-JSON: every item becomes a draft, or is named with its line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.imports import csl
from kg.records.draft import Draft


def one(**item: Any) -> Draft:
    (draft,), findings = csl.read(json.dumps([item]), "x.json")
    assert findings == []
    return draft


def test_a_plain_item() -> None:
    draft = one(
        id="k",
        type="article-journal",
        title="Late <i>bloom</i> &amp; dusk",
        author=[
            {"family": "Moss", "given": "Ada"},
            {"family": "Rose", "non-dropping-particle": "de la", "given": "B."},
        ],
        issued={"date-parts": [[2031, 5, 7]]},
        DOI="10.1000/ABC",
        **{"container-title": ["J. Moss"]},
    )
    assert (draft.title, draft.issued, draft.venue) == ("Late bloom & dusk", "2031-05-07", "J. Moss")
    assert (draft.authors, draft.names.doi) == (("Moss, Ada", "de la Rose, B."), "10.1000/abc")


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"literal": "The Moss Group"}, "The Moss Group"),
        ({"family": "Rose", "given": "A.", "suffix": "Jr."}, "Rose, A., Jr."),
        ({"family": "Moss"}, "Moss"),
    ],
)
def test_people_and_groups(person: dict[str, str], name: str) -> None:
    assert one(author=[person]).authors == (name,)


@pytest.mark.parametrize(
    ("issued", "read"),
    [
        ({"date-parts": [["2031", "5"]]}, "2031-05"),
        ({"raw": "2031-05-07"}, "2031-05-07"),
        ({"literal": "May 2031"}, "2031"),
        ({"date-parts": [[]]}, ""),
        ("2031", "2031"),
        (None, ""),
    ],
)
def test_dates(issued: object, read: str) -> None:
    assert one(issued=issued).issued == read


def test_a_preprint_hides_in_many_fields() -> None:
    for item in (
        {"number": "arXiv:3105.01234"},
        {"DOI": "10.48550/arXiv.3105.01234"},
        {"URL": "https://arxiv.org/pdf/3105.01234v3"},
        {"archive": "arXiv", "archive_location": "3105.01234"},
    ):
        names = one(**item).names
        assert (names.arxiv, names.doi, names.url) == ("3105.01234", "", "")


@pytest.mark.parametrize(
    ("text", "good", "lines"),
    [
        ('[\n{"title": "One"},\n7,\n{"title": "Two"}\n]', 2, [3]),
        ('[\n{"title": "One"},\n{"title": }\n]', 1, [3]),
        ('[{"title": "One"}\n', 1, [2]),
        ('[{"title": "One"}]\nmore', 1, [2]),
        ("no list", 0, [1]),
        ("", 0, [1]),
        ("[" * 100_000, 0, [1]),
        ('{"title": "One"}', 1, []),
        ('{"items": [{"title": "One"}, {"title": "Two"}]}', 2, []),
        ("[]", 0, []),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, good: int, lines: list[int]) -> None:
    drafts, findings = csl.read(text, "x.json")
    assert (len(drafts), [finding.span.line for finding in findings]) == (good, lines)


def test_odd_values_count_as_missing() -> None:
    draft = one(title={"a": 1}, author="Moss", issued={"date-parts": "x"}, DOI=7, id=7)
    assert (draft.title, draft.authors, draft.issued, draft.names.doi) == ("", (), "", "")


def test_half_a_character_is_replaced() -> None:
    (draft,), _ = csl.read('[{"title": "a \\ud800 b", "URL": "https://moss.example/\\ud800"}]', "x.json")
    (draft.title + draft.names.url).encode("utf-8")
