"""A symbol or a constant is declared, and the expression does not use it.

Either the expression lacks a term, or the name was spelt otherwise there, or the line is a leftover. A symbol that is not
used would also tie the result to a quantity with which it has nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule, Severity
from kg.formulas import formulas
from kg.suggest import did_you_mean

RULE = Rule(
    "unused-symbol", "a name declared for an equation that does not use it", Severity.WARNING, explanation=__doc__
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        for field, names in (("symbols", formula.written.symbols), ("constants", formula.written.constants)):
            for name in names if formula.names else ():
                if name not in formula.names:
                    help = did_you_mean(name, formula.unknown) or "delete it, or use it in the expression"
                    span = formula.record.tree.key_span("equation", field, name)
                    yield RULE.at(span, f"{name!r} does not stand in the expression", help=help)
