"""The exact inverse of an expression in which the unknown stands once: undo one operation after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from kg.equations.evaluate import evaluate
from kg.equations.nodes import Binary, Call, Expression, Name, Negative, children, occurrences
from kg.equations.problems import Undefined

# What an argument can be when the function gives y; a function that is not here has no short inverse.
_UNDO: Mapping[str, Callable[[float], Sequence[float]]] = {
    "sqrt": lambda y: [y * y] if y >= 0 else [],
    "log": lambda y: [math.exp(y)],
    "log2": lambda y: [2.0**y],
    "log10": lambda y: [10.0**y],
    "exp": lambda y: [math.log(y)] if y > 0 else [],
    "abs": lambda y: sorted({-y, y}) if y >= 0 else [],
    "tanh": lambda y: [math.atanh(y)] if -1 < y < 1 else [],
    "acos": lambda y: [math.cos(y)] if 0 <= y <= math.pi else [],
}


def isolate(
    expression: Expression, unknown: str, target: float, values: Mapping[str, float]
) -> list[float] | Undefined | None:
    """Every value of `unknown`, on all branches, at which the expression is `target`.

    None where this way does not lead on: the unknown stands twice, or inside a function without a short inverse,
    or does not matter at all. Undefined where a part without the unknown has no value.
    """
    if occurrences(expression, unknown) != 1:
        return None
    node, targets = expression, [target]
    while not isinstance(node, Name):
        parts = children(node)
        place = next(i for i, part in enumerate(parts) if occurrences(part, unknown))
        other = 0.0
        if isinstance(node, Binary):
            known = evaluate(parts[1 - place], values)
            if isinstance(known, Undefined):
                return known
            other = known
        before: list[float] = []
        for y in targets:
            found = _undo(node, place == 0, other, y)
            if found is None:
                return None
            before += found
        node, targets = parts[place], before
    return sorted(set(targets))


def _undo(node: Expression, first: bool, other: float, y: float) -> Sequence[float] | None:
    try:
        match node:
            case Binary():
                found = _undo_binary(node.operator, first, other, y)
            case Negative():
                found = [-y]
            case Call() if node.function in _UNDO:
                found = _UNDO[node.function](y)
            case _:
                return None
    except OverflowError:
        return None
    return found if found is None or all(map(math.isfinite, found)) else None


def _undo_binary(operator: str, first: bool, other: float, y: float) -> Sequence[float] | None:
    match operator:
        case "+":
            return [y - other]
        case "-":
            return [y + other] if first else [other - y]
        case "*":
            return [y / other] if other else None
        case "/" if first:
            return [y * other] if other else []
        case "/":
            return None if other == 0 else [other / y] if y else []
        case "**" if first:
            return _roots(y, other)
        case _:
            return None if other <= 0 or other == 1 else [math.log(y) / math.log(other)] if y > 0 else []


def _roots(y: float, exponent: float) -> Sequence[float] | None:
    """The real x with x**exponent = y; a power that is not whole takes no negative x."""
    if exponent == 0:
        return None
    if y == 0:
        return [0.0] if exponent > 0 else []
    size = math.exp(math.log(abs(y)) / exponent) if abs(exponent) < 1e-3 else abs(y) ** (1 / exponent)
    if exponent % 2 == 0:
        return [-size, size] if y > 0 else []
    if exponent % 2 == 1:
        return [math.copysign(size, y)]
    return [size] if y > 0 else []
