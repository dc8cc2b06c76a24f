"""The graph of an equation over one of its variables: a curve for each rival fit, and the numbers that papers published or saw.

It is drawn here for readers without scripts; `plot.js` draws the same picture anew when somebody changes a number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.equations import nodes
from kg.equations.evaluate import prepare
from kg.equations.problems import Undefined
from kg.formulas import Formula
from kg.graph import Graph
from kg.publish.environment import number
from kg.publish.laws import Calculator, Field, typed
from kg.publish.marks import text

WIDTH, HEIGHT = 420, 290
LEFT, RIGHT, TOP, BOTTOM = 60, 16, 14, 46
SAMPLES = 60
CURVES = 6
"""Fits that are drawn, at most: there are so many ways to dash a line."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A number from a paper: `kind` is published (an evaluation of the equation) or observed (a measurement)."""

    inputs: Mapping[str, float]
    value: float
    kind: str
    label: str
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    log: bool

    def at(self, value: float) -> float:
        """Where a number lies between the ends, 0 to 1."""
        if self.log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    @property
    def from_text(self) -> str:
        return typed(self.low)

    @property
    def to_text(self) -> str:
        return typed(self.high)

    def samples(self, count: int) -> Iterator[float]:
        for index in range(count + 1):
            share = index / count
            yield self.low * (self.high / self.low) ** share if self.log else self.low + (self.high - self.low) * share

    def ticks(self) -> list[float]:
        """Round numbers inside: powers of ten, or steps of 1, 2 or 5."""
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            if last > first:
                every = max(1, -(-(last - first) // 6))
                return [10.0**power for power in range(first, last + 1, every)]
        rough = (self.high - self.low) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
        start = math.ceil(self.low / step - 1e-9)
        return [step * index for index in range(start, math.floor(self.high / step + 1e-9) + 1)]


@dataclass(frozen=True, slots=True)
class Plot:
    """What the page shows, and what the script starts from."""

    svg: str
    variable: Field
    x: Axis
    y: Axis
    axes: Sequence[tuple[Field, Axis]]
    """The variables one may choose, each with the range that suits it."""
    legend: Sequence[str]
    assumed: Sequence[Field]
    """Inputs that stay at a number of ours."""
    marks: frozenset[str]
    """What kinds of numbers are drawn: published, observed, beside (at other inputs)."""
    spots: str
    """The numbers of papers as JSON."""


def plot(formula: Formula, tool: Calculator, spots: Sequence[Spot]) -> Plot | None:
    """None where the page of the equation has no numbers to begin with, or nothing of the curve can be computed."""
    if not isinstance(formula.parsed, nodes.Equation):
        return None
    given = {field.name: field.value for field in tool.fields}
    free = [field for field in tool.fields if not field.constant]
    if not free:
        return None
    # What a paper put in is the first thing to vary.
    variables = sorted(free, key=lambda field: field.assumed)
    variable = variables[0]
    run = prepare(formula.parsed.expression)
    x = _range(formula, variable, _seen(spots, variable))
    curves = []
    for name, constants in tool.fits[:CURVES]:
        values = {field.name: (given[field.name] or 0.0) * field.scale for field in tool.fields}
        values |= {key: value * scale for key, (value, scale) in json.loads(constants).items()}
        curves.append((name, _curve(run, values, variable, tool.output.scale, x)))
    shown = [(spot, _beside(spot, given, variable.name)) for spot in spots if variable.name in spot.inputs]
    numbers = [y for _, points in curves for _, y in points] + [spot.value for spot, _ in shown]
    if len({y for _, points in curves for _, y in points}) < 2:
        return None
    y = _heights(numbers)
    body = [*_axes(x, y, variable, tool.output), *_lines(curves, x, y), *_marks(shown, variable.name, x, y)]
    label = text(f"{tool.output.name} over {variable.name}; the numbers stand in the tables").replace('"', "&quot;")
    svg = f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(body)}</svg>'
    told = [{"inputs": s.inputs, "value": s.value, "kind": s.kind, "label": s.label, "error": s.error} for s in spots]
    axes = [(field, x if field is variable else _range(formula, field, _seen(spots, field))) for field in variables]
    return Plot(
        svg,
        variable,
        x,
        y,
        axes,
        [name for name, _ in curves],
        [field for field in free if field.assumed and field is not variable],
        frozenset([spot.kind for spot, _ in shown] + ["beside" for _, beside in shown if beside]),
        json.dumps(told),
    )


def spots(graph: Graph, formula: Formula) -> list[Spot]:
    """Published evaluations of the equation, and what was observed where a result predicted a number."""
    found = [
        Spot(example.inputs, example.value, "published", example.at or "", 0.0)
        for example in formula.written.examples
        if example.inputs
    ]
    for statement in graph.catalogue.about.get(formula.record.id, ()):
        if statement.relation.name != "predicts" or statement.source != formula.record.id:
            continue
        entry = graph.catalogue.records[statement.target].entry if statement.target in graph.catalogue.records else None
        inputs, seen = getattr(entry, "inputs", None), getattr(entry, "observed", None)
        if entry and inputs and seen and seen.value is not None:
            found.append(Spot(inputs, seen.value, "observed", entry.title, seen.uncertainty or 0.0))
    return found


def _seen(spots: Sequence[Spot], variable: Field) -> list[float]:
    return [spot.inputs[variable.name] for spot in spots if variable.name in spot.inputs]


def _range(formula: Formula, variable: Field, seen: Iterable[float]) -> Axis:
    """Around the numbers of the papers, inside the domain; by powers where the numbers are large or far apart."""
    values = [value for value in (*seen, variable.value) if value is not None]
    measured = formula.quantity(variable.name)
    domain = measured.base_domain if measured else None
    scale = variable.scale or 1.0
    least, most = (domain.low / scale, domain.high / scale) if domain else (-math.inf, math.inf)
    if variable.assumed and not values[1:]:
        values = [values[0] / 10, values[0] * 10] if least >= 0 else values
    low, high = min(values), max(values)
    log = low > 0 and least >= 0 and most == math.inf and (high >= 100 or high / low >= 20)
    if log:
        return Axis(
            max(10 ** math.floor(math.log10(low) - 0.5), least or 0.0), 10 ** math.ceil(math.log10(high) + 0.5), True
        )
    if math.isfinite(least) and math.isfinite(most):
        inset = (most - least) * 1e-3
        return Axis(least + inset, most - inset, False)
    reach = max(abs(low), abs(high), 1e-12)
    return Axis(max(low - reach, least), min(high + reach, most), False)


def _heights(numbers: Sequence[float]) -> Axis:
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low > 50:
        return Axis(10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high)), True)
    room = (high - low or abs(high) or 1.0) * 0.06
    return Axis(low - room, high + room, False)


def _curve(
    run: Callable[[Mapping[str, float]], float | Undefined],
    values: dict[str, float],
    variable: Field,
    scale: float,
    x: Axis,
) -> list[tuple[float, float]]:
    points = []
    for value in x.samples(SAMPLES):
        found = run({**values, variable.name: value * variable.scale})
        if not isinstance(found, Undefined) and math.isfinite(found / scale):
            points.append((value, found / scale))
    return points


def _beside(spot: Spot, given: Mapping[str, float | None], variable: str) -> bool:
    """Whether a number was found at other inputs than those of the curve, and so need not lie on it."""
    known = [(given.get(name), value) for name, value in spot.inputs.items() if name != variable]
    return any(now is None or not math.isclose(now, value, rel_tol=1e-6) for now, value in known)


def _place(x: Axis, y: Axis, point: tuple[float, float]) -> tuple[float, float]:
    across, up = x.at(point[0]), y.at(point[1])
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return round(LEFT + wide * across, 1), round(TOP + tall * (1 - up), 1)


def _axes(x: Axis, y: Axis, variable: Field, output: Field) -> Iterator[str]:
    right, low = WIDTH - RIGHT, HEIGHT - BOTTOM
    for value in y.ticks():
        _, at = _place(x, y, (x.low, value))
        yield f'<path class="axis" d="M{LEFT} {at:g}H{right}"/>'
        yield f'<text class="caption end" x="{LEFT - 6}" y="{at + 4:g}">{number(value)}</text>'
    for value in x.ticks():
        at, _ = _place(x, y, (value, y.low))
        yield f'<path class="axis" d="M{at:g} {TOP}V{low}"/>'
        yield f'<text class="caption" x="{at:g}" y="{low + 16}">{number(value)}</text>'
    yield f'<text class="caption" x="{(LEFT + right) // 2}" y="{HEIGHT - 8}">{text(_named(variable))}</text>'
    yield f'<text class="caption turned" transform="translate(12 {(TOP + low) // 2}) rotate(-90)">{text(_named(output))}</text>'


def _named(field: Field) -> str:
    return f"{field.name} [{field.unit}]" if field.unit else field.name


def _lines(curves: Sequence[tuple[str, Sequence[tuple[float, float]]]], x: Axis, y: Axis) -> Iterator[str]:
    for index, (_, points) in enumerate(curves):
        inside = [_place(x, y, point) for point in points if not y.log or point[1] > 0]
        if inside:
            path = "L".join(f"{a:g} {b:g}" for a, b in inside)
            yield f'<path class="curve curve-{index}" d="M{path}"/>'


def _marks(shown: Iterable[tuple[Spot, bool]], variable: str, x: Axis, y: Axis) -> Iterator[str]:
    for spot, beside in shown:
        value = spot.inputs[variable]
        if not (x.low <= value <= x.high and y.low <= spot.value <= y.high):
            continue
        a, b = _place(x, y, (value, spot.value))
        title = f"<title>{text(spot.label)}: {number(spot.value)}{' (at other inputs)' if beside else ''}</title>"
        if spot.error and not (y.log and spot.value <= spot.error):
            top, bottom = (_place(x, y, (value, spot.value + sign * spot.error))[1] for sign in (1, -1))
            yield f'<path class="bar" d="M{a:g} {top:g}V{bottom:g}M{a - 4:g} {top:g}h8M{a - 4:g} {bottom:g}h8"/>'
        shape = (
            f"M{a:g} {b - 6:g}l6 6l-6 6l-6-6z"
            if spot.kind == "observed"
            else f"M{a - 4.5:g} {b:g}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"
        )
        yield f'<g class="spot {spot.kind}{" beside" if beside else ""}">{title}<path d="{shape}"/></g>'
