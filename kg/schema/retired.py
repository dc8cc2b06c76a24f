"""Tombstones: ids that are gone for good, and what stands in their place."""

from __future__ import annotations

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from kg.diagnostics import Diagnostic, Rule, Span
from kg.schema.entry import EntryId, Model, Text
from kg.source.tree import Tree

BAD_TOMBSTONE = Rule(
    "bad-tombstone",
    "a line of retired.yaml that cannot be read",
    explanation="""`entries/retired.yaml` lists the entries that are gone, so that their ids are never used again and their
addresses keep answering:

    retired:
      - {id: phenomenon/old-name, reason: renamed, replaced_by: phenomenon/new-name}

`kg rename` and `kg retire` write it.
""",
)
RULES = (BAD_TOMBSTONE,)


class Tombstone(Model):
    """One id that will not be used again."""

    id: EntryId = Field(description="The id that is gone.")
    reason: Text = Field(description="Why it went.")
    replaced_by: EntryId | None = Field(None, description="What to read instead.")


class _Retired(Model):
    retired: tuple[Tombstone, ...]


def _in_plain_words(problem: ErrorDetails) -> str:
    name = next((str(step) for step in reversed(problem["loc"]) if isinstance(step, str)), "retired")
    match problem["type"]:
        case "missing":
            return f"its field {name!r} is missing"
        case "extra_forbidden":
            return f"it has no field {name!r}"
        case "bad_value":
            return str(problem["ctx"]["message"])
        case "tuple_type":
            return f"{name!r} is not a list"
        case "model_type":
            return "it is not a mapping with an id and a reason"
        case _:
            return f"{name!r} is not a text"


def decode_retired(tree: Tree) -> tuple[tuple[Tombstone, ...], list[Diagnostic]]:
    """The tombstones of a file, or what is wrong with it."""
    try:
        return _Retired.model_validate(tree.data).retired, []
    except ValidationError as error:
        spans: list[tuple[Span, str]] = [
            (tree.span(*e["loc"]), _in_plain_words(e)) for e in error.errors(include_url=False)
        ]
        help = "write `retired: [{id: kind/name, reason: ..., replaced_by: kind/name}]`"
        return (), [
            BAD_TOMBSTONE.at(span, f"this tombstone cannot be read: {words}", help=help) for span, words in spans
        ]
