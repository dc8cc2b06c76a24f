"""Equations between quantities, as a chain of derivations needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.equations.nodes import Equation, names


@dataclass(frozen=True, slots=True)
class Fit:
    """One set of constants; rivals are fits of one law with different names."""

    name: str = ""
    constants: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Law:
    """An equation whose names stand for quantities.

    `quantities` maps symbols, the output among them, to keys of quantities. A constant may stand there too:
    its value in a fit is then a value of that quantity, from which other laws go on. A name that is neither
    in `quantities` nor in a fit leaves the law unused with that fit.
    """

    key: str
    equation: Equation
    quantities: Mapping[str, str]
    fits: tuple[Fit, ...] = (Fit(),)
    names: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        mentioned = (self.equation.output.name, *names(self.equation.expression))
        object.__setattr__(self, "names", tuple(dict.fromkeys(mentioned)))


@dataclass(frozen=True, slots=True)
class Use:
    """A law with one of its fits: `symbols` are the names left open, with their quantities.

    `targets` are the names that can be solved for: those whose quantity no other name of the law stands for.
    """

    law: Law
    fit: Fit
    symbols: Mapping[str, str]
    targets: tuple[str, ...]


def uses(laws: tuple[Law, ...]) -> list[Use]:
    """Every law with every fit that leaves no name without a meaning, in the given order."""
    found = []
    for law in laws:
        for fit in law.fits:
            still_open = [name for name in law.names if name not in fit.constants]
            if all(name in law.quantities for name in still_open):
                symbols = {name: law.quantities[name] for name in still_open}
                keys = list(symbols.values())
                targets = tuple(name for name, key in symbols.items() if keys.count(key) == 1)
                found.append(Use(law, fit, symbols, targets))
    return found


def fitted(law: Law, fit: Fit) -> dict[str, float]:
    """The quantities whose values the constants of a fit are."""
    return {key: fit.constants[name] for name, key in law.quantities.items() if name in fit.constants}
