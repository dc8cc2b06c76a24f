"""From given quantities to every quantity that equations lead to, each value with the chain that gave it.

Rivals stand side by side: another law, another fit or another root gives another value, and none replaces
one. No value descends from its own quantity, and no value rests on two fits of one law, on two rival
values, or on a constant of one law where another law that it uses has its own. What is given is given: other
values of its quantity are listed beside it, and nothing is derived from them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.equations.domain import REAL, Domain
from kg.equations.laws import Law, Use, fitted, uses
from kg.equations.problems import Undefined
from kg.equations.solve import Solutions, Solver

# A search takes about as long as this many exact solutions.
SEARCH_COST = 50

Way = Literal["given", "constant", "forward", "inverse"]


# Equal only to itself, and printed without its inputs: a chain can be longer than recursion goes.
@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value of a quantity: `law` and `fit` made it from `inputs`, forward or by inversion.

    `exact` is false when a search found it or one of its inputs, so that there may be others. `roots`
    counts the values that this derivation gave together. `basis` has, by quantity, every value it descends
    from.
    """

    quantity: str
    value: float
    way: Way = "given"
    law: str = ""
    fit: str = ""
    inputs: tuple[Value, ...] = field(default=(), repr=False)
    exact: bool = True
    roots: int = 1
    note: str = ""
    basis: Mapping[str, Value] = field(default_factory=dict, repr=False)
    fits: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ancestors(self) -> frozenset[str]:
        """The quantities it descends from, never its own."""
        return frozenset(self.basis)

    def chain(self) -> tuple[Value, ...]:
        """All values this one rests on, each after its inputs, this one last."""
        found: dict[int, Value] = {}
        _collect(self, found)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A derivation that gave no value, and why."""

    quantity: str
    law: str
    fit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """`values` holds the given values first, then each derived one after its inputs, short chains
    before long ones.

    `cut` says that a bound was met, so that more may follow than is listed; `crowded` has the quantities
    that had more rivals than are listed.
    """

    values: tuple[Value, ...]
    dead_ends: tuple[DeadEnd, ...]
    cut: bool
    crowded: frozenset[str] = frozenset()

    def of(self, quantity: str) -> tuple[Value, ...]:
        """All values of one quantity, rivals side by side."""
        return tuple(value for value in self.values if value.quantity == quantity)


def chain(
    laws: Iterable[Law],
    known: Mapping[str, float],
    domains: Mapping[str, Domain] | None = None,
    limit: int = 2000,
    rivals: int = 8,
) -> Chain:
    """Derive what follows from `known`, by key of quantity.

    Each law has its own key. `limit` bounds the values in all and, tenfold, the attempts; `rivals` bounds
    the derived values of one quantity. A quantity without a domain may be any real number.
    """
    return _Chaining(tuple(laws), domains or {}, limit, rivals).run(known)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the inputs chosen so far rest on."""

    basis: Mapping[str, Value]
    fits: Mapping[str, str]

    def joined(self, value: Value, fixed: Mapping[tuple[str, str], frozenset[str]]) -> _Ground | None:
        """The common ground with one more input; None where they rest on different fits or rival values.

        `fixed` has the quantities whose values are constants of a law with a fit.
        """
        if any(self.fits.get(law, fit) != fit for law, fit in value.fits.items()):
            return None
        basis = {**value.basis, value.quantity: value}
        if any(self.basis.get(key, below) is not below for key, below in basis.items()):
            return None
        basis, fits = {**self.basis, **basis}, {**self.fits, **value.fits}
        # The constants of one fit belong together: alpha of one study and beta of another describe nothing.
        owned = [(key, law) for law, fit in fits.items() for key in fixed.get((law, fit), ())]
        if any(key in basis and basis[key].way == "constant" and basis[key].law != law for key, law in owned):
            return None
        return _Ground(basis, fits)


class _Chaining:
    """Each value is combined, once, with all the values that came before it."""

    def __init__(self, laws: tuple[Law, ...], domains: Mapping[str, Domain], limit: int, rivals: int) -> None:
        self.laws = laws
        self.domains = domains
        self.limit = limit
        self.rivals = rivals
        self.attempts = 10 * limit
        self.values: list[Value] = []
        self.waiting: deque[Value] = deque()
        self.done: defaultdict[str, list[Value]] = defaultdict(list)
        self.count: defaultdict[str, int] = defaultdict(int)
        self.dead_ends: dict[DeadEnd, None] = {}
        self.cut = False
        self.crowded: set[str] = set()
        self.solvers: dict[str, Solver] = {}
        self.given: frozenset[str] = frozenset()
        self.fixed: dict[tuple[str, str], frozenset[str]] = {}

    def run(self, known: Mapping[str, float]) -> Chain:
        for key, number in known.items():
            self.add(Value(key, number))
        self.given = frozenset(known)
        for law in self.laws:
            for fit in law.fits:
                if constants := fitted(law, fit):
                    self.fixed[law.key, fit.name] = frozenset(constants)
        for law in self.laws:
            for fit in law.fits:
                for key, number in fitted(law, fit).items():
                    self.add(Value(key, number, "constant", law.key, fit.name, fits={law.key: fit.name}))
        using: defaultdict[str, list[tuple[Use, str]]] = defaultdict(list)
        for use in uses(self.laws):
            for target in use.targets:
                inputs = set(use.symbols.values()) - {use.symbols[target]}
                for key in inputs:
                    using[key].append((use, target))
                if not inputs:
                    self.derive(use, target, ())
        while self.waiting and self.attempts > 0:
            value = self.waiting.popleft()
            self.done[value.quantity].append(value)
            for use, target in using[value.quantity]:
                for inputs_found in self.combinations(use, target, value):
                    self.derive(use, target, inputs_found)
        cut = self.cut or bool(self.crowded or self.waiting) or self.attempts <= 0
        return Chain(tuple(self.values), tuple(self.dead_ends), cut, frozenset(self.crowded))

    def add(self, value: Value) -> None:
        derived = value.way in ("forward", "inverse")
        if derived and self.count[value.quantity] >= self.rivals:
            self.crowded.add(value.quantity)
            return
        if len(self.values) >= self.limit:
            self.cut = True
            return
        self.count[value.quantity] += derived
        self.values.append(value)
        if value.quantity not in self.given:
            self.waiting.append(value)

    def combinations(self, use: Use, target: str, new: Value) -> Iterator[tuple[Value, ...]]:
        """Choices of one value for each input, `new` among them, that may stand together."""
        quantity = use.symbols[target]
        if quantity in new.basis or new.fits.get(use.law.key, use.fit.name) != use.fit.name:
            return
        keys = dict.fromkeys(key for key in use.symbols.values() if key != quantity)
        choices = [[new] if key == new.quantity else self.done[key] for key in keys]
        if not all(choices):
            return
        yield from self.compatible(quantity, choices, (), _Ground({}, {use.law.key: use.fit.name}))

    def compatible(
        self, quantity: str, choices: list[list[Value]], chosen: tuple[Value, ...], ground: _Ground
    ) -> Iterator[tuple[Value, ...]]:
        if len(chosen) == len(choices):
            yield chosen
            return
        for value in choices[len(chosen)]:
            if self.attempts <= 0:
                return
            wider = None if quantity in value.basis else ground.joined(value, self.fixed)
            if wider is None:
                # Refusals are counted too, or rivals could multiply without end.
                self.attempts -= 1
                continue
            yield from self.compatible(quantity, choices, (*chosen, value), wider)

    def derive(self, use: Use, target: str, inputs: tuple[Value, ...]) -> None:
        if self.attempts <= 0:
            return
        self.attempts -= 1
        quantity, equation = use.symbols[target], use.law.equation
        domain = self.domains.get(quantity, REAL)
        if self.count[quantity] >= self.rivals:
            self.crowded.add(quantity)
            return
        by_key = {value.quantity: value.value for value in inputs}
        numbers = {name: by_key[key] for name, key in use.symbols.items() if name != target}
        if use.law.key not in self.solvers:
            self.solvers[use.law.key] = Solver(equation)
        found = self.solvers[use.law.key].solve(target, {**use.fit.constants, **numbers}, domain)
        if isinstance(found, Solutions) and found.searched:
            self.attempts -= SEARCH_COST
        if isinstance(found, Undefined) or not found.values:
            reason = found.reason if isinstance(found, Undefined) else found.note
            self.dead_ends.setdefault(DeadEnd(quantity, use.law.key, use.fit.name, reason))
            return
        exact = found.exact and all(value.exact for value in inputs)
        basis: dict[str, Value] = {}
        fits = {use.law.key: use.fit.name}
        for value in inputs:
            basis.update({**value.basis, value.quantity: value})
            fits.update(value.fits)
        for number in found.values:
            self.add(
                Value(
                    quantity,
                    number,
                    "forward" if target == equation.output.name else "inverse",
                    use.law.key,
                    use.fit.name,
                    inputs,
                    exact,
                    len(found.values),
                    found.note,
                    basis,
                    fits,
                )
            )


def _collect(value: Value, found: dict[int, Value]) -> None:
    """A chain is as deep as its longest way, which can pass the recursion limit: walk it by hand."""
    pending = [(value, False)]
    while pending:
        part, ready = pending.pop()
        if id(part) in found:
            continue
        if ready:
            found[id(part)] = part
            continue
        pending.append((part, True))
        pending.extend((below, False) for below in reversed(part.inputs))
