"""Each rule of inference: what follows, what must not, and the proof."""

from __future__ import annotations

from kg.graph import Graph
from kg.reasoning import RELATIONS, derive, rules
from kg.reasoning.facts import Fact, Proof
from tests.conftest import GraphOf


def derived(graph: Graph) -> set[tuple[str, str, str, str]]:
    return {(p.fact.source, p.fact.relation, p.fact.target, p.fact.system) for p in derive(graph).derived}


def proof(graph: Graph, source: str, relation: str, target: str, system: str = "") -> Proof:
    return derive(graph).proofs[Fact(source, relation, target, system)]


def test_every_rule_says_why_it_is_sound() -> None:
    assert set(rules()) == {"transitive", "general-theorem", "coverage", "involvement", "expectation", "soundness"}
    for name, module in rules().items():
        assert (
            "ound" in (module.__doc__ or "")
            or "weaker" in (module.__doc__ or "")
            or "Involved" in (module.__doc__ or "")
        ), name


# transitive


def test_a_special_case_of_a_special_case_is_a_special_case(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/a": "links: {specialises: [{to: theory/b, standing: supported}]}\n",
            "theory/b": "links: {specialises: [{to: theory/c, standing: conjectured}]}\n",
            "theory/c": "links: {specialises: [theory/d]}\n",
            "theory/d": "",
        }
    )
    assert derived(graph) == {
        ("theory/a", "specialises", "theory/c", ""),
        ("theory/a", "specialises", "theory/d", ""),
        ("theory/b", "specialises", "theory/d", ""),
    }
    assert proof(graph, "theory/a", "specialises", "theory/c").standing == "conjectured"
    assert proof(graph, "theory/a", "specialises", "theory/d").standing == "unstated"
    assert proof(graph, "theory/a", "specialises", "theory/d").size == 2


def test_explaining_is_not_transitive(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/a": "links: {explains: [result/b]}\n",
            "result/b": "links: {explains: [phenomenon/c]}\n",
            "phenomenon/c": "",
        }
    )
    assert derived(graph) == set()


def test_nothing_follows_from_a_refuted_link(graph_of: GraphOf) -> None:
    refuted = (
        "links: {specialises: [{to: theory/c, standing: refuted,"
        " evidence: [{paper: paper/p, at: abstract, stance: refutes, read: full}]}]}\n"
    )
    graph = graph_of(
        {"theory/a": "links: {specialises: [theory/b]}\n", "theory/b": refuted, "theory/c": "", "paper/p": ""}
    )
    assert derived(graph) == set()


def test_the_shortest_of_two_proofs_is_kept(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/a": "links: {specialises: [{to: theory/b, standing: supported}, theory/x]}\n",
            "theory/b": "links: {specialises: [{to: theory/c, standing: supported}]}\n",
            "theory/c": "links: {specialises: [{to: theory/z, standing: supported}]}\n",
            "theory/x": "links: {specialises: [theory/z]}\n",
            "theory/z": "",
        }
    )
    found = proof(graph, "theory/a", "specialises", "theory/z")
    assert found.size == 1
    assert [s.target for s in found.statements()] == ["theory/x", "theory/z"]


def test_of_two_proofs_of_one_length_the_firmer_is_kept(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/a": "links: {specialises: [theory/b, {to: theory/y, standing: supported}]}\n",
            "theory/b": "links: {specialises: [theory/z]}\n",
            "theory/y": "links: {specialises: [{to: theory/z, standing: supported}]}\n",
            "theory/z": "",
        }
    )
    assert proof(graph, "theory/a", "specialises", "theory/z").standing == "supported"


# general theorem


def test_a_theorem_of_a_general_theory_holds_in_a_special_one_two_steps_down(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/general": "links: {states: [result/theorem, result/law, result/wrong]}\n",
            "theory/special": "links: {specialises: [theory/general]}\n",
            "theory/narrow": "links: {specialises: [theory/special]}\n",
            "result/theorem": "rigour: theorem\n",
            "result/law": "rigour: empirical-law\n",
            "result/wrong": "rigour: theorem\nstanding: refuted\n",
        }
    )
    assert {fact for fact in derived(graph) if fact[1] == "holds_in"} == {
        ("result/theorem", "holds_in", "theory/special", ""),
        ("result/theorem", "holds_in", "theory/narrow", ""),
    }


def test_a_theorem_of_a_special_theory_says_nothing_about_the_general_one(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/general": "",
            "theory/special": "links: {specialises: [theory/general], states: [result/theorem]}\n",
            "result/theorem": "rigour: theorem\n",
        }
    )
    assert derived(graph) == set()


# coverage


def test_the_free_energy_principle_covers_what_predictive_processing_explains_and_does_not_explain_it(
    graph_of: GraphOf,
) -> None:
    graph = graph_of(
        {
            "theory/free-energy-principle": "",
            "theory/predictive-processing": "links: {specialises: [theory/free-energy-principle], explains: [phenomenon/end-stopping]}\n",
            "phenomenon/end-stopping": "",
        }
    )
    assert derived(graph) == {("theory/free-energy-principle", "covers", "phenomenon/end-stopping", "")}
    assert not [p for p in derive(graph).proofs.values() if p.fact.relation == "explains" and p.rule]


def test_a_special_theory_covers_nothing_of_what_the_general_one_explains(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/general": "links: {explains: [phenomenon/hum]}\n",
            "theory/special": "links: {specialises: [theory/general]}\n",
            "phenomenon/hum": "",
        }
    )
    assert derived(graph) == set()


# involvement


PARTS = {
    "mechanism/circuit": "links: {underlies: [{to: phenomenon/recall, in: [system/one], standing: supported}]}\n",
    "phenomenon/recall": "",
    "system/one": "",
    "system/two": "",
}


def test_a_part_that_lowers_an_output_is_involved_and_nothing_more(graph_of: GraphOf) -> None:
    part = "links: {part_of: [mechanism/circuit], observed_in: [system/one]}\n"
    graph = graph_of({**PARTS, "mechanism/negative-head": part})
    assert derived(graph) == {("mechanism/negative-head", "involved_in", "phenomenon/recall", "system/one")}
    assert not [p for p in derive(graph).derived if p.fact.relation == "underlies"]


def test_a_part_of_a_part_is_involved_too(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            **PARTS,
            "mechanism/half": "links: {part_of: [mechanism/circuit]}\n",
            "mechanism/head": "links: {part_of: [mechanism/half], observed_in: [system/one]}\n",
        }
    )
    assert ("mechanism/head", "involved_in", "phenomenon/recall", "system/one") in derived(graph)


def test_a_part_seen_elsewhere_is_not_involved(graph_of: GraphOf) -> None:
    graph = graph_of({**PARTS, "mechanism/head": "links: {part_of: [mechanism/circuit], observed_in: [system/two]}\n"})
    assert derived(graph) == set()


def test_without_a_named_system_no_part_is_involved(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            **PARTS,
            "mechanism/circuit": "links: {underlies: [phenomenon/recall]}\n",
            "mechanism/head": "links: {part_of: [mechanism/circuit], observed_in: [system/one]}\n",
        }
    )
    assert derived(graph) == set()


# expectation


def sufficient(flag: str, seen: str = "") -> dict[str, str]:
    return {
        "mechanism/gate": f"links: {{underlies: [{{to: phenomenon/hum, in: [system/one]{flag}}}], observed_in: [system/two]}}\n",
        "phenomenon/hum": seen,
        "system/one": "",
        "system/two": "",
    }


def test_a_sufficient_mechanism_makes_its_phenomenon_expected_where_nobody_has_looked(graph_of: GraphOf) -> None:
    graph = graph_of(sufficient(", sufficient: true"))
    assert derived(graph) == {("phenomenon/hum", "expected_in", "system/two", "")}


def test_a_mechanism_not_known_to_suffice_makes_nothing_expected(graph_of: GraphOf) -> None:
    assert derived(graph_of(sufficient(""))) == set()
    assert derived(graph_of(sufficient(", sufficient: false"))) == set()


def test_nothing_is_expected_where_it_was_seen_or_looked_for_in_vain(graph_of: GraphOf) -> None:
    assert derived(graph_of(sufficient(", sufficient: true", "links: {observed_in: [system/two]}\n"))) == set()
    absent = "links: {observed_in: [{to: system/two, standing: refuted}]}\n"
    assert derived(graph_of(sufficient(", sufficient: true", absent))) == set()


# soundness


def test_a_result_on_a_refuted_one_is_unsound_however_far_away(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "result/top": "links: {depends_on: [result/middle]}\n",
            "result/middle": "links: {depends_on: [result/ground]}\n",
            "result/ground": "standing: refuted\n",
            "result/shaky": "standing: contested\n",
            "result/other": "links: {depends_on: [result/shaky]}\n",
        }
    )
    assert derived(graph) == {
        ("result/middle", "unsound_by", "result/ground", ""),
        ("result/top", "unsound_by", "result/ground", ""),
        ("result/other", "unsettled_by", "result/shaky", ""),
    }
    assert [s.source for s in proof(graph, "result/top", "unsound_by", "result/ground").statements()] == [
        "result/top",
        "result/middle",
    ]


def test_a_refuted_result_that_was_superseded_spoils_nothing(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "result/top": "links: {depends_on: [result/old]}\n",
            "result/old": "standing: refuted\n",
            "result/new": "standing: supported\nlinks: {supersedes: [result/old]}\n",
        }
    )
    assert derived(graph) == set()


def test_a_successor_with_a_fault_of_its_own_passes_it_on(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "result/top": "links: {depends_on: [result/old]}\n",
            "result/old": "",
            "result/new": "links: {supersedes: [result/old], depends_on: [result/bad]}\n",
            "result/bad": "standing: refuted\n",
        }
    )
    assert ("result/top", "unsound_by", "result/bad", "") in derived(graph)


def test_a_successor_that_is_refuted_itself_does_not_stand_in(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "result/top": "links: {depends_on: [result/old]}\n",
            "result/old": "standing: refuted\n",
            "result/new": "standing: refuted\nlinks: {supersedes: [result/old]}\n",
        }
    )
    assert derived(graph) == {("result/top", "unsound_by", "result/old", "")}


def test_every_derived_relation_has_words() -> None:
    assert all(relation.words and relation.meaning for relation in RELATIONS.values())
