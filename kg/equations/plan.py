"""What follows from what: which quantities known ones lead to, before any number is computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.equations.laws import Law, Use, fitted, uses


@dataclass(frozen=True, slots=True)
class Step:
    """Solve a law, with one of its fits, for the name `target`, which stands for `quantity`."""

    law: str
    fit: str
    target: str
    quantity: str


def plan(laws: Iterable[Law], known: Iterable[str]) -> tuple[Step, ...]:
    """Steps in an order in which each has its inputs, rivals included.

    A quantity is taken to descend from what its first step used, and no step leads back to such an ancestor. The
    numbers may still refuse a step: an inverse can have no root.
    """
    every = tuple(laws)
    found = uses(every)
    keys = [frozenset(use.symbols.values()) for use in found]
    missing = [len(needed) for needed in keys]
    using: defaultdict[str, list[int]] = defaultdict(list)
    for number, needed in enumerate(keys):
        for key in needed:
            using[key].append(number)

    ancestors: dict[str, frozenset[str]] = dict.fromkeys(known, frozenset())
    for law in every:
        for fit in law.fits:
            ancestors.update(dict.fromkeys(fitted(law, fit).keys() - ancestors.keys(), frozenset()))
    steps: dict[Step, None] = {}

    def take(number: int) -> Iterable[str]:
        """Add the steps that a use of a law now allows; gives the quantities that are new."""
        use = found[number]
        for target in use.targets:
            quantity = use.symbols[target]
            inputs = keys[number] - {quantity}
            if not inputs <= ancestors.keys():
                continue
            above = inputs.union(*(ancestors[key] for key in inputs))
            if quantity in above:
                continue
            steps.setdefault(_step(use, target))
            if quantity not in ancestors:
                ancestors[quantity] = above
                yield quantity

    reached = list(ancestors)
    for number, count in enumerate(missing):
        if count == 1:
            reached += take(number)
    for key in reached:
        for number in using[key]:
            missing[number] -= 1
            if missing[number] <= 1:
                reached += take(number)
    return tuple(steps)


def _step(use: Use, target: str) -> Step:
    return Step(use.law.key, use.fit.name, target, use.symbols[target])
