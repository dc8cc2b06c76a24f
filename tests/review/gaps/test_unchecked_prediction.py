from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unchecked-prediction"


def test_an_untested_prediction_is_a_gap(gaps_of: GapsOf) -> None:
    assert [gap.about for gap in gaps_of(KIND, {"prediction/frost": "outcome: untested\n"})] == ["prediction/frost"]


def test_a_prediction_that_was_looked_at_is_none_however_it_went(gaps_of: GapsOf) -> None:
    for outcome in ("confirmed", "refuted", "mixed", "ambiguous"):
        assert gaps_of(KIND, {"prediction/frost": f"outcome: {outcome}\n"}) == [], outcome
