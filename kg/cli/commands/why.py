"""`kg why`: the evidence or the derivation behind one link."""

from __future__ import annotations

import json
from typing import Any

import click

from kg import graph as graphs
from kg.catalogue import Statement
from kg.cli.atlas import load, say
from kg.graph import Graph
from kg.queries.why import Answer, between, why
from kg.reasoning import MOST
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning.facts import Proof
from kg.schema import relations

_DEEP = 20
"""Levels of a proof that are told one within the other; below, the links that it rests on follow in their order."""


@click.command
@click.argument("a")
@click.argument("relation")
@click.argument("b")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, a: str, relation: str, b: str, format: str) -> None:
    """Show why A stands in RELATION to B: the papers behind a written link, or the proof of a derived one.

    RELATION is a relation, its inverse, or one that only reasoning yields: holds_in, covers, involved_in, expected_in,
    unsound_by, unsettled_by. Leaves with 1 where nothing says so.
    """
    graph = graphs.build(load(ctx.obj))
    source, target = graph.catalogue.find(a).id, graph.catalogue.find(b).id
    answer = why(graph, source, relation, target)
    if format == "json":
        click.echo(json.dumps(_as_data(answer), indent=1, ensure_ascii=False))
    else:
        _print(graph, answer)
    found = bool(answer.statements or answer.proofs)
    if answer.cut and not found:
        click.echo(f"kg: only the first {MOST:,} facts were derived, and it may follow all the same", err=True)
    ctx.exit(0 if found else 1)


def _print(graph: Graph, answer: Answer) -> None:
    for statement in answer.statements:
        _written(statement, "")
        say(f"  written in {statement.span.place}", dim=True)
    for proof in answer.proofs:
        _tree(proof, "")
    if answer.statements or answer.proofs:
        return
    say(f"nothing says that {answer.source} {_words(answer.relation)} {answer.target}")
    known = dict.fromkeys(between(graph, answer.source, answer.target))
    for source, relation, target in known:
        say(f"  known: {source} {_words(relation)} {target}")


def _words(name: str) -> str:
    return DERIVED[name].words if name in DERIVED else relations.by_name()[name].reads(name)


def _written(statement: Statement, indent: str) -> None:
    link = statement.link
    where = f", in {', '.join(link.in_)}" if link.in_ else ""
    regime = f", where {link.regime}" if link.regime else ""
    sentence = f"{statement.source} {_words(statement.relation.name)} {statement.target}"
    say(f"{indent}{sentence}: {link.standing}{where}{regime}")
    for item in link.evidence:
        say(f"{indent}  {item.stance} by {item.paper}, {item.at} (read: {item.read})")
    if not link.evidence:
        say(f"{indent}  no evidence is given", dim=True)


def _tree(proof: Proof, indent: str, level: int = 0) -> None:
    if proof.statement:
        _written(proof.statement, indent)
        return
    fact = proof.fact
    where = f", in {fact.system}" if fact.system else ""
    say(f"{indent}{fact.source} {_words(fact.relation)} {fact.target}: derived, {proof.standing}{where}")
    say(f"{indent}  by the rule {proof.rule}, from", dim=True)
    if level < _DEEP:
        for premise in proof.premises:
            _tree(premise, indent + "    ", level + 1)
        return
    say(f"{indent}  and so on, {proof.size} steps in all, over these links", dim=True)
    for statement in proof.statements():
        _written(statement, indent + "    ")


def _as_data(answer: Answer) -> dict[str, Any]:
    return {
        "source": answer.source,
        "relation": answer.relation,
        "target": answer.target,
        "written": [_statement(statement) for statement in answer.statements],
        "derived": [_proof(proof) for proof in answer.proofs],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    link = statement.link
    return {
        "source": statement.source,
        "relation": statement.relation.name,
        "target": statement.target,
        "standing": link.standing,
        "in": list(link.in_),
        "regime": link.regime,
        "evidence": [item.model_dump() for item in link.evidence],
        "place": statement.span.place,
    }


def _proof(proof: Proof, level: int = 0) -> dict[str, Any]:
    if proof.statement:
        return {"written": _statement(proof.statement)}
    fact = proof.fact
    return {
        "source": fact.source,
        "relation": fact.relation,
        "target": fact.target,
        "system": fact.system or None,
        "standing": proof.standing,
        "rule": proof.rule,
        "premises": [_proof(premise, level + 1) for premise in proof.premises]
        if level < _DEEP
        else [{"written": _statement(statement)} for statement in proof.statements()],
    }
