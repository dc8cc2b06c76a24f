"""Units and measures as they are written: `nat/token * parameter**alpha`, `PF-day`, `1.69 nat/token`."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.equations.evaluate import evaluate
from kg.equations.grammar import parse_expression
from kg.equations.nodes import Binary, Expression, Name, Negative, Number, names
from kg.equations.problems import Problem, Undefined
from kg.equations.units import PURE, UNITS, Unit

_ALIASES = {
    "param": "parameter",
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "meter": "metre",
    "liter": "litre",
    "rad": "1",
    "radian": "1",
    "count": "1",
    "dimensionless": "1",
}

# What counts in other fields goes in braces, as in UCUM: `{vessel}/day`. Both replacements keep every offset, and no
# unit of the table ends in an underscore.
_ANNOTATED = re.compile(r"\{([a-z][a-z0-9]*(?:_[a-z0-9]+)*)\}")
_HYPHENATED = re.compile(r"\b([TPEZY]F)-(second|hour|day|year)(s?)\b")


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit as written: its exponents may hold symbols, so it becomes a `Unit` only with their values."""

    text: str
    tree: Expression
    symbols: tuple[str, ...]
    fixed: Unit | None

    def resolve(self, constants: Mapping[str, float]) -> Unit | Problem:
        """The unit at these values of the symbols; a symbol without one stands for a number like no other."""
        if self.fixed is not None:
            return self.fixed
        known = tuple((name, constants.get(name, stand_in(name))) for name in self.symbols)
        return _resolved(self.text, known)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, as in `1.69 nat/token`."""

    value: float
    unit: UnitText


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> UnitText | Problem:
    """Read `nat/token * parameter**alpha`, `FLOP/s`, `PF-day`, `1`. Names in exponents are symbols."""
    # The hyphen of PF-day would be a minus; an underscore keeps every offset.
    tree = parse_expression(_ANNOTATED.sub(r"X\1_", _HYPHENATED.sub(r"\1_\2\3", text)))
    if isinstance(tree, Problem):
        return Problem(tree.message.replace("expression", "unit"), tree.start, tree.end, help=tree.help)
    try:
        symbols = tuple(sorted(_symbols(tree)))
        unit = _sized(tree, {name: stand_in(name) for name in symbols})
    except _UnitError as fault:
        return fault.problem
    return UnitText(text, tree, symbols, None if symbols else unit)


# Every check of a fit asks for the same units at the same numbers.
@lru_cache(maxsize=4096)
def _resolved(text: str, known: tuple[tuple[str, float], ...]) -> Unit | Problem:
    read = parse_unit(text)
    if isinstance(read, Problem):
        return read
    try:
        return _sized(read.tree, dict(known))
    except _UnitError as fault:
        return fault.problem


_MEASURE = re.compile(r"\s*([+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)(?![A-Za-z0-9_.])\s*")


def parse_measure(text: str) -> Measure | Problem:
    """Read a number and, after it, its unit; without one it is a pure number."""
    match = _MEASURE.match(text)
    if match is None or not math.isfinite(float(match[1])):
        help = "write a number and its unit: 1.69 nat/token"
        return Problem("a number is missing", 0, len(text), help=help)
    unit = parse_unit(text[match.end() :] or "1")
    return unit.moved(match.end()) if isinstance(unit, Problem) else Measure(float(match[1]), unit)


class _UnitError(Exception):
    def __init__(self, message: str, node: Expression, help: str = "") -> None:
        self.problem = Problem(message, node.start, node.end, help=help)


def _symbols(tree: Expression) -> set[str]:
    match tree:
        case Binary(operator="**"):
            return _symbols(tree.left) | set(names(tree.right))
        case Binary():
            return _symbols(tree.left) | _symbols(tree.right)
        case _:
            return set()


def _sized(tree: Expression, values: Mapping[str, float]) -> Unit:
    """The unit, unless it is too large or too small a thing to be multiplied by."""
    unit = _unit(tree, values)
    if not 1e-150 < unit.scale < 1e150:
        raise _UnitError("the exponent is too large", tree)
    return unit


def _unit(tree: Expression, values: Mapping[str, float]) -> Unit:
    match tree:
        case Number(value=1.0):
            return PURE
        case Name():
            return _named(tree)
        case Binary(operator="*"):
            return _unit(tree.left, values) * _unit(tree.right, values)
        case Binary(operator="/"):
            return _unit(tree.left, values) / _unit(tree.right, values)
        case Binary(operator="**"):
            exponent = evaluate(tree.right, values)
            if isinstance(exponent, Undefined):
                raise _UnitError(f"the exponent has no value: {exponent.reason}", tree.right)
            try:
                return _unit(tree.left, values) ** exponent
            except (OverflowError, ZeroDivisionError):
                raise _UnitError("the exponent is too large", tree.right) from None
        case Number():
            raise _UnitError("a unit holds no number but 1", tree, "write the number in front of the unit")
        case Negative():
            raise _UnitError("a unit has no sign", tree)
        case _:
            raise _UnitError("a unit is made of names, *, / and **", tree)


def _named(node: Name) -> Unit:
    if node.name.startswith("X") and node.name.endswith("_"):
        return Unit(tags={node.name[1:-1]: 1.0})
    name = _ALIASES.get(node.name, node.name)
    singular = "class" if name == "classes" else "byte" if name == "bytes" else name.removesuffix("s")
    singular = _ALIASES.get(singular, singular)
    unit = UNITS.get(name) or UNITS.get(singular)
    if unit is None or node.name == "FLOPS":
        help = "write FLOP, or FLOP/s for a rate" if node.name.upper().startswith("FLOP") else ""
        raise _UnitError(f"unknown unit '{node.name}'", node, help)
    return unit


def stand_in(name: str) -> float:
    """A fixed number between 0.5 and 1.5 with no pattern to it: powers agree at it only if always."""
    return 0.5 + zlib.crc32(name.encode()) / 2**32
