from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "rival-explanations"
TWO = "links: {explained_by: [theory/phase-change, theory/slow-root]}\n"


def test_two_explanations_without_a_link_are_a_gap(gaps_of: GapsOf) -> None:
    entries = {"phenomenon/late-bloom": TWO, "theory/phase-change": "", "theory/slow-root": ""}
    (gap,) = gaps_of(KIND, entries)
    assert gap.about == "theory/phase-change"
    assert gap.also == ("theory/slow-root", "phenomenon/late-bloom")


def test_explanations_that_are_linked_in_either_direction_are_none(gaps_of: GapsOf) -> None:
    for relation in ("contradicts", "bears_on", "equivalent_to", "specialises", "limit_of"):
        for one, other in (("phase-change", "slow-root"), ("slow-root", "phase-change")):
            entries = {
                "phenomenon/late-bloom": TWO,
                f"theory/{one}": f"links: {{{relation}: [theory/{other}]}}\n",
                f"theory/{other}": "",
            }
            assert gaps_of(KIND, entries) == [], (relation, one)


def test_one_explanation_or_two_of_different_phenomena_are_none(gaps_of: GapsOf) -> None:
    entries = {
        "phenomenon/late-bloom": "links: {explained_by: [theory/phase-change]}\n",
        "phenomenon/dusk-hum": "links: {explained_by: [theory/slow-root]}\n",
        "theory/phase-change": "",
        "theory/slow-root": "",
    }
    assert gaps_of(KIND, entries) == []


def test_a_refuted_explanation_rivals_nothing(gaps_of: GapsOf) -> None:
    links = "links: {explained_by: [result/one, {to: result/two, standing: %s}]}\n"
    entries = {"result/one": "", "result/two": ""}
    assert gaps_of(KIND, {**entries, "phenomenon/late-bloom": links % "refuted"}) == []
    entries["phenomenon/late-bloom"] = links % "supported"
    assert gaps_of(KIND, {**entries, "result/two": "standing: refuted\n"}) == []
    assert len(gaps_of(KIND, entries)) == 1


def test_three_explanations_make_one_gap_that_names_them_all(gaps_of: GapsOf) -> None:
    entries = {f"result/{name}": "" for name in ("one", "two", "three")}
    entries["phenomenon/late-bloom"] = "links: {explained_by: [result/one, result/two, result/three]}\n"
    (gap,) = gaps_of(KIND, entries)
    assert {gap.about, *gap.also} == {*entries}
    assert gap.score == 2, "two links are needed to tie three together"


def test_explanations_tied_through_a_third_are_tied(gaps_of: GapsOf) -> None:
    entries = {"result/one": "links: {bears_on: [result/two]}\n", "result/two": "links: {bears_on: [result/three]}\n"}
    entries |= {"result/three": "", "result/four": ""}
    entries["phenomenon/late-bloom"] = "links: {explained_by: [result/one, result/two, result/three, result/four]}\n"
    (gap,) = gaps_of(KIND, entries)
    assert (gap.about, gap.also) == ("result/four", ("result/one", "phenomenon/late-bloom"))


def test_explanations_tied_over_another_one_are_a_group_and_those_tied_over_a_stranger_are_not(gaps_of: GapsOf) -> None:
    explained = "links: {explained_by: [result/a, result/b, result/c, result/d]}\n"
    ties = {
        "result/c": "links: {bears_on: [result/a, result/b]}\n",
        "result/stranger": "links: {bears_on: [result/a, result/d]}\n",
    }
    entries = {"result/a": "", "result/b": "", "result/d": "", **ties, "phenomenon/late-bloom": explained}
    (gap,) = gaps_of(KIND, entries)
    assert (gap.about, gap.also) == ("result/a", ("result/d", "phenomenon/late-bloom"))
