from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "untested-equation"
BASE = "equation:\n  expression: H = 2\n  symbols: {H: quantity/hum}\n"
EXAMPLE = "  examples: [{inputs: {}, value: 2, paper: paper/moss, at: table 1}]\n"


def of(equation: str) -> dict[str, str]:
    return {"quantity/hum": "", "paper/moss": "", "result/law": equation}


def test_an_equation_without_a_published_example_is_a_gap(gaps_of: GapsOf) -> None:
    assert [gap.about for gap in gaps_of(KIND, of(BASE))] == ["result/law"]


def test_an_equation_with_an_example_is_none(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, of(BASE + EXAMPLE)) == []


def test_an_equation_that_cannot_be_computed_cannot_be_tested(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, of("equation: {computable: false, reason: a sum over all leaves}\n")) == []


def test_a_result_without_an_equation_is_none(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, of("")) == []
