"""Zeros of a function of one number, by scanning a domain and closing in on each change of sign.

A scan can miss zeros that lie closer together than its points, or beyond its reach, so its outcome is never
called complete, except over a short list of whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kg.equations.domain import Domain

Function = Callable[[float], float | None]
Point = tuple[float, float | None]

# Reaches from far below a learning rate to far above the compute of any training run.
_REACH = 1e36
_DECADES = [10.0 ** (k / 4) for k in range(-48, 145)]
_NEAR_AN_END = [10.0 ** (-k / 4) for k in range(2, 49)]
_STEPS = 96
_AROUND_A_POLE = 24
_WHOLE_AT_ONCE = 2048

# A zero is believed where the function falls this far below its size around it; a pole or a jump does not.
_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Found:
    """`plateau` is a stretch on which the function is zero throughout."""

    zeros: tuple[float, ...]
    searched: tuple[float, float]
    complete: bool = False
    plateau: tuple[float, float] | None = None


def zeros(function: Function, domain: Domain, size: float) -> Found:
    """The zeros found in the domain; `size` is the size of the terms whose difference the function is."""
    points = _whole_points(domain) if domain.integer else _points(domain)
    if not points:
        return Found((), (domain.low, domain.high))
    scan: list[Point] = [(x, function(x)) for x in points]
    if not domain.integer:
        scan = _with_poles(function, _with_edges(function, scan), size)
    searched = (points[0], points[-1])
    flat = _plateau(scan)
    if flat:
        return Found((), searched, plateau=flat)
    found = [x for x, y in scan if y == 0]
    for (a, fa), (b, fb) in pairwise(scan):
        if fa and fb and (fa < 0) != (fb < 0):
            found += _bisect(function, a, b, fa, fb, size, domain.integer)
    if not domain.integer:
        found += _touching(function, scan, size)
    complete = domain.integer and points == _every_whole(domain)
    return Found(_distinct(found), searched, complete)


def _points(domain: Domain) -> list[float]:
    low, high = domain.low, domain.high
    points: set[float] = set()
    if math.isfinite(low) and math.isfinite(high):
        width = high - low
        points |= {low + width * k / _STEPS for k in range(_STEPS + 1)}
        points |= {end for part in _NEAR_AN_END for end in (low + width * part, high - width * part)}
    elif math.isfinite(low):
        points |= {low, *(low + step for step in _DECADES), *(low + k / 4 for k in range(_STEPS))}
    elif math.isfinite(high):
        points |= {high, *(high - step for step in _DECADES), *(high - k / 4 for k in range(_STEPS))}
    else:
        points |= {0.0, *_DECADES, *(-step for step in _DECADES), *(k / 4 for k in range(-_STEPS, _STEPS))}
    return sorted(x for x in points if x in domain)


def _every_whole(domain: Domain) -> list[float]:
    """All members of a short domain of whole numbers; nothing for a long one."""
    if not domain.high - domain.low <= _WHOLE_AT_ONCE:
        return []
    whole = range(math.ceil(domain.low), math.floor(domain.high) + 1)
    return [float(x) for x in whole if x in domain]


def _whole_points(domain: Domain) -> list[float]:
    every = _every_whole(domain)
    if every:
        return every
    low, high = max(domain.low, -_REACH), min(domain.high, _REACH)
    middle = min(max(0.0, low), high)
    near = {float(round(middle) + k) for k in range(-_WHOLE_AT_ONCE // 2, _WHOLE_AT_ONCE // 2)}
    far = {float(round(x)) for step in _DECADES if step > 1 for x in (middle - step, middle + step)}
    return sorted(x for x in near | far if x in domain)


def _with_edges(function: Function, scan: list[Point]) -> list[Point]:
    """More points where the function begins or ceases to be defined: a zero may hide beside log's edge."""
    added: list[Point] = []
    for left, right in pairwise(scan):
        if (left[1] is None) == (right[1] is None):
            continue
        inside, outside = (left[0], right[0]) if right[1] is None else (right[0], left[0])
        edge, beyond = inside, outside
        for _ in range(60):
            middle = (edge + beyond) / 2
            if function(middle) is None:
                beyond = middle
            else:
                edge = middle
        near = {edge, *(edge + (inside - edge) * part for part in _NEAR_AN_END)}
        added += [(x, function(x)) for x in near]
    return sorted(dict(scan + added).items())


def _with_poles(function: Function, scan: list[Point], size: float) -> list[Point]:
    """More points around each pole and jump: the change of sign there hides a zero close by."""
    added: list[Point] = []
    for i, ((a, fa), (b, fb)) in enumerate(pairwise(scan)):
        if not fa or not fb or (fa < 0) == (fb < 0) or _bisect(function, a, b, fa, fb, size, False):
            continue
        for (left, _), (right, _) in pairwise(scan[max(i - 1, 0) : i + 3]):
            step = (right - left) / _AROUND_A_POLE
            added += [(x, function(x)) for x in (left + step * k for k in range(1, _AROUND_A_POLE))]
    return sorted(dict(scan + added).items())


def _plateau(scan: list[Point]) -> tuple[float, float] | None:
    """The first three points or more in a row at which the function is exactly zero."""
    run: list[float] = []
    for x, y in [*scan, (math.inf, None)]:
        if y == 0:
            run.append(x)
            continue
        if len(run) > 2:
            return run[0], run[-1]
        run = []
    return None


def _bisect(function: Function, a: float, b: float, fa: float, fb: float, size: float, whole: bool) -> list[float]:
    """The zero between two points of opposite sign; none where it changes over a pole, a jump or a gap."""
    size = max(size, abs(fa), abs(fb))
    while True:
        middle = float(math.floor((a + b) / 2)) if whole else a + (b - a) / 2
        if middle in (a, b):
            break
        value = function(middle)
        if value is None:
            return []
        if value == 0:
            return [middle]
        if (value < 0) == (fa < 0):
            a, fa = middle, value
        else:
            b, fb = middle, value
    if whole:
        # Where the line between two neighbours crosses zero. Whether that is close enough to a whole number
        # to be one that was rounded, the domain decides.
        return [a + (b - a) * fa / (fa - fb)]
    crosses = min(abs(fa), abs(fb)) <= _ZERO * size or _steep(function, a, b, abs(fb - fa))
    return [a if abs(fa) <= abs(fb) else b] if crosses else []


def _steep(function: Function, a: float, b: float, change: float) -> bool:
    """Whether the change between neighbouring floats is a slope: at a pole or a jump it does not go on."""
    before, after = function(a - 8 * (b - a)), function(b + 8 * (b - a))
    return before is not None and after is not None and abs(after - before) >= 4 * change


def _touching(function: Function, scan: list[Point], size: float) -> list[float]:
    """Zeros at which the sign does not change, and pairs of zeros between two points of the scan."""
    found: list[float] = []
    for (a, fa), (m, fm), (b, fb) in zip(scan, scan[1:], scan[2:], strict=False):
        if not fa or not fm or not fb or not (fa < 0) == (fm < 0) == (fb < 0):
            continue
        if abs(fm) >= abs(fa) or abs(fm) > abs(fb):
            continue
        found += _lowest(function, (a, fa), (m, fm), (b, fb), size)
    return found


def _lowest(
    function: Function,
    left: tuple[float, float],
    best: tuple[float, float],
    right: tuple[float, float],
    size: float,
) -> list[float]:
    """Golden-section search for the least absolute value between two points of one sign."""
    golden = (3 - math.sqrt(5)) / 2
    a, b = left[0], right[0]
    x, fx = best
    for _ in range(80):
        step = golden * (b - x) if b - x > x - a else golden * (a - x)
        trial = x + step
        value = function(trial)
        if value is None or trial == x:
            break
        if value == 0:
            return [trial]
        if (value < 0) != (fx < 0):
            return [
                *_bisect(function, left[0], trial, left[1], value, size, False),
                *_bisect(function, trial, right[0], value, right[1], size, False),
            ]
        if abs(value) < abs(fx):
            a, b = (x, b) if step > 0 else (a, x)
            x, fx = trial, value
        else:
            a, b = (a, trial) if step > 0 else (trial, b)
    around = max(size, abs(left[1]), abs(right[1]))
    return [x] if abs(fx) <= _ZERO * 1e-3 * around else []


def _distinct(found: list[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for x in sorted(found):
        if not kept or abs(x - kept[-1]) > 1e-9 * max(abs(x), abs(kept[-1])):
            kept.append(x)
    return tuple(kept)
