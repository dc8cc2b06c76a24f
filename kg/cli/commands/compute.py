"""`kg compute`: what follows from known quantities."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kg import graph as graphs
from kg.cli.atlas import load, say, wrap
from kg.errors import UsageError
from kg.graph import Graph
from kg.queries.compute import Answer, Derived, Number, Step, compute, find_quantity, read_value

_MOST_DEAD_ENDS = 12


@click.command
@click.argument("known", nargs=-1, metavar="QUANTITY=VALUE...")
@click.option(
    "--want", "wants", multiple=True, metavar="QUANTITY", help="Only this quantity; may be given more than once."
)
@click.option("--fit", "fits", multiple=True, metavar="NAME", help="Only this fit, in results that have it.")
@click.option("--deep", is_flag=True, help="Longer chains too, where shorter ones give the same quantity.")
@click.option("--all", "refuted", is_flag=True, help="Use refuted results too.")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    known: tuple[str, ...],
    wants: tuple[str, ...],
    fits: tuple[str, ...],
    deep: bool,
    refuted: bool,
    format: str,
) -> None:
    """Compute what follows from known quantities, step by step.

    QUANTITY is an id or a bare name, VALUE a number in the quantity's unit, or with a unit of its own that converts:
    `training-compute='1 PF-day'`. Rival results stand side by side. Leaves with 1 where nothing follows.
    """
    if not known and not wants:
        raise click.UsageError("name what is known, as QUANTITY=VALUE, or what you --want")
    graph = graphs.build(load(ctx.obj))
    given: dict[str, float] = {}
    for word in known:
        name, equals, text = word.partition("=")
        if not equals or not text.strip():
            raise click.UsageError(f"{word!r} is not QUANTITY=VALUE")
        quantity = find_quantity(graph.catalogue, name)
        if quantity.id in given:
            raise UsageError(f"{quantity.id!r} is given twice", help="keep one of the two")
        given[quantity.id] = read_value(quantity, text)
    wanted = tuple(dict.fromkeys(find_quantity(graph.catalogue, name).id for name in wants))
    answer = compute(graph, given, wanted, fits, refuted=refuted)
    if format == "json":
        click.echo(json.dumps(_as_data(answer), indent=1, ensure_ascii=False))
    else:
        _print(graph, answer, deep)
    ctx.exit(0 if answer.values else 1)


def _print(graph: Graph, answer: Answer, deep: bool) -> None:
    for number in answer.given:
        say(f"given: {_name(number.quantity)} = {_measure(number.value, number.unit)}")
    used: dict[tuple[str, str], tuple[int, Step]] = {}
    for quantity, rivals in answer.values.items():
        shown = rivals if deep else [rival for rival in rivals if rival.length == rivals[0].length]
        say()
        say(f"{_name(quantity)}: {graph.title(quantity)}", bold=True)
        for derived in shown:
            _value(derived, used)
        if len(shown) < len(rivals):
            more = " or more" if quantity in answer.crowded else ""
            say(f"  and {len(rivals) - len(shown)}{more} through longer chains: --deep", dim=True)
        elif quantity in answer.crowded:
            say("  and more through longer chains, which were not computed", dim=True)
    if used:
        say()
    for place, step in used.values():
        _result(graph, step, place)
    if not answer.values:
        say("nothing follows")
    _remarks(answer)


def _value(derived: Derived, used: dict[tuple[str, str], tuple[int, Step]]) -> None:
    spread = ""
    if derived.low is not None and derived.high is not None:
        spread = f", 90 % of samples from {derived.low:.4g} to {derived.high:.4g}"
    colour = {"contested": "yellow", "refuted": "red"}.get(derived.standing, "reset")
    last = derived.steps[-1]
    fit = f", fit {last.fit}" if last.fit else ""
    weakest = "weakest standing " if len(derived.steps) > 1 else ""
    measure = _measure(derived.value, derived.unit)
    say(f"  {measure}{spread}  {_name(last.result)}{fit} ({weakest}{derived.standing})", fg=colour)
    for step in derived.steps:
        place, _ = used.setdefault((step.result, step.fit), (len(used) + 1, step))
        _step(step, f"    [{place}] ")


def _step(step: Step, begin: str) -> None:
    if step.way == "constant":
        _wrapped(f"{step.name} = {_measure(step.value, step.unit)}, taken from its constants", "", begin)
        return
    text = step.expression
    if step.way == "inverse":
        text += f", solved for {step.name}"
    if step.inputs:
        text += f", with {', '.join(map(_number, step.inputs))}"
    text += f": {step.name} = {_measure(step.value, step.unit)}"
    if step.roots > 1:
        text += f", one of {step.roots} solutions"
    if step.note:
        text += f" ({step.note})"
    elif step.way == "inverse" and not step.exact:
        text += " (found by search: there may be other solutions)"
    _wrapped(text, "", begin)


def _result(graph: Graph, step: Step, place: int) -> None:
    fit = f", fit {step.fit}" if step.fit else ""
    begin = f"[{place}] "
    indent = " " * len(begin)
    say(f"{begin}{graph.title(step.result)} ({step.result}{fit}): {step.rigour}, {step.standing}")
    _wrapped(", ".join(map(_number, step.constants)), indent)
    _wrapped(f"regime: {step.regime}" if step.regime else "", indent)
    papers = [f"{item.paper.partition('/')[2]}, {item.at} ({item.stance})" for item in step.evidence]
    _wrapped(f"papers: {'; '.join(papers)}" if papers else "", indent)
    for remark in step.remarks:
        say(f"{indent}{remark}", fg="yellow")


def _wrapped(text: str, indent: str, first: str = "") -> None:
    """The text in lines, the first one after `first`."""
    for index, line in enumerate(wrap(text, indent or " " * len(first)).split("\n") if text else ()):
        say(first + line.lstrip() if first and not index else line, dim=not first)


def _remarks(answer: Answer) -> None:
    if answer.dead_ends or answer.missing or answer.unused:
        say()
    for end in answer.dead_ends[:_MOST_DEAD_ENDS]:
        fit = f", fit {end.fit}" if end.fit else ""
        say(f"no {_name(end.quantity)} from {end.result}{fit}: {end.reason}")
    if len(answer.dead_ends) > _MOST_DEAD_ENDS:
        say(f"and {len(answer.dead_ends) - _MOST_DEAD_ENDS} more dead ends: --format json lists them")
    for missing in answer.missing:
        needs = ", ".join(_name(id) for id in missing.needs)
        say(f"{missing.result} would give {_name(missing.quantity)}; it still needs {needs}")
    for result, reason in answer.unused.items():
        _wrapped(f"not used: {result}: {reason}", "")
    if answer.cut:
        say("this was cut short: more may follow", fg="yellow")


def _name(id: str) -> str:
    return id.partition("/")[2]


def _number(number: Number) -> str:
    error = f" +/- {number.error:.3g}" if number.error else ""
    return f"{number.name} = {number.value:.6g}{error}{f' {number.unit}' if number.unit else ''}"


def _measure(value: float, unit: str) -> str:
    return f"{value:.6g}{f' {unit}' if unit else ''}"


def _as_data(answer: Answer) -> dict[str, object]:
    data = asdict(answer)
    for rivals in data["values"].values():
        for derived in rivals:
            for step in derived["steps"]:
                step["evidence"] = [item.model_dump(exclude_none=True) for item in step["evidence"]]
    return data
