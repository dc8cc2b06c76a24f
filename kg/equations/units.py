"""Units: their table and their algebra; `unit_text.py` reads them.

A unit has dimensions (second, metre) and tags. A tag says what a pure number counts (token, parameter, FLOP), or in
which measure information is given (nat, bit): nat is 1, and bit is ln 2. Units of the same dimensions and
counts convert; `scale` is what one of the unit makes in the SI's base units and single operations, so 8.64e19 for a
PF-day. Exponents may hold symbols: A in `nat/token * parameter**alpha`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.equations.problems import Problem

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
