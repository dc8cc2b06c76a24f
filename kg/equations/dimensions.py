"""Do the units of an equation agree?

A clash of dimensions (second with a count) is an error. A clash of tags (token with parameter, FLOP with
token) is a warning, because real laws write `m - 1`, `log(n)` and `6*N*D`. A number written into an
expression is pure: a constant that has a unit is named. Numbers are taken in base units, single operations
and seconds, into which `Unit.scale` converts; bit and nat stay as written, and where the two meet there is a
warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.equations.evaluate import evaluate
from kg.equations.functions import FUNCTIONS
from kg.equations.nodes import (
    Binary,
    Call,
    Comparison,
    Constant,
    Equation,
    Expression,
    Name,
    Negative,
    Number,
    Piecewise,
    children,
    names,
)
from kg.equations.problems import Problem, Severity, Undefined
from kg.equations.unit_text import UnitText, stand_in
from kg.equations.units import PURE, Unit

_Placed = Expression | Comparison
_INFORMATION = {"": PURE, "nat": Unit(tags={"nat": 1.0}), "bit": Unit(tags={"bit": 1.0})}


def check_units(equation: Equation, units: Mapping[str, UnitText], constants: Mapping[str, float]) -> list[Problem]:
    """Every clash, at its place in the equation's text.

    `units` has the unit of each symbol and constant; a name that is missing there is not judged.
    `constants` has the numbers of the constants, one fit at a time, for the exponents; without them symbols
    stand for themselves.
    """
    resolved: dict[str, Unit] = {}
    problems: list[Problem] = []
    for name, text in units.items():
        unit = text.fixed or text.resolve(constants)
        if isinstance(unit, Unit):
            resolved[name] = unit
        else:
            problems.append(Problem(f"the unit of {name}: {unit.message}", equation.output.start, equation.output.end))
    problems += _conversions(equation.expression, resolved)
    stand_ins = {name: stand_in(name) for text in units.values() for name in text.symbols}
    check = _Check(resolved, {**stand_ins, **constants}, problems)
    found, wanted = check.unit(equation.expression), resolved.get(equation.output.name)
    if found is not None and wanted is not None:
        check.match_output(equation, wanted, found)
    return problems


class _Check:
    """One walk over an equation. A unit of None is unknown, and agrees with everything."""

    def __init__(self, units: Mapping[str, Unit], constants: Mapping[str, float], problems: list[Problem]) -> None:
        self.units = units
        self.constants = constants
        self.problems = problems

    def unit(self, node: Expression) -> Unit | None:
        match node:
            case Name():
                return self.units.get(node.name)
            case Number() | Constant():
                return PURE
            case Binary():
                return self.binary(node)
            case Negative():
                return self.unit(node.operand)
            case Call():
                return self.call(node)
            case Piecewise():
                return self.piecewise(node)

    def binary(self, node: Binary) -> Unit | None:
        left, right = self.unit(node.left), self.unit(node.right)
        match node.operator:
            case "*":
                return None if left is None or right is None else left * right
            case "/":
                return None if left is None or right is None else left / right
            case "+":
                return self.alike(node, left, right, "adds {right} to {left}")
            case "-":
                return self.alike(node, left, right, "subtracts {right} from {left}")
            case "**":
                return self.power(node, left, right)

    def power(self, node: Binary, base: Unit | None, exponent: Unit | None) -> Unit | None:
        self.must_be_pure(node.right, exponent, "takes a power whose exponent is")
        if base is None or base.pure:
            return base
        value = evaluate(node.right, self.constants)
        if isinstance(value, Undefined):
            what = f"raises {base} to a power that is no fixed number"
            self.report(node, what, Severity.ERROR if base.dimensions else Severity.WARNING)
            return None
        try:
            return base**value
        except (OverflowError, ZeroDivisionError):
            return None

    def call(self, node: Call) -> Unit | None:
        function = FUNCTIONS[node.function]
        found = [self.unit(argument) for argument in node.arguments]
        if function.units == "pure":
            for argument, unit in zip(node.arguments, found, strict=True):
                self.must_be_pure(argument, unit, f"takes {node.function} of")
            return _INFORMATION[function.information]
        common = self.common(node, found)
        return common**0.5 if function.units == "root" and common is not None else common

    def piecewise(self, node: Piecewise) -> Unit | None:
        for branch in node.branches:
            for condition in branch.conditions:
                left, right = self.unit(condition.left), self.unit(condition.right)
                self.alike(condition, left, right, "compares {left} with {right}")
        values = [*(branch.value for branch in node.branches), node.otherwise]
        return self.common(node, [self.unit(value) for value in values])

    def common(self, node: Expression, found: list[Unit | None]) -> Unit | None:
        unit = found[0]
        for other in found[1:]:
            unit = self.alike(node, unit, other, "chooses between {left} and {right}")
        return unit

    def alike(self, node: _Placed, left: Unit | None, right: Unit | None, what: str) -> Unit | None:
        """The common unit of two parts, or a complaint in the words of `what`."""
        if left is None or right is None:
            return left or right
        if not left.same_dimensions(right):
            self.report(node, what.format(left=_words(left), right=_words(right)), Severity.ERROR)
            return None
        if not left.same_tags(right):
            self.report(node, what.format(left=_words(left), right=_words(right)), Severity.WARNING)
        return left if left.tags else right

    def must_be_pure(self, node: Expression, unit: Unit | None, what: str) -> None:
        if unit is None or (unit.same_dimensions(PURE) and unit.same_tags(PURE)):
            return
        self.report(node, f"{what} {unit}", Severity.ERROR if unit.dimensions else Severity.WARNING)

    def match_output(self, equation: Equation, wanted: Unit, found: Unit) -> None:
        alike = wanted.same_dimensions(found)
        if alike and wanted.same_tags(found):
            return
        message = f"{equation.output.name} is {_words(wanted)}, but the right side is {_words(found)}"
        help = f"a constant that has a unit is named, and this one would be in {wanted / found}"
        self.report(equation.expression, message, Severity.WARNING if alike else Severity.ERROR, help)

    def report(self, node: _Placed, message: str, severity: Severity, help: str = "") -> None:
        self.problems.append(Problem(message, node.start, node.end, severity, help))


def _conversions(expression: Expression, units: Mapping[str, Unit]) -> Iterator[Problem]:
    """Numbers that convert a unit once more: `C/8.64e19` for C in FLOP and the output in PF-day."""
    scales = {unit.scale for unit in units.values()} - {1.0}
    pending = [expression] if scales else []
    while pending:
        node = pending.pop()
        if names(node):
            pending.extend(children(node))
            continue
        value = evaluate(node, {})
        if isinstance(value, float) and any(_close(value, s) or _close(value * s, 1.0) for s in scales):
            message = f"{value:g} converts a unit that is converted already"
            help = "leave the number out: units of one dimension convert by themselves"
            yield Problem(message, node.start, node.end, Severity.WARNING, help)


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-3 * abs(right)


def _words(unit: Unit | None) -> str:
    return "a pure number" if unit is None or unit.pure else str(unit)
