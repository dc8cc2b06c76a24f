"""Which numbers a quantity may take: an interval, perhaps of whole numbers only."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kg.equations.problems import Problem

# Roots come out of float arithmetic, so an end or a whole number is met within these relative distances.
# Above half a million every number therefore counts as whole.
_AT_END = 1e-12
_WHOLE = 1e-6

_TEXT = re.compile(
    r"\s*(?:(?P<word>real|integer)\b\s*)?"
    r"(?:(?P<opening>[\[(])(?P<low>[^,\])]*),(?P<high>[^,\])]*)(?P<closing>[\])])\s*)?"
)
_END = re.compile(r"[+-]?(?:inf|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers between `low` and `high`, with the ends where they are closed."""

    low: float = -math.inf
    high: float = math.inf
    low_closed: bool = False
    high_closed: bool = False
    integer: bool = False

    def __contains__(self, value: float) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        below = value < self.high or (self.high_closed and value == self.high)
        return above and below and (not self.integer or value == math.floor(value))

    def __str__(self) -> str:
        if self.low == -math.inf and self.high == math.inf:
            return "integer" if self.integer else "real"
        ends = f"{self.low:g}, {self.high:g}"
        interval = f"{'[' if self.low_closed else '('}{ends}{']' if self.high_closed else ')'}"
        return f"integer {interval}" if self.integer else interval

    def admit(self, value: float) -> float | None:
        """The value as a member, moved by no more than rounding; None where it lies outside."""
        for end, closed in ((self.low, self.low_closed), (self.high, self.high_closed)):
            if closed and abs(value - end) <= _AT_END * max(1.0, abs(end)):
                value = end
        if self.integer:
            whole = float(round(value))
            if abs(value - whole) > _WHOLE * max(1.0, abs(value)):
                return None
            value = whole
        return value if value in self else None


REAL = Domain()


def parse_domain(text: str) -> Domain | Problem:
    """Read `real`, `(0, inf)`, `[0, 1]` or `integer [1, inf)`."""
    match = _TEXT.fullmatch(text[:200])
    if match is None or not (match["word"] or match["opening"]):
        return Problem(
            f"no domain {text[:40]!a}", 0, len(text), help="write real, (0, inf), [0, 1] or integer [1, inf)"
        )
    integer = match["word"] == "integer"
    if not match["opening"]:
        return Domain(integer=integer)
    ends = []
    for side in ("low", "high"):
        if not _END.fullmatch(match[side].strip()):
            start, end = match.span(side)
            message = f"no number {match[side].strip()[:40]!a}"
            return Problem(message, start, end, help="write a number, inf or -inf")
        ends.append(float(match[side]))
    low, high = ends
    low_closed = match["opening"] == "[" and math.isfinite(low)
    high_closed = match["closing"] == "]" and math.isfinite(high)
    if low > high or (low == high and not (low_closed and high_closed)) or math.inf in (low, -high):
        return Problem("the domain is empty", match.start("opening"), match.end("closing"))
    return Domain(low, high, low_closed, high_closed, integer)
