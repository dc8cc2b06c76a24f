"""The value of any one name of an equation, given the others: none, one or several, never a guess."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from kg.equations.domain import REAL, Domain
from kg.equations.evaluate import prepare
from kg.equations.isolate import Inverse, inverse
from kg.equations.nodes import Equation, names
from kg.equations.problems import Undefined
from kg.equations.search import Found, zeros


@dataclass(frozen=True, slots=True)
class Solutions:
    """Every value that was found, in rising order, all of them in the domain.

    `exact` says that there are no others. Otherwise they come from a search over `searched`, and others may
    lie between its points or outside. `note` is a sentence for a reader, such as why there is none.
    """

    values: tuple[float, ...]
    exact: bool = True
    searched: tuple[float, float] | None = None
    note: str = ""


def solve(
    equation: Equation, unknown: str, values: Mapping[str, float], domain: Domain = REAL
) -> Solutions | Undefined:
    """The values of `unknown` at which the equation holds, given a number for every other name.

    Undefined where the question itself has no meaning: a number is missing, or the right side has no value.
    """
    return Solver(equation).solve(unknown, values, domain)


class Solver:
    """An equation made ready to be solved many times, for any of its names."""

    def __init__(self, equation: Equation) -> None:
        self.output = equation.output.name
        self.expression = equation.expression
        self.right = prepare(equation.expression)
        self.inside = frozenset(names(equation.expression))
        self.inverses: dict[str, Inverse | None] = {}

    def solve(self, unknown: str, values: Mapping[str, float], domain: Domain = REAL) -> Solutions | Undefined:
        """As the function `solve`."""
        for name in (self.output, *self.inside):
            if name != unknown and name not in values:
                return Undefined(f"no value for '{name}'")
            if name != unknown and not -sys.float_info.max <= values[name] <= sys.float_info.max:
                return Undefined(f"the value of '{name}' is not a finite number")
        if unknown not in self.inside:
            if unknown != self.output:
                return Undefined(f"'{unknown}' does not stand in the equation")
            value = self.right(values)
            return value if isinstance(value, Undefined) else _admitted([value], domain)
        if unknown != self.output and self.output not in self.inside:
            if unknown not in self.inverses:
                self.inverses[unknown] = inverse(self.expression, unknown)
            undo = self.inverses[unknown]
            found = undo(float(values[self.output]), values) if undo else None
            if isinstance(found, Undefined):
                return found
            if found is not None:
                return _admitted(found, domain)
        return self.search(unknown, values, domain)

    def search(self, unknown: str, values: Mapping[str, float], domain: Domain) -> Solutions:
        """Look for the values by scanning the domain, without the exact inverse."""
        changing = dict(values)

        def difference(x: float) -> float | None:
            changing[unknown] = x
            result = self.right(changing)
            return None if isinstance(result, Undefined) else result - changing[self.output]

        size = 0.0 if unknown == self.output else abs(values[self.output])
        found = zeros(difference, domain, size)
        admitted = [(x, domain.admit(x)) for x in found.zeros]
        inside = tuple(dict.fromkeys(value for _, value in admitted if value is not None))
        outside = [x for x, value in admitted if value is None]
        return Solutions(inside, found.complete, found.searched, _note(found, inside, outside, domain))


def _admitted(found: list[float], domain: Domain) -> Solutions:
    inside = tuple(dict.fromkeys(x for value in found if (x := domain.admit(value)) is not None))
    note = ""
    if not found:
        note = "no number solves it"
    elif not inside:
        note = f"only {_listed(found)} would solve it, outside the domain {domain}"
    return Solutions(inside, note=note)


def _note(found: Found, inside: tuple[float, ...], outside: list[float], domain: Domain) -> str:
    low, high = found.searched
    if found.plateau:
        return f"every number from {found.plateau[0]:g} to {found.plateau[1]:g} solves it"
    if found.complete and not inside:
        return f"no number in {domain} solves it"
    if not inside and outside:
        return f"only {_listed(outside)} would solve it, outside the domain {domain}"
    if found.complete:
        return ""
    if math.isfinite(domain.high - domain.low):
        return "" if inside else f"nothing found in {domain}"
    return f"{'' if inside else 'nothing found; '}searched from {low:g} to {high:g} only"


def _listed(values: list[float]) -> str:
    return " or ".join(f"{value:g}" for value in values)
