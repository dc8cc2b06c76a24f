from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.queries import sql
from kg.queries.recipes import RECIPES
from kg.queries.sql import views

if TYPE_CHECKING:
    from tests.conftest import Kg, KgProcess

pytest.importorskip("duckdb")

CONTESTED = "SELECT source, target FROM explains WHERE standing = 'contested'"


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# The three formats.


def test_an_answer_is_a_table_and_the_number_of_rows_a_remark(kg: Kg) -> None:
    outcome = kg("query", CONTESTED)
    assert outcome.exit_code == 0
    assert outcome.stdout == "source            target\ntheory/slow-root  phenomenon/late-bloom\n"
    assert outcome.stderr == "1 row\n"


def test_json_and_csv_hold_the_same_rows(kg: Kg) -> None:
    row = {"source": "theory/slow-root", "target": "phenomenon/late-bloom"}
    assert json.loads(kg("query", CONTESTED, "--format", "json").stdout) == [row]
    assert table(kg("query", CONTESTED, "--format", "csv").stdout) == [list(row), list(row.values())]


def test_an_answer_without_rows_is_no_error(kg: Kg) -> None:
    nothing = "SELECT id FROM entries WHERE id = 'gnome'"
    text = kg("query", nothing)
    assert (text.exit_code, text.stdout, text.stderr) == (0, "id\n", "0 rows\n")
    assert json.loads(kg("query", nothing, "--format", "json").stdout) == []
    assert kg("query", nothing, "--format", "csv").stdout == "id\n"


def test_lists_and_missing_values_have_their_form_in_each_format(kg: Kg) -> None:
    question = "SELECT ['a', 'b'] AS list, NULL AS missing, 2 AS number, TRUE AS truth"
    row = {"list": ["a", "b"], "missing": None, "number": 2, "truth": True}
    assert json.loads(kg("query", question, "--format", "json").stdout) == [row]
    assert table(kg("query", question, "--format", "csv").stdout)[1] == ["a, b", "", "2", "True"]


def test_json_is_json_whatever_the_values_are(kg: Kg) -> None:
    question = """SELECT 'nan'::DOUBLE AS a, ['-inf'::DOUBLE] AS b, MAP {DATE '2030-01-02': 'inf'::DOUBLE} AS c,
        DATE '2030-01-02' AS d, 1.5::DECIMAL(4, 1) AS e, 'x'::BLOB AS f, {'g': 1} AS g"""
    stdout = kg("query", question, "--format", "json").stdout

    def never(word: str) -> Any:
        raise AssertionError(f"{word} is no JSON")

    (row,) = json.loads(stdout, parse_constant=never)
    assert (row["a"], row["b"], row["c"]) == ("nan", ["-inf"], {"2030-01-02": "inf"})
    assert (row["d"], row["e"], row["g"]) == ("2030-01-02", "1.5", {"g": 1})


def test_two_columns_of_one_name_are_both_in_the_json(kg: Kg) -> None:
    stdout = kg("query", "SELECT 1 AS n, 2 AS n, 3 AS n_2, 4 AS n", "--format", "json").stdout
    (row,) = json.loads(stdout)
    assert list(row.values()) == [1, 2, 3, 4]
    assert next(iter(row)) == "n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "=cmd|' /C calc'!A0"])
def test_no_text_is_a_formula_to_a_spreadsheet(kg: Kg, text: str) -> None:
    question = f"SELECT '{text.replace(chr(39), chr(39) * 2)}' AS one, ['{text[:1]}x', 'y'] AS several"
    ((_, *_), row) = table(kg("query", question, "--format", "csv").stdout)
    assert row == [f"'{text}".replace("\r", "\n"), f"'{text[:1]}x, y".replace("\r", "\n")]


def test_numbers_and_harmless_texts_stay_as_they_are_in_csv(kg: Kg) -> None:
    question = "SELECT -3 AS a, -1.5::DOUBLE AS b, -2.5::DECIMAL(3, 1) AS c, 'a=b' AS d, 'x, \"y\"' AS e, '' AS f"
    assert table(kg("query", question, "--format", "csv").stdout)[1] == ["-3", "-1.5", "-2.5", "a=b", 'x, "y"', ""]


def test_words_of_contributors_are_harmless_in_a_terminal(kg: Kg) -> None:
    stdout = kg("query", "SELECT chr(27) || '[31mred' || chr(10) || 'line' AS one").stdout
    assert "\x1b" not in stdout
    assert len(stdout.splitlines()) == 2


# Limits.


def test_no_more_rows_are_shown_than_asked_for_and_a_remark_says_so(kg: Kg) -> None:
    for format in ("text", "json", "csv"):
        words = ("query", "SELECT id FROM entries ORDER BY id", "--most", "2", "--format", format)
        outcome = kg(*words)
        assert "only the first 2 rows" in outcome.stderr
        assert "layer/ear" in outcome.stdout
        assert "layer/meadow" not in outcome.stdout
    assert "only the first" not in kg("query", "SELECT id FROM layer", "--most", "4").stderr
    assert kg("query", "SELECT 1", "--most", "0").exit_code == 2


def test_a_question_that_takes_too_long_ends_with_1(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql.ask, "__kwdefaults__", {**(sql.ask.__kwdefaults__ or {}), "seconds": 0.3})
    outcome = kg("query", "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "kg: the question took longer than 0.3 s (ask for less, or join on fewer links)\n"


# What is refused.


@pytest.mark.parametrize(
    "question",
    [
        "DELETE FROM entries",
        "SELECT 1; SELECT 2",
        "WITH gone AS (DELETE FROM entries RETURNING *) SELECT * FROM gone",
        "COPY entries TO 'out.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM gnomes",
        "SELEC 1",
        "",
    ],
)
def test_what_is_not_one_harmless_select_is_wrong_usage(
    kg: Kg, question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = kg("query", question)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("kg: ")
    assert "root:" not in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_question_leaves_nothing_behind_and_nothing_is_left_to_say_at_the_end(
    kg_process: KgProcess, tmp_path: Path
) -> None:
    (tmp_path / "temporary").mkdir()
    environment = {"TMPDIR": str(tmp_path / "temporary"), "HOME": str(tmp_path)}
    outcome = kg_process("query", "SELECT count(*) AS n FROM entries", env=environment, megabytes=4096)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, "n\n39\n", "1 row\n")
    refused = kg_process("query", "SELECT * FROM gnomes", env=environment, megabytes=4096)
    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_without_duckdb_the_environment_is_at_fault(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    outcome = kg("query", CONTESTED)
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert "`kg query` needs DuckDB, which is not installed (pip install 'kg-atlas[sql]'" in outcome.stderr
    # What needs no question needs no DuckDB either.
    assert kg("query", "--recipes").exit_code == 0


# Recipes and views.


def test_a_question_and_a_recipe_do_not_fit_together_and_one_is_needed(kg: Kg) -> None:
    for words in ((), (CONTESTED, "--recipe", "contested-links")):
        outcome = kg("query", *words)
        assert outcome.exit_code == 2
        assert "give one SELECT, or a --recipe" in outcome.stderr


def test_a_recipe_is_the_question_that_it_names(kg: Kg) -> None:
    for name in ("contested-links", "layers-at-a-glance"):
        named = kg("query", "--recipe", name, "--format", "json")
        assert named.exit_code == 0
        assert json.loads(named.stdout)
        assert named.stdout == kg("query", RECIPES[name].sql, "--format", "json").stdout


def test_an_unknown_recipe_is_answered_with_the_near_one_or_with_all(kg: Kg) -> None:
    outcome = kg("query", "--recipe", "contested-link")
    assert outcome.exit_code == 2
    assert "did you mean 'contested-links'?" in outcome.stderr
    far = kg("query", "--recipe", "xyz")
    assert far.exit_code == 2
    assert all(name in " ".join(far.stderr.split()) for name in RECIPES)


def test_recipes_and_views_are_listed_without_an_atlas(kg: Kg) -> None:
    recipes = kg("query", "--recipes", atlas=None).stdout.splitlines()
    assert [line.split()[0] for line in recipes] == list(RECIPES)
    assert all(line.endswith("?") for line in recipes)
    assert [line.split()[0] for line in kg("query", "--views", atlas=None).stdout.splitlines()] == list(views())
