from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "undescribed-mechanism"


def test_a_mechanism_that_no_theory_describes_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"mechanism/root-gate": ""})
    assert gap.about == "mechanism/root-gate"
    assert "described_in" in gap.stub


def test_a_described_mechanism_is_none(gaps_of: GapsOf) -> None:
    below = {"mechanism/root-gate": "links: {described_in: [theory/phase-change]}\n", "theory/phase-change": ""}
    above = {"mechanism/root-gate": "", "theory/phase-change": "links: {describes: [mechanism/root-gate]}\n"}
    assert gaps_of(KIND, below) == gaps_of(KIND, above) == []


def test_an_explained_mechanism_still_lacks_a_description(gaps_of: GapsOf) -> None:
    entries = {"mechanism/root-gate": "", "theory/phase-change": "links: {explains: [mechanism/root-gate]}\n"}
    assert len(gaps_of(KIND, entries)) == 1
