"""The real entries account for the fact base they came from: each row and each paper has an entry, or a reason why not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import catalogue
from kg.settings import Atlas
from tests.conftest import Kg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FACTS = frozenset((HERE / "fact_ids.txt").read_text("utf-8").split())
PAPERS = frozenset((HERE / "paper_keys.txt").read_text("utf-8").split())


def left_out(heading: str) -> list[str]:
    """The rows listed under one heading of the page, each with its reason."""
    text = (ROOT / "site" / "pages" / "docs" / "left-out.md").read_text("utf-8")
    _, _, section = text.partition(f"\n## {heading}\n")
    assert section, f"the page has lost its heading {heading!r}"
    return re.findall(r"^- `([a-z-]+:[A-Z]\d+)`: \S", section.partition("\n## ")[0], re.MULTILINE)


@pytest.fixture(scope="module")
def atlas() -> catalogue.Catalogue:
    return catalogue.load(Atlas(ROOT))


@pytest.fixture(scope="module")
def sources(atlas: catalogue.Catalogue) -> Mapping[str, list[str]]:
    """The entries that came from a row."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in atlas.records.values():
        for row in record.entry.sources:
            found[row].append(record.id)
    return found


def test_every_row_has_an_entry_or_a_reason(sources: Mapping[str, list[str]]) -> None:
    assert sorted(FACTS - set(sources) - set(left_out("Whole rows"))) == []


def test_no_row_with_an_entry_is_called_left_out(sources: Mapping[str, list[str]]) -> None:
    assert {row: sources[row] for row in left_out("Whole rows") if row in sources} == {}


def test_a_row_left_out_in_part_has_an_entry_for_the_rest(sources: Mapping[str, list[str]]) -> None:
    assert [row for row in left_out("Parts of rows") if row not in sources] == []


def test_no_source_names_a_row_that_does_not_exist(sources: Mapping[str, list[str]]) -> None:
    assert {row: ids for row, ids in sources.items() if row not in FACTS} == {}


def test_the_page_names_each_row_once_and_none_that_does_not_exist() -> None:
    named = left_out("Whole rows") + left_out("Parts of rows")
    assert sorted(set(named) - FACTS) == []
    assert len(named) == len(set(named))


def test_every_paper_of_the_tables_has_an_entry(atlas: catalogue.Catalogue) -> None:
    assert sorted(key for key in PAPERS if f"paper/{key}" not in atlas.ids) == []


def test_the_strict_check_has_nothing_to_say(kg: Kg) -> None:
    outcome = kg("check", "--strict", atlas=ROOT)
    assert outcome.exit_code == 0, outcome.output
