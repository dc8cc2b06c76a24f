"""`kg rule`: what a finding means."""

from __future__ import annotations

import click

from kg.checks import all_rules
from kg.cli.atlas import say
from kg.errors import KgError
from kg.records.rules import RULES
from kg.review import online
from kg.suggest import did_you_mean


@click.command
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Explain what a finding means and how to mend it. Without NAME, list all rules."""
    rules = dict(sorted({**all_rules(), **{rule.name: rule for rule in (*RULES, *online.RULES)}}.items()))
    if name is None:
        for rule in rules.values():
            say(f"{rule.name:<28} {rule.severity.value:<8} {rule.summary}")
        return
    if name not in rules:
        raise KgError(f"no rule {name!r}", help=did_you_mean(name, rules) or "`kg rule` lists them")
    rule = rules[name]
    say(f"{rule.severity.value}[{rule.name}]: {rule.summary}", bold=True)
    say()
    for line in rule.explanation.strip().split("\n"):
        say(line)
