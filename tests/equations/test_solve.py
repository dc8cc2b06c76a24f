from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.equations.domain import REAL, Domain, parse_domain
from kg.equations.evaluate import evaluate
from kg.equations.grammar import parse_equation
from kg.equations.problems import Problem, Undefined
from kg.equations.solve import Solutions, solve


def solved(text: str, unknown: str, domain: str = "real", **values: float) -> Solutions:
    equation, interval = parse_equation(text), parse_domain(domain)
    assert not isinstance(equation, Problem)
    assert isinstance(interval, Domain)
    result = solve(equation, unknown, values, interval)
    assert isinstance(result, Solutions), result
    return result


@pytest.mark.parametrize(
    ("text", "y", "roots"),
    [
        ("y = x + 3", 5, [2]),
        ("y = 3 - x", 5, [-2]),
        ("y = x*4", 2, [0.5]),
        ("y = 4/x", 8, [0.5]),
        ("y = 4/x", 0, []),
        ("y = -x", 3, [-3]),
        ("y = x**2", 9, [-3, 3]),
        ("y = x**2", -9, []),
        ("y = x**2", 0, [0]),
        ("y = x**3", -8, [-2]),
        ("y = x**-2", 4, [-0.5, 0.5]),
        ("y = x**0.5", 3, [9]),
        ("y = x**0.5", -3, []),
        ("y = 2**x", 8, [3]),
        ("y = 2**x", -8, []),
        ("y = sqrt(x)", 3, [9]),
        ("y = sqrt(x)", -3, []),
        ("y = log(x)", 0, [1]),
        ("y = log2(x)", 3, [8]),
        ("y = log10(x)", 2, [100]),
        ("y = exp(x)", 1, [0]),
        ("y = exp(x)", -1, []),
        ("y = abs(x - 1)", 2, [-1, 3]),
        ("y = abs(x)", -2, []),
        ("y = tanh(x)", 1, []),
        ("y = acos(x)", 0, [1]),
        ("y = acos(x)", 4, []),
        ("y = (x**2 - 5)**2", 16, [-3, -1, 1, 3]),
    ],
)
def test_an_unknown_that_stands_once_is_isolated_on_all_branches(text: str, y: float, roots: list[float]) -> None:
    result = solved(text, "x", y=y)
    assert result.exact
    assert result.searched is None
    assert list(result.values) == pytest.approx(roots, abs=1e-12)
    assert (not roots) == bool(result.note)


def test_the_data_of_the_chinchilla_law_comes_back() -> None:
    equation = parse_equation("L = E + A/N**alpha + B/D**beta")
    assert not isinstance(equation, Problem)
    constants = {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28, "N": 70e9}
    loss = evaluate(equation.expression, {**constants, "D": 1.4e12})
    assert isinstance(loss, float)
    result = solve(equation, "D", {**constants, "L": loss}, Domain(0.0))
    assert isinstance(result, Solutions)
    assert result.exact
    assert result.values == pytest.approx([1.4e12], rel=1e-9)


def test_roots_outside_the_domain_are_left_out_and_named() -> None:
    assert solved("y = x**2", "x", "(0, inf)", y=9).values == (3,)
    none = solved("y = x**2", "x", "(5, inf)", y=9)
    assert none.values == ()
    assert none.note == "only -3 or 3 would solve it, outside the domain (5, inf)"


def test_the_output_is_filtered_by_its_domain_too() -> None:
    assert solved("y = x - 3", "y", "[0, 1]", x=1).values == ()
    assert solved("y = x - 3", "y", "[0, 1]", x=4).values == (1,)


@pytest.mark.parametrize(
    ("text", "domain", "y", "roots"),
    [
        # By hand: factors, or a value put in.
        ("y = x**2 - 5*x", "real", -6, [2, 3]),
        ("y = x**3 - x", "real", 0, [-1, 0, 1]),
        ("y = x**2 - 2*x", "real", -1, [1]),
        ("y = x*x - 2.01*x", "real", -1.01, [1, 1.01]),
        ("y = x*log(x)", "(0, inf)", 0, [1]),
        ("y = x + log(x - 5)", "real", 6, [6]),
        ("y = x/(1 + x)", "(0, inf)", 0.25, [1 / 3]),
        ("y = 1/x + 0*x", "real", 0, []),
        ("y = tan(x)", "(0, 6)", 1, [math.pi / 4, 5 * math.pi / 4]),
        ("y = cos(x)", "[0, 3]", 0.5, [math.pi / 3]),
        # Between two poles that lie close together for their size.
        ("y = 1/(x - 36) + 1/(x - 46)", "real", 0, [41]),
        ("y = floor(x) + 0*x", "real", 2.5, []),
        ("y = x**2 + x", "(0, inf)", 1e30, [1e15]),
        ("y = x**2 + x", "(0, inf)", 1e-10, [1e-10]),
        ("y = max(x, 3)", "real", 7, [7]),
        ("y = max(x, 3)", "real", 2, []),
    ],
)
def test_an_unknown_that_stands_twice_is_searched_for(text: str, domain: str, y: float, roots: list[float]) -> None:
    result = solved(text, "x", domain, y=y)
    assert not result.exact
    assert result.searched is not None
    assert list(result.values) == pytest.approx(roots, rel=1e-6, abs=1e-9)


def test_a_search_over_part_of_the_domain_says_so() -> None:
    result = solved("y = x*log(x)", "x", "(0, inf)", y=1)
    assert result.note.startswith("searched from ")
    nothing = solved("y = x*log(x)", "x", "[2, 3]", y=0)
    assert nothing.values == ()
    assert nothing.note == "nothing found in [2, 3]"


def test_the_kl_bound_has_a_root_on_each_side_of_q() -> None:
    text = "kl = q*log(q/p) + (1 - q)*log((1 - q)/(1 - p))"
    # kl(1/2 || p) = -log(2) - log(p*(1 - p))/2, so p*(1 - p) = 3/16: p is 1/4 or 3/4.
    result = solved(text, "p", "(0, 1)", q=0.5, kl=-math.log(2) - math.log(3 / 16) / 2)
    assert result.values == pytest.approx([0.25, 0.75], rel=1e-9)


def test_a_whole_range_of_solutions_is_reported_and_none_picked() -> None:
    result = solved("y = 0*x", "x", y=0)
    assert result.values == ()
    assert not result.exact
    assert result.note.startswith("every number from ")
    assert solved("y = max(x, 3)", "x", "[0, 9]", y=3).note.startswith("every number from 0 to ")


def test_whole_numbers_are_searched_as_such() -> None:
    assert solved("y = comb(n, 2)", "n", "integer [1, inf)", y=45).values == (10,)
    assert solved("y = comb(n, 2)", "n", "integer [2, 1000]", y=45).exact
    assert solved("y = floor(n/2)", "n", "integer [1, 100]", y=7).values == (14, 15)
    assert solved("y = 1 + n + n*(n - 1)/2", "n", "integer [1, inf)", y=7).values == (3,)
    assert solved("y = n**2 + n", "n", "integer [1, inf)", y=1e12 + 1e6).values == (1e6,)
    between = solved("y = n*n + n", "n", "integer [1, 50]", y=7)
    assert between.values == ()
    assert between.note == "no number in integer [1, 50] solves it"


def test_an_output_that_stands_on_the_right_is_solved_for_as_well() -> None:
    result = solved("x = cos(x)", "x", "[0, 1]")
    assert result.values == pytest.approx([0.7390851332], abs=1e-9)
    assert not result.exact


@pytest.mark.parametrize(
    ("unknown", "values", "reason"),
    [
        ("x", {"y": 1}, "no value for 'a'"),
        ("x", {"a": 1}, "no value for 'y'"),
        ("z", {"a": 1, "x": 1, "y": 1}, "'z' does not stand in the equation"),
        ("y", {"a": 0, "x": 1}, "division by zero"),
        ("x", {"a": 0, "y": 1}, "division by zero"),
        ("x", {"a": 1, "y": math.inf}, "the value of 'y' is not a finite number"),
        ("x", {"a": 1, "y": math.nan}, "the value of 'y' is not a finite number"),
        ("x", {"a": 10**400, "y": 1}, "the value of 'a' is not a finite number"),
    ],
)
def test_a_question_without_meaning_is_undefined(unknown: str, values: dict[str, float], reason: str) -> None:
    equation = parse_equation("y = x + 1/a")
    assert not isinstance(equation, Problem)
    result = solve(equation, unknown, values, REAL)
    assert isinstance(result, Undefined)
    assert result.reason == reason


FORMS = [
    "y = a + b*x",
    "y = (a - x)/b",
    "y = a/(b + x)",
    "y = a*x**b",
    "y = a*exp(-x/b)",
    "y = log(a*x) - b",
    "y = (a/x)**b + 1",
    "y = sqrt(x + a)*b",
    "y = x/(a + x)",
    "y = x + a*log(x) + b",
    "y = x**2*a + b*x",
]


@given(
    st.sampled_from(FORMS),
    st.floats(0.1, 10),
    st.floats(0.1, 10),
    st.floats(0.01, 100),
)
def test_what_was_put_in_comes_out_again(text: str, a: float, b: float, x: float) -> None:
    equation = parse_equation(text)
    assert not isinstance(equation, Problem)
    y = evaluate(equation.expression, {"a": a, "b": b, "x": x})
    assert isinstance(y, float)
    # Where the law is flat, rounding hides the input.
    nearby = evaluate(equation.expression, {"a": a, "b": b, "x": x * (1 + 1e-6)})
    assert isinstance(nearby, float)
    assume(abs(nearby - y) > 1e-9 * abs(y))
    result = solve(equation, "x", {"a": a, "b": b, "y": y}, Domain(0.0))
    assert isinstance(result, Solutions)
    assert any(math.isclose(root, x, rel_tol=1e-4) for root in result.values)
