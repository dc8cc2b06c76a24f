from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from kg.graph import Graph, PerEntry
from kg.queries._descent import descent
from kg.queries.trace import Chain, has_anchored, places, starts, traces, traces_up

GraphOf = Callable[[Mapping[str, str]], Graph]


def links(**relations: str) -> str:
    """The links of an entry: relation to what stands between the brackets of its list."""
    return "links:\n" + "".join(f"  {name}: [{targets}]\n" for name, targets in relations.items())


def only(graph: Graph, start: str, goal: str | None = None) -> Chain:
    (chain,) = traces(graph, start, goal).chains
    return chain


def garden(
    explained: str = "{to: theory/phase-change, in: [system/shed]}",
    rests: str = "{to: mechanism/root-gate, in: [system/shed]}",
    observed: str = "system/shed",
) -> dict[str, str]:
    """A theory, a phenomenon and a mechanism in two systems; only the claims differ."""
    return {
        "system/shed": "",
        "system/field": "",
        "theory/phase-change": "",
        "mechanism/root-gate": links(observed_in=observed),
        "phenomenon/late-bloom": links(explained_by=explained, rests_on=rests),
    }


# Anchored or spliced.


def test_a_chain_whose_steps_and_end_name_one_system_is_anchored_in_it(graph_of: GraphOf) -> None:
    chain = only(graph_of(garden()), "theory/phase-change")
    assert chain.ids == ("theory/phase-change", "phenomenon/late-bloom", "mechanism/root-gate")
    assert chain.anchored
    assert chain.systems == ("system/shed",)
    assert chain.splices == ()
    assert chain.splice is None


def test_a_chain_is_anchored_in_every_system_that_all_its_steps_share(graph_of: GraphOf) -> None:
    both = "in: [system/shed, system/field]"
    entries = garden(
        f"{{to: theory/phase-change, {both}}}",
        f"{{to: mechanism/root-gate, {both}}}",
        "system/shed, system/field",
    )
    assert only(graph_of(entries), "theory/phase-change").systems == ("system/field", "system/shed")


def test_a_step_shown_in_another_system_splices_the_chain_there(graph_of: GraphOf) -> None:
    entries = garden(rests="{to: mechanism/root-gate, in: [system/field]}", observed="system/field")
    chain = only(graph_of(entries), "theory/phase-change")
    assert not chain.anchored
    assert chain.systems == ()
    assert chain.splices == (1,)
    assert chain.splice == 1


def test_a_mechanism_not_observed_where_the_steps_were_shown_splices_the_end(graph_of: GraphOf) -> None:
    chain = only(graph_of(garden(observed="system/field")), "theory/phase-change")
    assert chain.splices == (2,)
    assert not chain.anchored


def test_a_mechanism_observed_nowhere_splices_the_end(graph_of: GraphOf) -> None:
    assert only(graph_of(garden(observed="")), "theory/phase-change").splices == (2,)


def test_a_mechanism_looked_for_and_not_found_in_a_system_is_not_observed_there(graph_of: GraphOf) -> None:
    entries = garden(observed="{to: system/shed, standing: refuted}")
    assert only(graph_of(entries), "theory/phase-change").splices == (2,)


def test_a_claim_about_systems_that_names_none_is_a_splice(graph_of: GraphOf) -> None:
    chain = only(graph_of(garden(explained="theory/phase-change")), "theory/phase-change")
    assert not chain.anchored
    assert chain.splices == (0,)
    chain = only(graph_of(garden(rests="mechanism/root-gate")), "theory/phase-change")
    assert not chain.anchored
    assert chain.splices == (1,)


def test_what_follows_a_step_without_a_system_has_to_meet_what_came_before_it(graph_of: GraphOf) -> None:
    for system, splices in (("system/shed", (1,)), ("system/field", (1, 2))):
        entries = {
            "system/shed": "",
            "system/field": "",
            "theory/phase-change": links(explains="{to: result/first, in: [system/shed]}"),
            "result/first": links(explains="result/second"),
            "result/second": links(explains=f"{{to: phenomenon/late-bloom, in: [{system}]}}"),
            "phenomenon/late-bloom": "",
        }
        assert only(graph_of(entries), "theory/phase-change", "phenomenon/late-bloom").splices == splices


def test_a_relation_that_is_no_claim_about_systems_needs_none(graph_of: GraphOf) -> None:
    entries = garden("{to: result/threshold, in: [system/shed]}")
    entries["theory/phase-change"] = links(states="result/threshold")
    entries["result/threshold"] = ""
    chain = only(graph_of(entries), "theory/phase-change")
    assert [step.name for step in chain.steps] == ["states", "explains", "rests_on"]
    assert chain.systems == ("system/shed",)


def test_a_relation_that_needs_no_system_but_names_one_counts_with_it(graph_of: GraphOf) -> None:
    entries = garden("{to: result/threshold, in: [system/shed]}")
    entries["theory/phase-change"] = links(states="{to: result/threshold, in: [system/field]}")
    entries["result/threshold"] = ""
    assert only(graph_of(entries), "theory/phase-change").splices == (1,)


def test_a_described_mechanism_is_anchored_where_it_was_observed(graph_of: GraphOf) -> None:
    entries = {
        "system/shed": "",
        "theory/phase-change": "",
        "mechanism/root-gate": links(described_in="theory/phase-change", observed_in="system/shed"),
    }
    chain = only(graph_of(entries), "theory/phase-change")
    assert chain.systems == ("system/shed",)
    entries["mechanism/root-gate"] = links(described_in="theory/phase-change")
    chain = only(graph_of(entries), "theory/phase-change")
    assert not chain.anchored
    assert chain.splices == (1,)


def test_a_chain_that_makes_no_claim_about_systems_is_neither_anchored_nor_spliced(graph_of: GraphOf) -> None:
    entries = {"theory/phase-change": links(states="result/threshold"), "result/threshold": ""}
    chain = only(graph_of(entries), "theory/phase-change", "result/threshold")
    assert not chain.anchored
    assert chain.systems == ()
    assert chain.splices == ()


def test_pairs_of_neighbours_that_share_systems_do_not_make_a_whole(graph_of: GraphOf) -> None:
    # Shed and field, field and barn, barn and shed: every two steps meet, and no system is common to all.
    entries = garden(
        "{to: theory/phase-change, in: [system/shed, system/field]}",
        "{to: mechanism/root-gate, in: [system/field, system/barn]}",
        "system/barn, system/shed",
    )
    entries["system/barn"] = ""
    chain = only(graph_of(entries), "theory/phase-change")
    assert not chain.anchored
    assert chain.splices == (2,)


def test_parallel_links_are_told_apart_by_their_systems(graph_of: GraphOf) -> None:
    # The firmer claim was shown in the field; only the weaker one was shown where the mechanism is.
    explained = (
        "{to: theory/phase-change, in: [system/field], standing: proved},"
        " {to: theory/phase-change, in: [system/shed], standing: conjectured}"
    )
    chain = only(graph_of(garden(explained)), "theory/phase-change")
    assert chain.systems == ("system/shed",)
    assert chain.steps[0].standing == "conjectured"


def test_the_firmest_of_parallel_links_in_one_system_is_taken(graph_of: GraphOf) -> None:
    explained = (
        "{to: theory/phase-change, in: [system/shed], regime: in rain, standing: contested},"
        " {to: theory/phase-change, in: [system/shed], regime: in sun, standing: supported}"
    )
    chain = only(graph_of(garden(explained)), "theory/phase-change")
    assert chain.steps[0].standing == "supported"
    assert chain.regimes == ("in sun",)


# What a trace may take.


def test_a_refuted_link_is_never_taken(graph_of: GraphOf) -> None:
    for entries in (
        garden(explained="{to: theory/phase-change, in: [system/shed], standing: refuted}"),
        garden(rests="{to: mechanism/root-gate, in: [system/shed], standing: refuted}"),
    ):
        assert traces(graph_of(entries), "theory/phase-change").chains == ()
        assert traces_up(graph_of(entries), "mechanism/root-gate").chains == ()


def test_a_refuted_result_never_grounds_anything(graph_of: GraphOf) -> None:
    entries = garden("{to: result/threshold, in: [system/shed], standing: supported}")
    entries["theory/phase-change"] = links(states="result/threshold")
    for standing, chains in (("supported", 1), ("refuted", 0)):
        graph = graph_of({**entries, "result/threshold": f"standing: {standing}\n"})
        assert len(traces(graph, "theory/phase-change").chains) == chains
        assert len(traces(graph, "result/threshold").chains) == chains
        assert len(traces(graph, "theory/phase-change", "result/threshold").chains) == chains
        assert len(traces_up(graph, "phenomenon/late-bloom").chains) == 2 * chains


def test_a_trace_goes_down_and_never_back_up(graph_of: GraphOf) -> None:
    graph = graph_of(garden())
    assert traces(graph, "mechanism/root-gate").chains == ()
    assert traces(graph, "phenomenon/late-bloom", "theory/phase-change").chains == ()
    assert traces(graph, "mechanism/root-gate", "theory/phase-change").chains == ()


def test_relations_without_a_direction_are_never_taken(graph_of: GraphOf) -> None:
    entries = {
        "system/shed": "",
        "theory/phase-change": links(
            contradicts="theory/slow-root",
            member_of="theory/slow-root",
            limit_of="theory/slow-root",
            bears_on="mechanism/root-gate",
            analogous_to="mechanism/root-gate",
        ),
        "theory/slow-root": "",
        "mechanism/root-gate": links(described_in="theory/slow-root", observed_in="system/shed"),
    }
    assert traces(graph_of(entries), "theory/phase-change").chains == ()


def test_a_trace_goes_from_the_general_to_the_special_and_from_the_whole_to_its_parts(graph_of: GraphOf) -> None:
    entries = {
        "system/shed": "",
        "theory/phase-change": "",
        "theory/ice": links(specialises="theory/phase-change"),
        "mechanism/root-gate": links(described_in="theory/ice"),
        "mechanism/hinge": links(part_of="mechanism/root-gate", observed_in="system/shed"),
    }
    graph = graph_of(entries)
    chain = only(graph, "theory/phase-change", "mechanism/hinge")
    assert chain.ids == ("theory/phase-change", "theory/ice", "mechanism/root-gate", "mechanism/hinge")
    assert [step.words for step in chain.steps] == ["generalises", "describes", "has part"]
    assert traces(graph, "theory/ice", "theory/phase-change").chains == ()
    assert traces(graph, "mechanism/hinge", "mechanism/root-gate").chains == ()


def test_links_read_the_same_whichever_side_they_are_written_on(graph_of: GraphOf) -> None:
    entries = {
        "system/shed": links(exhibits="mechanism/root-gate"),
        "theory/phase-change": links(explains="{to: phenomenon/late-bloom, in: [system/shed]}"),
        "mechanism/root-gate": links(underlies="{to: phenomenon/late-bloom, in: [system/shed]}"),
        "phenomenon/late-bloom": "",
    }
    there, here = (only(graph_of(of), "theory/phase-change") for of in (entries, garden()))
    assert there.ids == here.ids
    assert there.systems == here.systems == ("system/shed",)
    assert [step.words for step in there.steps] == [step.words for step in here.steps] == ["explains", "rests on"]


def test_no_chain_leads_from_an_entry_to_itself_and_a_ring_of_links_ends(graph_of: GraphOf) -> None:
    entries = {
        "system/shed": "",
        "result/one": links(explains="{to: result/two, in: [system/shed]}"),
        "result/two": links(
            explains="{to: result/one, in: [system/shed]}, {to: mechanism/root-gate, in: [system/shed]}"
        ),
        "mechanism/root-gate": links(observed_in="system/shed"),
    }
    graph = graph_of(entries)
    assert traces(graph, "result/one", "result/one").chains == ()
    assert only(graph, "result/one").ids == ("result/one", "result/two", "mechanism/root-gate")


# Strength.


def test_the_weakest_step_gives_the_standing_of_the_chain(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/shed], standing: proved}",
        "{to: mechanism/root-gate, in: [system/shed], standing: contested}",
    )
    chain = only(graph_of(entries), "theory/phase-change")
    assert chain.standing == "contested"
    assert chain.weakest == 1


def test_the_first_of_several_weakest_steps_is_named(graph_of: GraphOf) -> None:
    chain = only(graph_of(garden()), "theory/phase-change")
    assert chain.standing == "unstated"
    assert chain.weakest == 0


def test_a_result_weaker_than_its_links_gives_the_standing_and_no_step_is_to_blame(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: result/threshold, in: [system/shed], standing: proved}",
        "{to: mechanism/root-gate, in: [system/shed], standing: supported}",
    )
    for standing, whole, weakest in (("conjectured", "conjectured", -1), ("proved", "supported", 1)):
        chain = only(graph_of({**entries, "result/threshold": f"standing: {standing}\n"}), "result/threshold")
        assert chain.standing == whole
        assert chain.weakest == weakest


def test_a_result_that_states_no_standing_weakens_nothing(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: result/threshold, in: [system/shed], standing: proved}",
        "{to: mechanism/root-gate, in: [system/shed], standing: proved}",
    )
    assert only(graph_of({**entries, "result/threshold": ""}), "result/threshold").standing == "proved"


# Which chains are shown, and in what order.


def ladder(*rungs: tuple[str, str, str]) -> dict[str, str]:
    """Results between a theory and a phenomenon in one system: name, standing of the step in, and of the step out."""
    entries = {"system/shed": "", "phenomenon/late-bloom": ""}
    entries["theory/phase-change"] = links(
        explains=", ".join(f"{{to: result/{name}, in: [system/shed], standing: {into}}}" for name, into, _ in rungs)
    )
    for name, _, out in rungs:
        entries[f"result/{name}"] = links(explains=f"{{to: phenomenon/late-bloom, in: [system/shed], standing: {out}}}")
    return entries


def test_a_mechanism_gets_one_chain_the_firmest_even_if_it_is_longer(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/shed], standing: conjectured},"
        " {to: result/threshold, in: [system/shed], standing: supported}",
        "{to: mechanism/root-gate, in: [system/shed], standing: supported}",
    )
    entries["theory/phase-change"] = links(states="{to: result/threshold, standing: proved}")
    entries["result/threshold"] = ""
    chain = only(graph_of(entries), "theory/phase-change")
    assert chain.ids[1] == "result/threshold"
    assert chain.standing == "supported"


def test_an_anchored_chain_comes_before_a_firmer_spliced_one(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: theory/phase-change, in: [system/field], standing: proved},"
        " {to: result/threshold, in: [system/shed], standing: conjectured}",
        "{to: mechanism/root-gate, in: [system/shed], standing: proved}",
    )
    entries["theory/phase-change"] = links(states="result/threshold")
    entries["result/threshold"] = ""
    chain = only(graph_of(entries), "theory/phase-change")
    assert chain.anchored
    assert chain.ids[1] == "result/threshold"
    both = traces(graph_of(entries), "theory/phase-change", "mechanism/root-gate").chains
    assert [each.anchored for each in both] == [True, False]


def test_below_a_weak_result_the_shorter_chain_is_the_better_one(graph_of: GraphOf) -> None:
    # The result is contested, so no chain from it can be firmer than that, and the long way round gains nothing.
    entries = {
        "system/shed": "",
        "result/doubtful": "standing: contested\n"
        + links(
            explains="{to: result/detour, in: [system/shed], standing: proved},"
            " {to: mechanism/root-gate, in: [system/shed], standing: conjectured}"
        ),
        "result/detour": links(explains="{to: mechanism/root-gate, in: [system/shed], standing: proved}"),
        "mechanism/root-gate": links(observed_in="system/shed"),
    }
    graph = graph_of(entries)
    short = ("result/doubtful", "mechanism/root-gate")
    assert only(graph, "result/doubtful").ids == short
    assert traces(graph, "result/doubtful", "mechanism/root-gate", most=1).chains[0].ids == short
    assert [chain.ids for chain in traces_up(graph, "mechanism/root-gate").chains if len(chain.ids) == 2] == [
        ("result/detour", "mechanism/root-gate"),
        short,
    ]


def test_chains_to_a_goal_come_anchored_first_then_firmest_then_shortest(graph_of: GraphOf) -> None:
    entries = ladder(
        ("firm", "proved", "supported"), ("weak", "proved", "conjectured"), ("elsewhere", "proved", "proved")
    )
    entries["system/field"] = ""
    entries["result/elsewhere"] = entries["result/elsewhere"].replace("system/shed", "system/field")
    entries["phenomenon/late-bloom"] = links(
        explained_by="{to: theory/phase-change, in: [system/shed], standing: conjectured}"
    )
    found = traces(graph_of(entries), "theory/phase-change", "phenomenon/late-bloom").chains
    assert [(chain.ids[1], chain.anchored, chain.standing, len(chain.steps)) for chain in found] == [
        ("result/firm", True, "supported", 2),
        ("phenomenon/late-bloom", True, "conjectured", 1),
        ("result/weak", True, "conjectured", 2),
        ("result/elsewhere", False, "proved", 2),
    ]


def test_the_first_chain_is_the_same_however_many_are_asked_for(graph_of: GraphOf) -> None:
    entries = ladder(
        ("firm", "proved", "supported"), ("weak", "proved", "conjectured"), ("vague", "proved", "unstated")
    )
    graph = graph_of(entries)
    whole = traces(graph, "theory/phase-change", "phenomenon/late-bloom").chains
    for most in (1, 2, 3):
        assert traces(graph, "theory/phase-change", "phenomenon/late-bloom", most).chains == whole[:most]


def test_cut_tells_whether_there_are_more_chains(graph_of: GraphOf) -> None:
    graph = graph_of(ladder(("one", "proved", "proved"), ("two", "proved", "proved"), ("three", "proved", "proved")))
    assert traces(graph, "theory/phase-change", "phenomenon/late-bloom", 2).cut
    assert not traces(graph, "theory/phase-change", "phenomenon/late-bloom", 3).cut
    assert traces_up(graph, "phenomenon/late-bloom", 3).cut
    assert not traces_up(graph, "phenomenon/late-bloom", 4).cut


def test_a_chain_found_in_one_system_does_not_hide_a_firmer_one_in_another(graph_of: GraphOf) -> None:
    # Systems are searched in the order of their names: barn first, where only the weaker chain was shown.
    entries = {
        "system/barn": "",
        "system/shed": "",
        "theory/phase-change": links(
            explains="{to: mechanism/root-gate, in: [system/barn], standing: unstated},"
            " {to: result/threshold, in: [system/shed], standing: supported}"
        ),
        "result/threshold": links(explains="{to: mechanism/root-gate, in: [system/shed], standing: supported}"),
        "mechanism/root-gate": links(observed_in="system/barn, system/shed"),
    }
    graph = graph_of(entries)
    best = ("theory/phase-change", "result/threshold", "mechanism/root-gate")
    assert traces(graph, "theory/phase-change", "mechanism/root-gate", most=1).chains[0].ids == best
    assert best in [chain.ids for chain in traces_up(graph, "mechanism/root-gate").chains]
    assert only(graph, "theory/phase-change").ids == best


def test_up_gives_one_chain_from_each_theory_and_result_above(graph_of: GraphOf) -> None:
    entries = garden("{to: result/threshold, in: [system/shed]}, {to: theory/slow-root, in: [system/field]}")
    entries |= {
        "result/threshold": "",
        "theory/phase-change": links(states="result/threshold"),
        "theory/slow-root": "",
        "theory/idle": "",
    }
    found = traces_up(graph_of(entries), "mechanism/root-gate").chains
    assert [(chain.ids[0], chain.anchored) for chain in found] == [
        ("result/threshold", True),
        ("theory/phase-change", True),
        ("theory/slow-root", False),
    ]
    assert all(chain.ids[-1] == "mechanism/root-gate" for chain in found)


def test_starts_are_the_theories_and_results_from_which_a_mechanism_can_be_reached(graph_of: GraphOf) -> None:
    entries = garden("{to: result/threshold, standing: supported}, {to: result/dead, standing: refuted}")
    entries |= {"result/threshold": "", "result/dead": "", "theory/idle": ""}
    entries["theory/phase-change"] = links(states="result/threshold")
    assert starts(graph_of(entries)) == ("result/threshold", "theory/phase-change")


# Layers beside the chain.

LAYERS = {f"layer/{name}": f"order: {order}\n" for order, name in enumerate(("sky", "leaf", "stem", "soil"), 1)}


def notes(graph_of: GraphOf, above: str, below: str) -> tuple[str, ...]:
    entries = {
        **LAYERS,
        "system/shed": "",
        "theory/phase-change": f"layers: [{above}]\n",
        "mechanism/root-gate": f"layers: [{below}]\n"
        + links(described_in="theory/phase-change", observed_in="system/shed"),
    }
    return only(graph_of(entries), "theory/phase-change").notes


def test_a_step_to_the_same_or_the_next_layer_needs_no_note(graph_of: GraphOf) -> None:
    assert notes(graph_of, "leaf", "leaf") == ()
    assert notes(graph_of, "leaf", "stem") == ()


def test_a_step_that_skips_layers_is_noted_as_a_jump(graph_of: GraphOf) -> None:
    assert notes(graph_of, "sky", "stem") == ("jumps 1 layer from 'Phase change' to 'Root gate'",)
    assert notes(graph_of, "sky", "soil") == ("jumps 2 layers from 'Phase change' to 'Root gate'",)


def test_a_step_to_a_layer_above_is_noted_as_a_climb(graph_of: GraphOf) -> None:
    assert notes(graph_of, "stem", "sky") == ("climbs from 'Phase change' to 'Root gate'",)


def test_of_entries_on_several_layers_the_nearest_two_are_compared(graph_of: GraphOf) -> None:
    assert notes(graph_of, "sky, stem", "soil") == ()
    assert notes(graph_of, "soil", "sky, soil") == ()
    assert notes(graph_of, "sky", "stem, soil") == ("jumps 1 layer from 'Phase change' to 'Root gate'",)


def test_regimes_are_gathered_in_order_and_each_once(graph_of: GraphOf) -> None:
    entries = garden(
        "{to: result/threshold, in: [system/shed], regime: in rain}",
        "{to: mechanism/root-gate, in: [system/shed], regime: in rain}",
    )
    entries["theory/phase-change"] = links(states="{to: result/threshold, regime: at dusk}")
    entries["result/threshold"] = ""
    assert only(graph_of(entries), "theory/phase-change").regimes == ("at dusk", "in rain")


def test_a_chain_is_no_firmer_than_the_sighting_of_its_mechanism_in_the_system_that_carries_it(
    graph_of: GraphOf,
) -> None:
    def chain_with(sighting: str) -> Chain:
        entries = {
            "theory/phase-change": "links: {explains: [{to: phenomenon/late-bloom, in: [system/field], standing: proved}]}\n",
            "phenomenon/late-bloom": "links: {rests_on: [{to: mechanism/root-gate, in: [system/field], standing: supported}]}\n",
            "mechanism/root-gate": f"links: {{observed_in: [{sighting}]}}\n",
            "system/field": "",
        }
        (chain,) = traces(graph_of(entries), "theory/phase-change").chains
        return chain

    contested = chain_with("{to: system/field, standing: contested}")
    assert (contested.standing, contested.weakest) == ("contested", 2)
    firm = chain_with("{to: system/field, standing: proved}")
    assert (firm.standing, firm.weakest) == ("supported", 1)
    noted = chain_with("system/field")
    assert (noted.standing, noted.weakest) == ("supported", 1), "a place noted without a judgement weakens nothing"
    refuted = chain_with("{to: system/field, standing: refuted}")
    assert not refuted.anchored


def test_chain_of_thousands_of_steps_is_found_down_up_and_between(graph_of: GraphOf) -> None:
    depth = 2000
    entries = {"mechanism/end": "links: {observed_in: [system/park]}\n", "system/park": ""}
    for n in range(depth):
        below = f"result/r{n + 1:04}" if n < depth - 1 else "mechanism/end"
        entries[f"result/r{n:04}"] = f"links: {{explains: [{{to: {below}, in: [system/park]}}]}}\n"
    graph = graph_of(entries)
    (chain,) = traces(graph, "result/r0000").chains
    assert chain.anchored
    assert len(chain.steps) == depth
    assert len(traces_up(graph, "mechanism/end", 3).chains[0].steps) == 1
    assert traces(graph, "result/r0000", "mechanism/end").chains[0].ids == chain.ids
    assert has_anchored(graph, "result/r0000")


class Counted(PerEntry[Any]):
    """Answers for entries, and how often they were asked for."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__(known.__getitem__)
        self.asked = 0

    def __getitem__(self, id: str) -> Any:
        self.asked += 1
        return super().__getitem__(id)


def test_a_chain_without_a_beginning_is_walked_once_and_not_once_for_each_entry(graph_of: GraphOf) -> None:
    parts = {f"mechanism/m{n:02}": f"links: {{part_of: [mechanism/m{n - 1:02}]}}\n" if n else "" for n in range(60)}
    graph = graph_of(parts)
    search = descent(graph)
    search.over, search._arcs_over = counts = Counted(search.over), Counted(search._arcs_over)
    assert not any(traces_up(graph, id).chains for id in sorted(parts, reverse=True))
    assert sum(count.asked for count in counts) <= 2 * len(parts)


def test_where_no_mechanism_was_observed_nothing_is_searched_for_an_anchor(graph_of: GraphOf) -> None:
    # Twenty theories over a row of sixty mechanisms: looked for from each, an anchor that is not there would take 1,200 steps.
    above = [f"theory/t{n:02}" for n in range(20)]
    parts = {f"mechanism/m{n:02}": f"links: {{part_of: [mechanism/m{n - 1:02}]}}\n" for n in range(1, 60)}
    parts["mechanism/m00"] = f"links: {{described_in: [{', '.join(above)}]}}\n"
    graph = graph_of({**parts, **dict.fromkeys(above, ""), "system/park": ""})
    search = descent(graph)
    search._arcs = counted = Counted(search._arcs)
    assert not any(has_anchored(graph, id) for id in above)
    assert not any(chain.anchored for id in above for chain in traces(graph, id, most=2).chains)
    assert counted.asked <= 20 * 4 * 8


def test_entries_in_a_ring_have_the_result_above_them_whichever_is_asked_first(graph_of: GraphOf) -> None:
    ring = {
        "result/a": "links: {explains: [result/b]}\n",
        "result/b": "links: {explains: [result/a, mechanism/m]}\n",
        "mechanism/m": "",
    }
    for first in ring:
        graph = graph_of(ring)
        traces_up(graph, first)
        traces(graph, first)
        assert {chain.ids[0] for chain in traces_up(graph, "mechanism/m").chains} == {"result/a", "result/b"}
        assert {chain.ids[0] for chain in traces_up(graph, "result/a").chains} == {"result/b"}
        assert {chain.ids[0] for chain in traces_up(graph, "result/b").chains} == {"result/a"}


def test_an_entry_in_a_ring_with_the_only_result_above_is_not_taken_for_one_without(graph_of: GraphOf) -> None:
    # Nothing else lies above the result: what it was asked first must not be remembered of the mechanism beside it.
    graph = graph_of({"result/a": "links: {explains: [mechanism/m]}\n", "mechanism/m": ""})
    assert not traces_up(graph, "result/a").chains
    assert len(traces_up(graph, "mechanism/m").chains) == 1


def test_places_of_bits_are_those_that_are_written_as_ones() -> None:
    random = Random(4)
    for length in (0, 1, 511, 512, 513, 3000):
        mask = random.getrandbits(length + 1) | (1 << length)
        ones = [place for place, digit in enumerate(reversed(f"{mask:b}")) if digit == "1"]
        assert places(mask, 10_000) == ones
        assert places(mask, 7) == ones[:7]
    assert places(0, 7) == []
