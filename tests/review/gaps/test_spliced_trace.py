from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "spliced-trace"


def garden(explained: str, rests: str) -> dict[str, str]:
    return {
        "system/shed": "",
        "system/field": "",
        "theory/phase-change": "",
        "mechanism/root-gate": "links: {observed_in: [system/shed]}\n",
        "phenomenon/late-bloom": f"links:\n  explained_by: [{explained}]\n  rests_on: [{rests}]\n",
    }


def test_an_explanation_and_a_mechanism_shown_apart_are_a_gap_about_the_phenomenon(gaps_of: GapsOf) -> None:
    entries = garden("{to: theory/phase-change, in: [system/field]}", "{to: mechanism/root-gate, in: [system/shed]}")
    (gap,) = gaps_of(KIND, entries)
    assert gap.about == "phenomenon/late-bloom"
    assert gap.also == ("theory/phase-change", "mechanism/root-gate")
    assert "the one was shown in [[system/field]], the other in [[system/shed]]" in gap.sentence


def test_shown_in_one_system_they_are_none(gaps_of: GapsOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/field, system/shed]}", "{to: mechanism/root-gate, in: [system/shed]}"
    )
    assert gaps_of(KIND, entries) == []


def test_where_no_system_is_named_nothing_is_tied(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, garden("theory/phase-change", "{to: mechanism/root-gate, in: [system/shed]}"))
    assert "the one was shown without naming a system" in gap.sentence


def test_one_of_several_statements_that_ties_them_is_enough(gaps_of: GapsOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/field]}, {to: theory/phase-change, in: [system/shed]}",
        "{to: mechanism/root-gate, in: [system/shed]}",
    )
    assert gaps_of(KIND, entries) == []


def test_without_an_explanation_or_a_mechanism_there_is_nothing_to_tie(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, garden("{to: theory/phase-change, in: [system/field]}", "")) == []
    assert gaps_of(KIND, garden("", "{to: mechanism/root-gate, in: [system/shed]}")) == []


def test_what_is_refuted_needs_no_tie(gaps_of: GapsOf) -> None:
    below = "{to: mechanism/root-gate, in: [system/shed]}"
    assert gaps_of(KIND, garden("{to: theory/phase-change, in: [system/field], standing: refuted}", below)) == []
    entries = garden("{to: result/law, in: [system/field]}", below)
    assert len(gaps_of(KIND, {**entries, "result/law": ""})) == 1
    assert gaps_of(KIND, {**entries, "result/law": "standing: refuted\n"}) == []


def test_several_mechanisms_are_named_and_the_least_of_them_counts(gaps_of: GapsOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/field]}",
        "{to: mechanism/bud-clock, in: [system/shed]}, {to: mechanism/root-gate, in: [system/shed]}",
    )
    entries["mechanism/bud-clock"] = "links: {observed_in: [system/shed]}\n"
    (alike,) = gaps_of(KIND, entries)
    assert alike.also == ("theory/phase-change", "mechanism/bud-clock")
    assert "to [[mechanism/bud-clock]] or [[mechanism/root-gate]] in one system" in alike.sentence
    # One mechanism of several parts does not lift the gap, since the other one would close it too.
    (gap,) = gaps_of(KIND, {**entries, "mechanism/hinge": "links: {part_of: [mechanism/bud-clock]}\n"})
    assert gap.also == ("theory/phase-change", "mechanism/root-gate")
    assert gap.score == alike.score


def test_of_many_mechanisms_three_are_named(gaps_of: GapsOf) -> None:
    names = [f"mechanism/gate-{letter}" for letter in "abcd"]
    entries = garden(
        "{to: theory/phase-change, in: [system/field]}",
        ", ".join(f"{{to: {name}, in: [system/shed]}}" for name in names),
    )
    (gap,) = gaps_of(KIND, {**entries, **dict.fromkeys(names, "")})
    assert "[[mechanism/gate-c]] or others in one system" in gap.sentence
    assert "gate-d" not in gap.sentence
