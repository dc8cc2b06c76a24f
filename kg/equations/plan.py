"""What follows from what: which quantities known ones lead to, before any number is computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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

    A quantity is taken to descend from what its first step used, and no step leads back to such an
    ancestor. The numbers may still refuse a step: an inverse can have no root.
    """
    return _Planning(tuple(laws), known).run()


class _Planning:
    """Counts what each law still lacks. Sets of quantities are bits of an integer, for quick unions."""

    def __init__(self, laws: tuple[Law, ...], known: Iterable[str]) -> None:
        self.bits: dict[str, int] = {}
        self.above: dict[str, int] = {}
        self.steps: dict[tuple[int, str], Step] = {}
        self.needed: list[tuple[Use, int]] = []
        self.missing: list[int] = []
        self.using: defaultdict[str, list[int]] = defaultdict(list)
        for use in uses(laws):
            keys = set(use.symbols.values())
            for key in keys:
                self.using[key].append(len(self.needed))
            self.needed.append((use, sum(map(self.bit, keys))))
            self.missing.append(len(keys))
        self.reached = list(dict.fromkeys([*known, *(key for law in laws for key in _constants(law))]))
        self.have = sum(map(self.bit, self.reached))
        self.above.update(dict.fromkeys(self.reached, 0))

    def bit(self, key: str) -> int:
        return self.bits.setdefault(key, 1 << len(self.bits))

    def run(self) -> tuple[Step, ...]:
        for number, count in enumerate(self.missing):
            if count == 1:
                self.take(number)
        for key in self.reached:
            for number in self.using[key]:
                self.missing[number] -= 1
                if self.missing[number] <= 1:
                    self.take(number)
        return tuple(self.steps.values())

    def take(self, number: int) -> None:
        """Add the steps that a law now allows."""
        use, needed = self.needed[number]
        for target in use.targets:
            if (number, target) in self.steps:
                continue
            quantity = use.symbols[target]
            own = self.bits[quantity]
            inputs = needed & ~own
            if inputs & ~self.have:
                continue
            above = inputs
            for key in use.symbols.values():
                if key != quantity:
                    above |= self.above[key]
            if above & own:
                continue
            self.steps[number, target] = Step(use.law.key, use.fit.name, target, quantity)
            if not self.have & own:
                self.have |= own
                self.above[quantity] = above
                self.reached.append(quantity)


def _constants(law: Law) -> Iterator[str]:
    for fit in law.fits:
        yield from fitted(law, fit)
