from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "undecided-link"


def garden(links: str = "{to: phenomenon/late-bloom, standing: contested}") -> dict[str, str]:
    return {"theory/phase-change": f"links: {{explains: [{links}]}}\n", "phenomenon/late-bloom": ""}


def test_a_contested_link_that_nothing_would_decide_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, garden())
    assert gap.about == "theory/phase-change"
    assert gap.also == ("phenomenon/late-bloom",)


def test_a_prediction_or_problem_that_concerns_both_ends_decides_it(gaps_of: GapsOf) -> None:
    for kind in ("prediction", "problem"):
        both = {f"{kind}/test": "links: {concerns: [theory/phase-change, phenomenon/late-bloom]}\n"}
        assert gaps_of(KIND, {**garden(), **both}) == [], kind


def test_a_prediction_that_concerns_one_end_only_decides_nothing(gaps_of: GapsOf) -> None:
    one = {"prediction/test": "links: {concerns: [phenomenon/late-bloom]}\n"}
    assert len(gaps_of(KIND, {**garden(), **one})) == 1


def test_a_link_of_another_standing_needs_no_test(gaps_of: GapsOf) -> None:
    for standing in ("proved", "supported", "conjectured", "unstated", "refuted"):
        assert gaps_of(KIND, garden(f"{{to: phenomenon/late-bloom, standing: {standing}}}")) == [], standing


def test_a_link_contested_in_two_systems_is_one_question(gaps_of: GapsOf) -> None:
    links = ", ".join(f"{{to: phenomenon/late-bloom, regime: {r}, standing: contested}}" for r in ("rain", "sun"))
    assert len(gaps_of(KIND, garden(links))) == 1
