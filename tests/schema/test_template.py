"""A blank entry: it can be read, names known fields only, and is sound once it is filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kg.schema.decode import decode
from kg.schema.kinds import kinds
from kg.schema.relations import by_name
from kg.schema.template import template
from kg.source import tree
from kg.source.files import SourceFile
from kg.source.tree import Tree

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg

# What a contributor would write for each placeholder.
FILLED = {
    "layers: [NAME]": "layers: [bed]",
    "ONE OR TWO PLAIN SENTENCES": "It sings.",
    "issued: TEXT": "issued: 2019",
    "identifiers: {arxiv: TEXT, doi: TEXT}": "identifiers: {arxiv: 2301.05217}",
    "entry: kind/NAME": "entry: phenomenon/late-bloom",
}

TITLES = [
    "Late bloom",
    "NO",
    "null",
    "2209.10650",
    "it's: a 'garden'",
    "# not a comment",
    "- dash",
    "{x}",
    "庭 🌷",
    'say "hum"',
    "a: b",
    "x #y",
    "%",
    "@a",
]


def parsed(text: str) -> Tree:
    found, findings = tree.parse(SourceFile("x.yaml", text))
    assert found is not None, findings
    return found


def uncommented(text: str) -> str:
    """Every field written out, as if all hints that are YAML had been taken."""
    lines = []
    for line in text.split("\n"):
        hint = line.removeprefix("# ")
        is_field = re.match(r"[a-z_]+:( |$)", hint) or (line.startswith("#   ") and hint.startswith("  "))
        lines.append(hint if line.startswith("# ") and is_field else line)
    return "\n".join(lines)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_blank_entry_can_be_read_and_has_the_title_that_was_asked_for(kind: str, title: str) -> None:
    assert parsed(template(kind, title)).data["title"] == title


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_blank_entry_gives_what_is_needed_and_hints_at_the_rest(kind: str) -> None:
    text = template(kind, "Late bloom")
    model = kinds()[kind]
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    if model.needs_layers:
        needed.add("layers")
    assert set(parsed(text).data) == needed
    assert set(parsed(uncommented(text)).data) == set(model.model_fields)
    for field in model.model_fields.values():
        assert f"# {field.description}\n" in text


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_blank_entry_with_every_hint_taken_has_known_fields_and_relations_only(kind: str) -> None:
    _, findings = decode(parsed(uncommented(template(kind, "Late bloom"))), kind)
    assert [finding.message for finding in findings if finding.rule.name not in ("bad-value", "missing-value")] == []


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_blank_entry_is_sound_when_its_placeholders_are_filled_in(kind: str) -> None:
    text = template(kind, "Late bloom")
    if kind == "paper":
        text = text.replace("# identifiers: {", "identifiers: {")
    for placeholder, words in FILLED.items():
        text = text.replace(placeholder, words)
    text = re.sub(r"CHOOSE  # one of: (\S+?)(?:,.*)?$", r"\1", text, flags=re.MULTILINE)
    entry, findings = decode(parsed(text), kind)
    assert [finding.message for finding in findings] == []
    assert entry is not None
    assert entry.title == "Late bloom"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_relations_hinted_at_fit_the_kind(kind: str) -> None:
    links = parsed(uncommented(template(kind, "Late bloom"))).data.get("links") or {}
    for name, targets in links.items():
        relation = by_name()[name]
        there = targets[0].partition("/")[0]
        ends = (kind, there) if name == relation.name else (there, kind)
        assert there == "kind" or relation.allows(*ends), name


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_new_entry_that_nobody_filled_in_does_not_pass_the_check(kind: str, kg: Kg, atlas_of: AtlasOf) -> None:
    root = atlas_of({"systems/two-layer-toy.yaml": "title: Toy\nscale: toy\nsummary: It sings.\n"})
    made = kg("new", kind, "new-thing", atlas=root)
    assert made.exit_code == 0
    outcome = kg("check", "--format", "concise", atlas=root)
    assert outcome.exit_code == 1
    assert made.stdout.strip() in outcome.stdout
