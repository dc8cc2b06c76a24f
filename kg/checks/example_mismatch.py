"""A published example does not follow from its equation, or follows although the entry says that it does not.

The example is recomputed with the constants of its fit. Its inputs give a number to every name but one, in the units of
the quantities, and `value` is what was published for that one: the left side, or an input that the equation is solved for.

First look for a slip in the constants, the inputs or the expression. If the paper itself does not agree with its formula,
which is worth knowing, keep the example, and say so: `verdict: mismatch`, with a `note` that gives the reason. The atlas
shows it as a mismatch from then on, and this check reports it only if one day it does follow.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule, Severity
from kg.formulas import Formula, Recomputed, close, formulas
from kg.schema.equation import Example

RULE = Rule("example-mismatch", "a published number that does not follow", Severity.WARNING, explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        for index, example in enumerate(formula.written.examples):
            # Names that are not known, and an expression that cannot be read, are found elsewhere.
            names_known = example.inputs.keys() <= formula.names.keys() and not formula.unknown
            if names_known and (example.fit or "") in formula.fits:
                yield from _judge(formula, index, example)


def _judge(formula: Formula, index: int, example: Example) -> Iterator[Diagnostic]:
    span = formula.record.tree.span
    loc = ("equation", "examples", index)
    found = formula.recompute(example.inputs, example.fit or "")
    matches = any(close(value, example.value, example.tolerance) for value in found.values)
    if example.verdict and matches:
        message = f"this example is called a mismatch, but {_given(found)} follows, as published"
        yield RULE.at(span(*loc, "verdict"), message, help="delete `verdict`, and the note if it only spoke of that")
    elif not example.verdict and not found.name:
        help = "give every symbol but one a value in `inputs`"
        yield RULE.at(span(*loc, "inputs"), f"this example cannot be recomputed: {found.reason}", help=help)
    elif not example.verdict and not matches:
        help = "mend the slip, or keep it with `verdict: mismatch` and a `note` that says why"
        yield RULE.at(
            span(*loc, "value"), f"{_given(found)} follows, not {example.value:g}{_off(found, example)}", help=help
        )


def _given(found: Recomputed) -> str:
    if not found.values:
        return f"no value of {found.name} ({found.reason})"
    return f"{found.name} = {' or '.join(f'{value:.6g}' for value in found.values)}"


def _off(found: Recomputed, example: Example) -> str:
    if not found.values or not example.value:
        return ""
    off = min(abs(value / example.value - 1) for value in found.values)
    return f": {off:.2%} off, and the tolerance is {example.tolerance:.3g}"
