"""What follows from known quantities: every value that equations lead to, with the chain of results behind it.

Rivals stand side by side, each with its result, fit, regime, standing and papers. Numbers come and go in the units of the
quantities. Refuted results are left out unless they are asked for; contested ones are used, and say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.catalogue import Catalogue
from kg.equations.chain import Value, Way, chain
from kg.equations.domain import REAL
from kg.equations.laws import Fit, Law
from kg.equations.problems import Problem, Undefined
from kg.equations.sample import Normal, Spread, sample
from kg.equations.unit_text import parse_measure
from kg.errors import UnknownEntry, UsageError
from kg.formulas import Formula, Measured, formulas, in_unit, measured
from kg.graph import Graph
from kg.reasoning import derive
from kg.schema.entry import Evidence
from kg.schema.standing import STRENGTH
from kg.suggest import did_you_mean, near

_SAMPLES = 400
# A step that has to be searched for takes about a millisecond, and each sample takes it again.
_SAMPLES_OF_SEARCHES = 100
_RIVALS = 16


@dataclass(frozen=True, slots=True)
class Number:
    """A name with its value: a quantity where it stands for one, and a standard error where it has one."""

    name: str
    value: float
    unit: str
    quantity: str = ""
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One result used once: evaluated forward, or by inversion, for `name`, from `inputs` and the constants of `fit`.

    A step of way `constant` only takes a constant of the result as a value of the quantity it is bound to. `standing`, `regime` and `evidence` are what a reader judges it by, the evidence being the fit's own where it has some.
    `remarks` say what the result depends on that is refuted or contested.
    """

    result: str
    fit: str
    expression: str
    name: str
    quantity: str
    value: float
    unit: str
    way: Way
    exact: bool
    roots: int
    note: str
    inputs: tuple[Number, ...]
    constants: tuple[Number, ...]
    rigour: str
    standing: str
    regime: str
    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """One value of a quantity. `standing` is the weakest along its steps; `steps` ends with the one that gave it.

    `low` and `high` hold nine samples in ten, where some constant on the way has a standard error.
    """

    quantity: str
    value: float
    unit: str
    standing: str
    exact: bool
    steps: tuple[Step, ...]
    low: float | None = None
    high: float | None = None

    @property
    def length(self) -> int:
        """How many results were used, constants that are merely taken from one not counted."""
        return sum(step.way != "constant" for step in self.steps)


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A derivation that gave no value, and why."""

    quantity: str
    result: str
    fit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A result that would give a wanted quantity, and the quantities it still needs for that."""

    quantity: str
    result: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`values` holds the derived values by quantity, short chains before long ones.

    `unused` has the results that concern what was asked and cannot be used, with the reason. `crowded` has the quantities for
    which longer chains lead to more values than were computed, and `cut` says that this may be so for others too.
    """

    given: tuple[Number, ...]
    values: Mapping[str, tuple[Derived, ...]]
    dead_ends: tuple[DeadEnd, ...]
    missing: tuple[Missing, ...]
    unused: Mapping[str, str]
    crowded: tuple[str, ...]
    cut: bool


def find_quantity(catalogue: Catalogue, name: str) -> Measured:
    """The quantity with this id or bare name.

    Raises:
        UnknownEntry: there is none; the message offers the nearest names.
    """
    known = measured(catalogue)
    id = f"quantity/{name.strip().removeprefix('quantities/').removeprefix('quantity/')}"
    if id in known:
        return known[id]
    if id in catalogue.ids or id in catalogue.retired or "/" in name:
        # The catalogue says what became of it, or that it is something else.
        record = catalogue.find(id if id in catalogue.ids or id in catalogue.retired else name)
        raise UnknownEntry(f"{record.id!r} is no quantity", help="`kg list quantity` names them")
    # Without the kind, which is the same in all of them and would make any two alike.
    offers = near(id.partition("/")[2], [quantity.record.name for quantity in known.values()], limit=3)
    help = (
        f"did you mean {' or '.join(repr(f'quantity/{offer}') for offer in offers)}?"
        if offers
        else "`kg list quantity` names them"
    )
    raise UnknownEntry(f"no quantity {name!r}", help=help)


def read_value(quantity: Measured, text: str) -> float:
    """A number, perhaps followed by its unit, in the unit of the quantity.

    Raises:
        UsageError: it cannot be read or converted, or lies outside the quantity's domain.
    """
    measure = parse_measure(text)
    if isinstance(measure, Problem):
        raise UsageError(
            f"{text!r}: {measure.message}", help=measure.help or "write a number, such as 70e9 or '1 PF-day'"
        )
    given = measure.unit.fixed
    if given is None:
        raise UsageError(f"{text!r}: a unit of a value has no symbols", help="write the exponent as a number")
    value = measure.value if measure.unit.text == "1" else in_unit(measure.value, given, quantity)
    if isinstance(value, Problem):
        help = f"its unit is {quantity.unit_text or '1'}"
        raise UsageError(f"{text!r} is no value of {quantity.id!r}: {value.message}", help=help)
    admitted = quantity.domain.admit(value)
    if admitted is None:
        raise UsageError(f"{text!r} lies outside the domain of {quantity.id!r}", help=f"it is {quantity.domain}")
    return admitted


def compute(
    graph: Graph,
    given: Mapping[str, float],
    wanted: Collection[str] = (),
    fits: Collection[str] = (),
    *,
    refuted: bool = False,
) -> Answer:
    """Everything that follows from `given`, by id and in the units of the quantities; or only what is `wanted`.

    `fits` names the fits to use, in results that have one of them. `refuted` lets refuted results be used too.

    Raises:
        UsageError: no result has a fit of that name.
    """
    return _Computation(graph, given, wanted, fits, refuted).run()


class _Computation:
    def __init__(
        self, graph: Graph, given: Mapping[str, float], wanted: Collection[str], fits: Collection[str], refuted: bool
    ) -> None:
        self.graph = graph
        self.given = given
        self.wanted = wanted
        self.quantities = measured(graph.catalogue)
        self.formulas = formulas(graph.catalogue)
        self.laws: dict[str, Law] = {}
        self.unused: dict[str, str] = {}
        known = {name for formula in self.formulas.values() for name in formula.fits if name}
        for name in fits:
            if name not in known:
                help = did_you_mean(name, known) or f"fits are: {', '.join(sorted(known))}"
                raise UsageError(f"no result has a fit {name!r}", help=help)
        for id, formula in self.formulas.items():
            law = formula.law
            if self.standing(id) == "refuted" and not refuted:
                self.unused[id] = "it is refuted"
            elif isinstance(law, str):
                self.unused[id] = law
            else:
                chosen = tuple(fit for fit in law.fits if fit.name in fits)
                self.laws[id] = Law(law.key, law.equation, law.quantities, chosen or law.fits)

    def run(self) -> Answer:
        scales = {id: quantity.scale for id, quantity in self.quantities.items()}
        known = {id: value * scales[id] for id, value in self.given.items()}
        domains = {id: quantity.base_domain for id, quantity in self.quantities.items()}
        found = chain(self.laws.values(), known, domains, rivals=_RIVALS)
        values: dict[str, list[Derived]] = {}
        for value in found.values:
            if self.tells(value):
                values.setdefault(value.quantity, []).append(self.derived(value))
        reached = {value.quantity for value in found.values}
        return Answer(
            tuple(Number("", value, self.quantities[id].unit_text, id) for id, value in self.given.items()),
            {id: tuple(sorted(rivals, key=lambda rival: rival.length)) for id, rivals in values.items()},
            tuple(
                DeadEnd(end.quantity, end.law, end.fit, end.reason)
                for end in found.dead_ends
                if (end.quantity in self.wanted if self.wanted else end.quantity not in self.given)
            ),
            tuple(self.missing(reached)),
            {id: reason for id, reason in self.unused.items() if self.concerns(id)},
            tuple(id for id in values if id in found.crowded),
            found.cut and not found.crowded,
        )

    def tells(self, value: Value) -> bool:
        """Whether a value answers the question: it follows from what was given, or was asked for by name."""
        if value.way == "given":
            return False
        if self.wanted:
            return value.quantity in self.wanted
        return value.quantity not in self.given and not value.ancestors.isdisjoint(self.given)

    def concerns(self, result: str) -> bool:
        ids = set(self.formulas[result].written.symbols.values())
        return not ids.isdisjoint(self.wanted or self.given)

    def missing(self, reached: Collection[str]) -> Iterator[Missing]:
        for quantity in self.wanted:
            for id, law in self.laws.items():
                needs = {law.quantities[name] for name in law.names if name in law.quantities}
                fixed = {law.quantities[name] for name in law.fits[0].constants if name in law.quantities}
                lacking = needs - fixed - {quantity} - set(reached)
                if quantity in needs - fixed and lacking:
                    yield Missing(quantity, id, tuple(sorted(lacking)))

    def derived(self, value: Value) -> Derived:
        quantity = self.quantities[value.quantity]
        steps = tuple(self.step(part) for part in value.chain() if part.law)
        spread = self.spread(value)
        return Derived(
            value.quantity,
            value.value / quantity.scale,
            quantity.unit_text,
            min((step.standing for step in steps), key=lambda standing: STRENGTH[standing]),
            value.exact,
            steps,
            spread.low / quantity.scale if spread else None,
            spread.high / quantity.scale if spread else None,
        )

    def step(self, value: Value) -> Step:
        formula = self.formulas[value.law]
        entry = formula.record.entry
        fit_evidence = [fit.evidence for fit in formula.written.fits if fit.name == value.fit and fit.evidence]
        quantity = self.quantities[value.quantity]
        name = self.name(value)
        # A constant is taken from the law as it stands: nothing was solved.
        constants = () if value.way == "constant" else tuple(_constants(formula, value.fit))
        return Step(
            value.law,
            value.fit,
            formula.written.expression or "",
            name,
            value.quantity,
            value.value / quantity.scale,
            quantity.unit_text,
            value.way,
            value.exact,
            value.roots,
            value.note,
            tuple(self.inputs(value)),
            constants,
            str(getattr(entry, "rigour", "")),
            self.standing(value.law),
            str(getattr(entry, "regime", None) or ""),
            fit_evidence[0] if fit_evidence else entry.evidence,
            tuple(self.remarks(value.law)),
        )

    def inputs(self, value: Value) -> Iterator[Number]:
        law = self.laws[value.law]
        constants = self.formulas[value.law].fits[value.fit]
        by_key = {part.quantity: part for part in value.inputs}
        for name in law.names:
            part = by_key.get(law.quantities.get(name, ""))
            if part and name not in constants:
                quantity = self.quantities[part.quantity]
                yield Number(name, part.value / quantity.scale, quantity.unit_text, part.quantity)

    def name(self, value: Value) -> str:
        """Which name of its law a value was found for."""
        law = self.laws[value.law]
        if value.way == "forward":
            return law.equation.output.name
        constants = self.formulas[value.law].fits[value.fit]
        names = [name for name in law.names if law.quantities.get(name) == value.quantity]
        return next(name for name in names if (name in constants) == (value.way == "constant"))

    def remarks(self, result: str) -> Iterator[str]:
        facts = derive(self.graph)
        for relation, word in (("unsound_by", "refuted"), ("unsettled_by", "contested")):
            for proof in facts.from_(relation, result):
                yield f"depends on {proof.fact.target}, which is {word}"

    def standing(self, result: str) -> str:
        return str(getattr(self.formulas[result].record.entry, "standing", "unstated"))

    def spread(self, value: Value) -> Spread | None:
        """How far a value spreads when the constants on its way vary within their errors; None where none has any."""
        parts = value.chain()
        uncertain = {}
        for law, fit in value.fits.items():
            constants = self.formulas[law].base_constants(fit)
            for name, (number, error) in constants.items() if not isinstance(constants, Problem) else ():
                if error:
                    uncertain[f"{law} {name}"] = Normal(number, error)
        if not uncertain:
            return None
        count = _SAMPLES if value.exact else _SAMPLES_OF_SEARCHES
        found = sample(lambda numbers: self.again(parts, numbers), {}, uncertain, count=count)
        return found if isinstance(found, Spread) else None

    def again(self, parts: Iterable[Value], numbers: Mapping[str, float]) -> float | Undefined:
        """The last of these values, derived anew with other constants; of several roots, the nearest to the old one."""
        results: dict[str, float] = {}
        result = 0.0
        for part in parts:
            result = part.value
            if part.law:
                law, formula = self.laws[part.law], self.formulas[part.law]
                fit: Fit = next(fit for fit in law.fits if fit.name == part.fit)
                constants = {name: numbers.get(f"{law.key} {name}", value) for name, value in fit.constants.items()}
                target = self.name(part)
                if part.way == "constant":
                    result = constants[target]
                elif formula.solver:
                    inputs = {
                        name: results[law.quantities[name]]
                        for name in law.names
                        if name not in constants and name != target
                    }
                    domain = self.quantities[part.quantity].base_domain if part.quantity in self.quantities else REAL
                    found = formula.solver.solve(target, {**constants, **inputs}, domain)
                    if isinstance(found, Undefined) or not found.values:
                        return found if isinstance(found, Undefined) else Undefined(found.note)
                    result = min(found.values, key=lambda root: abs(root - part.value))
            results[part.quantity] = result
        return result


def _constants(formula: Formula, fit: str) -> Iterator[Number]:
    for name, constant in formula.fits[fit].items():
        if name in formula.names:
            yield Number(
                name, constant.value, constant.unit or "", constant.quantity or "", constant.uncertainty or 0.0
            )
