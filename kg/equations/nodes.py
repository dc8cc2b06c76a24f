"""The parts of an expression, as immutable values.

Two nodes are equal when they mean the same tree: the offsets `start` and `end` into the text do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Operator = Literal["+", "-", "*", "/", "**"]
Relation = Literal["<", "<=", ">", ">=", "=="]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, so never negative: a sign is a `Negative` around it."""

    value: float
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number known by name to the grammar itself, such as pi."""

    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol or a constant of the entry."""

    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Expression
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    operator: Operator
    left: Expression
    right: Expression
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    relation: Relation
    left: Expression
    right: Expression
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """One case of a piecewise: its value holds where all its conditions do."""

    conditions: tuple[Comparison, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class Piecewise:
    """The first branch that holds, or else `otherwise`."""

    branches: tuple[Branch, ...]
    otherwise: Expression
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Expression = Number | Constant | Name | Negative | Binary | Call | Piecewise


@dataclass(frozen=True, slots=True)
class Equation:
    """`output = expression`."""

    output: Name
    expression: Expression


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts directly below, in the order of the text."""
    match node:
        case Binary():
            return (node.left, node.right)
        case Negative():
            return (node.operand,)
        case Call():
            return node.arguments
        case Piecewise():
            parts: list[Expression] = []
            for branch in node.branches:
                for condition in branch.conditions:
                    parts += (condition.left, condition.right)
                parts.append(branch.value)
            return (*parts, node.otherwise)
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def names(node: Expression) -> tuple[str, ...]:
    """Each name once, in the order of its first use."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def depth(node: Expression) -> int:
    """The number of nodes on the longest way down."""
    level, count = [node], 0
    while level:
        count += 1
        level = [below for part in level for below in children(part)]
    return count
