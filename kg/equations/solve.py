"""The value of any one name of an equation, given the others: none, one or several, never a guess."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kg.equations.domain import REAL, Domain
from kg.equations.evaluate import evaluate, prepare
from kg.equations.isolate import isolate
from kg.equations.nodes import Equation, names, occurrences
from kg.equations.problems import Undefined
from kg.equations.search import Found, zeros


@dataclass(frozen=True, slots=True)
class Solutions:
    """Every value that was found, in rising order, all of them in the domain.

    `exact` says that there are no others. Otherwise they come from a search over `searched`, and others may lie
    between its points or outside. `note` is a sentence for a reader, such as why there is none.
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
    expression, output = equation.expression, equation.output.name
    known = {name: value for name, value in values.items() if name != unknown}
    for name in (output, *names(expression)):
        if name != unknown and name not in known:
            return Undefined(f"no value for '{name}'")
    inside = occurrences(expression, unknown) > 0
    if not inside and unknown != output:
        return Undefined(f"'{unknown}' does not stand in the equation")
    if not inside:
        value = evaluate(expression, known)
        return value if isinstance(value, Undefined) else _admitted([value], domain)
    if unknown != output and output not in names(expression):
        target = float(known[output])
        found = isolate(expression, unknown, target, known)
        if isinstance(found, Undefined):
            return found
        if found is not None:
            return _admitted(found, domain)
    return _searched(equation, unknown, known, domain)


def _admitted(found: list[float], domain: Domain) -> Solutions:
    inside = tuple(dict.fromkeys(x for value in found if (x := domain.admit(value)) is not None))
    note = ""
    if not found:
        note = "no number solves it"
    elif not inside:
        note = f"only {_listed(found)} would solve it, outside the domain {domain}"
    return Solutions(inside, note=note)


def _searched(equation: Equation, unknown: str, known: Mapping[str, float], domain: Domain) -> Solutions:
    output = equation.output.name
    right = prepare(equation.expression)
    values = dict(known)

    def difference(x: float) -> float | None:
        values[unknown] = x
        result = right(values)
        return None if isinstance(result, Undefined) else result - values[output]

    found = zeros(difference, domain, abs(known.get(output, 0.0)))
    admitted = [(x, domain.admit(x)) for x in found.zeros]
    inside = tuple(dict.fromkeys(value for _, value in admitted if value is not None))
    outside = [x for x, value in admitted if value is None]
    return Solutions(inside, found.complete, found.searched, _note(found, inside, outside, domain))


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
