"""An equation mixes what is counted: it adds tokens to parameters, or a pure number to examples.

Real laws do so (`m - 1`, `log(n)`, `6*N*D`), so this is a warning. Often a constant has lost its unit: with
`k: 6 FLOP/parameter/token`, `C = k*N*D` agrees. Where the numbers are meant as pure ones, give the quantity the unit 1. `nat`
and `bit` measure the same thing and meet here too, since no number in an expression is converted between them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule, Severity
from kg.equations import problems
from kg.formulas import formulas

RULE = Rule("count-clash", "counts that do not agree", Severity.WARNING, explanation=__doc__)

_HELP = "give the constants their units; a quantity that is a pure number has the unit 1"


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        for fault in formula.clashes:
            if fault.problem.severity is problems.Severity.WARNING:
                yield RULE.at(formula.place(fault), fault.problem.message, help=fault.problem.help or _HELP)
