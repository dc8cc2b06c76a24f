"""An expression as plain text, in one canonical way: `parse_expression(to_text(a)) == a`."""

from __future__ import annotations

from kg.equations.grammar import POWER, PRECEDENCE, PRODUCT, SIGN
from kg.equations.nodes import (
    Binary,
    Branch,
    Call,
    Constant,
    Equation,
    Expression,
    Name,
    Negative,
    Number,
    Piecewise,
)

ATOM = POWER + 1


def to_text(node: Expression | Equation) -> str:
    """With no parenthesis that could be left out; products and powers close up, sums are spaced."""
    match node:
        case Equation():
            return f"{node.output.name} = {to_text(node.expression)}"
        case Number():
            return number_text(node.value)
        case Constant() | Name():
            return node.name
        case Negative():
            return "-" + grouped(node.operand, SIGN)
        case Binary():
            return _binary(node)
        case Call():
            return f"{node.function}({', '.join(map(to_text, node.arguments))})"
        case Piecewise():
            return f"piecewise({', '.join(map(_branch, node.branches))}, {to_text(node.otherwise)})"


def strength(node: Expression) -> int:
    """How tightly the outermost operation of a node binds."""
    match node:
        case Binary():
            return PRECEDENCE[node.operator]
        case Negative():
            return SIGN
        case _:
            return ATOM


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")


def grouped(node: Expression, least: int) -> str:
    text = to_text(node)
    return text if strength(node) >= least else f"({text})"


def _binary(node: Binary) -> str:
    binding = PRECEDENCE[node.operator]
    if binding == POWER:
        return f"{grouped(node.left, ATOM)}**{grouped(node.right, SIGN)}"
    left, right = grouped(node.left, binding), grouped(node.right, binding + 1)
    if binding == PRODUCT:
        return f"{left}{node.operator}{right}"
    return f"{left} {node.operator} {right}"


def _branch(branch: Branch) -> str:
    conditions = (f"{to_text(c.left)} {c.relation} {to_text(c.right)}" for c in branch.conditions)
    return f"{' and '.join(conditions)}, {to_text(branch.value)}"
