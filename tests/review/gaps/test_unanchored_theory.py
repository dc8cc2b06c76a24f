from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unanchored-theory"


def garden(explained: str) -> dict[str, str]:
    return {
        "system/shed": "",
        "system/field": "",
        "theory/phase-change": "",
        "mechanism/root-gate": "links: {observed_in: [system/shed]}\n",
        "phenomenon/late-bloom": f"links:\n  explained_by: [{explained}]\n"
        "  rests_on: [{to: mechanism/root-gate, in: [system/shed]}]\n",
    }


def test_a_theory_without_a_chain_to_a_mechanism_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"theory/phase-change": ""})
    assert gap.about == "theory/phase-change"
    assert "no chain leads" in gap.sentence


def test_a_theory_with_spliced_chains_alone_is_a_gap_that_says_so(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, garden("{to: theory/phase-change, in: [system/field]}"))
    assert "only spliced chains lead" in gap.sentence


def test_a_theory_with_an_anchored_chain_is_none(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, garden("{to: theory/phase-change, in: [system/shed]}")) == []


def test_an_anchored_chain_through_a_result_that_the_theory_states_counts(gaps_of: GapsOf) -> None:
    entries = garden("{to: result/law, in: [system/shed]}")
    entries["theory/phase-change"] = "links: {states: [result/law]}\n"
    assert gaps_of(KIND, {**entries, "result/law": ""}) == []
    assert len(gaps_of(KIND, {**entries, "result/law": "standing: refuted\n"})) == 1
