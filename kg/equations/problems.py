"""What can be wrong with an expression, as values that know their place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about a text; `start` and `end` are offsets into that text, counted from 0."""

    message: str
    start: int
    end: int
    severity: Severity = Severity.ERROR
    help: str = ""

    def moved(self, by: int) -> Problem:
        """The same problem in a longer text, where this text begins at offset `by`."""
        return Problem(self.message, self.start + by, self.end + by, self.severity, self.help)


@dataclass(frozen=True, slots=True)
class Undefined:
    """An expression has no value at the given numbers; the offsets mark the part that has none."""

    reason: str
    start: int = 0
    end: int = 0
