"""Records in which anything stands anywhere: each is a draft of plain texts, or a fault with words, never a crash."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from kg.errors import KgError
from kg.lookup import answers
from kg.lookup.look_up import Heard, merged
from kg.lookup.services import arxiv, crossref, datacite, openalex, openreview, webpage
from kg.records import filing
from kg.records.draft import Draft
from kg.records.plan import faults_of
from kg.web import Page
from tests.online.conftest import TOY, crossref_work, datacite_attributes, entry, feed, openalex_work, openreview_note

JUNK: list[Any] = [
    None, True, -1, 1e400, "", " ", "\x00", "\ud800", "\u202eabc", "x" * 5000, [], {}, [[]], [{}], [None], {"a": [1]},
    "$\\frac{", "<b", "&#xd800;", "9999-99-99", "10.1/", "{{", "'", "\n- a: b", "a, b, c", "et al.", "\\", [["a"]], 10**30,
]  # fmt: skip
SHAPES: dict[str, tuple[Any, Any]] = {
    "crossref": (crossref, {"message": crossref_work("10.1000/x")}),
    "datacite": (datacite, {"data": {"id": "10.1000/x", "attributes": datacite_attributes("10.1000/x")}}),
    "openalex": (openalex, openalex_work("10.1000/x")),
    "openreview": (openreview, {"notes": [openreview_note("10.1000/x")]}),
}


class Fixed:
    """A client whose answer is always the same."""

    def __init__(self, body: bytes, type: str) -> None:
        self._page = Page("https://moss.example/x", type, "", body)

    def get(self, url: str, types: tuple[str, ...], **options: Any) -> Page:
        return self._page

    def forget(self, url: str) -> None:
        """Nothing is kept."""


def spoilt(value: Any, dice: random.Random) -> Any:
    if dice.random() < 0.04:
        return dice.choice(JUNK)
    if isinstance(value, dict):
        kept = {key: spoilt(inner, dice) for key, inner in value.items() if dice.random() > 0.02}
        return {dice.choice(["", "title", "name", key]) if dice.random() < 0.02 else key: v for key, v in kept.items()}
    if isinstance(value, list):
        return [spoilt(inner, dice) for inner in value]
    return value


def sound(draft: Draft) -> Iterator[bool]:
    texts = [draft.title, draft.issued, draft.venue, draft.type, *draft.authors, *draft.remarks]
    yield all(isinstance(text, str) and "\n" not in text for text in texts)
    "".join(texts).encode("utf-8")
    # What would be written is an entry, or is refused by the rules of entries.
    if draft.authors and draft.title:
        yield bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,78}", filing.name(draft, (), {})))
        text = filing.text(draft, doubt="None.")
        if not faults_of(draft, "entries/papers/x.yaml", text):
            assert yaml.safe_load(text)["summary"] == "ONE OR TWO PLAIN SENTENCES"


@pytest.mark.parametrize("name", SHAPES)
def test_records_with_anything_in_them(name: str) -> None:
    module, shape = SHAPES[name]
    dice = random.Random(name)
    drafts = 0
    for _ in range(400):
        body = json.dumps(spoilt(shape, dice)).encode()
        try:
            draft = module.ask(Fixed(body, "application/json"), "10.1000/x")
        except KgError as fault:
            assert fault.message
            continue
        drafts += 1
        assert all(sound(draft))
        assert all(sound(merged(Heard([draft]), draft.names)))
    assert drafts > 50


def test_feeds_with_anything_in_them() -> None:
    dice = random.Random(1)
    text = feed(entry(doi="10.1000/x", comment="withdrawn"))
    for _ in range(400):
        at = sorted(dice.randrange(len(text)) for _ in range(2))
        piece = dice.choice(["", "<", ">", "&amp;", "]]>", "\x00", "<author/>", "<title/>", "é", "<a>" * 50])
        body = (text[: at[0]] + piece + text[at[0] + dice.choice([0, 1, 5, at[1] - at[0]]) :]).encode()
        try:
            assert all(sound(arxiv.ask(Fixed(body, "application/atom+xml"), TOY)))  # type: ignore[arg-type]
        except KgError as fault:
            assert fault.message


def test_pages_with_anything_in_them() -> None:
    dice = random.Random(2)
    names = [
        "citation_title",
        "citation_author",
        "citation_date",
        "citation_doi",
        "citation_arxiv_id",
        "og:title",
        "author",
    ]
    for _ in range(400):
        tags = "".join(
            f'<meta name="{dice.choice(names)}" content={dice.choice(["", chr(34)])}{dice.choice(JUNK)!s}{dice.choice(["", chr(34)])}>'
            for _ in range(dice.randrange(8))
        )
        data = json.dumps(spoilt({"headline": "a", "author": [{"name": "b"}], "datePublished": "2024"}, dice))
        body = f"<title>x{tags}<script type=application/ld+json>{data}</script>".encode("utf-8", "surrogatepass")
        try:
            assert all(sound(webpage.ask(Fixed(body, "text/html"), "https://moss.example/x")))  # type: ignore[arg-type]
        except KgError as fault:
            assert fault.message


def test_titles_with_anything_in_them() -> None:
    dice = random.Random(3)
    for _ in range(2000):
        text = "".join(
            dice.choice(["\\", "{", "}", "$", "<", ">", "&", "a", "B", " ", "\n", "~", "^", "'", "é"])
            for _ in range(30)
        )
        assert "\n" not in answers.title(text)[0]
