"""How the theories fare: by what they and the results they state explain and predict, and by nothing that merely follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from kg.graph import Graph
from kg.queries.scoreboard import OUTCOMES, Score, scoreboard
from kg.reasoning import derive
from kg.reasoning.facts import Fact

if TYPE_CHECKING:
    from tests.conftest import GraphOf


def scores(graph: Graph) -> dict[str, Score]:
    return {score.theory: score for score in scoreboard(graph)}


def made(counts: Mapping[str, int]) -> dict[str, int]:
    """The outcomes that occur."""
    return {outcome: number for outcome, number in counts.items() if number}


def explaining(standing: str) -> str:
    return f"links: {{explains: [{{to: phenomenon/late-bloom, standing: {standing}}}]}}\n"


def test_a_theory_is_credited_with_what_the_results_it_states_explain_and_predict(toy_graph: Graph) -> None:
    found = scores(toy_graph)
    # By hand: the hum field states the hum law, the phase change states the bloom threshold.
    assert found["theory/hum-field"].explained == ("phenomenon/dusk-hum",)
    assert found["theory/hum-field"].predictions == ("prediction/hum-of-a-hundred",)
    assert found["theory/phase-change"].explained == ("phenomenon/late-bloom",)
    assert found["theory/phase-change"].predictions == ("prediction/bloom-in-winter",)
    assert found["theory/slow-root"].contested == ("phenomenon/late-bloom",)
    assert found["theory/garden-programme"] == Score(
        "theory/garden-programme", (), (), 4, dict.fromkeys(OUTCOMES, 0), dict.fromkeys(OUTCOMES, 0), ()
    )


def test_the_same_is_counted_by_walking_the_edges(toy_graph: Graph) -> None:
    net = toy_graph.net
    edges = [(a, data["relation"], b, data["standing"]) for a, b, data in net.edges(data=True)]
    for theory, score in scores(toy_graph).items():
        stated = {b for a, relation, b, standing in edges if (a, relation) == (theory, "states")}
        explained = {
            b
            for a, relation, b, standing in edges
            if relation == "explains" and a in {theory, *stated} and standing in ("proved", "supported")
        }
        assert set(score.explained) == {id for id in explained if net.nodes[id]["kind"] == "phenomenon"}


def test_a_result_that_another_theory_states_credits_that_one_alone(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "result/law": explaining("supported"),
            "theory/field": "links: {states: [result/law]}\n",
            "theory/root": "",
        }
    )
    assert {theory: score.explained for theory, score in scores(graph).items()} == {
        "theory/field": ("phenomenon/late-bloom",),
        "theory/root": (),
    }


def test_nothing_that_is_derived_is_credited(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "phenomenon/dusk-hum": "",
            "result/law": "rigour: theorem\nlinks: {explains: [{to: phenomenon/dusk-hum, standing: proved}]}\n",
            "theory/general": "links: {states: [result/law]}\n",
            "theory/special": "links:\n  specialises: [theory/general]\n  explains:\n"
            "    - {to: phenomenon/late-bloom, standing: supported}\n",
        }
    )
    proofs = derive(graph).proofs
    assert Fact("theory/general", "covers", "phenomenon/late-bloom") in proofs
    assert Fact("result/law", "holds_in", "theory/special") in proofs
    found = scores(graph)
    assert found["theory/general"].explained == ("phenomenon/dusk-hum",)
    assert found["theory/special"].explained == ("phenomenon/late-bloom",)
    assert (found["theory/general"].untouched, found["theory/special"].untouched) == (1, 1)


@pytest.mark.parametrize(
    ("standing", "explained", "contested"),
    [
        ("proved", 1, 0),
        ("supported", 1, 0),
        ("contested", 0, 1),
        ("conjectured", 0, 0),
        ("unstated", 0, 0),
        ("refuted", 0, 0),
    ],
)
def test_only_a_firm_explanation_counts_but_any_attempt_touches(
    graph_of: GraphOf, standing: str, explained: int, contested: int
) -> None:
    graph = graph_of({"phenomenon/late-bloom": "", "phenomenon/dusk-hum": "", "theory/field": explaining(standing)})
    score = scores(graph)["theory/field"]
    assert (len(score.explained), len(score.contested), score.untouched) == (explained, contested, 1)


def test_what_is_firm_in_one_system_is_explained_though_contested_in_another(graph_of: GraphOf) -> None:
    links = (
        "links:\n  explains:\n    - {to: phenomenon/late-bloom, standing: contested, in: [system/park]}\n"
        "    - {to: phenomenon/late-bloom, standing: supported, in: [system/shed]}\n"
    )
    graph = graph_of({"phenomenon/late-bloom": "", "system/park": "", "system/shed": "", "theory/field": links})
    score = scores(graph)["theory/field"]
    assert (score.explained, score.contested) == (("phenomenon/late-bloom",), ())


def test_a_phenomenon_explained_twice_counts_once(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "result/law": explaining("proved"),
            "theory/field": "links:\n  states: [result/law]\n  explains:\n"
            "    - {to: phenomenon/late-bloom, standing: supported}\n",
        }
    )
    assert scores(graph)["theory/field"].explained == ("phenomenon/late-bloom",)


def test_an_explained_mechanism_or_result_is_no_phenomenon(graph_of: GraphOf) -> None:
    links = "links: {explains: [{to: mechanism/gate, standing: proved}, {to: result/law, standing: proved}]}\n"
    graph = graph_of({"mechanism/gate": "", "result/law": "", "theory/field": links})
    assert scores(graph)["theory/field"].explained == ()


def test_a_refuted_result_explains_no_more_but_its_predictions_are_kept(graph_of: GraphOf) -> None:
    prediction = "timing: novel\nregistered: 2030-01-02\noutcome: refuted\n"
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "prediction/frost": prediction,
            "result/law": "standing: refuted\nlinks:\n  predicts: [prediction/frost]\n  explains:\n"
            "    - {to: phenomenon/late-bloom, standing: supported}\n",
            "theory/field": "links: {states: [result/law]}\n",
        }
    )
    score = scores(graph)["theory/field"]
    assert (score.explained, score.untouched) == ((), 1)
    assert made(score.novel) == {"refuted": 1}


def test_a_result_that_the_theory_turned_out_not_to_state_is_not_its_own(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "result/law": explaining("proved"),
            "theory/field": "links: {states: [{to: result/law, standing: refuted}]}\n",
        }
    )
    assert scores(graph)["theory/field"].explained == ()


def test_novel_predictions_are_counted_apart_from_retrodictions(graph_of: GraphOf) -> None:
    def prediction(timing: str, outcome: str) -> str:
        registered = "registered: 2030-01-02\n" if timing == "novel" else ""
        return f"timing: {timing}\n{registered}outcome: {outcome}\n"

    graph = graph_of(
        {
            "prediction/a": prediction("novel", "confirmed"),
            "prediction/b": prediction("novel", "refuted"),
            "prediction/c": prediction("novel", "refuted"),
            "prediction/d": prediction("retrodiction", "confirmed"),
            "prediction/e": prediction("retrodiction", "mixed"),
            "prediction/f": prediction("retrodiction", "ambiguous"),
            "prediction/of-others": prediction("novel", "confirmed"),
            "result/law": "links: {predicts: [prediction/d, prediction/e, prediction/f, prediction/a]}\n",
            # Made twice, by the theory and by a result that it states: counted once.
            "theory/field": "links:\n  states: [result/law]\n  predicts: [prediction/a, prediction/b, prediction/c]\n",
        }
    )
    score = scores(graph)["theory/field"]
    assert made(score.novel) == {"confirmed": 1, "refuted": 2}
    assert made(score.retrodictions) == {"confirmed": 1, "mixed": 1, "ambiguous": 1}
    assert score.predictions == tuple(f"prediction/{name}" for name in "abcdef")


def test_a_prediction_that_no_paper_is_quoted_for_is_ascribed(graph_of: GraphOf) -> None:
    quoted = "evidence: [{paper: paper/loam, at: section 1, stance: poses, read: full}]"
    graph = graph_of(
        {
            "paper/loam": "",
            "prediction/a": "outcome: refuted\n",
            "prediction/b": "outcome: refuted\n",
            "prediction/c": "outcome: confirmed\n",
            # One voice quotes a paper for b: that is enough, though the theory itself does not.
            "result/law": f"links: {{predicts: [{{to: prediction/b, {quoted}}}]}}\n",
            "theory/field": "links:\n  states: [result/law]\n  predicts: [prediction/a, prediction/b, prediction/c]\n",
        }
    )
    score = scores(graph)["theory/field"]
    assert score.predictions == ("prediction/a", "prediction/b", "prediction/c")
    assert score.ascribed == ("prediction/a", "prediction/c")


def test_theories_come_by_confirmed_predictions_then_explained_then_contested_then_name(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "phenomenon/late-bloom": "",
            "prediction/a": "outcome: confirmed\n",
            "prediction/b": "timing: novel\nregistered: 2030-01-02\noutcome: confirmed\n",
            "prediction/c": "outcome: refuted\n",
            "theory/a-nothing": "",
            "theory/b-nothing": "links: {predicts: [prediction/c]}\n",
            "theory/c-contested": explaining("contested"),
            "theory/d-explained": explaining("proved"),
            "theory/e-confirmed": "links: {predicts: [prediction/a]}\n",
            "theory/f-confirmed-twice": "links: {predicts: [prediction/a, prediction/b]}\n",
        }
    )
    assert [score.theory.partition("/")[2] for score in scoreboard(graph)] == [
        "f-confirmed-twice",
        "e-confirmed",
        "d-explained",
        "c-contested",
        "a-nothing",
        "b-nothing",
    ]


def test_an_atlas_without_theories_has_an_empty_board(graph_of: GraphOf) -> None:
    assert scoreboard(graph_of({"phenomenon/late-bloom": ""})) == []
