"""How far a result spreads when its constants are uncertain: stratified sampling, the same on every run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from kg.equations.problems import Undefined


@dataclass(frozen=True, slots=True)
class Normal:
    """A mean with its standard error."""

    mean: float
    deviation: float

    def at(self, share: float) -> float:
        """The number below which this share of the distribution lies."""
        return self.mean + self.deviation * NormalDist().inv_cdf(share)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything between two numbers."""

    low: float
    high: float

    def at(self, share: float) -> float:
        """The number below which this share of the distribution lies."""
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True, slots=True)
class Spread:
    """Three quantiles of a result, and the share of samples at which it had a value at all."""

    low: float
    median: float
    high: float
    defined: float


def sample(
    compute: Callable[[Mapping[str, float]], float | Undefined],
    values: Mapping[str, float],
    uncertain: Mapping[str, Normal | Uniform],
    quantiles: tuple[float, float, float] = (0.05, 0.5, 0.95),
    count: int = 1000,
    seed: int = 0,
) -> Spread | Undefined:
    """The spread of `compute`, a prepared expression for instance, when some of its values are uncertain.

    Latin hypercube: each constant visits each of `count` equal shares of its distribution once, in an order
    of its own. The constants are taken as independent; the errors of one fit seldom are, so the spread is
    then too wide. Undefined when fewer than half of the samples have a value.
    """
    random = Random(seed)  # noqa: S311 - nothing here is secret
    columns = {name: _column(uncertain[name], count, random) for name in sorted(uncertain)}
    results: list[float] = []
    fault = Undefined("nothing was sampled")
    for i in range(count):
        result = compute({**values, **{name: column[i] for name, column in columns.items()}})
        if isinstance(result, Undefined):
            fault = result
        else:
            results.append(result)
    if 2 * len(results) < count or not results:
        return Undefined(f"no value in {count - len(results)} of {count} samples: {fault.reason}")
    results.sort()
    low, median, high = (_quantile(results, share) for share in quantiles)
    return Spread(low, median, high, len(results) / count)


def _column(distribution: Normal | Uniform, count: int, random: Random) -> list[float]:
    # random() can be 0, and a normal distribution has no number below which nothing lies.
    column = [distribution.at((i + max(random.random(), 1e-12)) / count) for i in range(count)]
    random.shuffle(column)
    return column


def _quantile(ordered: list[float], share: float) -> float:
    """Between the two nearest ranks, in proportion."""
    place = min(max(share, 0.0), 1.0) * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] * (1 - (place - below)) + ordered[above] * (place - below)
