"""What follows from known quantities. Numbers are by hand, or those that the papers print."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kg.errors import UnknownEntry, UsageError
from kg.graph import Graph
from kg.queries.compute import Answer, compute, find_quantity, read_value

GraphOf = Callable[[Mapping[str, str]], Graph]

LOSS = """equation:
  expression: L = E + A/N**alpha + B/D**beta
  symbols: {L: quantity/loss, N: quantity/size, D: quantity/data}
  constants:
    E: 1.69 nat/token
    A: 406.4 nat/token * parameter**alpha
    B: 410.7 nat/token * token**beta
    alpha: {value: 0.34, quantity: quantity/size-exponent}
    beta: {value: 0.28, quantity: quantity/data-exponent}
  fits:
    - name: refit
      constants: {E: 1.8172, A: 482.01, B: 2085.43, alpha: 0.3478, beta: 0.3658}
      evidence: [{paper: paper/besiroglu, at: abstract, stance: disputes, read: abstract}]
regime: one epoch
standing: contested
evidence:
  - {paper: paper/hoffmann, at: equation 10, stance: introduces, read: part}
  - {paper: paper/besiroglu, at: abstract, stance: disputes, read: abstract}
"""
COMPUTE = """equation:
  expression: C = k*N*D
  symbols: {C: quantity/operations, N: quantity/size, D: quantity/data}
  constants: {k: 6 FLOP/parameter/token}
standing: supported
"""
BEST = """equation:
  expression: a = beta/(alpha + beta)
  symbols: {a: quantity/best-exponent, alpha: quantity/size-exponent, beta: quantity/data-exponent}
standing: supported
links:
  depends_on: [result/loss-law]
"""
POSITIVE = "domain: '(0, inf)'\n"
ATLAS = {
    "quantity/loss": "unit: nat/token\ndomain: '[0, inf)'\n",
    "quantity/size": "unit: parameter\n" + POSITIVE,
    "quantity/data": "unit: token\n" + POSITIVE,
    "quantity/operations": "unit: FLOP\n" + POSITIVE,
    "quantity/size-exponent": "unit: 1\n" + POSITIVE,
    "quantity/data-exponent": "unit: 1\n" + POSITIVE,
    "quantity/best-exponent": "unit: 1\n" + POSITIVE,
    "paper/hoffmann": "",
    "paper/besiroglu": "",
    "result/loss-law": LOSS,
    "result/compute-law": COMPUTE,
    "result/best-law": BEST,
}
CHINCHILLA = {"quantity/size": 70e9, "quantity/data": 1.4e12}


@pytest.fixture(scope="module")
def graph(graph_of: GraphOf) -> Graph:
    return graph_of(ATLAS)


def values(answer: Answer, quantity: str) -> list[float]:
    return [derived.value for derived in answer.values.get(f"quantity/{quantity}", ())]


def test_the_size_and_data_of_chinchilla_give_its_compute_and_its_loss(graph: Graph) -> None:
    """1.936 is the widely quoted evaluation; 6 * 70e9 * 1.4e12 = 5.88e23."""
    answer = compute(graph, CHINCHILLA)
    assert values(answer, "operations") == [pytest.approx(5.88e23)]
    assert values(answer, "loss")[0] == pytest.approx(1.936, rel=1e-3)


def test_rival_fits_stand_side_by_side_each_with_its_papers(graph: Graph) -> None:
    """By hand: 1.8172 + 482.01/70e9**0.3478 + 2085.43/1.4e12**0.3658 = 1.8172 + 0.0818 + 0.0749."""
    first, second = compute(graph, CHINCHILLA).values["quantity/loss"]
    assert second.value == pytest.approx(1.974, abs=5e-4)
    assert [(step.fit, step.evidence[0].paper) for step in (first.steps[-1], second.steps[-1])] == [
        ("", "paper/hoffmann"),
        ("refit", "paper/besiroglu"),
    ]
    assert first.standing == "contested"
    assert first.steps[0].regime == "one epoch"


def test_a_fit_can_be_chosen_by_name(graph: Graph) -> None:
    (only,) = compute(graph, CHINCHILLA, fits=("refit",)).values["quantity/loss"]
    assert only.steps[-1].fit == "refit"
    with pytest.raises(UsageError, match="no result has a fit 'refti'") as caught:
        compute(graph, CHINCHILLA, fits=("refti",))
    assert "did you mean 'refit'?" in caught.value.help


def test_a_law_is_solved_for_what_is_not_known(graph: Graph) -> None:
    answer = compute(graph, {"quantity/operations": 5.88e23, "quantity/data": 1.4e12}, wanted=["quantity/size"])
    (first, *_) = answer.values["quantity/size"]
    assert first.value == pytest.approx(70e9)
    assert (first.steps[0].way, first.steps[0].name) == ("inverse", "N")


def test_steps_tell_their_numbers(graph: Graph) -> None:
    (derived,) = compute(graph, CHINCHILLA).values["quantity/operations"]
    (step,) = derived.steps
    assert [(number.name, number.value, number.unit) for number in step.inputs] == [
        ("N", 70e9, "parameter"),
        ("D", 1.4e12, "token"),
    ]
    assert [(number.name, number.value, number.unit) for number in step.constants] == [("k", 6, "FLOP/parameter/token")]


def test_what_follows_from_constants_alone_is_told_when_it_is_wanted(graph: Graph) -> None:
    """0.28/0.62 = 0.4516; the refit gives 0.5126, as its paper prints."""
    assert "quantity/best-exponent" not in compute(graph, CHINCHILLA).values
    answer = compute(graph, {}, wanted=["quantity/best-exponent"])
    assert values(answer, "best-exponent") == [pytest.approx(0.4516, rel=1e-4), pytest.approx(0.5126, rel=1e-4)]
    first = answer.values["quantity/best-exponent"][0]
    assert [step.way for step in first.steps] == ["constant", "constant", "forward"]
    assert first.length == 1


def test_the_weakest_standing_on_the_way_counts_and_dependence_is_remarked(graph: Graph) -> None:
    first = compute(graph, {}, wanted=["quantity/best-exponent"]).values["quantity/best-exponent"][0]
    assert first.standing == "contested"
    assert first.steps[-1].standing == "supported"
    assert first.steps[-1].remarks == ("depends on result/loss-law, which is contested",)


def test_a_quantity_that_does_not_follow_says_what_is_missing(graph: Graph) -> None:
    answer = compute(graph, {"quantity/size": 70e9}, wanted=["quantity/operations"])
    assert answer.values == {}
    assert [(item.result, item.needs) for item in answer.missing] == [("result/compute-law", ("quantity/data",))]


def test_a_root_outside_the_domain_is_a_dead_end_with_its_reason(graph: Graph) -> None:
    answer = compute(graph, {"quantity/loss": 1.0, "quantity/data": 1.4e12}, wanted=["quantity/size"])
    assert values(answer, "size") == []
    assert {end.result for end in answer.dead_ends} == {"result/loss-law"}
    assert "no number solves it" in {end.reason for end in answer.dead_ends}


LAW = "equation:\n  expression: {}\n  symbols: {{y: quantity/y, x: quantity/x}}\n{}"
PAIR = {"quantity/x": "unit: 1\ndomain: real\n", "quantity/y": "unit: 1\ndomain: real\n"}


def one(graph_of: GraphOf, expression: str, more: str = "") -> Graph:
    return graph_of({**PAIR, "result/law": LAW.format(expression, more)})


def test_several_roots_are_all_listed(graph_of: GraphOf) -> None:
    """x*x - x = 6 at 3 and at -2."""
    found = compute(one(graph_of, "y = x*x - x"), {"quantity/y": 6.0}).values["quantity/x"]
    assert [derived.value for derived in found] == [pytest.approx(-2), pytest.approx(3)]
    assert {step.roots for derived in found for step in derived.steps} == {2}


def test_an_undefined_value_is_a_dead_end(graph_of: GraphOf) -> None:
    (end,) = compute(one(graph_of, "y = log(x)"), {"quantity/x": -1.0}).dead_ends
    assert end.reason == "the logarithm of -1, which is not positive"


def test_constants_with_errors_give_a_range(graph_of: GraphOf) -> None:
    """y = a*x with a = 3 +/- 0.1: nine in ten lie within 1.645 errors, so between 28.36 and 31.64 at x = 10."""
    more = "  constants: {a: {value: 3, uncertainty: 0.1}}\n"
    (derived,) = compute(one(graph_of, "y = a*x", more), {"quantity/x": 10.0}).values["quantity/y"]
    assert derived.value == 30
    assert derived.low == pytest.approx(30 - 1.645, abs=0.02)
    assert derived.high == pytest.approx(30 + 1.645, abs=0.02)


def test_a_range_goes_through_an_inversion(graph_of: GraphOf) -> None:
    """x = y/a; with a between 2.8355 and 3.1645, 30/a lies between 9.480 and 10.580."""
    more = "  constants: {a: {value: 3, uncertainty: 0.1}}\n"
    (derived,) = compute(one(graph_of, "y = a*x", more), {"quantity/y": 30.0}).values["quantity/x"]
    assert derived.value == 10
    assert (derived.low, derived.high) == (pytest.approx(9.48, abs=0.01), pytest.approx(10.58, abs=0.01))


def test_constants_without_errors_give_no_range(graph: Graph) -> None:
    (derived,) = compute(graph, CHINCHILLA).values["quantity/operations"]
    assert (derived.low, derived.high) == (None, None)


def test_a_refuted_result_is_used_only_when_asked_for(graph_of: GraphOf) -> None:
    refuted = {**PAIR, "result/law": LAW.format("y = 2*x", "") + "standing: refuted\n"}
    answer = compute(graph_of(refuted), {"quantity/x": 1.0})
    assert answer.values == {}
    assert answer.unused == {"result/law": "it is refuted"}
    (derived,) = compute(graph_of(refuted), {"quantity/x": 1.0}, refuted=True).values["quantity/y"]
    assert (derived.value, derived.standing) == (2, "refuted")


def test_a_result_that_is_not_computable_gives_its_reason(graph_of: GraphOf) -> None:
    graph = one(graph_of, "y = sum of x", "  computable: false\n  reason: a sum over a spectrum\n")
    assert compute(graph, {"quantity/x": 1.0}).unused == {"result/law": "a sum over a spectrum"}


def test_numbers_go_in_and_come_out_in_the_units_of_the_quantities(graph_of: GraphOf) -> None:
    """At 2 hours a plant, 24 plants take 2 days."""
    units = {"quantity/x": "unit: 1\n", "quantity/y": "unit: day\n"}
    graph = graph_of({**units, "result/law": LAW.format("y = k*x", "  constants: {k: 2 hour}\n")})
    (derived,) = compute(graph, {"quantity/x": 24.0}).values["quantity/y"]
    assert (derived.value, derived.unit) == (pytest.approx(2), "day")
    (back,) = compute(graph, {"quantity/y": 2.0}).values["quantity/x"]
    assert back.value == pytest.approx(24)


def test_a_given_quantity_is_recomputed_only_when_it_is_wanted(graph: Graph) -> None:
    """A measured loss of 2 stands; what the law says of it is told on request, and nothing goes on from there."""
    given = {**CHINCHILLA, "quantity/loss": 2.0}
    assert "quantity/loss" not in compute(graph, given).values
    assert values(compute(graph, given, wanted=["quantity/loss"]), "loss")[0] == pytest.approx(1.936, rel=1e-3)
    assert len(values(compute(graph, given), "operations")) == 1


@pytest.mark.parametrize("name", ["size", "quantity/size", "quantities/size", " size "])
def test_a_quantity_is_found_by_id_or_bare_name(graph: Graph, name: str) -> None:
    assert find_quantity(graph.catalogue, name).id == "quantity/size"


@pytest.mark.parametrize(
    ("name", "message", "help"),
    [
        ("sise", "no quantity 'sise'", "did you mean 'quantity/size'"),
        ("result/loss-law", "'result/loss-law' is no quantity", "kg list quantity"),
        ("zzz", "no quantity 'zzz'", "kg list quantity"),
    ],
)
def test_another_name_is_answered_with_the_nearest(graph: Graph, name: str, message: str, help: str) -> None:
    with pytest.raises(UnknownEntry) as caught:
        find_quantity(graph.catalogue, name)
    assert caught.value.message == message
    assert help in caught.value.help


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("size", "70e9", 70e9),
        ("data", "1.4e12 token", 1.4e12),
        ("data", "1.4e12 tokens", 1.4e12),
        ("operations", "1 PF-day", 8.64e19),
        ("operations", "5.76e23 FLOP", 5.76e23),
        ("loss", "1 bit/token", 0.6931),
    ],
)
def test_a_value_may_have_a_unit_that_converts(graph: Graph, name: str, text: str, value: float) -> None:
    assert read_value(find_quantity(graph.catalogue, name), text) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("size", "many", "'many': a number is missing"),
        ("size", "3 tokns", "'3 tokns': unknown unit 'tokns'"),
        ("size", "3 token", "'3 token' is no value of 'quantity/size': token does not convert to parameter"),
        ("size", "-3", "'-3' lies outside the domain of 'quantity/size'"),
        ("size", "3 token**alpha", "'3 token**alpha': a unit of a value has no symbols"),
    ],
)
def test_a_value_that_cannot_be_one_is_refused(graph: Graph, name: str, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_value(find_quantity(graph.catalogue, name), text)
    assert caught.value.message == message
    assert caught.value.help
