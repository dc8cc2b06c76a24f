"""The value of an expression at given numbers, over floats.

Never NaN, never infinite, never an exception: where there is no value there is an `Undefined`. A result too
small for a float becomes 0, as in all float arithmetic, and 0**0 is 1, as in Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from kg.equations.functions import CONSTANTS, FUNCTIONS, NoValueError
from kg.equations.nodes import (
    Binary,
    Call,
    Comparison,
    Constant,
    Expression,
    Name,
    Negative,
    Number,
    Piecewise,
)
from kg.equations.problems import Undefined

Values = Mapping[str, float]
Compute = Callable[[Values], float]

_LARGEST = sys.float_info.max
_TOO_LARGE = "too large a number"


class _UndefinedError(Exception):
    def __init__(self, reason: str, node: Expression) -> None:
        self.undefined = Undefined(reason, node.start, node.end)


def evaluate(expression: Expression, values: Values) -> float | Undefined:
    """The value at `values`, which give every name a finite number."""
    return prepare(expression)(values)


def prepare(expression: Expression) -> Callable[[Values], float | Undefined]:
    """A function of the values, for an expression that is evaluated many times."""
    compute = _compute(expression)

    def run(values: Values) -> float | Undefined:
        try:
            return compute(values)
        except _UndefinedError as fault:
            return fault.undefined

    return run


def _compute(node: Expression) -> Compute:
    match node:
        case Number():
            number = node.value
            return lambda values: number
        case Constant():
            known = CONSTANTS[node.name]
            return lambda values: known
        case Name():
            return _name(node)
        case Negative():
            operand = _compute(node.operand)
            return lambda values: -operand(values)
        case Binary():
            return _binary(node)
        case Call():
            return _call(node)
        case Piecewise():
            return _piecewise(node)


def _name(node: Name) -> Compute:
    name = node.name

    def run(values: Values) -> float:
        if name not in values:
            raise _UndefinedError(f"no value for '{name}'", node)
        # Integers would be exact and without bound, so that a**a**a never ends: everything is a float.
        try:
            value = float(values[name])
        except OverflowError:
            raise _UndefinedError(_TOO_LARGE, node) from None
        if not -_LARGEST <= value <= _LARGEST:
            raise _UndefinedError(f"the value of '{name}' is not a finite number", node)
        return value

    return run


def _binary(node: Binary) -> Compute:
    left, right = _compute(node.left), _compute(node.right)
    match node.operator:
        case "+":
            return _finite(lambda values: left(values) + right(values), node)
        case "-":
            return _finite(lambda values: left(values) - right(values), node)
        case "*":
            return _finite(lambda values: left(values) * right(values), node)
        case "/":
            return _finite(_quotient(left, right, node), node)
        case "**":
            return _power(left, right, node)


def _finite(compute: Compute, node: Expression) -> Compute:
    def run(values: Values) -> float:
        result = compute(values)
        if not -_LARGEST <= result <= _LARGEST:
            raise _UndefinedError(_TOO_LARGE, node)
        return result

    return run


def _quotient(left: Compute, right: Compute, node: Binary) -> Compute:
    def run(values: Values) -> float:
        divisor = right(values)
        if divisor == 0:
            raise _UndefinedError("division by zero", node)
        return left(values) / divisor

    return run


def _power(left: Compute, right: Compute, node: Binary) -> Compute:
    def run(values: Values) -> float:
        base, exponent = left(values), right(values)
        if base < 0 and exponent != exponent // 1:
            raise _UndefinedError(f"{base:g} to the power {exponent:g} is not real", node)
        try:
            return float(base**exponent)
        except ZeroDivisionError:
            raise _UndefinedError("division by zero: 0 to a negative power", node) from None
        except OverflowError:
            raise _UndefinedError(_TOO_LARGE, node) from None

    return run


def _call(node: Call) -> Compute:
    function = FUNCTIONS[node.function].call
    arguments = tuple(_compute(argument) for argument in node.arguments)

    def run(values: Values) -> float:
        try:
            return function(*[argument(values) for argument in arguments])
        except NoValueError as fault:
            raise _UndefinedError(str(fault), node) from None
        except OverflowError:
            raise _UndefinedError(_TOO_LARGE, node) from None

    return run


def _piecewise(node: Piecewise) -> Compute:
    branches = [
        ([_condition(condition) for condition in branch.conditions], _compute(branch.value)) for branch in node.branches
    ]
    otherwise = _compute(node.otherwise)

    def run(values: Values) -> float:
        for conditions, value in branches:
            if all(holds(values) for holds in conditions):
                return value(values)
        return otherwise(values)

    return run


def _condition(node: Comparison) -> Callable[[Values], bool]:
    left, right = _compute(node.left), _compute(node.right)
    match node.relation:
        case "<":
            return lambda values: left(values) < right(values)
        case "<=":
            return lambda values: left(values) <= right(values)
        case ">":
            return lambda values: left(values) > right(values)
        case ">=":
            return lambda values: left(values) >= right(values)
        case "==":
            return lambda values: left(values) == right(values)
