"""What we say about an entry and where it points: spans, rules, notes and diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


_MOST = 600
"""Characters of a message. The longest that quotes nothing has about 300."""


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 200]} ... {text[-195:]}"


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that explains the first, or a remark without one."""

    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of complaint. The name is what people search for and quote."""

    name: str
    summary: str
    severity: Severity = Severity.ERROR
    explanation: str = ""

    def at(self, span: Span, message: str, *notes: Note, help: str = "") -> Diagnostic:
        # A message may quote what it is about, and that may be as long as a file.
        shown = tuple(Note(_short(note.message), note.span) for note in notes)
        return Diagnostic(self, span, _short(message), shown, _short(help))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: the message makes sense alone on one line, the help says what to type."""

    rule: Rule
    span: Span
    message: str
    notes: tuple[Note, ...] = ()
    help: str = ""

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.span.path, self.span.line, self.span.column, self.rule.name, self.message)
