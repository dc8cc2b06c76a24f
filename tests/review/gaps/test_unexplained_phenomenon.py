from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unexplained-phenomenon"


def test_a_phenomenon_that_nothing_explains_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"phenomenon/late-bloom": ""})
    assert gap.about == "phenomenon/late-bloom"
    assert "explained_by" in gap.stub


def test_an_explained_phenomenon_is_none_whichever_side_says_so(gaps_of: GapsOf) -> None:
    below = {"phenomenon/late-bloom": "links: {explained_by: [theory/phase-change]}\n", "theory/phase-change": ""}
    above = {"phenomenon/late-bloom": "", "result/law": "links: {explains: [phenomenon/late-bloom]}\n"}
    assert gaps_of(KIND, below) == gaps_of(KIND, above) == []


def test_what_is_refuted_explains_nothing(gaps_of: GapsOf) -> None:
    link = "links: {explains: [{to: phenomenon/late-bloom, standing: %s}]}\n"
    refuted_link = {"phenomenon/late-bloom": "", "result/law": link % "refuted"}
    refuted_result = {"phenomenon/late-bloom": "", "result/law": "standing: refuted\n" + link % "supported"}
    for entries in (refuted_link, refuted_result):
        assert [gap.about for gap in gaps_of(KIND, entries)] == ["phenomenon/late-bloom"]


def test_an_explanation_that_is_not_in_the_atlas_explains_nothing(gaps_of: GapsOf) -> None:
    entries = {"phenomenon/late-bloom": "links: {explained_by: [theory/unwritten]}\n"}
    assert [gap.about for gap in gaps_of(KIND, entries)] == ["phenomenon/late-bloom"]
