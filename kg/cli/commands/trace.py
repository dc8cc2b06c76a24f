"""`kg trace`: chains down the stack, or up."""

from __future__ import annotations

import json

import click

from kg import graph as graphs
from kg.cli.atlas import load, say
from kg.graph import Graph
from kg.queries.trace import Chain, Traces, traces, traces_up


@click.command
@click.argument("id")
@click.argument("target", required=False)
@click.option("--up", is_flag=True, help="Chains from theories and results that lead down to ID.")
@click.option("--most", type=click.IntRange(1, 100), default=8, show_default=True, help="At most so many chains.")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, id: str, target: str | None, up: bool, most: int, format: str) -> None:
    """Follow chains down from ID to mechanisms, or to TARGET.

    A chain is anchored when one system is common to all its steps, else spliced: what was shown in different systems was
    joined, and nobody has tied it together yet. The best chains come first: anchored before spliced, then the stronger,
    then the shorter. Leaves with 1 where there is none.
    """
    if up and target:
        raise click.UsageError("--up takes one ID; to go from one entry down to another, name both")
    graph = graphs.build(load(ctx.obj))
    start = graph.catalogue.find(id).id
    goal = graph.catalogue.find(target).id if target else None
    found = traces_up(graph, start, most) if up else traces(graph, start, goal, most)
    if format == "json":
        click.echo(json.dumps(_as_data(found), indent=1, ensure_ascii=False))
    else:
        for chain in found.chains:
            _print(graph, chain)
        _summarise(graph, found, start, goal, up)
    ctx.exit(0 if found.chains else 1)


def _print(graph: Graph, chain: Chain) -> None:
    width = max((len(record.name) for record in graph.catalogue.layers), default=0)
    _node(graph, chain.ids[0], width)
    for index, step in enumerate(chain.steps):
        link = step.statement.link
        if index in chain.splices:
            what = (
                "the next step was shown in another system"
                if step.statement.systems
                else "the next step names no system"
            )
            say(f"{'':{width}}  ~ spliced here: {what}", fg="yellow")
        about: list[str] = [link.standing]
        about += [f"in: {', '.join(graph.title(system) for system in link.in_)}"] if link.in_ else []
        about += [f"regime: {link.regime}"] if link.regime else []
        papers = [f"{item.paper.partition('/')[2]}, {item.at}" for item in link.evidence]
        mark = "  <- weakest step" if index == chain.weakest and len(chain.steps) > 1 else ""
        say(f"{'':{width}}  | {step.words:<12} {', '.join(about)}{mark}")
        for paper in papers:
            say(f"{'':{width}}  |   {paper}", dim=True)
        _node(graph, step.target, width)
    if len(chain.steps) in chain.splices:
        say(f"{'':{width}}  ~ spliced here: the mechanism was not observed in that system", fg="yellow")
    if chain.anchored:
        systems = ", ".join(graph.title(system) for system in chain.systems)
        sighting = ", that of the sighting there" if chain.weakest == len(chain.steps) else ""
        say(f"anchored in {systems}; standing: {chain.standing}{sighting}", fg="green")
    else:
        say(f"{'spliced' if chain.splices else 'no system named'}; standing: {chain.standing}", fg="yellow")
    for note in chain.notes:
        say(f"note: {note}", dim=True)
    say()


def _node(graph: Graph, id: str, width: int) -> None:
    record = graph.record(id)
    layers = ", ".join(graph.layer_names(id))
    kind = f"{record.kind}, {rigour}" if (rigour := getattr(record.entry, "rigour", None)) else record.kind
    say(f"{layers:<{width}}  {record.entry.title}  ({kind}: {record.name})")


def _summarise(graph: Graph, found: Traces, start: str, goal: str | None, up: bool) -> None:
    chains = found.chains
    if not chains:
        to = f"to {goal!r}" if goal else "to any mechanism"
        say(f"no theory or result leads down to {start!r}" if up else f"no chain leads from {start!r} down {to}")
        say(f"`kg gaps --about {start}` says what is missing")
        return
    anchored, spliced = sum(chain.anchored for chain in chains), sum(bool(chain.splices) for chain in chains)
    more = ", and more: ask with a larger --most" if found.cut else ""
    say(f"{len(chains)} chain{'s' * (len(chains) > 1)}: {anchored} anchored, {spliced} spliced{more}.")
    first = chains[0]
    if first.splices and not found.cut:
        # The entry where the chain is joined is where the gap is listed.
        joint = first.steps[first.splices[0]].source if first.splices[0] < len(first.steps) else first.ids[-1]
        say(f"Nobody has tied these in one system yet: see `kg gaps --about {joint}`.")


def _as_data(found: Traces) -> dict[str, object]:
    return {
        "cut": found.cut,
        "chains": [
            {
                "anchored": chain.anchored,
                "systems": list(chain.systems),
                "splices": list(chain.splices),
                "standing": chain.standing,
                "weakest": chain.weakest,
                "regimes": list(chain.regimes),
                "notes": list(chain.notes),
                "steps": [
                    {
                        "source": step.source,
                        "relation": step.name,
                        "target": step.target,
                        "standing": step.standing,
                        "in": list(step.statement.link.in_),
                        "regime": step.statement.link.regime,
                        "papers": [
                            {"paper": e.paper, "at": e.at, "stance": e.stance} for e in step.statement.link.evidence
                        ],
                    }
                    for step in chain.steps
                ],
            }
            for chain in found.chains
        ],
    }
