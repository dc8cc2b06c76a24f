"""The closed grammar: text to an equation or expression, or to a problem with its place.

    equation    name = expression
    expression  numbers, names, pi, + - * / **, ( ), and calls of the functions in `functions.py`
    piecewise   piecewise(condition, expression, ..., otherwise); a condition is comparisons joined by `and`

Precedence is Python's: -x**2 is -(x**2), and 2**3**2 is 2**(3**2). Nothing here is ever run as code.
"""

from __future__ import annotations

import math
from typing import cast

from kg.equations.evaluate import evaluate
from kg.equations.functions import CONSTANTS, FUNCTIONS, RESERVED
from kg.equations.nodes import (
    Binary,
    Branch,
    Call,
    Comparison,
    Constant,
    Equation,
    Expression,
    Name,
    Negative,
    Number,
    Operator,
    Piecewise,
    Relation,
    depth,
    names,
)
from kg.equations.problems import Problem, Undefined
from kg.equations.tokens import Token, tokenize

# The deepest of the worked laws has 8 levels. A level costs two Python frames here and one to evaluate, so
# this stays far from the recursion limit of 1000.
MAX_DEPTH = 64
MAX_TOKENS = 600
MAX_EXPONENT = 1000.0

SUM, PRODUCT, SIGN, POWER = 1, 2, 3, 4
PRECEDENCE = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
RELATIONS = frozenset({"<", "<=", ">", ">=", "=="})


def parse_equation(text: str) -> Equation | Problem:
    """Read `name = expression`."""
    tokens = tokenize(text)
    if isinstance(tokens, Problem):
        return tokens
    try:
        return _Parser(tokens).equation()
    except _GrammarError as fault:
        return fault.problem


def parse_expression(text: str) -> Expression | Problem:
    """Read an expression alone, without a name in front."""
    tokens = tokenize(text)
    if isinstance(tokens, Problem):
        return tokens
    try:
        return _Parser(tokens).whole()
    except _GrammarError as fault:
        return fault.problem


class _GrammarError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Parser:
    """Precedence climbing over a list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        if len(tokens) > MAX_TOKENS:
            raise _fault(tokens[MAX_TOKENS], f"more than {MAX_TOKENS} numbers, names and signs")
        self.tokens = tokens
        self.place = 0
        self.level = 0

    def equation(self) -> Equation:
        first, second = self.tokens[0], self.tokens[min(1, len(self.tokens) - 1)]
        if first.kind == "end":
            raise _fault(first, "the equation is empty", "write name = expression")
        if first.kind != "name" or second.kind != "=":
            raise _fault(first, "an equation begins with one name and '='", "write name = expression")
        self.refuse_reserved(first)
        self.place = 2
        return Equation(Name(first.text, first.start, first.end), self.whole())

    def whole(self) -> Expression:
        if self.tokens[self.place].kind == "end":
            raise _fault(self.tokens[self.place], "the expression is empty")
        expression = self.expression(SUM)
        token = self.tokens[self.place]
        if token.kind != "end":
            raise _misplaced(token)
        # A long sum nests to the left without a parenthesis. A short list of tokens is never a deep tree.
        if len(self.tokens) > MAX_DEPTH and depth(expression) > MAX_DEPTH:
            raise _fault(self.tokens[0], f"more than {MAX_DEPTH} operations nested or in a row")
        return expression

    def expression(self, level: int) -> Expression:
        tokens = self.tokens
        first = tokens[self.place]
        self.level += 1
        if self.level > MAX_DEPTH:
            raise _fault(first, f"nested more than {MAX_DEPTH} deep")
        left = self.operand()
        while (binding := PRECEDENCE.get(tokens[self.place].kind, 0)) >= level:
            operator = cast(Operator, tokens[self.place].kind)
            self.place += 1
            # Powers group to the right and take a signed exponent; the rest group to the left.
            right = self.expression(SIGN if binding == POWER else binding + 1)
            if binding == POWER:
                self.refuse_large(right)
            left = Binary(operator, left, right, first.start, tokens[self.place - 1].end)
        self.level -= 1
        return left

    def operand(self) -> Expression:
        token = self.tokens[self.place]
        self.place += 1
        match token.kind:
            case "number":
                return self.number(token)
            case "name":
                return self.name(token)
            case "(":
                inner = self.expression(SUM)
                self.expect(")", token)
                return inner
            case "-":
                operand = self.expression(SIGN)
                return Negative(operand, token.start, self.tokens[self.place - 1].end)
            case "+":
                return self.expression(SIGN)
        if token.kind == "end":
            raise _fault(token, "the expression breaks off: a number or a name is missing")
        raise _fault(token, f"a number or a name is missing before '{token.text}'")

    def number(self, token: Token) -> Number:
        value = float(token.text)
        if value == math.inf:
            raise _fault(token, "too large a number")
        if value == 0 and token.text.lower().partition("e")[0].strip("0."):
            raise _fault(token, "too small a number")
        return Number(value, token.start, token.end)

    def name(self, token: Token) -> Expression:
        if self.tokens[self.place].kind == "(":
            return self.piecewise(token) if token.text == "piecewise" else self.call(token)
        if token.text in CONSTANTS:
            return Constant(token.text, token.start, token.end)
        self.refuse_reserved(token)
        return Name(token.text, token.start, token.end)

    def call(self, token: Token) -> Call:
        function = FUNCTIONS.get(token.text)
        if function is None:
            known = ", ".join([*FUNCTIONS, "piecewise"])
            help = f"write * for a product; the functions are {known}"
            raise _fault(token, f"no function '{token.text}'", help)
        opening = self.tokens[self.place]
        self.place += 1
        arguments = [self.expression(SUM)]
        while self.tokens[self.place].kind == ",":
            self.place += 1
            arguments.append(self.expression(SUM))
        self.expect(")", opening)
        least, given = function.arguments, len(arguments)
        if given < least or (given > least and not function.more):
            wanted = f"{least} or more" if function.more else str(least)
            raise _fault(token, f"{token.text} takes {wanted} argument{'s' * (least > 1)}, not {given}")
        return Call(token.text, tuple(arguments), token.start, self.tokens[self.place - 1].end)

    def piecewise(self, token: Token) -> Piecewise:
        opening = self.tokens[self.place]
        self.place += 1
        branches: list[Branch] = []
        while True:
            value = self.expression(SUM)
            if self.tokens[self.place].kind not in RELATIONS:
                break
            conditions = self.conditions(value)
            self.expect(",", opening)
            branches.append(Branch(conditions, self.expression(SUM)))
            self.expect(",", opening)
        self.expect(")", opening)
        if not branches:
            raise _fault(token, "piecewise has no condition", "write piecewise(x < 1, x, 1)")
        return Piecewise(tuple(branches), value, token.start, self.tokens[self.place - 1].end)

    def conditions(self, left: Expression) -> tuple[Comparison, ...]:
        """Comparisons joined by `and`, the first left side having been read."""
        found = [self.comparison(left)]
        while self.tokens[self.place].text == "and":
            self.place += 1
            found.append(self.comparison(self.expression(SUM)))
        return tuple(found)

    def comparison(self, left: Expression) -> Comparison:
        token = self.tokens[self.place]
        if token.kind not in RELATIONS:
            raise _fault(token, "a comparison is missing after 'and'")
        self.place += 1
        right = self.expression(SUM)
        after = self.tokens[self.place]
        if after.kind in RELATIONS:
            raise _fault(after, "two comparisons in a row", "write 0 < x and x < 1")
        relation = cast(Relation, token.kind)
        return Comparison(relation, left, right, left.start, self.tokens[self.place - 1].end)

    def expect(self, kind: str, opening: Token) -> None:
        token = self.tokens[self.place]
        if token.kind == kind:
            self.place += 1
        elif token.kind == "end":
            raise _fault(opening, "'(' is never closed")
        elif kind == ",":
            raise _fault(token, f"a comma is missing before '{token.text}'")
        else:
            raise _misplaced(token)

    def refuse_large(self, exponent: Expression) -> None:
        """Towers such as 9**9**9 are slips or attacks; an exponent with names in it waits for its values."""
        if isinstance(exponent, Name) or names(exponent):
            return
        value = exponent.value if isinstance(exponent, Number) else evaluate(exponent, {})
        if isinstance(value, Undefined):
            raise _GrammarError(Problem(f"the exponent has no value: {value.reason}", exponent.start, exponent.end))
        if abs(value) > MAX_EXPONENT:
            raise _GrammarError(Problem(f"an exponent beyond {MAX_EXPONENT:g}", exponent.start, exponent.end))

    def refuse_reserved(self, token: Token) -> None:
        if token.text in FUNCTIONS:
            raise _fault(token, f"'{token.text}' is a function and needs '('", "give the symbol another name")
        if token.text in RESERVED:
            raise _fault(token, f"'{token.text}' has a meaning of its own", "give the symbol another name")


def _misplaced(token: Token) -> _GrammarError:
    """The fault of a token that cannot follow a finished operand."""
    if token.kind in RELATIONS or token.text == "and":
        return _fault(token, f"'{token.text}' stands only in a condition of piecewise")
    if token.kind == "=":
        return _fault(token, "'=' stands only after the first name", "write == to compare inside piecewise")
    if token.kind in {"number", "name", "("}:
        return _fault(token, f"an operator is missing before '{token.text}'", "write * for a product")
    return _fault(token, f"'{token.text}' has no place here")


def _fault(token: Token, message: str, help: str = "") -> _GrammarError:
    return _GrammarError(Problem(message, token.start, token.end, help=help))
