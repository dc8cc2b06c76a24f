from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unestimated-quantity"


def test_a_quantity_that_no_method_estimates_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"quantity/hum": ""})
    assert gap.about == "quantity/hum"
    assert "estimated_by" in gap.stub


def test_a_quantity_with_a_method_is_none(gaps_of: GapsOf) -> None:
    above = {"quantity/hum": "", "method/listening": "links: {estimates: [quantity/hum]}\n"}
    below = {"quantity/hum": "links: {estimated_by: [method/listening]}\n", "method/listening": ""}
    assert gaps_of(KIND, above) == gaps_of(KIND, below) == []


def test_a_method_for_another_quantity_does_not_help(gaps_of: GapsOf) -> None:
    entries = {"quantity/hum": "", "quantity/buzz": "", "method/listening": "links: {estimates: [quantity/buzz]}\n"}
    assert [gap.about for gap in gaps_of(KIND, entries)] == ["quantity/hum"]
