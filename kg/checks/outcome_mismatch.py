"""The outcome of a prediction contradicts what was expected and what was observed.

`untested` means that nobody looked: then there is no `observed`. Every other outcome rests on an observation. With two
numbers, `confirmed` has the observed one within the tolerance of the expected one, three standard errors allowed, and
`refuted` has it outside, by all that its standard error leaves open. And what only disputing papers report is not `confirmed`.

`mixed` and `ambiguous` are judgements that no number decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.schema.kinds.prediction import Observed, Prediction
from kg.schema.standing import ADVERSE

RULE = Rule("outcome-mismatch", "an outcome that contradicts what was expected and seen", explanation=__doc__)

# An error of three standard errors is rare enough to be a contradiction and not bad luck.
_ERRORS = 3.0


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for record in catalogue.of_kind("prediction"):
        prediction = cast(Prediction, record.entry)
        if message := _contradiction(prediction):
            yield RULE.at(record.tree.span("outcome"), message, help=_help(prediction))


def _contradiction(prediction: Prediction) -> str:
    outcome, observed = prediction.outcome, prediction.observed
    if observed is None:
        return "" if outcome == "untested" else f"outcome is {outcome}, but nothing says what was observed"
    if outcome == "untested":
        return "outcome is untested, but `observed` says what was seen"
    stances = {item.stance for item in observed.evidence}
    if outcome == "confirmed" and stances and stances <= ADVERSE:
        return "outcome is confirmed, but all evidence for what was observed speaks against the prediction"
    return _numbers(prediction, observed)


def _numbers(prediction: Prediction, observed: Observed) -> str:
    expected, tolerance = prediction.expected.value, prediction.expected.tolerance
    if expected is None or observed.value is None:
        return ""
    distance = abs(observed.value - expected)
    allowed = (tolerance or 0.0) * (abs(expected) or 1.0) * (1 + 1e-9)
    spread = _ERRORS * (observed.uncertainty or 0.0)
    numbers = f"{observed.value:g} was observed and {expected:g} expected"
    judgeable = tolerance is not None or observed.uncertainty is not None
    if prediction.outcome == "confirmed" and judgeable and distance > allowed + spread:
        return f"outcome is confirmed, but {numbers}: further apart than tolerance and uncertainty allow"
    if prediction.outcome == "refuted" and distance + spread <= allowed:
        return f"outcome is refuted, but {numbers}: within the tolerance"
    if prediction.outcome == "refuted" and distance == 0:
        return f"outcome is refuted, but {numbers}"
    return ""


def _help(prediction: Prediction) -> str:
    if prediction.observed is None:
        return "add `observed` with its evidence, or write `outcome: untested`"
    if prediction.outcome == "untested":
        return "say how it went: confirmed, refuted, mixed or ambiguous"
    return "correct the numbers, or choose another outcome: confirmed, refuted, mixed or ambiguous"
