"""The equations of an atlas, each read once: what the checks judge and `kg compute` calculates with.

Entries say numbers in the units of their quantities and constants. Calculations run in base units (`equations.units`):
whatever enters is multiplied by the scale of its unit, and what leaves is divided by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Span
from kg.equations import nodes
from kg.equations.dimensions import check_units
from kg.equations.domain import REAL, Domain, parse_domain
from kg.equations.grammar import parse_equation
from kg.equations.laws import Fit, Law
from kg.equations.problems import Problem, Severity, Undefined
from kg.equations.solve import Solver
from kg.equations.unit_text import UnitText, parse_unit
from kg.equations.units import PURE, Unit, convert
from kg.schema.equation import Constant, Equation
from kg.schema.kinds.quantity import Quantity
from kg.source.tree import Loc

_PURE = cast(UnitText, parse_unit("1"))


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A quantity as equations need it. `unit` is None where the entry gives none, or none that can be read."""

    id: str
    record: Record
    unit: UnitText | None
    problem: Problem | None
    """What is wrong with the unit, at offsets into its text."""
    domain: Domain

    @property
    def scale(self) -> float:
        """What one of its unit is in base units."""
        return self.unit.fixed.scale if self.unit and self.unit.fixed else 1.0

    @property
    def base_domain(self) -> Domain:
        """The domain in base units."""
        if self.scale == 1.0:
            return self.domain
        low, high = self.domain.low * self.scale, self.domain.high * self.scale
        return Domain(low, high, self.domain.low_closed, self.domain.high_closed)

    @property
    def unit_text(self) -> str:
        """The unit as the entry writes it, empty for a pure number."""
        text = self.unit.text if self.unit else ""
        return "" if text == "1" else text


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem with one text of an equation, and where that text stands in the entry."""

    loc: Loc
    text: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What an equation gives for its one open name, in the unit of that name; without a value, the reason."""

    name: str
    values: tuple[float, ...]
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Formula:
    """The equation of one result, parsed. `parsed` is None where the entry says that it is not computable."""

    record: Record
    written: Equation
    parsed: nodes.Equation | Problem | None
    quantities: Mapping[str, Measured]

    @cached_property
    def names(self) -> Mapping[str, nodes.Name]:
        """Every name in the expression with its first place, the output first."""
        if not isinstance(self.parsed, nodes.Equation):
            return {}
        found = {self.parsed.output.name: self.parsed.output}
        for node in nodes.walk(self.parsed.expression):
            if isinstance(node, nodes.Name):
                found.setdefault(node.name, node)
        return found

    @cached_property
    def fits(self) -> Mapping[str, Mapping[str, Constant]]:
        """Name of a fit to all its constants; the empty name is for the constants given with the equation.

        A constant of a fit has the unit and the quantity of the one it replaces, where it names none of its own.
        """
        main = self.written.constants
        found = {"": main}
        for fit in self.written.fits:
            own = {name: _inheriting(constant, main.get(name)) for name, constant in fit.constants.items()}
            found.setdefault(fit.name, {**main, **own})
        return found

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Names to which neither the symbols nor any constants give a meaning."""
        known = {*self.written.symbols, *(name for constants in self.fits.values() for name in constants)}
        return tuple(name for name in self.names if name not in known)

    @cached_property
    def bad_units(self) -> tuple[Fault, ...]:
        """Units of constants that cannot be read."""
        found = []
        for loc, constant in self._constants():
            if constant.unit and isinstance(problem := parse_unit(constant.unit), Problem):
                found.append(Fault(self.unit_loc(loc), constant.unit, problem))
        return tuple(found)

    @cached_property
    def clashes(self) -> tuple[Fault, ...]:
        """Units that do not agree: in the expression, with each fit, and of constants with their quantities."""
        if not isinstance(self.parsed, nodes.Equation):
            return ()
        found: dict[tuple[int, int, str], Fault] = {}
        loc, text = ("equation", "expression"), self.written.expression or ""
        for fit, constants in self.fits.items():
            numbers = {name: constant.value for name, constant in constants.items()}
            for problem in check_units(self.parsed, self.units(fit), numbers):
                found.setdefault((problem.start, problem.end, problem.message), Fault(loc, text, problem))
        return (*found.values(), *self._misbound())

    def units(self, fit: str) -> Mapping[str, UnitText]:
        """The unit of each name with one fit; a name whose unit is not known is left out."""
        found = {name: self.quantities[id].unit for name, id in self.written.symbols.items() if id in self.quantities}
        found.update({name: self._constant_unit(constant) for name, constant in self.fits[fit].items()})
        return {name: unit for name, unit in found.items() if unit is not None}

    def base_constants(self, fit: str) -> Mapping[str, tuple[float, float]] | Problem:
        """The constants of a fit and their standard errors, both in base units."""
        constants = self.fits[fit]
        numbers = {name: constant.value for name, constant in constants.items()}
        found = {}
        for name, constant in constants.items():
            factor = self._factor(constant, numbers)
            if isinstance(factor, Problem):
                return factor
            found[name] = (constant.value * factor, (constant.uncertainty or 0.0) * factor)
        return found

    def quantity(self, name: str) -> Measured | None:
        """The quantity that a name stands for, as a symbol or as a constant that is bound to one."""
        id = self.written.symbols.get(name)
        for constants in self.fits.values():
            if id is None and name in constants:
                id = constants[name].quantity
        return self.quantities.get(id) if id else None

    @cached_property
    def law(self) -> Law | str:
        """The equation as chains of derivations take it, in base units; or why it cannot be used."""
        if self.parsed is None:
            return self.written.reason or "it is not computable"
        if isinstance(self.parsed, Problem):
            return f"its expression cannot be read: {self.parsed.message}"
        if self.unknown:
            return f"nothing says what {' and '.join(map(repr, self.unknown))} means"
        errors = [fault.problem for fault in self.clashes if fault.problem.severity is Severity.ERROR]
        if errors := [fault.problem for fault in self.bad_units] + errors:
            return f"its units do not agree: {errors[0].message}"
        fits = []
        for name in self.fits:
            constants = self.base_constants(name)
            if not isinstance(constants, Problem):
                fits.append(Fit(name, {symbol: value for symbol, (value, _) in constants.items()}))
        meanings = {name: quantity.id for name in self.names if (quantity := self.quantity(name))}
        return Law(self.record.id, self.parsed, meanings, tuple(fits))

    @cached_property
    def solver(self) -> Solver | None:
        return Solver(self.parsed) if isinstance(self.parsed, nodes.Equation) else None

    def recompute(self, inputs: Mapping[str, float], fit: str = "") -> Recomputed:
        """The value of the one name that neither the inputs nor the constants give; an input counts before a constant."""
        if self.solver is None or self.unknown:
            return Recomputed("", (), "the equation cannot be calculated with")
        constants = self.base_constants(fit)
        if isinstance(constants, Problem):
            return Recomputed("", (), constants.message)
        values = {name: value for name, (value, _) in constants.items()}
        values.update({name: value * self._scale(name) for name, value in inputs.items()})
        missing = [name for name in self.names if name not in values]
        if not missing:
            return Recomputed("", (), "every name has a number already, so that nothing is left to compare")
        if len(missing) > 1:
            return Recomputed("", (), f"{' and '.join(missing)} are all left open")
        return self._solved(self.solver, missing[0], values)

    def place(self, fault: Fault) -> Span:
        """Where a fault stands: its exact columns where the text is on one line, else the whole value."""
        return place(self.record, fault)

    def unit_loc(self, loc: Loc) -> Loc:
        """Where the unit of the constant at `loc` is written: a field of its own, or one text with the number."""
        raw = self.record.tree.data
        for step in loc:
            # Steps into data of mixed shape: a name where it is a mapping, a number where it is a list.
            raw = raw[step]  # type: ignore[index]
        return (*loc, "unit") if isinstance(raw, dict) and "unit" in raw else loc

    def _solved(self, solver: Solver, name: str, values: Mapping[str, float]) -> Recomputed:
        quantity = self.quantity(name)
        found = solver.solve(name, values, quantity.base_domain if quantity else REAL)
        if isinstance(found, Undefined):
            return Recomputed(name, (), found.reason)
        return Recomputed(name, tuple(value / self._scale(name) for value in found.values), found.note)

    def _scale(self, name: str) -> float:
        quantity = self.quantity(name)
        return quantity.scale if quantity else 1.0

    def _constants(self) -> Iterator[tuple[Loc, Constant]]:
        for name, constant in self.written.constants.items():
            yield ("equation", "constants", name), constant
        for index, fit in enumerate(self.written.fits):
            for name, constant in fit.constants.items():
                yield ("equation", "fits", index, "constants", name), constant

    def _constant_unit(self, constant: Constant) -> UnitText | None:
        """A bound constant is in the unit of its quantity, into which its own unit converts."""
        quantity = self.quantities.get(constant.quantity) if constant.quantity else None
        if constant.unit is None:
            return quantity.unit if quantity else _PURE
        unit = parse_unit(constant.unit)
        if isinstance(unit, Problem):
            return None
        return quantity.unit if quantity and quantity.unit and _factor_into(unit, quantity) else unit

    def _factor(self, constant: Constant, numbers: Mapping[str, float]) -> float | Problem:
        """What the number of a constant is multiplied by to be in base units."""
        quantity = self.quantities.get(constant.quantity) if constant.quantity else None
        if constant.unit is None:
            return quantity.scale if quantity else 1.0
        unit = parse_unit(constant.unit)
        if isinstance(unit, Problem):
            return unit
        if quantity and (factor := _factor_into(unit, quantity)):
            return factor * quantity.scale
        resolved = unit.resolve(numbers)
        return resolved if isinstance(resolved, Problem) else resolved.scale

    def _misbound(self) -> Iterator[Fault]:
        for loc, constant in self._constants():
            quantity = self.quantities.get(constant.quantity) if constant.quantity else None
            unit = parse_unit(constant.unit) if constant.unit else None
            if quantity is None or quantity.unit is None or not isinstance(unit, UnitText):
                continue
            wanted = quantity.unit.fixed
            if wanted is None or _factor_into(unit, quantity):
                continue
            alike = unit.fixed is not None and unit.fixed.same_dimensions(wanted)
            severity = Severity.WARNING if alike else Severity.ERROR
            message = f"{loc[-1]} is in {unit.text}, but {quantity.id!r} is in {quantity.unit.text}"
            help = f"write it in {quantity.unit.text}, or leave `quantity` out"
            yield Fault(self.unit_loc(loc), unit.text, Problem(message, 0, len(unit.text), severity, help))


@lru_cache(maxsize=2)
def measured(catalogue: Catalogue) -> Mapping[str, Measured]:
    """All quantities by id."""
    found = {}
    for record in catalogue.of_kind("quantity"):
        entry = cast(Quantity, record.entry)
        unit = parse_unit(entry.unit) if entry.unit else None
        if isinstance(unit, UnitText) and unit.fixed is None:
            names = " and ".join(map(repr, unit.symbols))
            unit = Problem(f"{names} stands for no number: a quantity has no constants", 0, len(unit.text))
        domain = parse_domain(entry.domain) if entry.domain else REAL
        found[record.id] = Measured(
            record.id,
            record,
            unit if isinstance(unit, UnitText) else None,
            unit if isinstance(unit, Problem) else None,
            domain if isinstance(domain, Domain) else REAL,
        )
    return found


# A preview reads the equations anew after each edit, and few of them have changed.
_parsed = lru_cache(maxsize=20_000)(parse_equation)


@lru_cache(maxsize=2)
def formulas(catalogue: Catalogue) -> Mapping[str, Formula]:
    """All equations by the id of their result, those that are not computable included."""
    quantities = measured(catalogue)
    found = {}
    for record in catalogue.of_kind("result"):
        written = cast("Equation | None", getattr(record.entry, "equation", None))
        if written:
            computable = written.computable is not False and written.expression is not None
            parsed = _parsed(written.expression or "") if computable else None
            found[record.id] = Formula(record, written, parsed, quantities)
    return found


def place(record: Record, fault: Fault) -> Span:
    """Where a fault stands: its exact columns where the text is on one line of the file, else the whole value."""
    whole = record.tree.text_span(fault.text, *fault.loc)
    line = record.tree.source.text.split("\n")[whole.line - 1]
    if line[whole.column - 1 :][: len(fault.text)] != fault.text:
        return whole
    start = whole.column + fault.problem.start
    end = max(whole.column + fault.problem.end, start + 1)
    return Span(whole.path, whole.line, start, whole.line, end)


def in_unit(value: float, given: Unit, quantity: Measured) -> float | Problem:
    """A number that was given in some unit, in the unit of a quantity."""
    wanted = quantity.unit.fixed if quantity.unit else None
    return convert(value, given, wanted or PURE)


def close(value: float, published: float, tolerance: float) -> bool:
    """Whether a number lies within a relative tolerance of another; beside zero the tolerance is absolute."""
    # A hair more: 0.1 is not exactly a tenth, and a number at the very edge is within.
    slack = tolerance * (abs(published) or 1.0) * (1 + 1e-9)
    return math.isfinite(value) and abs(value - published) <= slack


def _inheriting(constant: Constant, main: Constant | None) -> Constant:
    if main is None:
        return constant
    unit, quantity = constant.unit or main.unit, constant.quantity or main.quantity
    if (unit, quantity) == (constant.unit, constant.quantity):
        return constant
    return constant.model_copy(update={"unit": unit, "quantity": quantity})


def _factor_into(unit: UnitText, quantity: Measured) -> float | None:
    """What one of a unit is in the unit of a quantity; None where the one does not convert into the other."""
    wanted = quantity.unit.fixed if quantity.unit else None
    if unit.fixed is None or wanted is None:
        return None
    factor = convert(1.0, unit.fixed, wanted)
    return None if isinstance(factor, Problem) else factor
