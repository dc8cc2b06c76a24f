"""`kg rule` and `kg schema`: what people and editors look up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kg.checks import all_rules
from kg.records.rules import RULES
from kg.review import online
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

Kg = Callable[..., Any]


def test_all_rules_are_listed_with_their_severity(kg: Kg) -> None:
    lines = kg("rule", atlas=None).stdout.splitlines()
    rules = {rule.name: rule for rule in (*all_rules().values(), *RULES, *online.RULES)}
    assert [line.split()[:2] for line in lines] == [[name, rules[name].severity.value] for name in sorted(rules)]


def test_every_rule_is_explained(kg: Kg) -> None:
    for name, rule in all_rules().items():
        outcome = kg("rule", name, atlas=None)
        assert outcome.exit_code == 0
        assert outcome.stdout.startswith(f"{rule.severity.value}[{name}]: {rule.summary}\n\n")
        assert len(outcome.stdout.splitlines()) >= 4, name


def test_an_unknown_rule_is_answered_with_the_near_one_or_with_the_list(kg: Kg) -> None:
    outcome = kg("rule", "unknown-taget")
    assert outcome.exit_code == 1
    assert outcome.stderr == "kg: no rule 'unknown-taget' (did you mean 'unknown-target'?)\n"
    assert kg("rule", "xylophone").stderr == "kg: no rule 'xylophone' (`kg rule` lists them)\n"


@pytest.mark.parametrize("kind", tuple(kinds()))
def test_the_schema_of_a_kind_is_json_and_names_its_fields(kg: Kg, kind: str) -> None:
    schema = json.loads(kg("schema", kind, atlas=None).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"title", "summary", "links"} <= set(schema["properties"])
    assert {"title", "summary"} <= set(schema["required"])
    assert ("layers" in schema["required"]) == kinds()[kind].needs_layers


def test_the_table_of_relations_has_a_line_for_each(kg: Kg) -> None:
    lines = kg("schema", "relations", atlas=None).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [relation.name for relation in RELATIONS]
    assert lines[0] == (
        "explains / explained_by          theory, result -> phenomenon, mechanism, result  (down forwards)"
    )


def test_a_schema_of_what_is_no_kind_is_wrong_usage(kg: Kg) -> None:
    outcome = kg("schema", "gnome", atlas=None)
    assert outcome.exit_code == 2
    assert "phenomenon" in outcome.stderr
