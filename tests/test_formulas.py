"""Equations between entries and numbers: units on the way in and out, and what a fit takes over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import catalogue, checks
from kg.catalogue import Catalogue, Record
from kg.equations.laws import Law
from kg.formulas import Formula, Measured, close, formulas, measured
from kg.schema.decode import decode
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import parse

Write = Callable[[Mapping[str, str | bytes]], Path]

BED = "title: Bed\norder: 1\nbasis: ours\nsummary: Made up.\n"


def quantity(unit: str, domain: str = "(0, inf)") -> str:
    return f"title: Made up\nlayers: [bed]\nunit: {unit}\ndomain: '{domain}'\nsummary: Made up.\n"


def atlas(write: Write, equation: str, **quantities: str) -> Catalogue:
    law = f"title: Law\nlayers: [bed]\nrigour: derivation\nsummary: Made up.\nequation:\n{equation}"
    files: dict[str, str | bytes] = {"layers/bed.yaml": BED, "results/law.yaml": law}
    files.update({f"quantities/{name}.yaml": text for name, text in quantities.items()})
    loaded = catalogue.load(Atlas(write(files)))
    assert not loaded.findings
    return loaded


def formula(write: Write, equation: str, **quantities: str) -> Formula:
    return formulas(atlas(write, equation, **quantities))["result/law"]


def test_numbers_are_taken_and_given_in_the_units_of_their_quantities(atlas_of: Write) -> None:
    """2 PF-day are 1.728e20 FLOP; at 6 FLOP each they make 2.88e19."""
    text = "  expression: N = C/k\n  symbols: {N: quantity/n, C: quantity/c}\n  constants: {k: 6 FLOP/parameter}\n"
    found = formula(atlas_of, text, n=quantity("parameter"), c=quantity("PF-day"))
    assert found.recompute({"C": 2}).values == (pytest.approx(2.88e19),)
    assert found.recompute({"N": 2.88e19}).values == (pytest.approx(2.0),)


def test_a_constant_bound_to_a_quantity_is_converted_to_its_unit(atlas_of: Write) -> None:
    """36 hours are a day and a half."""
    text = (
        "  expression: y = h\n  symbols: {y: quantity/y}\n"
        "  constants: {h: {value: 36, unit: hour, quantity: quantity/d}}\n"
    )
    found = formula(atlas_of, text, y=quantity("hour"), d=quantity("day"))
    assert found.recompute({}).values == (pytest.approx(36.0),)
    assert found.base_constants("") == {"h": (pytest.approx(36 * 3600), 0.0)}


def test_a_fit_keeps_the_unit_and_the_quantity_that_it_does_not_name(atlas_of: Write) -> None:
    text = (
        "  expression: y = t*x\n  symbols: {y: quantity/y, x: quantity/x}\n"
        "  constants: {t: {value: 2, unit: hour, uncertainty: 0.5, quantity: quantity/d}}\n"
        "  fits: [{name: slow, constants: {t: 4}}]\n"
    )
    found = formula(atlas_of, text, y=quantity("minute"), x=quantity("1"), d=quantity("hour"))
    assert found.recompute({"x": 3}, "slow").values == (pytest.approx(4 * 60 * 3),)
    assert found.base_constants("slow") == {"t": (pytest.approx(4 * 3600), 0.0)}
    law = found.law
    assert isinstance(law, Law)
    assert law.quantities["t"] == "quantity/d"


def test_an_exponent_in_a_unit_takes_its_value_from_the_fit(atlas_of: Write) -> None:
    """A is 5 * PF-day**alpha, so that at 4 PF-day and alpha = 0.5 the value is 5/2, whatever a PF-day is in FLOP."""
    text = (
        "  expression: y = A/C**alpha\n  symbols: {y: quantity/y, C: quantity/c}\n"
        "  constants: {A: 5 PF-day**alpha, alpha: 0.5}\n  fits: [{name: linear, constants: {alpha: 1}}]\n"
    )
    found = formula(atlas_of, text, y=quantity("1"), c=quantity("PF-day"))
    assert found.clashes == ()
    assert found.recompute({"C": 4}).values == (pytest.approx(2.5),)
    assert found.recompute({"C": 4}, "linear").values == (pytest.approx(1.25),)


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "y and x are all left open"),
        ({"x": 1, "y": 2}, "every name has a number already, so that nothing is left to compare"),
        ({"x": 0}, "division by zero"),
        ({"y": -1}, "only -2 would solve it, outside the domain (0, inf)"),
    ],
)
def test_a_recomputation_without_a_value_says_why(atlas_of: Write, inputs: dict[str, float], reason: str) -> None:
    text = "  expression: y = k/x\n  symbols: {y: quantity/y, x: quantity/x}\n  constants: {k: 2}\n"
    found = formula(atlas_of, text, y=quantity("1", "real"), x=quantity("1")).recompute(inputs)
    assert found.values == ()
    assert found.reason == reason


@pytest.mark.parametrize(
    ("equation", "reason"),
    [
        ("  computable: false\n  reason: a sum over a spectrum\n", "a sum over a spectrum"),
        ("  expression: y = 2 x\n", "its expression cannot be read: an operator is missing before 'x'"),
        ("  expression: y = 2*x\n  symbols: {y: quantity/y}\n", "nothing says what 'x' means"),
        (
            "  expression: y = exp(x)\n  symbols: {y: quantity/y, x: quantity/x}\n",
            "its units do not agree: takes exp of second",
        ),
    ],
)
def test_an_equation_that_cannot_be_used_says_why(atlas_of: Write, equation: str, reason: str) -> None:
    assert formula(atlas_of, equation, y=quantity("1"), x=quantity("second")).law == reason


def test_a_domain_is_converted_with_its_unit(atlas_of: Write) -> None:
    loaded = atlas(atlas_of, "  computable: false\n  reason: none\n", t=quantity("hour", "[0, 2)"))
    time: Measured = measured(loaded)["quantity/t"]
    assert 7199.0 in time.base_domain
    assert 7200.0 not in time.base_domain


@pytest.mark.parametrize(
    ("value", "published", "tolerance", "verdict"),
    [
        (1.01, 1.0, 0.01, True),
        (1.0101, 1.0, 0.01, False),
        (-0.99, -1.0, 0.01, True),
        (0.005, 0.0, 0.01, True),
        (0.02, 0.0, 0.01, False),
    ],
)
def test_a_tolerance_is_relative_and_beside_zero_absolute(
    value: float, published: float, tolerance: float, verdict: bool
) -> None:
    assert close(value, published, tolerance) is verdict


UNITS = (
    "1",
    "second",
    "PF-day",
    "PF-day**7",
    "bit**1000*bit**1000",
    "nat/token",
    "token**alpha",
    "9**9",
    "second**-a",
    "",
)
NUMBERS = ("0", "1", "-1", "0.5", "1e300", "-1e300", "5e-324", "70e9")
EXPRESSIONS = (
    "y = a*x",
    "y = x**a",
    "y = a/(x - x)",
    "y = exp(a*x) + log(x)",
    "y = x**x**a",
    "y = y + a",
    "y = comb(x, a)",
    "x = a/y",
    "y = piecewise(x < a, a/x, x == a, sqrt(x), -x)",
    "y = " + "(" * 99,
    "y = x\u00b2",
    "y = z + a",
)


@given(
    st.sampled_from(EXPRESSIONS),
    st.tuples(*[st.sampled_from(UNITS)] * 4),
    st.tuples(*[st.sampled_from(NUMBERS)] * 4),
    st.dictionaries(st.sampled_from("xyaq"), st.sampled_from(NUMBERS)),
)
def test_no_equation_ends_a_check_in_an_exception(
    expression: str, units: tuple[str, ...], numbers: tuple[str, ...], inputs: dict[str, str]
) -> None:
    """Units and numbers at the edge of what a float holds, in every place that takes one."""
    bound = ", quantity: quantity/x" if units[0] == units[1] else ""
    fields = ", ".join(f"{name}: {number}" for name, number in inputs.items())
    law = f"""title: Law
layers: [bed]
rigour: derivation
summary: Made up.
equation:
  expression: '{expression}'
  symbols: {{y: quantity/y, x: quantity/x}}
  constants:
    a: {{value: {numbers[0]}, unit: '{units[0] or 1}'{bound}}}
    alpha: {numbers[1]}
  fits: [{{name: other, constants: {{a: {f"{numbers[2]} {units[3]}".strip()}}}}}]
  examples: [{{inputs: {{{fields}}}, value: {numbers[3]}, fit: other, paper: paper/p, at: p. 1}}]
links:
  predicts: [prediction/p]
"""
    forecast = f"""title: Forecast
layers: [bed]
summary: Made up.
timing: retrodiction
inputs: {{{fields}}}
expected: {{value: {numbers[3]}}}
observed: {{value: {numbers[2]}, uncertainty: 1e300}}
outcome: refuted
"""
    texts = {
        ("result", "results/law"): law,
        ("prediction", "predictions/p"): forecast,
        ("quantity", "quantities/x"): quantity(f"'{units[1] or 1}'", "real"),
        ("quantity", "quantities/y"): quantity(f"'{units[2] or 1}'", "integer [1, 9)"),
    }
    records = {}
    for (kind, name), text in texts.items():
        tree, _ = parse(SourceFile(f"entries/{name}.yaml", text))
        assert tree
        entry, problems = decode(tree, kind)
        assert entry, problems
        id = f"{kind}/{name.partition('/')[2]}"
        records[id] = Record(id, kind, entry, tree)
    loaded = Catalogue(Atlas(Path("garden")), records, frozenset(records), (), len(records))
    for finding in checks.run(loaded):
        assert finding.help
    for found in formulas(loaded).values():
        assert isinstance(found.law, Law | str)
