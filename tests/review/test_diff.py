"""What a change means: each section speaks of what it is about and is silent otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph import Graph
from kg.reasoning import derive
from kg.review.diff import Difference, diff
from kg.review.gaps import gaps
from kg.schema.relations import RELATIONS, Relation

if TYPE_CHECKING:
    from tests.conftest import GraphOf

Told = dict[str, list[tuple[str, str]]]
Between = Callable[[Mapping[str, str], Mapping[str, str]], Told]

GARDEN = {
    "paper/fern": "",
    "paper/moss": "",
    "system/park": "",
    "system/shed": "",
    "theory/field": "",
    "theory/root": "",
    "result/law": "",
    "mechanism/gate": "",
    "phenomenon/late-bloom": "",
}


def told(found: Difference) -> Told:
    """Section to signs and entries, sections without changes left out."""
    return {
        title: [(change.sign, change.about) for change in changes] for title, changes in found.sections() if changes
    }


@pytest.fixture(scope="module")
def between(graph_of: GraphOf) -> Between:
    """What is told of a change from one garden to another, each given by what differs from the common one."""

    def compare(old: Mapping[str, str], new: Mapping[str, str]) -> Told:
        return told(diff(graph_of({**GARDEN, **old}), graph_of({**GARDEN, **new})))

    return compare


def evidence(**given: str) -> str:
    fields = {"paper": "paper/moss", "at": "section 2", "stance": "supports", "read": "full", **given}
    return f"[{{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}]"


# Nothing.


def test_the_same_atlas_read_twice_does_not_differ(graph_of: GraphOf, toy_graph: Graph) -> None:
    assert diff(toy_graph, toy_graph).empty
    assert diff(graph_of(GARDEN), graph_of(dict(reversed(GARDEN.items())))).empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("links: {cites: [paper/moss, paper/reed]}", "links: {cites: [paper/reed, paper/moss]}"),
        ("links: {cites: [paper/moss]}", "links: {cites: [{to: paper/moss}]}"),
        ("links: {cites: [paper/moss]}", "links: {cites: [{to: paper/moss, standing: unstated}]}"),
        ("links:\n  cites: [paper/moss]", "# A remark.\nlinks:\n    cites:\n        - paper/moss"),
        ("links: {bears_on: [theory/root], cites: [paper/moss]}", "links: {cites: [paper/moss], bears_on: [theory/root]}"),
        ("summary: One line.", "summary: >\n  One\n  line."),
    ],
)  # fmt: skip
def test_how_a_thing_is_written_makes_no_difference(between: Between, old: str, new: str) -> None:
    reed = {"paper/reed": ""}
    assert between({**reed, "paper/fern": f"{old}\n"}, {**reed, "paper/fern": f"{new}\n"}) == {}


@pytest.mark.parametrize("relation", [r for r in RELATIONS if not r.derived], ids=lambda relation: relation.name)
def test_a_link_moved_to_its_other_end_is_the_same_link(graph_of: GraphOf, relation: Relation) -> None:
    source = f"{(relation.source or ('theory',))[0]}/one"
    target = f"{(relation.target or ('theory',))[0]}/other"
    if relation.same_kind:
        target = f"{source.partition('/')[0]}/other"
    about = f"in: [system/shed], regime: rain, standing: contested, note: Once., evidence: {evidence()}"
    ends = {"paper/moss": "", "system/shed": "", source: "", target: ""}
    before = graph_of({**ends, source: f"links: {{{relation.name}: [{{to: {target}, {about}}}]}}\n"})
    after = graph_of({**ends, target: f"links: {{{relation.inverse}: [{{to: {source}, {about}}}]}}\n"})
    assert len(before.statements) == len(after.statements) == 1
    assert told(diff(before, after)) == {}
    # And yet the link itself is seen: without it there is a difference.
    assert "Links" in told(diff(before, graph_of(ends)))


# Entries.


def test_an_entry_that_came_or_went_is_told_with_its_title(graph_of: GraphOf) -> None:
    without, with_it = graph_of(GARDEN), graph_of({**GARDEN, "system/barn": "title: A red barn\n"})
    assert told(diff(without, with_it)) == {"Entries": [("+", "system/barn")]}
    assert told(diff(with_it, without)) == {"Entries": [("-", "system/barn")]}
    (change,) = diff(without, with_it).entries
    assert change.words == "A red barn"


def test_a_changed_entry_is_told_with_the_names_of_its_fields(graph_of: GraphOf) -> None:
    before = graph_of({**GARDEN, "system/shed": "scale: toy\ntitle: Shed\n"})
    after = graph_of({**GARDEN, "system/shed": "scale: small\ntitle: Shed\ncuration: {doubts: [Which one?]}\n"})
    (change,) = diff(before, after).entries
    assert (change.sign, change.about) == ("~", "system/shed")
    assert set(change.words.removeprefix("changed: ").split(", ")) == {"scale", "curation"}
    assert told(diff(before, after)) == {"Entries": [("~", "system/shed")]}


# Links.


def test_a_link_that_came_or_went_is_told_with_its_standing(graph_of: GraphOf) -> None:
    cites = {"paper/fern": "links: {cites: [{to: paper/moss, standing: supported}]}\n"}
    without, with_it = graph_of(GARDEN), graph_of({**GARDEN, **cites})
    assert told(diff(without, with_it)) == {"Links": [("+", "paper/fern")]}
    assert told(diff(with_it, without)) == {"Links": [("-", "paper/fern")]}
    (change,) = diff(without, with_it).links
    assert change.words.startswith("paper/fern cites paper/moss")
    assert change.words.endswith("supported")


def test_another_standing_changes_a_link_and_another_place_or_regime_makes_another(between: Between) -> None:
    def cites(about: str) -> dict[str, str]:
        return {"paper/fern": f"links: {{cites: [{{to: paper/moss, {about}}}]}}\n"}

    assert between(cites("standing: supported"), cites("standing: conjectured")) == {"Links": [("~", "paper/fern")]}
    gone_and_come = {"Links": [("-", "paper/fern"), ("+", "paper/fern")]}
    for old, new in (("regime: rain", "regime: snow"), ("in: [system/park]", "in: [system/shed]")):
        found = between(cites(old), cites(new))
        assert {title: sorted(changes) for title, changes in found.items()} == {
            title: sorted(changes) for title, changes in gone_and_come.items()
        }


@pytest.mark.parametrize(("field", "value"), [("note", "In rain only."), ("sufficient", "true")])
def test_what_else_a_link_says_is_told_by_its_name(graph_of: GraphOf, field: str, value: str) -> None:
    def rests(about: str) -> Graph:
        link = f"{{to: mechanism/gate, in: [system/shed]{about}}}"
        return graph_of({**GARDEN, "phenomenon/late-bloom": f"links: {{rests_on: [{link}]}}\n"})

    found = diff(rests(""), rests(f", {field}: {value}"))
    assert told(found) == {"Links": [("~", "mechanism/gate")]}
    assert found.links[0].words.endswith(f"changed: {field}")


# Evidence.


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("theory/field", "evidence: {}\n"),
        ("theory/field", "links: {{bears_on: [{{to: theory/root, evidence: {}}}]}}\n"),
        ("prediction/frost", "outcome: confirmed\nobserved: {{value: 1, evidence: {}}}\nexpected: {{value: 1}}\n"),
        (
            "result/sum",
            (
                "equation:\n  expression: H = a*H\n  symbols: {{H: quantity/hum}}\n  constants: {{a: 1}}\n"
                "  fits: [{{name: wet, constants: {{a: 2}}, evidence: {}}}]\n"
            ),
        ),
    ],
    ids=["entry", "link", "observation", "fit"],
)
def test_evidence_that_came_or_went_is_told_wherever_it_hangs(between: Between, entry: str, place: str) -> None:
    around = {"quantity/hum": "", "result/sum": "", "prediction/frost": "", entry: place.format("[]")}
    with_it = {**around, entry: place.format(evidence())}
    came, went = between(around, with_it), between(with_it, around)
    assert came.pop("Evidence") == [("+", entry)]
    assert went.pop("Evidence") == [("-", entry)]
    # An observation and an equation are fields of their own: that they changed is told as well.
    assert set(came) <= {"Entries"}
    assert ("Entries" in came) == (entry in ("prediction/frost", "result/sum"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", "section 3"), ("stance", "extends"), ("read", "part"), ("paper", "paper/fern"), ("note", "Unclear.")],
)
def test_evidence_that_says_something_else_is_other_evidence(graph_of: GraphOf, field: str, value: str) -> None:
    before = graph_of({**GARDEN, "theory/field": f"evidence: {evidence()}\n"})
    after = graph_of({**GARDEN, "theory/field": f"evidence: {evidence(**{field: value})}\n"})
    found = diff(before, after)
    assert told(found) == {"Evidence": [("-", "theory/field"), ("+", "theory/field")]}
    assert value in found.evidence[1].words
    assert found.evidence[0].words != found.evidence[1].words


def test_evidence_that_moved_from_one_link_to_another_is_told(between: Between) -> None:
    def links(first: str, second: str) -> dict[str, str]:
        one = f"{{to: theory/root, regime: rain, evidence: {first}}}"
        other = f"{{to: theory/root, regime: snow, evidence: {second}}}"
        return {"theory/field": f"links: {{bears_on: [{one}, {other}]}}\n"}

    assert set(between(links(evidence(), "[]"), links("[]", evidence()))) == {"Evidence"}


# What follows.


def test_what_follows_is_told_apart_from_what_was_written(graph_of: GraphOf) -> None:
    result = {"result/law": "rigour: theorem\n", "theory/field": "links: {states: [result/law]}\n"}
    before = graph_of({**GARDEN, **result})
    after = graph_of({**GARDEN, **result, "theory/root": "links: {specialises: [theory/field]}\n"})
    found = diff(before, after)
    assert told(found)["Links"] == [("+", "theory/root")]
    assert told(found)["Derived facts"] == [("+", "result/law")]
    (change,) = found.derived
    assert change.words.startswith("result/law holds in theory/root")
    assert "general-theorem" in change.words
    assert told(diff(after, before))["Derived facts"] == [("-", "result/law")]


def test_another_way_to_the_same_fact_is_no_new_fact(between: Between) -> None:
    chain = {
        "theory/middle": "links: {specialises: [theory/field]}\n",
        "theory/twin": "links: {specialises: [theory/field]}\n",
    }
    before = {**chain, "theory/root": "links: {specialises: [theory/middle]}\n"}
    after = {**chain, "theory/root": "links: {specialises: [theory/middle, theory/twin]}\n"}
    assert between(before, after) == {"Links": [("+", "theory/root")]}


# Disagreements.


def test_a_link_that_is_contested_or_refuted_is_a_disagreement(between: Between) -> None:
    def cites(standing: str) -> dict[str, str]:
        return {"paper/fern": f"links: {{cites: [{{to: paper/moss, standing: {standing}}}]}}\n"}

    found = between(cites("supported"), cites("refuted"))
    assert found == {"Links": [("~", "paper/fern")], "Disagreements": [("+", "paper/fern")]}
    assert between(cites("refuted"), cites("supported"))["Disagreements"] == [("-", "paper/fern")]
    assert between(cites("contested"), cites("refuted"))["Disagreements"] == [("-", "paper/fern"), ("+", "paper/fern")]
    assert "Disagreements" not in between(cites("supported"), cites("proved"))


def test_a_result_that_is_contested_is_a_disagreement(between: Between) -> None:
    found = between({}, {"result/law": "standing: contested\n"})
    assert found == {"Entries": [("~", "result/law")], "Disagreements": [("+", "result/law")]}
    assert "Disagreements" not in between({}, {"result/law": "standing: supported\n"})


# Gaps.


def test_a_gap_that_opened_or_closed_is_told(graph_of: GraphOf) -> None:
    explained = {"theory/field": "links: {explains: [phenomenon/late-bloom]}\n"}
    found = diff(graph_of(GARDEN), graph_of({**GARDEN, **explained}))
    closed = [change.words for change in found.gaps if (change.sign, change.about) == ("-", "phenomenon/late-bloom")]
    assert [words for words in closed if words.startswith("unexplained-phenomenon")]
    assert told(diff(graph_of({**GARDEN, **explained}), graph_of(GARDEN)))["Gaps"]


def test_a_gap_that_is_waived_is_no_gap_any_more(between: Between) -> None:
    waiver = "waives: [{gap: ungrounded-phenomenon, because: Silence needs no mechanism.}]\n"
    found = between({}, {"phenomenon/late-bloom": waiver})
    assert found == {"Entries": [("~", "phenomenon/late-bloom")], "Gaps": [("-", "phenomenon/late-bloom")]}


# The scoreboard.


def test_a_prediction_that_came_true_moves_the_scoreboard(graph_of: GraphOf) -> None:
    def predicted(outcome: str) -> Graph:
        prediction = f"timing: novel\nregistered: 2030-01-02\noutcome: {outcome}\n"
        links = "links: {predicts: [prediction/frost]}\n"
        return graph_of({**GARDEN, "prediction/frost": prediction, "theory/field": links})

    found = diff(predicted("untested"), predicted("confirmed"))
    (change,) = found.scoreboard
    assert (change.sign, change.about) == ("~", "theory/field")
    assert change.words == "novel confirmed 0, now 1; novel untested 1, now 0"
    assert set(told(found)) - {"Gaps"} == {"Entries", "Scoreboard"}


def explains(phenomenon: str, standing: str) -> dict[str, str]:
    return {
        "phenomenon/dusk-hum": "",
        "theory/field": f"links: {{explains: [{{to: phenomenon/{phenomenon}, standing: {standing}}}]}}\n",
    }


def test_an_explanation_that_became_firm_moves_the_scoreboard(graph_of: GraphOf) -> None:
    before = graph_of({**GARDEN, **explains("late-bloom", "contested")})
    after = graph_of({**GARDEN, **explains("late-bloom", "supported")})
    (change,) = diff(before, after).scoreboard
    assert change.words == "explained 0, now 1; contested 1, now 0"
    # What is not firm enough to count leaves the board as it is.
    conjectured = graph_of({**GARDEN, **explains("late-bloom", "conjectured")})
    assert diff(conjectured, graph_of({**GARDEN, **explains("late-bloom", "unstated")})).scoreboard == ()


def test_as_many_explained_as_before_but_others_is_told(graph_of: GraphOf) -> None:
    before = graph_of({**GARDEN, **explains("late-bloom", "supported")})
    after = graph_of({**GARDEN, **explains("dusk-hum", "supported")})
    (change,) = diff(before, after).scoreboard
    assert change.words == "explained phenomenon/dusk-hum instead of phenomenon/late-bloom"


# Both ways, over many pairs of states.


def applied(old: set[str], changes: list[tuple[str, str]]) -> set[str]:
    return (old - {about for sign, about in changes if sign == "-"}) | {about for sign, about in changes if sign == "+"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_changes_lead_from_the_old_state_to_the_new_and_back(
    data: st.DataObject, toy_graph: Graph, graph_of: GraphOf
) -> None:
    texts = {id: record.tree.source.text for id, record in toy_graph.catalogue.records.items()}
    chosen = st.sets(st.sampled_from(sorted(texts)))
    left_out = [data.draw(chosen), data.draw(chosen)]
    one, other = (graph_of({id: text for id, text in texts.items() if id not in out}) for out in left_out)
    forth, back = diff(one, other), diff(other, one)
    assert applied(set(one.catalogue.records), told(forth).get("Entries", [])) == set(other.catalogue.records)
    mirrored = {"+": "-", "-": "+", "~": "~"}
    for there, again in zip(
        (forth.entries, forth.links, forth.evidence, forth.derived, forth.disagreements, forth.gaps),
        (back.entries, back.links, back.evidence, back.derived, back.disagreements, back.gaps),
        strict=True,
    ):
        told_back = {(mirrored[change.sign], change.about, change.words) for change in again if change.sign != "~"}
        assert {(change.sign, change.about, change.words) for change in there if change.sign != "~"} == told_back
    counts = [
        (forth.derived, *(len(derive(graph).derived) for graph in (one, other))),
        (forth.links, *(len({s.identity for s in graph.statements}) for graph in (one, other))),
        (forth.gaps, *(len({gap.id for gap in gaps(graph) if gap.waived is None}) for graph in (one, other))),
    ]
    for changes, before, after in counts:
        signs = [change.sign for change in changes]
        assert after - before == signs.count("+") - signs.count("-")
