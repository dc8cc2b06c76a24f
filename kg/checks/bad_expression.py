"""The expression of an equation is not in the grammar that `kg` reads.

An equation is `name = expression`. An expression has numbers, names, `pi`, `+ - * / **`, parentheses, and the functions
sqrt, log, log2, log10, exp, acos, cos, sin, tan, tanh, floor, ceil, abs, comb, max, min. Cases are written
`piecewise(x < 1, x, 1)`. Precedence is Python's, a product needs its `*`, and `lambda` is a name like any other.

Where a relation needs more, a sum over a spectrum or an integral, write `computable: false` and the reason instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.equations.problems import Problem
from kg.formulas import Fault, formulas

RULE = Rule("bad-expression", "an expression that cannot be read", explanation=__doc__)

_HELP = "`kg rule bad-expression` shows the grammar; outside it, write `computable: false` and the reason"


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        if isinstance(formula.parsed, Problem):
            fault = Fault(("equation", "expression"), formula.written.expression or "", formula.parsed)
            yield RULE.at(formula.place(fault), formula.parsed.message, help=formula.parsed.help or _HELP)
