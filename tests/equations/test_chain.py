from __future__ import annotations

import time

import pytest

from kg.equations.chain import Chain, Value, chain
from kg.equations.domain import Domain
from kg.equations.grammar import parse_equation
from kg.equations.laws import Fit, Law
from kg.equations.plan import plan
from kg.equations.problems import Problem


def law(key: str, text: str, *fits: Fit, **quantities: str) -> Law:
    equation = parse_equation(text)
    assert not isinstance(equation, Problem)
    return Law(key, equation, quantities, fits or (Fit(),))


COMPUTE = law("compute", "C = 6*N*D", C="compute", N="size", D="data")
HOFFMANN = Fit("hoffmann", {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28})
REFIT = Fit("refit", {"E": 1.8172, "A": 482.01, "B": 2085.43, "alpha": 0.3478, "beta": 0.3658})
LOSS = law(
    "loss",
    "L = E + A/N**alpha + B/D**beta",
    HOFFMANN,
    REFIT,
    L="loss",
    N="size",
    D="data",
    alpha="size-exponent",
    beta="data-exponent",
)
SHARE = law("share", "a = beta/(alpha + beta)", a="share", alpha="size-exponent", beta="data-exponent")
POSITIVE = dict.fromkeys(("compute", "size", "data", "loss"), Domain(0.0))


def numbers(found: Chain, quantity: str) -> list[float]:
    return [value.value for value in found.of(quantity)]


def test_results_chain_forward_and_each_value_tells_how() -> None:
    found = chain([LOSS, COMPUTE], {"compute": 5.88e23, "size": 70e9}, POSITIVE)
    # 5.88e23/(6*70e9) = 1.4e12 tokens, at which the printed loss is 1.936.
    (data,) = [value for value in found.of("data") if value.law == "compute"]
    assert data.value == pytest.approx(1.4e12)
    assert data.way == "inverse"
    loss = next(value for value in found.of("loss") if value.fit == "hoffmann")
    assert loss.value == pytest.approx(1.936, rel=0.002)
    assert [step.quantity for step in loss.chain()] == ["size", "compute", "data", "loss"]
    assert loss.ancestors == {"compute", "size", "data"}
    assert found.cut is False


def test_rival_fits_stand_side_by_side() -> None:
    found = chain([LOSS], {"size": 70e9, "data": 1.4e12}, POSITIVE)
    assert {value.fit for value in found.of("loss")} == {"hoffmann", "refit"}


def test_rival_laws_stand_side_by_side_with_what_was_given() -> None:
    laws = [law("one", "y = 2*x", x="x", y="y"), law("two", "y = 3*x", x="x", y="y")]
    found = chain(laws, {"x": 5.0, "y": 11.0})
    assert numbers(found, "y") == [11, 10, 15]
    assert [(value.way, value.law) for value in found.of("y")] == [
        ("given", ""),
        ("forward", "one"),
        ("forward", "two"),
    ]
    assert numbers(found, "x") == [5, 5.5, pytest.approx(11 / 3)]


def test_no_value_descends_from_its_own_quantity() -> None:
    found = chain([LOSS, COMPUTE, SHARE], {"size": 70e9, "data": 1.4e12}, POSITIVE)
    assert all(value.quantity not in value.ancestors for value in found.values)
    assert numbers(found, "size") == [70e9]
    for value in found.values:
        assert value.ancestors == {part.quantity for part in value.chain()[:-1]}


def test_a_bound_constant_is_a_value_from_which_other_laws_go_on() -> None:
    found = chain([LOSS, SHARE], {})
    assert [value.way for value in found.of("size-exponent")] == ["constant", "constant"]
    # By hand: 0.28/0.62 and 0.3658/0.7136. The exponents of two fits are never mixed.
    assert numbers(found, "share") == pytest.approx([0.4516129, 0.5126121])


def test_several_roots_are_several_values() -> None:
    found = chain([law("square", "y = x**2", x="x", y="y")], {"y": 9.0})
    assert numbers(found, "x") == [-3, 3]
    assert [value.roots for value in found.of("x")] == [2, 2]
    positive = chain([law("square", "y = x**2", x="x", y="y")], {"y": 9.0}, {"x": Domain(0.0)})
    assert numbers(positive, "x") == [3]


def test_two_rival_values_of_one_quantity_never_meet_in_a_third() -> None:
    laws = [
        law("square", "y = x**2", x="x", y="y"),
        law("double", "z = 2*x", x="x", z="z"),
        law("sum", "w = x + z", x="x", z="z", w="w"),
    ]
    # From x = -3 follows w = -9, and from x = 3 follows w = 9; -3 + 6 follows from nothing.
    assert numbers(chain(laws, {"y": 9.0}), "w") == [-9, 9]


def test_a_derivation_without_a_value_is_a_dead_end_with_its_reason() -> None:
    found = chain([law("square", "y = x**2", x="x", y="y")], {"y": -9.0})
    assert found.of("x") == ()
    assert [(end.quantity, end.law, end.reason) for end in found.dead_ends] == [("x", "square", "no number solves it")]


def test_a_value_found_by_search_passes_that_on() -> None:
    laws = [law("search", "y = x + x**2", x="x", y="y"), law("next", "z = 2*x", x="x", z="z")]
    found = chain(laws, {"y": 6.0}, {"x": Domain(0.0)})
    assert numbers(found, "z") == pytest.approx([4])
    assert [value.exact for value in found.of("z")] == [False]


def test_a_law_with_a_name_that_means_nothing_is_not_used() -> None:
    assert chain([law("open", "y = k*x", x="x", y="y")], {"x": 1.0}).of("y") == ()


def test_one_quantity_may_stand_twice_in_a_law() -> None:
    twice = law("twice", "y = a*b", a="x", b="x", y="y")
    assert numbers(chain([twice], {"x": 3.0}), "y") == [9]
    assert chain([twice], {"y": 9.0}).of("x") == ()


def test_a_law_without_inputs_gives_its_value() -> None:
    assert numbers(chain([law("fixed", "y = 2*pi", y="y")], {}), "y") == pytest.approx([6.2831853])


def rivals(count: int) -> list[Law]:
    """Every law gives every quantity of a ring from its two neighbours: rivals without end."""
    return [law(f"r{i}", "y = a + b", y=f"q{i % 7}", a=f"q{(i + 1) % 7}", b=f"q{(i + 3) % 7}") for i in range(count)]


def test_endless_rivals_are_cut_and_that_is_said() -> None:
    start = time.perf_counter()
    found = chain(rivals(60), {f"q{i}": float(i) for i in range(7)}, limit=50)
    assert found.cut
    assert len(found.values) <= 50
    assert time.perf_counter() - start < 2


def test_a_long_chain_does_not_recurse() -> None:
    laws = [law(f"s{i}", "y = x + 1", x=f"q{i}", y=f"q{i + 1}") for i in range(1500)]
    found = chain(laws, {"q0": 0.0}, limit=3000)
    (last,) = found.of("q1500")
    assert last.value == 1500
    assert len(last.chain()) == 1501
    assert isinstance(last, Value)
    assert repr(found)


def test_what_is_given_is_not_replaced_by_what_follows() -> None:
    """N from the loss and D stands beside the given N; the compute rests on the given one alone."""
    found = chain([LOSS, COMPUTE], {"size": 70e9, "data": 1.4e12, "loss": 1.95})
    assert [value.value for value in found.of("compute")] == [pytest.approx(5.88e23)]
    assert len(found.of("size")) > 1


def test_constants_of_two_laws_are_not_mixed_where_one_has_both() -> None:
    hoffmann = law("hoffmann", "y = x*alpha*beta", Fit("", {"alpha": 0.34, "beta": 0.28}), alpha="alpha", beta="beta")
    refit = law("refit", "z = x*alpha*beta", Fit("", {"alpha": 0.3478, "beta": 0.3658}), alpha="alpha", beta="beta")
    best = law("best", "a = beta/(alpha + beta)", a="a", alpha="alpha", beta="beta")
    values = [value.value for value in chain([hoffmann, refit, best], {}).of("a")]
    # 0.28/0.62 and 0.3658/0.7136, but neither 0.28/(0.3478 + 0.28) nor 0.3658/(0.34 + 0.3658).
    assert values == [pytest.approx(0.451613, rel=1e-5), pytest.approx(0.512612, rel=1e-5)]


def test_a_quantity_with_too_many_rivals_is_named() -> None:
    laws = [law(f"law-{k}", f"y = {k}*x", y="y", x="x") for k in range(1, 6)]
    found = chain(laws, {"x": 1.0}, rivals=3)
    assert len(found.of("y")) == 3
    assert found.cut
    assert found.crowded == {"y"}


def test_a_plan_lists_steps_whose_inputs_are_there() -> None:
    steps = plan([LOSS, COMPUTE], ["compute", "size"])
    assert [(step.law, step.fit, step.target) for step in steps] == [
        ("compute", "", "D"),
        ("loss", "hoffmann", "L"),
        ("loss", "refit", "L"),
    ]


def test_a_plan_names_rivals_and_leads_nowhere_back() -> None:
    laws = [law("one", "y = 2*x", x="x", y="y"), law("two", "y = 3*x", x="x", y="y")]
    assert [(step.law, step.quantity) for step in plan(laws, ["x"])] == [("one", "y"), ("two", "y")]
    assert plan(laws, []) == ()


def test_a_plan_reaches_what_the_chain_reaches() -> None:
    laws = [LOSS, COMPUTE, SHARE]
    known = {"size": 70e9, "data": 1.4e12}
    planned = {step.quantity for step in plan(laws, known)} | set(known) | {"size-exponent", "data-exponent"}
    assert planned == {value.quantity for value in chain(laws, known, POSITIVE).values}


def test_five_hundred_laws_take_a_moment() -> None:
    """The bounds are several times what was measured, to leave room for a busy machine."""
    texts = ["y = k*a**b", "y = a/(a + b)", "y = k + a/b**0.5"]
    start = time.process_time()
    equations = [parse_equation(texts[i % 3]) for i in range(500)]
    parsed = time.process_time() - start
    laws = [
        Law(f"r{i}", equation, {"y": f"q{i + 2}", "a": f"q{i}", "b": f"q{i + 1}"}, (Fit("", {"k": 0.5}),))
        for i, equation in enumerate(equations)
        if not isinstance(equation, Problem)
    ]
    start = time.process_time()
    assert len(plan(laws, ["q0", "q1"])) >= 500
    planned = time.process_time() - start
    start = time.process_time()
    assert chain(laws, {"q0": 0.6, "q1": 0.7}).values
    assert (parsed < 0.2, planned < 0.1, time.process_time() - start < 2) == (True, True, True)
