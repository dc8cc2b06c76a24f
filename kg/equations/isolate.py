"""The exact inverse of an expression in which the unknown stands once: undo one operation after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.equations.evaluate import Values, prepare
from kg.equations.nodes import Binary, Call, Expression, Name, Negative, children
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


Inverse = Callable[[float, Values], list[float] | Undefined | None]


def inverse(expression: Expression, unknown: str) -> Inverse | None:
    """A function of a target and of the other values, giving every value of `unknown` that meets the target.

    None where this way does not lead on: the unknown does not stand exactly once, or stands in a function
    without a short inverse. The function gives None at values where the unknown does not matter, or where a
    number would be too large; and Undefined where a part without the unknown has no value.
    """
    ways = list(_ways(expression, unknown))
    if len(ways) != 1:
        return None
    steps: list[tuple[Expression, bool, Callable[[Values], float | Undefined] | None]] = []
    node = expression
    for place in ways[0]:
        parts = children(node)
        if not isinstance(node, Binary | Negative) and not (isinstance(node, Call) and node.function in _UNDO):
            return None
        steps.append((node, place == 0, prepare(parts[1 - place]) if isinstance(node, Binary) else None))
        node = parts[place]

    def invert(target: float, values: Values) -> list[float] | Undefined | None:
        targets = [target]
        for node, first, other in steps:
            known = other(values) if other else 0.0
            if isinstance(known, Undefined):
                return known
            before: list[float] = []
            for y in targets:
                found = _undo(node, first, known, y)
                if found is None:
                    return None
                before += found
            targets = before
        return sorted(set(targets))

    return invert


def _ways(node: Expression, unknown: str) -> Iterator[tuple[int, ...]]:
    """For each place where the unknown stands: which child to take, level by level."""
    if isinstance(node, Name):
        if node.name == unknown:
            yield ()
        return
    for place, part in enumerate(children(node)):
        for below in _ways(part, unknown):
            yield (place, *below)


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
