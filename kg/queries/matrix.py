"""One kind of entry against another, with what is said about each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.catalogue import Statement
from kg.graph import Graph
from kg.reasoning import derive
from kg.reasoning.facts import Proof
from kg.schema.standing import STRENGTH


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement about a pair, as it reads from the row to the column."""

    statement: Statement
    words: str

    @property
    def standing(self) -> str:
        return self.statement.link.standing


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns are ids with at least one cell, in the order of ids; cells hold the strongest statement first."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Cell, ...]]


def derived(graph: Graph, rows: Sequence[str], columns: Sequence[str]) -> tuple[Proof, ...]:
    """What only reasoning yields about pairs of such kinds, in the order of rows and columns; never part of the cells."""
    found = [
        proof
        for proof in derive(graph).derived
        if proof.fact.source.partition("/")[0] in rows and proof.fact.target.partition("/")[0] in columns
    ]
    return tuple(sorted(found, key=lambda proof: (proof.fact.source, proof.fact.target, proof.fact)))


def matrix(
    graph: Graph, rows: Sequence[str] = ("theory", "result"), columns: Sequence[str] = ("phenomenon",)
) -> Matrix:
    """What entries of some kinds say about entries of others. Empty rows and columns are left out."""
    cells: dict[tuple[str, str], list[Cell]] = {}
    for statement in graph.statements:
        relation = statement.relation
        pairs = [
            (statement.source, statement.target, relation.name),
            (statement.target, statement.source, relation.inverse),
        ]
        for row, column, name in pairs:
            if row.partition("/")[0] in rows and column.partition("/")[0] in columns:
                cells.setdefault((row, column), []).append(Cell(statement, relation.reads(name)))
                break
    ordered = {
        pair: tuple(sorted(found, key=lambda cell: (-STRENGTH[cell.standing], cell.statement.identity)))
        for pair, found in sorted(cells.items())
    }
    return Matrix(tuple(sorted({row for row, _ in ordered})), tuple(sorted({column for _, column in ordered})), ordered)
