"""The unit of a quantity or of a constant cannot be read.

A unit is made of names with `*`, `/` and `**`: `nat/token`, `FLOP/s`, `PF-day`, `loss/parameter**2`, and `1` for a pure
number. It holds no number but 1. The unit of a constant may have other constants as exponents, as in
`nat/token * parameter**alpha`; the unit of a quantity may not, since a quantity has no constants.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic, Rule
from kg.equations.units import UNITS
from kg.formulas import Fault, formulas, measured, place
from kg.suggest import did_you_mean

RULE = Rule("bad-unit", "a unit that cannot be read", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for quantity in measured(catalogue).values():
        if quantity.problem:
            text = str(getattr(quantity.record.entry, "unit", ""))
            yield _finding(quantity.record, Fault(("unit",), text, quantity.problem))
    for formula in formulas(catalogue).values():
        for fault in formula.bad_units:
            yield _finding(formula.record, fault)


def _finding(record: Record, fault: Fault) -> Diagnostic:
    problem = fault.problem
    word = fault.text[problem.start : problem.end]
    help = (
        problem.help
        or (did_you_mean(word, UNITS) if problem.message.startswith("unknown unit") else "")
        or "write names with *, / and **, such as nat/token; 1 for none, {vessel} for a count of your field"
    )
    return RULE.at(place(record, fault), problem.message, help=help)
