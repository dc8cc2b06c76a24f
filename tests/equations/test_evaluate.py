from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.equations.evaluate import evaluate, prepare
from kg.equations.grammar import parse_expression
from kg.equations.problems import Problem, Undefined


def value(text: str, **values: float) -> float | Undefined:
    expression = parse_expression(text)
    assert not isinstance(expression, Problem), expression
    return evaluate(expression, values)


@pytest.mark.parametrize(
    ("text", "reason", "marked"),
    [
        ("1 + a/(b - b)", "division by zero", "a/(b - b)"),
        ("0**-a", "division by zero: 0 to a negative power", "0**-a"),
        ("log(a - 2)", "the logarithm of 0, which is not positive", "log(a - 2)"),
        ("log2(-a)", "the logarithm of -2, which is not positive", "log2(-a)"),
        ("sqrt(-a)", "the square root of -2 is not real", "sqrt(-a)"),
        ("(-a)**0.5", "-2 to the power 0.5 is not real", "(-a)**0.5"),
        ("acos(a)", "acos of 2, which is not between -1 and 1", "acos(a)"),
        ("comb(a, 0.5)", "comb(2, 0.5) needs whole numbers that are not negative", "comb(a, 0.5)"),
        ("exp(1000*a)", "too large a number", "exp(1000*a)"),
        ("10**300*10**300", "too large a number", "10**300*10**300"),
        ("a**(10**9*b)", "too large a number", "a**(10**9*b)"),
        ("comb(10**9*a, 10**8*a)", "too large a number", "comb(10**9*a, 10**8*a)"),
        ("1/(1e308*10)", "too large a number", "1e308*10"),
        ("a + missing", "no value for 'missing'", "missing"),
    ],
)
def test_what_has_no_value_says_why_and_where(text: str, reason: str, marked: str) -> None:
    result = value(text, a=2, b=3)
    assert isinstance(result, Undefined)
    assert result.reason == reason
    assert text[result.start : result.end] == marked


@pytest.mark.parametrize("given_value", [math.inf, -math.inf, math.nan, 10**400])
def test_a_value_that_is_not_finite_is_refused(given_value: float) -> None:
    assert isinstance(value("a*0", a=given_value), Undefined)


def test_integers_do_not_grow_without_bound() -> None:
    start = time.perf_counter()
    assert isinstance(value("a**a**a", a=9), Undefined)
    assert time.perf_counter() - start < 0.2


def test_a_negative_base_takes_a_whole_exponent() -> None:
    assert value("(-a)**3", a=2) == -8
    assert value("(-a)**-2", a=2) == 0.25


def test_a_piecewise_looks_only_at_the_branch_it_takes() -> None:
    text = "piecewise(x < 0, 0, x == 0, 1, x > 1 and x <= 2, 1/x, log(x))"
    assert [value(text, x=x) for x in (-1, 0, 2, 1)] == [0, 1, 0.5, 0]


def test_a_prepared_expression_may_be_run_again_and_again() -> None:
    expression = parse_expression("a*b")
    assert not isinstance(expression, Problem)
    run = prepare(expression)
    assert [run({"a": 2, "b": b}) for b in (1, 2)] == [2, 4]


TEXTS = [
    "a**b**a",
    "log(a)/log(b)",
    "exp(a) - exp(b)",
    "comb(a, b)",
    "tan(a)*tanh(b)",
    "acos(a)/(a - b)",
    "sqrt(a) + floor(b)*ceil(a)",
    "piecewise(a < b, a/b, a*a*b*b)",
    "max(a, b, a**-b) + min(a, b)",
]


@settings(max_examples=300)
@given(st.sampled_from(TEXTS), st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_every_result_is_finite_or_undefined(text: str, a: float, b: float) -> None:
    result = value(text, a=a, b=b)
    assert isinstance(result, Undefined) or math.isfinite(result)
