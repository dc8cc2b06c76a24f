"""What all kinds of gap have in common: their order, their scores, their waivers and their stubs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kg.graph import Graph
from kg.review._gap import Gap
from kg.review.gaps import about, gaps, meanings, names
from kg.schema.decode import decode
from kg.schema.relations import by_name
from kg.source.files import SourceFile
from kg.source.tree import Tree, parse

GraphOf = Callable[[Mapping[str, str]], Graph]
GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

# Whatever can be missing is missing here.
NEGLECTED = {
    "system/doll-house": "scale: toy\n",
    "system/park": "scale: large\n",
    "paper/moss": "",
    "quantity/hum": "",
    "theory/phase-change": "links: {explains: [{to: phenomenon/dusk-hum, in: [system/park]}]}\n",
    "theory/slow-root": "links: {explains: [{to: phenomenon/dusk-hum, standing: contested}]}\n",
    "result/law": "evidence: [{paper: paper/moss, at: abstract, stance: introduces, read: abstract}]\n"
    "equation: {expression: H = 2, symbols: {H: quantity/hum}}\n",
    "phenomenon/dusk-hum": "links: {rests_on: [{to: mechanism/root-gate, in: [system/doll-house]}]}\n",
    "phenomenon/late-bloom": "",
    "mechanism/root-gate": "links: {observed_in: [system/doll-house]}\n",
    "prediction/frost": "",
    "problem/who-hums": "",
}


def test_every_kind_of_gap_can_be_found_and_is_explained(graph_of: GraphOf) -> None:
    assert {gap.name for gap in gaps(graph_of(NEGLECTED))} == set(names()) == set(meanings())
    assert len(names()) == 13
    assert all(meaning.endswith(".") for meaning in meanings().values())


def test_only_the_kinds_asked_for_are_found(graph_of: GraphOf) -> None:
    found = gaps(graph_of(NEGLECTED), ["unmeasured-problem", "unchecked-prediction"])
    assert [(gap.name, gap.about) for gap in found] == [
        ("unchecked-prediction", "prediction/frost"),
        ("unmeasured-problem", "problem/who-hums"),
    ]


def test_gaps_about_one_entry_are_those_found_among_all(graph_of: GraphOf, toy_graph: Graph) -> None:
    for graph in (graph_of(NEGLECTED), toy_graph):
        every = gaps(graph)
        assert {gap.about for gap in every}
        for id in graph.catalogue.records:
            assert about(graph, id) == [gap for gap in every if gap.about == id]


# Scores.


def chain_of_five(link: str = "") -> dict[str, str]:
    """Two theories and a result above a phenomenon; below it a mechanism with two parts."""
    return {
        "theory/phase-change": "links: {states: [result/law]}\n",
        "theory/slow-root": "links: {explains: [result/law]}\n",
        "result/law": "links: {explains: [phenomenon/late-bloom]}\n",
        "phenomenon/late-bloom": link,
        "mechanism/root-gate": "",
        "mechanism/hinge": "links: {part_of: [mechanism/root-gate]}\n",
        "mechanism/latch": "links: {part_of: [mechanism/root-gate]}\n",
    }


def test_what_lacks_a_lower_end_counts_the_theories_and_results_above(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of("ungrounded-phenomenon", chain_of_five())
    assert gap.score == 3


def test_what_lacks_an_upper_end_counts_the_phenomena_and_mechanisms_from_it_down(gaps_of: GapsOf) -> None:
    entries = chain_of_five("links: {rests_on: [mechanism/root-gate]}\n")
    entries["result/law"] = ""
    (gap,) = gaps_of("unexplained-phenomenon", entries)
    # The phenomenon, its mechanism and the two parts of that.
    assert gap.score == 4
    assert {gap.about: gap.score for gap in gaps_of("undescribed-mechanism", entries)} == {
        "mechanism/root-gate": 3,
        "mechanism/hinge": 1,
        "mechanism/latch": 1,
    }


def test_what_lacks_a_middle_counts_the_pairs_that_it_would_join(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of("spliced-trace", chain_of_five("links: {rests_on: [mechanism/root-gate]}\n"))
    # Two theories and the result at the top, the mechanism and its two parts at the bottom.
    assert gap.score == 3 * 3


def test_what_joins_nothing_counts_one(gaps_of: GapsOf) -> None:
    for kind, id in (("unestimated-quantity", "quantity/hum"), ("unmeasured-problem", "problem/who-hums")):
        (gap,) = gaps_of(kind, {id: ""})
        assert gap.score == 1
    (gap,) = gaps_of("ungrounded-phenomenon", {"phenomenon/late-bloom": ""})
    assert gap.score == 1


def test_what_is_refuted_joins_nothing(gaps_of: GapsOf) -> None:
    entries = chain_of_five()
    entries["result/law"] = "standing: refuted\n" + entries["result/law"]
    (gap,) = gaps_of("ungrounded-phenomenon", entries)
    assert gap.score == 1


# Order.


def order(gap: Gap) -> tuple[object, ...]:
    return gap.waived is not None, -gap.score, gap.name, gap.about, gap.also


def test_gaps_come_by_score_then_kind_then_entry(toy_graph: Graph, graph_of: GraphOf) -> None:
    for graph in (toy_graph, graph_of(NEGLECTED)):
        found = gaps(graph)
        assert found == sorted(found, key=order)
        assert len({gap.score for gap in found}) > 1


def test_the_order_of_entries_makes_no_difference(graph_of: GraphOf) -> None:
    turned = dict(reversed(NEGLECTED.items()))
    assert gaps(graph_of(NEGLECTED)) == gaps(graph_of(turned))


def test_each_gap_has_an_id_of_its_own(toy_graph: Graph, graph_of: GraphOf) -> None:
    for graph in (toy_graph, graph_of(NEGLECTED)):
        ids = [gap.id for gap in gaps(graph)]
        assert len(ids) == len(set(ids)) > 10
    (gap,) = [gap for gap in gaps(graph_of(NEGLECTED)) if gap.name == "rival-explanations"]
    assert gap.id == "rival-explanations:theory/phase-change:theory/slow-root:phenomenon/dusk-hum"


# Waivers.

WAIVER = "waives: [{gap: ungrounded-phenomenon, because: Silence needs no mechanism.}]\n"


def test_a_waived_gap_comes_last_with_its_reason_whatever_its_score(gaps_of: GapsOf) -> None:
    entries = {**chain_of_five(WAIVER), "phenomenon/dusk-hum": ""}
    found = gaps_of("ungrounded-phenomenon", entries)
    assert [(gap.about, gap.score, gap.waived) for gap in found] == [
        ("phenomenon/dusk-hum", 1, None),
        ("phenomenon/late-bloom", 3, "Silence needs no mechanism."),
    ]


def test_a_waiver_speaks_of_its_own_entry_and_kind_of_gap_alone(graph_of: GraphOf) -> None:
    found = gaps(graph_of({"phenomenon/late-bloom": WAIVER, "phenomenon/dusk-hum": ""}))
    assert {(gap.name, gap.about) for gap in found if gap.waived} == {
        ("ungrounded-phenomenon", "phenomenon/late-bloom")
    }
    assert ("unexplained-phenomenon", "phenomenon/late-bloom") in {(gap.name, gap.about) for gap in found}


# Stubs.


def neglected_gaps(graph_of: GraphOf) -> list[Gap]:
    return gaps(graph_of(NEGLECTED))


def filled(stub: str) -> Mapping[str, Any] | None:
    """What a stub says once its placeholders are filled in, or nothing where it only says what to do."""
    text = re.sub(r"\bNAME\b", "made-up", stub).replace("SYMBOL", "H")
    if all(line.startswith("#") for line in text.strip().split("\n")):
        return None
    tree, problems = parse(SourceFile("stub.yaml", text))
    assert tree, (stub, problems)
    return tree.data


@pytest.mark.parametrize("name", names())
def test_a_stub_is_yaml_that_makes_a_sound_entry_when_it_is_filled_in(graph_of: GraphOf, name: str) -> None:
    graph = graph_of(NEGLECTED)
    for gap in gaps(graph, [name]):
        data = filled(gap.stub)
        if data is None:
            assert f"# in {graph.record(gap.about).path}" in gap.stub
            continue
        if "a new file in entries/problems/" in gap.stub:
            kind, whole = "problem", {**data, "layers": ("bed",)}
        else:
            record = graph.record(gap.about)
            assert f"# in {record.path}" in gap.stub
            kind, whole = record.kind, merged(record.tree.data, data)
        entry, problems = decode(Tree(SourceFile("stub.yaml", gap.stub), whole), kind)
        assert entry, (gap, problems)


def test_a_stub_that_adds_a_link_uses_a_relation_that_fits_the_two_kinds(graph_of: GraphOf) -> None:
    seen = set()
    for gap in neglected_gaps(graph_of):
        data = filled(gap.stub) or {}
        source = "problem" if "a new file in entries/problems/" in gap.stub else gap.about.partition("/")[0]
        for name, links in data.get("links", {}).items():
            relation = by_name()[name]
            for link in links:
                target = (link if isinstance(link, str) else link["to"]).partition("/")[0]
                ends = (source, target) if name == relation.name else (target, source)
                assert relation.allows(*ends), gap
                seen.add(name)
    assert len(seen) >= 7


def test_a_sentence_names_the_entries_that_the_gap_is_about(graph_of: GraphOf) -> None:
    for gap in neglected_gaps(graph_of):
        assert {gap.about, *gap.also} <= set(re.findall(r"\[\[([^\]]+)\]\]", gap.sentence)), gap


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with a stub worked into it: mappings are joined, lists are lengthened."""
    out = dict(old)
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(out.get(key), dict):
            out[key] = merged(out[key], value)
        elif isinstance(value, tuple) and isinstance(out.get(key), tuple):
            out[key] = (*out[key], *value)
        else:
            out[key] = value
    return out
