"""Units: their table, their algebra, and the text they are read from.

A unit has dimensions (second, metre) and tags. A tag says what a pure number counts (token, parameter, FLOP), or in
which measure information is given (nat, bit): nat is 1, and bit is ln 2. Units of the same dimensions and
counts convert; `scale` is what one of the unit makes in the SI's base units and single operations, so 8.64e19 for a
PF-day. Exponents may hold symbols: A in `nat/token * parameter**alpha`.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kg.equations.evaluate import evaluate
from kg.equations.grammar import parse_expression
from kg.equations.nodes import Binary, Expression, Name, Negative, Number, names
from kg.equations.problems import Problem, Undefined

Powers = Mapping[str, float]

# Fitted exponents have about four figures, so anything this close differs by rounding alone.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Unit:
    dimensions: Powers = field(default_factory=dict)
    tags: Powers = field(default_factory=dict)
    scale: float = 1.0

    def __str__(self) -> str:
        """The base unit, such as `FLOP/(parameter*token)`; `1` for a pure number."""
        powers = [*self.dimensions.items(), *self.tags.items()]
        above = [_power_text(name, power) for name, power in powers if power > 0]
        below = [_power_text(name, -power) for name, power in powers if power < 0]
        bottom = f"({'*'.join(below)})" if len(below) > 1 else "".join(below)
        return "*".join(above or ["1"]) + (f"/{bottom}" if bottom else "")

    def __mul__(self, other: Unit) -> Unit:
        return _combined(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combined(self, other, -1)

    def __pow__(self, exponent: float) -> Unit:
        """May raise `OverflowError`, when the scale becomes too large for a float."""
        return Unit(_times(self.dimensions, exponent), _times(self.tags, exponent), self.scale**exponent)

    @property
    def pure(self) -> bool:
        return not self.dimensions and not self.tags

    def same_dimensions(self, other: Unit) -> bool:
        return _equal(self.dimensions, other.dimensions)

    def same_tags(self, other: Unit) -> bool:
        """Whether both count the same. Since nat is 1, only a measure given on both sides can differ."""
        if _equal(self.tags, other.tags):
            return True
        mine, theirs = _measures(self), _measures(other)
        counts = (_without(self.tags, MEASURES), _without(other.tags, MEASURES))
        return _equal(*counts) and not (mine and theirs and set(mine) != set(theirs))


PURE = Unit()
MEASURES = {"nat": 1.0, "bit": math.log(2)}

# A number of operations is a count like any other: 6*N*D is one without a factor that has a unit.
_FLOP, _SECOND = {"FLOP": 1.0}, {"second": 1.0}
_PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24}
_TIMES = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0, "year": 31557600.0}

# What a pure number can count. A missing one is one word here.
_COUNTS = """byte character class coordinate dimension epoch example feature head hyperplane image input
    layer loss neuron observable output parameter perturbation query region round sample sequence skill state
    step step_size symbol task token unit update utility weight word"""

# The base units of the SI, and those made of them that have a name: Bureau international des poids et mesures, The
# International System of Units, 9th edition, tables 2, 4 and 8. Symbol, long name, powers of the base units, scale.
_SI: tuple[tuple[str, str, dict[str, float], float], ...] = (
    ("m", "metre", {"metre": 1}, 1.0),
    ("g", "gram", {"kilogram": 1}, 1e-3),
    ("A", "ampere", {"ampere": 1}, 1.0),
    ("K", "kelvin", {"kelvin": 1}, 1.0),
    ("mol", "mole", {"mole": 1}, 1.0),
    ("cd", "candela", {"candela": 1}, 1.0),
    ("Hz", "hertz", {"second": -1}, 1.0),
    ("N", "newton", {"kilogram": 1, "metre": 1, "second": -2}, 1.0),
    ("Pa", "pascal", {"kilogram": 1, "metre": -1, "second": -2}, 1.0),
    ("J", "joule", {"kilogram": 1, "metre": 2, "second": -2}, 1.0),
    ("W", "watt", {"kilogram": 1, "metre": 2, "second": -3}, 1.0),
    ("C", "coulomb", {"ampere": 1, "second": 1}, 1.0),
    ("V", "volt", {"kilogram": 1, "metre": 2, "second": -3, "ampere": -1}, 1.0),
    ("ohm", "ohm", {"kilogram": 1, "metre": 2, "second": -3, "ampere": -2}, 1.0),
    ("S", "siemens", {"kilogram": -1, "metre": -2, "second": 3, "ampere": 2}, 1.0),
    ("Wb", "weber", {"kilogram": 1, "metre": 2, "second": -2, "ampere": -1}, 1.0),
    ("T", "tesla", {"kilogram": 1, "second": -2, "ampere": -1}, 1.0),
    ("H", "henry", {"kilogram": 1, "metre": 2, "second": -2, "ampere": -2}, 1.0),
    ("eV", "electronvolt", {"kilogram": 1, "metre": 2, "second": -2}, 1.602176634e-19),
    ("L", "litre", {"metre": 3}, 1e-3),
)
# Multiples and parts that people write. A farad is left out: PF stands for a rate of operations, see above.
_SI_PREFIXES = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}

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

UNITS: Mapping[str, Unit] = {
    "1": PURE,
    "FLOP": Unit(tags=_FLOP),
    **{f"{prefix}FLOP": Unit(tags=_FLOP, scale=scale) for prefix, scale in _PREFIXES.items()},
    # PF alone is a rate, as in PF-day: 1e15 FLOP per second.
    **{f"{prefix}F": Unit({"second": -1.0}, _FLOP, scale) for prefix, scale in _PREFIXES.items() if scale >= 1e12},
    **{
        f"{prefix}F_{time}": Unit(tags=_FLOP, scale=scale * _TIMES[time])
        for prefix, scale in _PREFIXES.items()
        if scale >= 1e12
        for time in ("second", "hour", "day", "year")
    },
    **{
        f"{prefix}{symbol}": Unit(powers, scale=size * scale)
        for symbol, _, powers, scale in _SI
        for prefix, size in {"": 1.0, **_SI_PREFIXES}.items()
    },
    **{name: Unit(powers, scale=scale) for _, name, powers, scale in _SI},
    "kilogram": Unit({"kilogram": 1.0}),
    **{f"{prefix}s": Unit(_SECOND, scale=size) for prefix, size in _SI_PREFIXES.items() if size < 1},
    **{name: Unit(_SECOND, scale=scale) for name, scale in _TIMES.items()},
    **{name: Unit(tags={name: 1.0}) for name in [*_COUNTS.split(), *MEASURES]},
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


def convert(value: float, given: Unit, wanted: Unit) -> float | Problem:
    """The value in another unit of the same dimensions and counts; bit and nat convert."""
    counts = (_without(given.tags, MEASURES), _without(wanted.tags, MEASURES))
    if not given.same_dimensions(wanted) or not _equal(*counts):
        return Problem(f"{given} does not convert to {wanted}", 0, 0)
    try:
        result = value * (given.scale / wanted.scale) * (_information(given) / _information(wanted))
    except (OverflowError, ZeroDivisionError):
        result = math.inf
    return result if math.isfinite(result) else Problem("too large a number", 0, 0)


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


def _combined(left: Unit, right: Unit, sign: int) -> Unit:
    if right is PURE:
        return left
    factor = right.scale if sign > 0 else 1 / right.scale if right.scale else math.inf
    scale = left.scale * factor
    return Unit(_sum(left.dimensions, right.dimensions, sign), _sum(left.tags, right.tags, sign), scale)


def _sum(left: Powers, right: Powers, sign: int) -> Powers:
    if not right:
        return left
    total = dict(left)
    for name, power in right.items():
        total[name] = total.get(name, 0.0) + sign * power
    return {name: power for name, power in total.items() if abs(power) > _SAME}


def _times(powers: Powers, factor: float) -> Powers:
    return {name: power * factor for name, power in powers.items() if abs(power * factor) > _SAME}


def _equal(left: Powers, right: Powers) -> bool:
    if left is right or (not left and not right):
        return True
    return left.keys() == right.keys() and all(abs(left[name] - right[name]) <= _SAME for name in left)


def _measures(unit: Unit) -> Powers:
    return {name: power for name, power in unit.tags.items() if name in MEASURES}


def _without(powers: Powers, names: Mapping[str, float]) -> Powers:
    return {name: power for name, power in powers.items() if name not in names}


def _information(unit: Unit) -> float:
    return math.exp(sum(math.log(MEASURES[name]) * power for name, power in _measures(unit).items()))


def _power_text(name: str, power: float) -> str:
    text = name if name in UNITS else f"{{{name}}}"
    return text if abs(power - 1) <= _SAME else f"{text}**{power:.4g}"
