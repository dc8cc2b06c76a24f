"""The functions and constants an expression may use: a closed table.

A function that has no value at its arguments raises `NoValueError`, which never leaves `evaluate`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


class NoValueError(Exception):
    """Why a function has no value; for use inside this room only."""


@dataclass(frozen=True, slots=True)
class Function:
    """What may be called, with how many arguments, and what becomes of their units.

    `units` is `keeps` (abs, max: the arguments' common unit), `root` (its square root), or `pure` (takes a
    pure number and gives one). `information` is what a logarithm counts in.
    """

    call: Callable[..., float]
    arguments: int = 1
    more: bool = False
    units: Literal["keeps", "root", "pure"] = "pure"
    information: Literal["", "nat", "bit"] = ""


def _square_root(x: float) -> float:
    if x < 0:
        raise NoValueError(f"the square root of {x:g} is not real")
    return math.sqrt(x)


def _logarithm(log: Callable[[float], float]) -> Callable[[float], float]:
    def of(x: float) -> float:
        if x <= 0:
            raise NoValueError(f"the logarithm of {x:g}, which is not positive")
        return log(x)

    return of


def _arc_cosine(x: float) -> float:
    if not -1 <= x <= 1:
        raise NoValueError(f"acos of {x:g}, which is not between -1 and 1")
    return math.acos(x)


def _choose(n: float, k: float) -> float:
    if n != math.floor(n) or k != math.floor(k) or n < 0 or k < 0:
        raise NoValueError(f"comb({n:g}, {k:g}) needs whole numbers that are not negative")
    if k > n:
        return 0.0
    # comb(n, k) is at least 2**min(k, n - k), so more is beyond a float; less is cheap even for huge n.
    if min(k, n - k) > 1024:
        raise OverflowError
    return float(math.comb(int(n), int(k)))


FUNCTIONS = {
    "sqrt": Function(_square_root, units="root"),
    "log": Function(_logarithm(math.log), information="nat"),
    "log2": Function(_logarithm(math.log2), information="bit"),
    "log10": Function(_logarithm(math.log10)),
    "exp": Function(math.exp),
    "acos": Function(_arc_cosine),
    "cos": Function(math.cos),
    "sin": Function(math.sin),
    "tan": Function(math.tan),
    "tanh": Function(math.tanh),
    "floor": Function(lambda x: float(math.floor(x)), units="keeps"),
    "ceil": Function(lambda x: float(math.ceil(x)), units="keeps"),
    "abs": Function(abs, units="keeps"),
    "comb": Function(_choose, arguments=2),
    "max": Function(max, arguments=2, more=True, units="keeps"),
    "min": Function(min, arguments=2, more=True, units="keeps"),
}

CONSTANTS = {"pi": math.pi}

# Words that cannot be symbols. `lambda` is not among them.
RESERVED = frozenset({*FUNCTIONS, *CONSTANTS, "piecewise", "and"})
