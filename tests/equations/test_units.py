from __future__ import annotations

import math

import pytest

from kg.equations.dimensions import check_units
from kg.equations.grammar import parse_equation
from kg.equations.problems import Problem, Severity
from kg.equations.unit_text import Measure, UnitText, parse_measure, parse_unit
from kg.equations.units import PURE, Unit, convert


def read(text: str) -> UnitText:
    found = parse_unit(text)
    assert isinstance(found, UnitText), found
    return found


def unit(text: str, **constants: float) -> Unit:
    found = read(text).resolve(constants)
    assert isinstance(found, Unit), found
    return found


def check(text: str, units: dict[str, str], **constants: float) -> list[Problem]:
    equation = parse_equation(text)
    assert not isinstance(equation, Problem)
    return check_units(equation, {name: read(unit) for name, unit in units.items()}, constants)


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.severity.value, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("text", "base", "scale"),
    [
        ("1", "1", 1),
        ("nat/token", "nat/token", 1),
        ("FLOP/s", "FLOP/second", 1),
        # 1e15 FLOP per second for 24*3600 seconds.
        ("PF-day", "FLOP", 8.64e19),
        ("PF-days", "FLOP", 8.64e19),
        ("PF", "FLOP/second", 1e15),
        ("TFLOP", "FLOP", 1e12),
        ("hour", "second", 3600),
        ("token/minute", "token/second", 1 / 60),
        ("params", "parameter", 1),
        ("classes", "class", 1),
        ("parameter**(1/3)", "parameter**0.3333", 1),
        ("1/(token*step)", "1/(token*step)", 1),
        ("token/token", "1", 1),
        ("(nat/token)**2", "nat**2/token**2", 1),
    ],
)
def test_a_unit_is_read_in_base_units(text: str, base: str, scale: float) -> None:
    found = unit(text)
    assert str(found) == base
    assert found.scale == pytest.approx(scale, rel=1e-12)


RECORDED = """
    nat/token nat/example FLOP PF-day 1 token example output**2 output**2/param**2 layer output/input loss/param**2
    1/step_size nat nat/sample observable/perturbation bit count loss bit/symbol utility
"""


@pytest.mark.parametrize("text", RECORDED.split())
def test_every_unit_of_the_recorded_quantities_is_known(text: str) -> None:
    assert read(text).fixed is not None


def test_an_exponent_may_be_a_symbol() -> None:
    text = read("nat/token * parameter**alpha * token**(-beta)")
    assert text.symbols == ("alpha", "beta")
    found = text.resolve({"alpha": 0.34, "beta": 0.28})
    assert isinstance(found, Unit)
    assert str(found) == "nat*parameter**0.34/token**1.28"


def test_a_symbol_without_a_number_agrees_with_itself_alone() -> None:
    assert unit("token**alpha").same_tags(unit("token**(alpha/2 + alpha/2)"))
    assert not unit("token**alpha").same_tags(unit("token**beta"))
    assert not unit("token**alpha").same_tags(unit("token"))


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("", "the unit is empty", ""),
        ("nat/tokn", "unknown unit 'tokn'", "tokn"),
        ("nat per token", "an operator is missing before 'per'", "per"),
        ("FLOPS", "unknown unit 'FLOPS'", "FLOPS"),
        ("2*token", "a unit holds no number but 1", "2"),
        ("-token", "a unit has no sign", "-token"),
        ("token + step", "a unit is made of names, *, / and **", "token + step"),
        ("log(token)", "a unit is made of names, *, / and **", "log(token)"),
        ("output^2", "unexpected character '^'", "^"),
        ("PF-day*tokn", "unknown unit 'tokn'", "tokn"),
        ("token**(1/0)", "the exponent has no value: division by zero", "1/0"),
        ("PF**1000", "the exponent is too large", "1000"),
        ("PF-day**(-20)", "the exponent is too large", "PF-day**(-20)"),
        ("PF-day**9*PF**9", "the exponent is too large", "PF-day**9*PF**9"),
        ("token**9**9**9", "an exponent beyond 1000", "9**9"),
    ],
)
def test_a_faulty_unit_is_a_problem_with_its_place(text: str, message: str, marked: str) -> None:
    problem = parse_unit(text)
    assert isinstance(problem, Problem)
    assert problem.message == message
    assert text[problem.start : problem.end] == marked


def test_a_count_of_another_field_is_named_in_braces_and_clashes_with_others() -> None:
    assert str(unit("{tide_gauge}*m/{vessel}")) == "metre*{tide_gauge}/{vessel}"
    assert str(unit(str(unit("{tide_gauge}/{vessel}")))) == "{tide_gauge}/{vessel}"
    assert not unit("{vessel}").same_tags(unit("{gauge}"))
    assert unit("{token}").same_tags(unit("token"))
    faulty = parse_unit("m*{Vessel}")
    assert isinstance(faulty, Problem)
    assert faulty.message == "unexpected character '{'"


def test_a_mass_is_no_length() -> None:
    assert not unit("kg").same_dimensions(unit("m"))
    assert isinstance(convert(1, unit("kg"), unit("m")), Problem)


def test_an_exponent_can_fail_at_the_values_of_one_fit() -> None:
    assert isinstance(read("token**(1/alpha)").resolve({"alpha": 0.0}), Problem)


@pytest.mark.parametrize(
    ("value", "given", "wanted", "result"),
    [
        (3640, "PF-day", "FLOP", 3.145e23),
        (1, "bit/token", "nat/token", math.log(2)),
        (math.log(2), "nat", "bit", 1),
        (2, "hour", "minute", 120),
        (1, "PF", "TFLOP/s", 1000),
        # Exact by definition, or hand calculations from the SI brochure.
        (1, "N*m", "J", 1),
        (1, "kg*m**2/s**2", "J", 1),
        (3.6, "MJ", "kW*hour", 1),
        (1, "eV", "J", 1.602176634e-19),
        (1, "V*A", "W", 1),
        (72, "km/h", "m/s", 20),
        (1, "L", "cm**3", 1000),
        (101325, "Pa", "kg/(metre*s**2)", 101325),
        (250, "ms", "second", 0.25),
        (1, "V/A", "ohm", 1),
        (1, "1/S", "ohm", 1),
        (1, "T*m**2", "Wb", 1),
        (1, "H*A", "Wb", 1),
        (12, "{vessel}/day", "{vessel}/hour", 0.5),
    ],
)
def test_units_of_one_dimension_convert(value: float, given: str, wanted: str, result: float) -> None:
    assert convert(value, unit(given), unit(wanted)) == pytest.approx(result, rel=1e-3)


@pytest.mark.parametrize(("given", "wanted"), [("FLOP", "second"), ("token", "parameter"), ("nat/token", "nat")])
def test_other_units_do_not_convert(given: str, wanted: str) -> None:
    assert isinstance(convert(1, unit(given), unit(wanted)), Problem)


def test_a_conversion_beyond_all_numbers_is_a_problem() -> None:
    tiny = unit("*".join(["bit**1000"] * 3))
    assert isinstance(convert(1, unit("*".join(["nat**1000"] * 3)), tiny), Problem)
    assert isinstance(convert(1e300, unit("PF-day"), unit("FLOP")), Problem)


def test_a_measure_is_a_number_and_its_unit() -> None:
    measure = parse_measure("406.4 nat/token * parameter**alpha")
    assert isinstance(measure, Measure)
    assert measure.value == 406.4
    assert measure.unit.symbols == ("alpha",)
    pure = parse_measure("-0.34")
    assert isinstance(pure, Measure)
    assert pure.unit.fixed is PURE


@pytest.mark.parametrize(
    ("text", "marked"),
    [("nat", "nat"), ("", ""), ("1e999 nat", "1e999 nat"), ("1.2.3", "1.2.3"), ("3 nat/tokn", "tokn")],
)
def test_a_faulty_measure_is_a_problem_with_its_place(text: str, marked: str) -> None:
    problem = parse_measure(text)
    assert isinstance(problem, Problem)
    assert text[problem.start : problem.end] == marked


CHINCHILLA = "L = E + A/N**alpha + B/D**beta"
UNITS = {
    "L": "nat/token",
    "E": "nat/token",
    "A": "nat/token * parameter**alpha",
    "B": "nat/token * token**beta",
    "N": "parameter",
    "D": "token",
    "alpha": "1",
    "beta": "1",
}


def test_a_law_with_symbolic_exponents_agrees() -> None:
    assert check(CHINCHILLA, UNITS, alpha=0.34, beta=0.28) == []


def test_symbols_without_numbers_agree_with_themselves() -> None:
    assert check(CHINCHILLA, UNITS) == []
    assert check(CHINCHILLA, {**UNITS, "N": "token"}) != []


def test_a_clash_of_dimensions_is_an_error_at_its_place() -> None:
    (problem,) = check(CHINCHILLA, {**UNITS, "E": "second"}, alpha=0.34, beta=0.28)[:1]
    assert problem.severity is Severity.ERROR
    assert problem.message == "adds nat/token to second"
    assert CHINCHILLA[problem.start : problem.end] == "E + A/N**alpha"


def test_a_clash_of_tags_is_a_warning() -> None:
    problems = check(CHINCHILLA, {**UNITS, "B": "nat/token * parameter**beta"}, alpha=0.34, beta=0.28)
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_real_laws_that_mix_tags_are_no_errors() -> None:
    assert said(check("k = m - 1", {"m": "example", "k": "example"})) == [
        ("warning", "subtracts a pure number from example")
    ]
    assert said(check("b = 1/log(n)", {"n": "example", "b": "1"})) == [("warning", "takes log of example")]


def test_a_constant_with_a_dimension_has_to_be_named() -> None:
    (problem,) = check("t = 6*N", {"t": "second", "N": "parameter"})
    assert problem.severity is Severity.ERROR
    assert problem.help.endswith("second/parameter")
    assert check("t = k*N", {"t": "second", "N": "parameter", "k": "second/parameter"}) == []


def test_a_number_of_operations_is_a_count_so_that_6nd_is_a_warning_at_most() -> None:
    counts = {"C": "FLOP", "N": "parameter", "D": "token"}
    (problem,) = check("C = 6*N*D", counts)
    assert problem.severity is Severity.WARNING
    assert problem.message == "C is FLOP, but the right side is parameter*token"
    assert problem.help.endswith("FLOP/(parameter*token)")
    assert check("C = k*N*D", {**counts, "k": "FLOP/(parameter*token)"}) == []


def test_units_of_one_dimension_agree() -> None:
    units = {"L": "nat/token", "K": "nat/token", "Cc": "PF-day", "Cmin": "FLOP"}
    assert check("L = K*(Cc/Cmin)**a", {**units, "a": "1"}, a=0.05) == []


def test_a_conversion_written_into_the_expression_is_warned_about() -> None:
    (problem,) = check("PFD = C/(1.0e+15*24*3600)", {"PFD": "PF-day", "C": "FLOP"})
    assert problem.severity is Severity.WARNING
    assert "converts a unit that is converted already" in problem.message
    assert check("PFD = C/8.64e19", {"PFD": "FLOP", "C": "FLOP"}) == []


def test_bit_and_nat_meet_with_a_warning_and_pass_for_pure_numbers() -> None:
    assert said(check("L = a + b", {"L": "nat", "a": "nat", "b": "bit"})) == [("warning", "adds bit to nat")]
    assert check("H = -p*log2(p) - q*log2(q)", {"H": "bit", "p": "1", "q": "1"}) == []
    assert check("H = -p*log(p)", {"H": "nat", "p": "1"}) == []
    assert said(check("H = -p*log(p)", {"H": "bit", "p": "1"})) == [("warning", "H is bit, but the right side is nat")]
    assert check("b = 1/log2(n)", {"n": "1", "b": "1"}) == []


@pytest.mark.parametrize(
    ("text", "units", "expected"),
    [
        ("y = exp(t)", {"t": "second"}, [("error", "takes exp of second")]),
        ("y = log(a/b)", {"a": "FLOP", "b": "FLOP"}, []),
        ("y = 2**n", {"n": "step"}, [("warning", "takes a power whose exponent is step")]),
        ("y = sqrt(a*a) - a", {"a": "FLOP", "y": "FLOP"}, []),
        ("y = max(a, b)", {"a": "FLOP", "b": "second"}, [("error", "chooses between FLOP and second")]),
        (
            "y = piecewise(a < b, a, b)",
            {"a": "FLOP", "b": "second"},
            [("error", "compares FLOP with second"), ("error", "chooses between FLOP and second")],
        ),
        (
            "y = t**n",
            {"t": "second", "n": "1"},
            [("error", "raises second to a power that is no fixed number")],
        ),
        ("y = (1 - p)**n", {"p": "1", "n": "1", "y": "1"}, []),
        ("y = a + unjudged", {"a": "FLOP", "y": "FLOP"}, []),
        (
            "y = floor(t)",
            {"t": "second", "y": "FLOP"},
            [("error", "y is FLOP, but the right side is second")],
        ),
    ],
)
def test_each_operation_has_its_rule(text: str, units: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert said(check(text, units)) == expected


def test_a_unit_that_fails_at_these_constants_is_reported() -> None:
    (problem,) = check("y = A", {"A": "token**(1/alpha)"}, alpha=0.0)
    assert problem.message == "the unit of A: the exponent has no value: division by zero"
