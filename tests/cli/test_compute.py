from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Kg


def test_what_follows_is_told_step_by_step_with_its_rivals(kg: Kg) -> None:
    """By hand: 2 + 3*sqrt(100) = 32, and 2 + 2*10 = 22 in the wet year; half a day of delay for each."""
    outcome = kg("compute", "plant-count=100")
    assert outcome.exit_code == 0
    lines = outcome.stdout.splitlines()
    assert "given: plant-count = 100" in lines
    # 1.645 standard errors of 0.1, ten times: 32 - 1.645 and 32 + 1.645.
    assert "  32, 90 % of samples from 30.36 to 33.64  hum-law (contested)" in lines
    assert "  22  hum-law, fit wet-year (contested)" in lines
    assert "    [2] H = H0 + A*P**gamma, with P = 100: H = 22" in lines
    assert "    [3] T = c*H, with H = 22: T = 11 day" in lines
    assert "  11 day  bloom-delay (weakest standing contested)" in lines
    assert "[3] Delay of the bloom from the hum (result/bloom-delay): derivation, supported" in lines
    assert "    H0 = 2, A = 3 +/- 0.1, gamma = 0.5" in lines
    assert "    regime: between 4 and 400 plants" in lines
    assert "    depends on result/hum-law, which is contested" in lines


def test_a_value_may_come_with_its_unit(kg: Kg) -> None:
    """192 hours are 8 days, at half a day for each unit of hum."""
    outcome = kg("compute", "bloom-delay=192 hour", "--want", "hum-level")
    assert "given: bloom-delay = 8 day" in outcome.stdout
    assert "    [1] T = c*H, solved for H, with T = 8 day: H = 16" in outcome.stdout


def test_one_fit_can_be_chosen(kg: Kg) -> None:
    outcome = kg("compute", "plant-count=100", "--fit", "wet-year", "--want", "hum-level")
    assert "  22  hum-law, fit wet-year (contested)" in outcome.stdout
    assert "32" not in outcome.stdout


def test_a_root_outside_the_domain_is_explained(kg: Kg) -> None:
    """(16 - 2)/3 squared is 21.8 plants; (16 - 2)/2 squared is 49."""
    outcome = kg("compute", "hum-level=16", "--want", "plant-count")
    assert outcome.exit_code == 0
    assert "  49  hum-law, fit wet-year (contested)" in outcome.stdout
    said = "no plant-count from result/hum-law: only 21.7778 would solve it, outside the domain integer [1, inf)"
    assert said in outcome.stdout


def test_nothing_follows_is_said_with_what_is_missing(kg: Kg) -> None:
    outcome = kg("compute", "hum-exponent=0.5", "--want", "bloom-delay")
    assert outcome.exit_code == 1
    assert "nothing follows" in outcome.stdout
    assert "result/bloom-delay would give bloom-delay; it still needs hum-level" in outcome.stdout


def test_json_has_the_same_numbers_in_full(kg: Kg) -> None:
    data = json.loads(kg("compute", "plant-count=100", "--format", "json").stdout)
    first, second = data["values"]["quantity/hum-level"]
    assert (first["value"], second["value"]) == (32, 22)
    assert second["steps"][0]["fit"] == "wet-year"
    assert second["steps"][0]["evidence"][0]["paper"] == "paper/yarrow-2023-no-phase"
    assert data["given"] == [{"name": "", "value": 100, "unit": "", "quantity": "quantity/plant-count", "error": 0}]


def test_the_same_question_has_the_same_answer(kg: Kg) -> None:
    assert kg("compute", "plant-count=100").stdout == kg("compute", "plant-count=100").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name what is known"),
        (("plant-count",), 2, "'plant-count' is not QUANTITY=VALUE"),
        (("plant-count=",), 2, "'plant-count=' is not QUANTITY=VALUE"),
        (("plant-count=many",), 2, "a number is missing"),
        (("plant-count=1.5",), 2, "lies outside the domain"),
        (("plant-count=1", "quantity/plant-count=2"), 2, "is given twice"),
        (("plant-cuont=1",), 1, "did you mean 'quantity/plant-count'"),
        (("theory/phase-change=1",), 1, "'theory/phase-change' is no quantity"),
        (("plant-count=1", "--want", "hum"), 1, "no quantity 'hum'"),
        (("plant-count=1", "--fit", "wet-yaer"), 2, "did you mean 'wet-year'?"),
    ],
)
def test_a_question_that_cannot_be_asked_is_answered_with_what_to_type(
    kg: Kg, words: tuple[str, ...], code: int, said: str
) -> None:
    outcome = kg("compute", *words)
    assert outcome.exit_code == code
    assert said in outcome.stderr
    assert not outcome.stdout
