from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.equations.evaluate import evaluate
from kg.equations.functions import FUNCTIONS, RESERVED
from kg.equations.grammar import MAX_DEPTH, parse_equation, parse_expression
from kg.equations.nodes import (
    Binary,
    Branch,
    Call,
    Comparison,
    Constant,
    Equation,
    Expression,
    Name,
    Negative,
    Number,
    Piecewise,
    depth,
    names,
)
from kg.equations.problems import Problem, Severity
from kg.equations.text import to_text


def read(text: str) -> Expression:
    expression = parse_expression(text)
    assert not isinstance(expression, Problem), expression
    return expression


def refused(text: str) -> Problem:
    problem = parse_equation(text)
    assert isinstance(problem, Problem)
    return problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4", 14),
        ("(2 + 3)*4", 20),
        ("10 - 4 - 3", 3),
        ("24/4/2", 3),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("(-2)**2", 4),
        ("2**-1", 0.5),
        ("2**-2**2", 0.0625),
        ("3 - -2", 5),
        ("3*-2", -6),
        ("+3", 3),
        ("- - 3", 3),
        (".5 + 1.", 1.5),
        ("1.5e+3", 1500),
        ("max(1, 5, 3) - min(4, 2)", 3),
        ("comb(5, 2)", 10),
        ("log2(8) + log10(100)", 5),
        ("floor(2.7) + ceil(2.1) + abs(-1)", 6),
    ],
)
def test_precedence_and_functions_are_those_of_python(text: str, value: float) -> None:
    assert evaluate(read(text), {}) == value


def test_an_equation_has_one_name_on_the_left() -> None:
    equation = parse_equation("L = E + A/N**alpha")
    assert isinstance(equation, Equation)
    assert equation.output.name == "L"
    assert names(equation.expression) == ("E", "A", "N", "alpha")


def test_lambda_is_a_name_like_any_other() -> None:
    assert read("lambda*if_") == Binary("*", Name("lambda"), Name("if_"))


def test_an_equation_can_be_kept_in_a_cache() -> None:
    equation = parse_equation("L = piecewise(a < 1, log(a), -pi**2)")
    assert pickle.loads(pickle.dumps(equation)) == equation


def test_nodes_know_their_place() -> None:
    text = "(a + b)*log(c)"
    expression = read(text)
    assert isinstance(expression, Binary)
    assert text[expression.right.start : expression.right.end] == "log(c)"
    assert text[expression.start : expression.end] == text


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("", "the equation is empty", ""),
        ("   ", "the equation is empty", ""),
        ("L =", "the expression is empty", ""),
        ("6*N*D", "an equation begins with one name and '='", "6"),
        ("log = 3", "'log' is a function and needs '('", "log"),
        ("pi = 3", "'pi' has a meaning of its own", "pi"),
        ("L = a = b", "'=' stands only after the first name", "="),
        ("L = 2N", "an operator is missing before 'N'", "N"),
        ("L = a b", "an operator is missing before 'b'", "b"),
        ("L = a(b)", "no function 'a'", "a"),
        ("L = a +", "the expression breaks off: a number or a name is missing", ""),
        ("L = *a", "a number or a name is missing before '*'", "*"),
        ("L = (a", "'(' is never closed", "("),
        ("L = a)", "')' has no place here", ")"),
        ("L = a < b", "'<' stands only in a condition of piecewise", "<"),
        ("L = a and b", "'and' stands only in a condition of piecewise", "and"),
        ("L = comb(3)", "comb takes 2 arguments, not 1", "comb"),
        ("L = max(3)", "max takes 2 or more arguments, not 1", "max"),
        ("L = sqrt(1, 2)", "sqrt takes 1 argument, not 2", "sqrt"),
        ("L = sqrt()", "a number or a name is missing before ')'", ")"),
        ("L = piecewise(1)", "piecewise has no condition", "piecewise"),
        ("L = piecewise(a < b, 1)", "a comma is missing before ')'", ")"),
        ("L = piecewise(0 < a < 1, 1, 2)", "two comparisons in a row", "<"),
        ("L = piecewise(a < 1 and b, 1, 2)", "a comparison is missing after 'and'", ","),
        ("L = 1e999", "too large a number", "1e999"),
        ("L = 1e-999", "too small a number", "1e-999"),
        ("L = 9**9**9", "an exponent beyond 1000", "9**9"),
        ("L = x**1001", "an exponent beyond 1000", "1001"),
        ("L = x**(1/0)", "the exponent has no value: division by zero", "1/0"),
        ("L = __import__('os')", "unexpected character '_'", "_"),
        ("L = a.b", "unexpected character '.'", "."),
        ("L = a[0]", "unexpected character '['", "["),
        ("L = x^2", "unexpected character '^'", "^"),
        ("L = \u03bb", "unexpected character '\\u03bb'", "\u03bb"),
        ("L = \uff11", "unexpected character '\\uff11'", "\uff11"),
        ("L = \u0661", "unexpected character '\\u0661'", "\u0661"),
        ("L = a \u2212 b", "unexpected character '\\u2212'", "\u2212"),
        ("L = a\u200bb", "unexpected character '\\u200b'", "\u200b"),
        ("L = a\x00", "unexpected character '\\x00'", "\x00"),
        ("L = a; b", "unexpected character ';'", ";"),
    ],
)
def test_a_fault_is_named_and_placed(text: str, message: str, marked: str) -> None:
    problem = refused(text)
    assert problem.message == message
    assert text[problem.start : problem.end] == marked
    assert problem.severity is Severity.ERROR


def test_a_fault_says_what_to_type() -> None:
    assert refused("L = x^2").help == "write ** for a power"
    assert refused("L = 2N").help == "write * for a product"
    assert "lambda" in refused("L = \u03bb").help


HOSTILE = [
    "L = " + "(" * 100_000,
    "L = " + "(" * 1900,
    "L = " + "(" * 500,
    "L = " + "-" * 500 + "1",
    "L = " + "**".join(["2"] * 300),
    "L = " + "+".join(["a"] * 290),
    "L = " + "sqrt(" * 200,
    "L = " + "piecewise(a<" * 100,
    "L = " + "9" * 1990,
    "L = " + "1e" + "9" * 1900,
    "L = " + "a" * 5_000_000,
    "=" * 1999,
    "piecewise" * 200,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:16])
def test_a_hostile_text_is_a_problem_at_once(text: str) -> None:
    start = time.perf_counter()
    problem = parse_equation(text)
    assert isinstance(problem, Problem)
    # Microseconds to a few milliseconds; the rest is for a busy machine.
    assert time.perf_counter() - start < 0.2


def test_the_deepest_text_that_is_allowed_can_be_worked_with() -> None:
    text = "(" * (MAX_DEPTH - 2) + "a" + ")" * (MAX_DEPTH - 2)
    assert read(text) == Name("a")
    tower = read("sqrt(" * (MAX_DEPTH - 2) + "a" + ")" * (MAX_DEPTH - 2))
    assert evaluate(tower, {"a": 1}) == 1
    long = read(" + ".join(["a"] * MAX_DEPTH))
    assert depth(long) == MAX_DEPTH
    assert evaluate(long, {"a": 1}) == MAX_DEPTH
    assert parse_expression(to_text(long)) == long


@settings(max_examples=500)
@given(st.text(alphabet="ab1.e+-*/(),=<> \u03bb_'andpiecewiselog", max_size=80))
@example("a" * 2001)
def test_no_text_raises(text: str) -> None:
    result = parse_equation(text)
    if isinstance(result, Problem):
        assert 0 <= result.start <= result.end <= len(text)
        assert result.message
    else:
        assert parse_equation(to_text(result)) == result


@given(st.text(max_size=60))
def test_no_text_of_any_script_raises(text: str) -> None:
    parse_expression(text)


NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,4}", fullmatch=True).filter(lambda name: name not in RESERVED)
NUMBERS = st.floats(0, 1e300, allow_nan=False, allow_subnormal=False).map(abs)
LEAVES = NUMBERS.map(Number) | NAMES.map(Name) | st.just(Constant("pi"))


def larger(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    # A power of two numbers may be refused as too large, so its exponent has a name in it.
    named = st.builds(Binary, st.just("*"), NAMES.map(Name), parts)
    comparisons = st.builds(Comparison, st.sampled_from(["<", "<=", ">", ">=", "=="]), parts, parts)
    branches = st.builds(Branch, st.lists(comparisons, min_size=1, max_size=2).map(tuple), parts)
    single = sorted(name for name, f in FUNCTIONS.items() if f.arguments == 1)
    return st.one_of(
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), parts, parts),
        st.builds(Binary, st.just("**"), parts, named | NAMES.map(Name)),
        st.builds(Negative, parts),
        st.builds(Call, st.sampled_from(single), st.tuples(parts)),
        st.builds(Call, st.just("comb"), st.tuples(parts, parts)),
        st.builds(Call, st.sampled_from(["max", "min"]), st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Piecewise, st.lists(branches, min_size=1, max_size=2).map(tuple), parts),
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(LEAVES, larger, max_leaves=12)


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_the_canonical_text_reads_back_as_the_same_tree(expression: Expression) -> None:
    assert parse_expression(to_text(expression)) == expression


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a)+(b))", "a + b"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a*b)/c", "a*b/c"),
        ("(a**b)**c", "(a**b)**c"),
        ("a**(b**c)", "a**b**c"),
        ("a**(-b)", "a**-b"),
        ("(-a)**b", "(-a)**b"),
        ("-(a**b)", "-a**b"),
        ("-(a*b)", "-(a*b)"),
        ("406.40", "406.4"),
        ("6.0", "6"),
        ("1.0e+15", "1000000000000000"),
        ("piecewise(a<1 and b>=2,a,b)", "piecewise(a < 1 and b >= 2, a, b)"),
    ],
)
def test_no_parenthesis_is_left_that_could_go(text: str, canonical: str) -> None:
    assert to_text(read(text)) == canonical
