"""Single fields of an entry are set, and every other line stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kg.edits.fields import with_fields
from kg.errors import KgError
from kg.source.files import SourceFile

PAPERS = sorted((Path(__file__).parents[2] / "entries/papers").glob("*.yaml"))
TEXT = """# Head.

title: Moss  # short
authors:
# Above the list.
- Moss, Ada
issued: 2031

# Above identifiers.
identifiers:
    url: 'https://moss.example'
summary: |
  issued: 1999
"""


def put(text: str, **values: object) -> str:
    return with_fields(SourceFile("x.yaml", text), "paper", values)  # type: ignore[arg-type]


def test_a_value_is_replaced_in_its_place() -> None:
    assert put(TEXT, issued="2030-01") == TEXT.replace("issued: 2031", "issued: '2030-01'")
    assert put(TEXT, identifiers={"url": "https://moss.example", "doi": "10.1000/x"}) == TEXT.replace(
        "identifiers:\n    url: 'https://moss.example'", "identifiers:\n  url: 'https://moss.example'\n  doi: 10.1000/x"
    )


def test_a_field_that_was_not_there_comes_where_it_belongs() -> None:
    assert put(TEXT, venue="J. Moss") == TEXT.replace("issued: 2031\n", "issued: 2031\nvenue: J. Moss\n")
    assert put("issued: 2031\n", title="Moss: a life") == "title: 'Moss: a life'\nissued: 2031\n"


@pytest.mark.parametrize("text", ["{title: Moss, issued: 2031}\n", "title: Moss\nauthors:\n  - Moss, Ada  # alone\n"])
def test_what_would_lose_something_is_refused(text: str) -> None:
    with pytest.raises(KgError, match=r"brackets|a comment stands inside"):
        put(text, authors=["Fern, Bo"])


@pytest.mark.parametrize("hard", ["a: b", "'q'", '"', "- x", "#", "null", "1e3", "x #y", "{a}", "é, ü", "2209.10650"])
def test_every_text_comes_back(hard: str) -> None:
    after = put(
        TEXT.replace("# Above the list.\n", ""), authors=[hard, "Moss, Ada"], venue=hard, identifiers={"doi": hard}
    )
    found = yaml.load(after, yaml.BaseLoader)
    assert (found["authors"], found["venue"], found["identifiers"]) == ([hard, "Moss, Ada"], hard, {"doi": hard})


def test_the_papers_of_this_atlas_can_be_changed_one_line_at_a_time() -> None:
    refused = 0
    for path in PAPERS:
        text = path.read_text("utf-8")
        before = yaml.load(text, yaml.BaseLoader)
        try:
            after = put(text, venue="Journal of Moss", authors=[*before["authors"], "Moss, Ada"])
        except KgError:
            refused += 1
            continue
        wanted = {**before, "venue": "Journal of Moss", "authors": [*before["authors"], "Moss, Ada"]}
        assert yaml.load(after, yaml.BaseLoader) == wanted
        gone = set(text.splitlines()) - set(after.splitlines())
        assert all(line.startswith(("venue:", "authors:")) for line in gone), path
    assert refused < len(PAPERS) / 20
