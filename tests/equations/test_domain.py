from __future__ import annotations

import math

import pytest

from kg.equations.domain import REAL, Domain, parse_domain
from kg.equations.problems import Problem


def domain(text: str) -> Domain:
    found = parse_domain(text)
    assert isinstance(found, Domain), found
    return found


@pytest.mark.parametrize("text", ["real", "(0, inf)", "[0, 1]", "integer [1, inf)", "integer", "(-inf, 0]"])
def test_a_domain_reads_back_from_its_text(text: str) -> None:
    assert str(domain(text)) == text
    assert domain(str(domain(text))) == domain(text)


def test_open_ends_are_outside_and_closed_ends_inside() -> None:
    assert 0.0 not in domain("(0, 1]")
    assert 1.0 in domain("(0, 1]")
    assert 1e300 in REAL
    assert domain("real [0, 2)") == Domain(0, 2, True, False)
    assert domain("[0, inf]").high_closed is False


def test_whole_numbers_only() -> None:
    assert 2.0 in domain("integer [1, inf)")
    assert 2.5 not in domain("integer [1, inf)")
    assert 0.0 not in domain("integer [1, inf)")


def test_rounding_is_forgiven_and_no_more() -> None:
    assert domain("[0, 1]").admit(1 + 1e-15) == 1
    assert domain("[0, 1]").admit(1.001) is None
    assert domain("(0, 1)").admit(1.0) is None
    assert domain("integer").admit(6.9999999999) == 7
    assert domain("integer").admit(1000.4) is None


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("", ""),
        ("complex", "complex"),
        ("(0, inf", "(0, inf"),
        ("(a, 1)", "a"),
        ("(0, nan)", " nan"),
        ("[2, 1]", "[2, 1]"),
        ("(1, 1)", "(1, 1)"),
        ("(inf, inf)", "(inf, inf)"),
        ("[0, 1] or so", "[0, 1] or so"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_a_faulty_domain_is_a_problem_with_its_place(text: str, marked: str) -> None:
    problem = parse_domain(text)
    assert isinstance(problem, Problem)
    assert text[problem.start : problem.end] == marked


def test_the_empty_word_before_an_interval_is_real() -> None:
    assert domain("[1, 1]").admit(1.0) == 1
    assert domain("(-inf, inf)") == REAL
    assert math.isinf(domain("integer").low)
