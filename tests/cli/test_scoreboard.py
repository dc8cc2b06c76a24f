from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Kg


def test_the_board_has_a_line_for_each_theory_and_says_what_the_fractions_are(kg: Kg) -> None:
    head, *lines, legend = kg("scoreboard").stdout.splitlines()
    assert head.split() == ["explained", "contested", "untouched", "novel", "retrod.", "ascribed", "theory"]
    assert [line.split() for line in lines] == [
        ["1", "0", "3", "-", "1/1", "1", "hum-field"],
        ["1", "0", "3", "0/1", "-", "1", "phase-change"],
        ["0", "1", "3", "-", "-", "-", "slow-root"],
        ["0", "0", "4", "-", "-", "-", "garden-programme"],
    ]
    assert legend == "novel and retrodictions: confirmed of all that were made; ascribed: no paper is quoted for them"


def test_json_names_the_phenomena_and_the_predictions(kg: Kg) -> None:
    first, second, *_ = json.loads(kg("scoreboard", "--format", "json").stdout)
    nothing = {"confirmed": 0, "refuted": 0, "mixed": 0, "ambiguous": 0, "untested": 0}
    assert first == {
        "theory": "theory/hum-field",
        "explained": ["phenomenon/dusk-hum"],
        "contested": [],
        "untouched": 3,
        "novel": nothing,
        "retrodictions": {**nothing, "confirmed": 1},
        "predictions": ["prediction/hum-of-a-hundred"],
        # The link is a bare id: no paper is quoted for it.
        "ascribed": ["prediction/hum-of-a-hundred"],
    }
    assert second["theory"] == "theory/phase-change"
    assert second["novel"] == {**nothing, "untested": 1}


def test_csv_and_json_count_alike(kg: Kg) -> None:
    rows = list(csv.DictReader(io.StringIO(kg("scoreboard", "--format", "csv").stdout)))
    scores = json.loads(kg("scoreboard", "--format", "json").stdout)
    assert len(rows) == len(scores) == 4
    for row, score in zip(rows, scores, strict=True):
        assert row["theory"] == score["theory"]
        assert (int(row["explained"]), int(row["contested"])) == (len(score["explained"]), len(score["contested"]))
        assert int(row["untouched"]) == score["untouched"]
        assert int(row["ascribed"]) == len(score["ascribed"])
        for timing in ("novel", "retrodictions"):
            assert {outcome: int(row[f"{timing} {outcome}"]) for outcome in score[timing]} == score[timing]


def test_one_theory_alone_is_given_in_every_format(kg: Kg) -> None:
    (score,) = json.loads(kg("scoreboard", "slow-root", "--format", "json").stdout)
    assert score["contested"] == ["phenomenon/late-bloom"]
    assert len(kg("scoreboard", "slow-root", "--format", "csv").stdout.splitlines()) == 2
    assert "contested: 1\n  phenomenon/late-bloom\n" in kg("scoreboard", "slow-root").stdout


def test_a_slip_in_the_name_is_answered_with_the_near_one(kg: Kg) -> None:
    outcome = kg("scoreboard", "slow-rot")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert "did you mean 'slow-root'?" in outcome.stderr
    # A name that was left empty is not the wish to see all.
    assert kg("scoreboard", "").exit_code == 1


def test_an_atlas_without_theories_has_no_lines(kg: Kg, sound: Path) -> None:
    assert len(kg("scoreboard", atlas=sound).stdout.splitlines()) == 2
    assert json.loads(kg("scoreboard", "--format", "json", atlas=sound).stdout) == []
