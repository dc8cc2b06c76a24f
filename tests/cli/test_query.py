from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.queries.recipes import RECIPES
from kg.queries.sql import views

Kg = Callable[..., Any]

pytest.importorskip("duckdb")

CONTESTED = "SELECT source, target FROM explains WHERE standing = 'contested'"


def test_an_answer_is_a_table_and_the_number_of_rows_a_remark(kg: Kg) -> None:
    outcome = kg("query", CONTESTED)
    assert outcome.exit_code == 0
    assert outcome.stdout == ("source            target\ntheory/slow-root  phenomenon/late-bloom\n")
    assert outcome.stderr == "1 row\n"


def test_json_and_csv_hold_the_same_rows(kg: Kg) -> None:
    rows = [{"source": "theory/slow-root", "target": "phenomenon/late-bloom"}]
    assert json.loads(kg("query", CONTESTED, "--format", "json").stdout) == rows
    assert list(csv.DictReader(io.StringIO(kg("query", CONTESTED, "--format", "csv").stdout))) == rows


def test_no_more_rows_are_shown_than_asked_for_and_a_remark_says_so(kg: Kg) -> None:
    outcome = kg("query", "SELECT id FROM entries ORDER BY id", "--most", "2")
    assert outcome.stdout.splitlines()[1:] == ["layer/bed", "layer/ear"]
    assert "only the first 2 rows" in outcome.stderr


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entries",
        "DROP TABLE entries",
        "SELECT 1; SELECT 2",
        "CREATE TABLE mine AS SELECT 1",
        "COPY entries TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "SET lock_configuration = false",
        "PRAGMA database_list",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT getenv('HOME')",
        "SELECT * FROM gnomes",
        "SELEC 1",
        "",
    ],
)
def test_what_is_not_one_harmless_select_is_wrong_usage(
    kg: Kg, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = kg("query", sql)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "root:" not in outcome.output
    assert list(tmp_path.iterdir()) == []


def test_a_question_and_a_recipe_do_not_fit_together_and_one_is_needed(kg: Kg) -> None:
    for words in ((), (CONTESTED, "--recipe", "contested-links")):
        outcome = kg("query", *words)
        assert outcome.exit_code == 2
        assert "give one SELECT, or a --recipe" in outcome.stderr


@pytest.mark.parametrize("name", tuple(RECIPES))
def test_each_recipe_can_be_asked(kg: Kg, name: str) -> None:
    outcome = kg("query", "--recipe", name, "--format", "json")
    assert outcome.exit_code == 0
    assert isinstance(json.loads(outcome.stdout), list)


def test_recipes_answer_what_they_say(kg: Kg) -> None:
    def rows(name: str) -> list[dict[str, Any]]:
        return json.loads(kg("query", "--recipe", name, "--format", "json").stdout)  # type: ignore[no-any-return]

    assert [(row["sought"], row["system"]) for row in rows("looked-for-and-absent")] == [
        ("phenomenon/late-bloom", "system/botanic-park")
    ]
    assert rows("contested-links")[0]["against"] == ["paper/sorrel-2021-phase"]
    assert rows("rival-explanations")[0] == {
        "phenomenon": "phenomenon/late-bloom",
        "explanations": 3,
        "which": ["result/bloom-threshold", "theory/phase-change", "theory/slow-root"],
    }
    assert rows("doubtful-entries") == [{"id": "result/hum-law", "title": "Square-root law of the hum", "doubts": 1}]


def test_an_unknown_recipe_is_answered_with_the_near_one(kg: Kg) -> None:
    outcome = kg("query", "--recipe", "contested-link")
    assert outcome.exit_code == 2
    assert "did you mean 'contested-links'?" in outcome.stderr


def test_recipes_and_views_are_listed_without_an_atlas(kg: Kg) -> None:
    assert [line.split()[0] for line in kg("query", "--recipes", atlas=None).stdout.splitlines()] == list(RECIPES)
    assert [line.split()[0] for line in kg("query", "--views", atlas=None).stdout.splitlines()] == list(views())


@pytest.mark.parametrize("view", tuple(views()))
def test_each_view_can_be_selected_from(kg: Kg, view: str) -> None:
    assert kg("query", f'SELECT count(*) FROM "{view}"').exit_code == 0
