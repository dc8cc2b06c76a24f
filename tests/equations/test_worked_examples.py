"""The published evaluations: recomputation gives exactly the recorded verdicts, mismatches included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.equations.domain import Domain, parse_domain
from kg.equations.grammar import parse_equation
from kg.equations.nodes import Equation
from kg.equations.solve import Solutions, solve
from kg.equations.text import to_text

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "worked_examples.json").read_text(encoding="utf-8")
)
COMPUTABLE = [example for example in EXAMPLES if "not_computable" not in example]


def name(example: dict[str, Any]) -> str:
    return f"{example['relation']}-{example['published']}"


def test_the_file_holds_every_example_of_each_kind() -> None:
    kinds = [example["kind"] for example in EXAMPLES]
    assert [kinds.count(kind) for kind in ("closed", "implicit", "numeric")] == [45, 6, 8]
    assert sum(example["verdict"] == "mismatch" for example in EXAMPLES) == 7


def test_what_cannot_be_computed_says_why() -> None:
    assert all(example["not_computable"] for example in EXAMPLES if example["kind"] == "numeric")


@pytest.mark.parametrize("example", COMPUTABLE, ids=name)
def test_recomputation_gives_the_recorded_verdict(example: dict[str, Any]) -> None:
    equation = parse_equation(example["expression"])
    assert isinstance(equation, Equation)
    domain = parse_domain(example.get("domain", "real"))
    assert isinstance(domain, Domain)
    unknown = example.get("unknown", equation.output.name)
    solutions = solve(equation, unknown, {**example["constants"], **example["inputs"]}, domain)
    assert isinstance(solutions, Solutions)
    (value,) = solutions.values
    close = abs(value - example["published"]) <= example["tolerance"] * abs(example["published"])
    assert ("match" if close else "mismatch") == example["verdict"]


@pytest.mark.parametrize("example", COMPUTABLE, ids=name)
def test_every_law_survives_its_canonical_text(example: dict[str, Any]) -> None:
    equation = parse_equation(example["expression"])
    assert isinstance(equation, Equation)
    assert parse_equation(to_text(equation)) == equation


def test_the_printed_exponents_of_approach_3_come_out_when_they_are_not_rounded() -> None:
    """The mismatch of R17 is rounding: 0.2849/(0.3392 + 0.2849) = 0.4565, printed as 0.46."""
    equation = parse_equation("a = beta/(alpha + beta)")
    assert isinstance(equation, Equation)
    solutions = solve(equation, "a", {"alpha": 0.3392, "beta": 0.2849})
    assert isinstance(solutions, Solutions)
    assert round(solutions.values[0], 2) == 0.46


@pytest.mark.parametrize(
    ("relation", "unknown", "wanted", "tolerance"),
    [
        # The inputs of the published rows, to the figures in which they are printed.
        ("R02", "N", 400e6, 0.01),
        ("R03", "C", 3.14e23, 0.005),
        ("R15", "s", 2.0, 0.0001),
        ("R23", "eta", 1.0, 0.0001),
        ("R40", "C", 10.0, 0.001),
        ("R46", "n", 3.0, 0.0001),
        ("R34", "n", 7.0, 0.01),
    ],
)
def test_a_published_value_leads_back_to_its_input(
    relation: str, unknown: str, wanted: float, tolerance: float
) -> None:
    example = next(example for example in COMPUTABLE if example["relation"] == relation)
    equation = parse_equation(example["expression"])
    assert isinstance(equation, Equation)
    values = {**example["constants"], **example["inputs"], equation.output.name: example["published"]}
    solutions = solve(equation, unknown, values, Domain(0.0))
    assert isinstance(solutions, Solutions)
    assert any(abs(value - wanted) <= tolerance * wanted for value in solutions.values)
