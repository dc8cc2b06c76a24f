"""The dimensions of an equation do not agree: it adds a time to a count, or takes the logarithm of one.

The units are those of the quantities behind the symbols and of the constants. A number written into an expression is
pure, so a constant that has a dimension gets a name and a unit: `k` with `k: 3 second/step`. Counts (token, parameter, FLOP)
are no dimensions: where only these differ, there is a warning, `count-clash`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.equations.problems import Severity
from kg.formulas import formulas

RULE = Rule("unit-clash", "dimensions that do not agree", explanation=__doc__)

_HELP = "check the units of the quantities, and give the constants theirs"


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        for fault in formula.clashes:
            if fault.problem.severity is Severity.ERROR:
                yield RULE.at(formula.place(fault), fault.problem.message, help=fault.problem.help or _HELP)
