"""Equations as pages show them: units, worked examples computed anew, and what the calculator in the page needs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.equations import nodes
from kg.equations.domain import REAL
from kg.formulas import Formula, close
from kg.schema.equation import Example


@dataclass(frozen=True, slots=True)
class Worked:
    """A published evaluation beside what the equation gives today."""

    example: Example
    value: float | None
    """The recomputed value that is nearest to the published one."""
    matches: bool
    reason: str

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not computed"
        return "match" if self.matches else "known mismatch" if self.example.verdict else "mismatch"


@dataclass(frozen=True, slots=True)
class Field:
    """One number that a reader may change: what it is called, its unit, where it may lie, and what it is at first."""

    name: str
    quantity: str
    unit: str
    domain: str
    scale: float
    value: float | None
    constant: bool
    assumed: bool = False
    """Whether no paper gives a value, and the one to begin with is ours."""

    @property
    def text(self) -> str:
        return "" if self.value is None else typed(self.value)


def typed(value: float) -> str:
    """A number as one would type it: 7e10, 0.34."""
    if value and not 1e-3 <= abs(value) < 1e6:
        digits, exponent = f"{value:.11e}".split("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{value:.12g}"


@dataclass(frozen=True, slots=True)
class Calculator:
    """What the script computes with: `scale` turns a number in the unit shown into base units."""

    expression: str
    output: Field
    fields: Sequence[Field]
    fits: Sequence[tuple[str, str]]
    """Name of each fit and its constants as JSON: symbol to value and scale."""


def worked(formula: Formula) -> list[Worked]:
    return [_worked(formula, example) for example in formula.written.examples]


def _worked(formula: Formula, example: Example) -> Worked:
    found = formula.recompute(example.inputs, example.fit or "") if example.fit in (None, *formula.fits) else None
    if found is None or not found.values:
        return Worked(example, None, False, found.reason if found else "there is no such fit")
    nearest = min(found.values, key=lambda value: (abs(value - example.value), value))
    return Worked(example, nearest, close(nearest, example.value, example.tolerance), found.reason)


def calculator(formula: Formula) -> Calculator | None:
    """None where the equation cannot be computed forwards: it is not in the grammar, or a name has no meaning."""
    if not isinstance(formula.parsed, nodes.Equation) or formula.unknown or isinstance(formula.law, str):
        return None
    output = formula.parsed.output.name
    inside = nodes.names(formula.parsed.expression)
    fits = dict(_fits(formula))
    if output in inside or output in formula.written.constants or "" not in fits:
        return None
    first = fits[""]
    example = next((e for e in formula.written.examples if not e.fit and output not in e.inputs), None)
    given = example.inputs if example else {}
    fields = []
    for name in inside:
        constant = name in first
        # A constant keeps its own value and unit, also where an example puts another number in its place.
        value, scale = first[name] if constant else (given.get(name), _scale(formula, name))
        field = _field(formula, name, scale, value, constant)
        fields.append(field if value is not None else replace(field, value=_start(formula, field), assumed=True))
    fields.sort(key=lambda field: field.constant)
    named = [(name, json.dumps(constants)) for name, constants in fits.items()]
    return Calculator(formula.written.expression or "", _field(formula, output, _scale(formula, output), None, False),
                      fields, named)  # fmt: skip


def _start(formula: Formula, field: Field) -> float:
    """A number to begin with where no paper gives one: a constant of the same unit, or 1, or what the domain has in its place."""
    quantity, scale = formula.quantity(field.name), field.scale
    domain = quantity.base_domain if quantity else REAL
    low, high = domain.low / scale, domain.high / scale
    alike = (c.value for c in formula.written.constants.values() if field.unit and c.unit == field.unit)
    for value in (*alike, 1.0):
        if value * scale in domain:
            return value
    if math.isfinite(low) and math.isfinite(high):
        return (low + high) / 2
    return low + 1.0 if math.isfinite(low) else high - 1.0


def _fits(formula: Formula) -> Iterator[tuple[str, dict[str, tuple[float, float]]]]:
    """Each fit with the constants that stand in the expression: the number as written, and what turns it into base units."""
    for name, constants in formula.fits.items():
        base = formula.base_constants(name)
        if isinstance(base, dict):
            shown = {key: constant.value for key, constant in constants.items() if key in formula.names}
            yield name, {key: (value, base[key][0] / value if value else 1.0) for key, value in shown.items()}


def _scale(formula: Formula, name: str) -> float:
    quantity = formula.quantity(name)
    return quantity.scale if quantity else 1.0


def _field(formula: Formula, name: str, scale: float, value: float | None, constant: bool) -> Field:
    quantity = formula.quantity(name)
    written = formula.written.constants.get(name)
    unit = (written.unit if written else None) or (quantity.unit_text if quantity else "")
    domain = "" if constant or quantity is None else str(getattr(quantity.record.entry, "domain", None) or "")
    return Field(name, quantity.id if quantity else "", "" if unit == "1" else unit, domain, scale, value, constant)


def steps(formulas: Sequence[Formula]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Which quantity follows from which others: (quantity, law, quantities it is computed from), by quantity and law."""
    found = []
    for formula in formulas:
        law = formula.law
        if isinstance(formula.parsed, nodes.Equation) and not isinstance(law, str):
            output = law.quantities.get(formula.parsed.output.name)
            inputs = tuple(dict.fromkeys(law.quantities[name] for name in law.names[1:] if name in law.quantities))
            if output:
                found.append((output, formula.record.id, inputs))
    return sorted(found)
