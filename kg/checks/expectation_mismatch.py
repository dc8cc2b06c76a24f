"""What a prediction expects does not follow from the equation of the result that predicts it.

A prediction with a number in `expected.value` and numbers in `inputs`, predicted by a result with an equation, is
recomputed: the inputs, by symbol and in the units of the quantities, leave one name open, and its value has to be the
expected one within `tolerance` (1 % where none is given). With several results or rival fits, one of them has to lead there.

Correct the number or the inputs. A prediction that does not come from the equation has no `inputs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic, Rule
from kg.formulas import Formula, close, formulas
from kg.schema.kinds.prediction import Prediction
from kg.suggest import did_you_mean

RULE = Rule("expectation-mismatch", "an expectation that does not follow from its equation", explanation=__doc__)

_TOLERANCE = 0.01


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for record in catalogue.of_kind("prediction"):
        prediction = cast(Prediction, record.entry)
        if prediction.inputs:
            ties = _ties(catalogue, record)
            # An equation with faults of its own is reported where it stands.
            if ties and all(formula.names and not formula.unknown for formula in ties):
                yield from _judge(record, prediction, ties)


def _ties(catalogue: Catalogue, record: Record) -> list[Formula]:
    """The equations of the results that predict it."""
    results = [
        statement.source
        for statement in catalogue.about.get(record.id, ())
        if statement.relation.name == "predicts" and statement.link.standing != "refuted"
    ]
    return [formula for id in sorted(set(results)) if (formula := formulas(catalogue).get(id)) and formula.parsed]


def _judge(record: Record, prediction: Prediction, ties: list[Formula]) -> Iterator[Diagnostic]:
    names = {name: None for formula in ties for name in formula.names}
    for name in prediction.inputs:
        if name not in names:
            help = did_you_mean(name, names) or f"the equation has {', '.join(names)}"
            message = f"input {name!r} does not stand in the equation that predicts this"
            yield RULE.at(record.tree.key_span("inputs", name), message, help=help)
            return
    expected = prediction.expected
    if expected.value is None:
        return
    tolerance = _TOLERANCE if expected.tolerance is None else expected.tolerance
    followed: list[str] = []
    reasons: list[str] = []
    for formula in ties:
        for fit in formula.fits if prediction.inputs.keys() <= formula.names.keys() else ():
            found = formula.recompute(prediction.inputs, fit)
            if any(close(value, expected.value, tolerance) for value in found.values):
                return
            followed.extend(f"{found.name} = {value:.6g}" for value in found.values)
            reasons.append(found.reason)
    if followed:
        message = f"{' or '.join(dict.fromkeys(followed))} follows from the inputs, not {expected.value:g}"
        yield RULE.at(record.tree.span("expected", "value"), message, help="correct the number, or the inputs")
    else:
        reason = reasons[0] if reasons else "no single equation has all of these names"
        message = f"no number follows from the inputs: {reason}"
        yield RULE.at(record.tree.span("inputs"), message, help="give every symbol but one a value")
