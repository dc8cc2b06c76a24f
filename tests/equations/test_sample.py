from __future__ import annotations

import pytest

from kg.equations.evaluate import prepare
from kg.equations.grammar import parse_expression
from kg.equations.problems import Problem, Undefined
from kg.equations.sample import Normal, Spread, Uniform, sample


def spread(text: str, uncertain: dict[str, Normal | Uniform], **values: float) -> Spread:
    expression = parse_expression(text)
    assert not isinstance(expression, Problem)
    result = sample(prepare(expression), values, uncertain)
    assert isinstance(result, Spread), result
    return result


def test_the_quantiles_of_a_normal_distribution_are_the_tabled_ones() -> None:
    result = spread("a + x", {"x": Normal(10, 2)}, a=1)
    # The 5 and 95 per cent points lie 1.6449 deviations from the mean.
    assert (result.low, result.median, result.high) == pytest.approx((7.710, 11, 14.290), abs=0.02)
    assert result.defined == 1


def test_a_monotonous_function_takes_quantiles_to_quantiles() -> None:
    result = spread("exp(x)", {"x": Uniform(0, 1)})
    assert (result.low, result.median, result.high) == pytest.approx((1.0513, 1.6487, 2.5857), rel=0.002)


def test_independent_deviations_add_in_squares() -> None:
    result = spread("x + y", {"x": Normal(0, 3), "y": Normal(0, 4)})
    assert (result.high - result.low) / 2 == pytest.approx(5 * 1.6449, rel=0.05)


def test_the_spread_is_the_same_on_every_run_whatever_the_order() -> None:
    first = spread("x*y", {"x": Normal(1, 0.1), "y": Uniform(1, 2)})
    again = spread("x*y", {"y": Uniform(1, 2), "x": Normal(1, 0.1)})
    assert first == again


def test_samples_without_a_value_are_counted_and_left_out() -> None:
    assert spread("log(x)", {"x": Uniform(-1, 3)}).defined == pytest.approx(0.75, abs=0.002)


def test_a_result_that_is_mostly_undefined_is_undefined() -> None:
    expression = parse_expression("log(x)")
    assert not isinstance(expression, Problem)
    result = sample(prepare(expression), {}, {"x": Uniform(-3, 1)})
    assert isinstance(result, Undefined)
    assert "not positive" in result.reason


def test_nothing_uncertain_gives_one_value_three_times() -> None:
    result = spread("a*2", {}, a=3)
    assert (result.low, result.median, result.high) == (6, 6, 6)
