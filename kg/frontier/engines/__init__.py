"""The databases that can answer; each module offers `ask(tables, papers, choice, master)`, which gives rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg import discover
from kg.frontier.question import Choice, Paper, Row


def engines() -> tuple[str, ...]:
    return tuple(discover.names(__name__))


def ask(engine: str, tables: Path, papers: Sequence[Paper], choice: Choice, master: str | None = None) -> list[Row]:
    """The answer of an engine to the one question, about the tables in a folder.

    Raises:
        EnvironmentFault: the engine is not installed, or cannot be reached.
    """
    rows: list[Row] = discover.module(__name__, engine).ask(tables, papers, choice, master)
    return rows
