"""Why one entry stands in a relation to another: the links that say so, and the shortest proofs that it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.errors import UsageError
from kg.graph import Graph
from kg.queries.why import between, relation_names, why
from kg.reasoning import derive
from kg.schema.relations import RELATIONS, by_name

if TYPE_CHECKING:
    from tests.conftest import GraphOf

EVIDENCE = "evidence: [{paper: paper/moss, at: section 2, stance: supports, read: part}]"

# Two theories of one phenomenon, one of them firm in a shed and contested in a park.
ACCOUNTS = {
    "paper/moss": "",
    "system/park": "",
    "system/shed": "",
    "theory/slow-root": "links: {contradicts: [theory/phase-change]}\n",
    "theory/phase-change": "",
    "phenomenon/late-bloom": "links:\n  explained_by:\n"
    f"    - {{to: theory/slow-root, in: [system/shed], standing: supported, {EVIDENCE}}}\n"
    "    - {to: theory/slow-root, in: [system/park], standing: contested}\n"
    "    - theory/phase-change\n",
}


# What is written.


def test_a_written_link_comes_with_its_evidence_and_its_place(graph_of: GraphOf) -> None:
    answer = why(graph_of(ACCOUNTS), "theory/slow-root", "explains", "phenomenon/late-bloom")
    firm, contested = answer.statements
    assert [item.paper for item in firm.link.evidence] == ["paper/moss"]
    assert (firm.link.standing, firm.systems) == ("supported", {"system/shed"})
    assert (contested.link.standing, contested.systems) == ("contested", {"system/park"})
    assert firm.span.path == "entries/phenomena/late-bloom.yaml"
    assert firm.span.line < contested.span.line
    assert answer.proofs == ()


def test_an_inverse_asks_the_same_question_from_the_other_end(graph_of: GraphOf) -> None:
    graph = graph_of(ACCOUNTS)
    forwards = why(graph, "theory/slow-root", "explains", "phenomenon/late-bloom")
    assert why(graph, "phenomenon/late-bloom", "explained_by", "theory/slow-root") == forwards
    assert (forwards.source, forwards.relation, forwards.target) == (
        "theory/slow-root",
        "explains",
        "phenomenon/late-bloom",
    )


def test_a_symmetric_relation_may_be_asked_from_either_end(graph_of: GraphOf) -> None:
    graph = graph_of(ACCOUNTS)
    one = why(graph, "theory/slow-root", "contradicts", "theory/phase-change")
    other = why(graph, "theory/phase-change", "contradicts", "theory/slow-root")
    assert one.statements == other.statements
    assert [statement.record.id for statement in one.statements] == ["theory/slow-root"]


def test_other_directions_relations_and_ends_are_not_the_answer(graph_of: GraphOf) -> None:
    graph = graph_of(ACCOUNTS)
    for question in (
        ("phenomenon/late-bloom", "explains", "theory/slow-root"),
        ("theory/slow-root", "explained_by", "phenomenon/late-bloom"),
        ("theory/slow-root", "predicts", "phenomenon/late-bloom"),
        ("theory/slow-root", "explains", "theory/phase-change"),
        ("theory/slow-root", "equivalent_to", "theory/phase-change"),
    ):
        answer = why(graph, *question)
        assert (answer.statements, answer.proofs) == ((), ()), question


def test_every_written_link_of_the_toy_atlas_answers_for_itself(toy_graph: Graph) -> None:
    asked = 0
    for statement in toy_graph.statements:
        answer = why(toy_graph, statement.source, statement.relation.name, statement.target)
        assert statement in answer.statements
        inverse = why(toy_graph, statement.target, statement.relation.inverse, statement.source)
        assert statement in inverse.statements
        asked += 1
    assert asked == len(toy_graph.statements) > 30


def test_a_refuted_link_is_shown_and_proves_nothing(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/field": "",
            "theory/special": "links: {specialises: [{to: theory/field, standing: refuted}]}\n",
            "phenomenon/late-bloom": "links: {explained_by: [theory/special]}\n",
        }
    )
    (statement,) = why(graph, "theory/special", "specialises", "theory/field").statements
    assert statement.link.standing == "refuted"
    assert why(graph, "theory/field", "covers", "phenomenon/late-bloom").proofs == ()


# What follows.


def test_what_follows_comes_with_the_links_that_it_rests_on(toy_graph: Graph) -> None:
    answer = why(toy_graph, "result/bloom-threshold", "holds_in", "theory/hum-field")
    assert answer.statements == ()
    (proof,) = answer.proofs
    assert (proof.rule, proof.size) == ("general-theorem", 1)
    assert {(s.source, s.relation.name, s.target) for s in proof.statements()} == {
        ("theory/phase-change", "states", "result/bloom-threshold"),
        ("theory/hum-field", "specialises", "theory/phase-change"),
    }


def test_every_derived_fact_has_a_proof_that_ends_in_written_links(toy_graph: Graph) -> None:
    derived = derive(toy_graph).derived
    assert len(derived) >= 2
    for expected in derived:
        source, relation, target, _ = expected.fact
        proofs = why(toy_graph, source, relation, target).proofs
        assert expected in proofs
        for proof in proofs:
            assert set(proof.statements()) <= set(toy_graph.statements)
            assert list(proof.statements())


CHAIN = {
    "theory/field": "links: {states: [result/law]}\n",
    "theory/hum": "links: {specialises: [theory/field]}\n",
    "theory/root": "links: {specialises: [theory/hum]}\n",
    "result/law": "rigour: theorem\n",
}


def test_of_two_ways_to_one_fact_the_shorter_is_the_proof(graph_of: GraphOf) -> None:
    (long,) = why(graph_of(CHAIN), "result/law", "holds_in", "theory/root").proofs
    # The theorem goes down two steps, by one rule each, or by one rule after the two steps were joined.
    assert long.size == 2
    shortened = {**CHAIN, "theory/root": "links: {specialises: [theory/hum, theory/field]}\n"}
    (short,) = why(graph_of(shortened), "result/law", "holds_in", "theory/root").proofs
    assert short.size == 1


def test_proofs_in_several_systems_come_shortest_first(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "system/arbour": "",
            "system/zoo": "",
            "phenomenon/late-bloom": "links:\n  rests_on:\n"
            "    - {to: mechanism/whole, in: [system/arbour]}\n    - {to: mechanism/half, in: [system/zoo]}\n",
            "mechanism/whole": "",
            "mechanism/half": "links: {part_of: [mechanism/whole]}\n",
            "mechanism/part": "links: {part_of: [mechanism/half], observed_in: [system/arbour, system/zoo]}\n",
        }
    )
    proofs = why(graph, "mechanism/part", "involved_in", "phenomenon/late-bloom").proofs
    # Part of the half that works in the zoo; part of a part of the whole that works in the arbour.
    assert [(proof.size, proof.fact.system) for proof in proofs] == [(1, "system/zoo"), (2, "system/arbour")]


def test_a_written_relation_may_follow_as_well(graph_of: GraphOf) -> None:
    graph = graph_of(CHAIN)
    answer = why(graph, "theory/root", "specialises", "theory/field")
    assert answer.statements == ()
    (proof,) = answer.proofs
    assert [(s.source, s.target) for s in proof.statements()] == [
        ("theory/root", "theory/hum"),
        ("theory/hum", "theory/field"),
    ]
    assert why(graph, "theory/field", "generalises", "theory/root") == answer
    assert why(graph, "theory/field", "specialises", "theory/root").proofs == ()


def test_what_was_written_is_not_proved_as_well(graph_of: GraphOf) -> None:
    written = {**CHAIN, "theory/root": "links: {specialises: [theory/hum, theory/field]}\n"}
    answer = why(graph_of(written), "theory/root", "specialises", "theory/field")
    assert (len(answer.statements), answer.proofs) == (1, ())


# Which relations there are.


@pytest.mark.parametrize(
    ("slip", "offer"), [("explians", "explains"), ("holdsin", "holds_in"), ("explained-by", "explained_by")]
)
def test_an_unknown_relation_is_answered_with_the_near_one(toy_graph: Graph, slip: str, offer: str) -> None:
    with pytest.raises(UsageError) as caught:
        why(toy_graph, "theory/slow-root", slip, "phenomenon/late-bloom")
    assert caught.value.message == f"no relation {slip!r}"
    assert f"did you mean {offer!r}?" in caught.value.help


def test_a_relation_far_from_all_is_answered_with_their_names(toy_graph: Graph) -> None:
    with pytest.raises(UsageError) as caught:
        why(toy_graph, "theory/slow-root", "xylophone", "phenomenon/late-bloom")
    assert all(name in caught.value.help for name in ("explains", "exhibits", "covers"))


@pytest.mark.parametrize("name", ["involves", "appears_in"])
def test_what_an_equation_says_is_not_denied(toy_graph: Graph, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        why(toy_graph, "result/hum-law", name, "quantity/hum-level")
    assert "is not written but read off an equation" in caught.value.message


def test_every_name_that_is_offered_can_be_asked_about(toy_graph: Graph) -> None:
    names = relation_names()
    written = {name for name, relation in by_name().items() if not relation.derived}
    assert {"holds_in", "covers", "involved_in", "expected_in", "unsound_by", "unsettled_by"} == set(names) - written
    assert {relation.name for relation in RELATIONS} - set(names) == {"involves"}
    for name in names:
        why(toy_graph, "theory/slow-root", name, "phenomenon/late-bloom")


# What else is known.


def test_between_two_entries_all_is_named_that_is_written_or_follows(graph_of: GraphOf) -> None:
    entries = {
        **CHAIN,
        "theory/hum": "links: {specialises: [theory/field], contradicts: [theory/field]}\n",
        "theory/field": "links: {states: [result/law], has_limit: [theory/hum]}\n",
    }
    graph = graph_of(entries)
    expected = {
        ("theory/hum", "specialises", "theory/field"),
        ("theory/hum", "contradicts", "theory/field"),
        ("theory/hum", "limit_of", "theory/field"),
    }
    assert set(between(graph, "theory/hum", "theory/field")) == expected
    assert set(between(graph, "theory/field", "theory/hum")) == expected
    assert set(between(graph, "theory/root", "result/law")) == {("result/law", "holds_in", "theory/root")}
    assert set(between(graph, "theory/root", "layer/bed")) == set()
