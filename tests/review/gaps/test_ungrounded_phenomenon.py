from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "ungrounded-phenomenon"


def test_a_phenomenon_that_rests_on_no_mechanism_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"phenomenon/late-bloom": ""})
    assert gap.about == "phenomenon/late-bloom"
    assert "rests_on" in gap.stub


def test_a_phenomenon_with_a_mechanism_is_none(gaps_of: GapsOf) -> None:
    below = {"phenomenon/late-bloom": "", "mechanism/root-gate": "links: {underlies: [phenomenon/late-bloom]}\n"}
    above = {"phenomenon/late-bloom": "links: {rests_on: [mechanism/root-gate]}\n", "mechanism/root-gate": ""}
    assert gaps_of(KIND, below) == gaps_of(KIND, above) == []


def test_a_refuted_link_grounds_nothing(gaps_of: GapsOf) -> None:
    link = "links: {rests_on: [{to: mechanism/root-gate, standing: refuted}]}\n"
    found = gaps_of(KIND, {"phenomenon/late-bloom": link, "mechanism/root-gate": ""})
    assert [gap.about for gap in found] == ["phenomenon/late-bloom"]
