"""An expression as LaTeX, for a page; names are guessed at unless the caller knows better."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.equations.grammar import POWER, PRECEDENCE, SIGN
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
from kg.equations.text import ATOM, number_text, strength

_GREEK = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda lam mu nu xi rho sigma tau upsilon
    phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega""".split()  # noqa: SIM905 - forty quoted words would not read better
_INDEXED = re.compile(rf"({'|'.join(_GREEK)}|[A-Za-z])(?:_([A-Za-z0-9_]+)|([A-Za-z]|[0-9]+))?")
_RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "="}
_WRAPPED = {
    "sqrt": r"\sqrt{%s}",
    "abs": r"\left|%s\right|",
    "floor": r"\left\lfloor %s\right\rfloor",
    "ceil": r"\left\lceil %s\right\rceil",
    "log2": r"\log_{2}\left(%s\right)",
    "log10": r"\log_{10}\left(%s\right)",
    "acos": r"\arccos\left(%s\right)",
}


def to_latex(node: Expression | Equation, symbols: Mapping[str, str] | None = None) -> str:
    """`symbols` gives the LaTeX of names, as the entries define them; `alphaN` is alpha with index N."""
    return _Writer(symbols or {}).write(node)


def name_latex(name: str) -> str:
    """A letter or a Greek word with the rest as its index; any longer word upright."""
    match = _INDEXED.fullmatch(name)
    if match is None:
        return _upright(name)
    head = match[1]
    letter = rf"\{'lambda' if head == 'lam' else head}" if head in _GREEK else head
    index = match[2] or match[3]
    if not index:
        return letter
    return f"{letter}_{{{index if len(index) == 1 or index.isdigit() else _upright(index)}}}"


def _upright(word: str) -> str:
    return rf"\mathrm{{{word.replace('_', '-')}}}"


class _Writer:
    def __init__(self, symbols: Mapping[str, str]) -> None:
        self.symbols = symbols

    def write(self, node: Expression | Equation) -> str:
        match node:
            case Equation():
                return f"{self.write(node.output)} = {self.write(node.expression)}"
            case Number():
                return _number(node.value)
            case Constant():
                return rf"\{node.name}"
            case Name():
                return self.symbols.get(node.name) or name_latex(node.name)
            case Negative():
                return "-" + self.grouped(node.operand, SIGN)
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)
            case Piecewise():
                last = rf"{self.write(node.otherwise)} & \text{{otherwise}}"
                lines = r" \\ ".join([*map(self.branch, node.branches), last])
                return rf"\begin{{cases}} {lines} \end{{cases}}"

    def binary(self, node: Binary) -> str:
        binding = PRECEDENCE[node.operator]
        match node.operator:
            case "/":
                return rf"\frac{{{self.write(node.left)}}}{{{self.write(node.right)}}}"
            case "**":
                return f"{{{self.grouped(node.left, ATOM)}}}^{{{self.write(node.right)}}}"
            case "*":
                left, right = self.grouped(node.left, binding), self.right(node.right, binding)
                return rf"{left} \cdot {right}" if _starts_with_number(node.right) else rf"{left}\,{right}"
            case _:
                return f"{self.grouped(node.left, binding)} {node.operator} {self.right(node.right, binding)}"

    def call(self, node: Call) -> str:
        arguments = ", ".join(map(self.write, node.arguments))
        if node.function == "comb":
            return rf"\binom{{{self.write(node.arguments[0])}}}{{{self.write(node.arguments[1])}}}"
        return _WRAPPED.get(node.function, rf"\{node.function}\left(%s\right)") % arguments

    def branch(self, branch: Branch) -> str:
        conditions = (f"{self.write(c.left)} {_RELATIONS[c.relation]} {self.write(c.right)}" for c in branch.conditions)
        joined = r" \text{ and } ".join(conditions)
        return rf"{self.write(branch.value)} & \text{{if }} {joined}"

    def right(self, node: Expression, binding: int) -> str:
        """The right operand; two signs never stand side by side."""
        text = self.grouped(node, binding + 1)
        return rf"\left({text}\right)" if text.startswith("-") else text

    def grouped(self, node: Expression, least: int) -> str:
        text = self.write(node)
        scientific = least > POWER and isinstance(node, Number) and "^" in text
        if strength(node) >= least and not scientific:
            return text
        return rf"\left({text}\right)"


def _starts_with_number(node: Expression) -> bool:
    while isinstance(node, Binary) and node.operator != "/":
        node = node.left
    return isinstance(node, Number)


def _number(value: float) -> str:
    mantissa, _, exponent = number_text(value).partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \times {power}"
