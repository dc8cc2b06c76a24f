"""The questions that an entry of a kind answers, from the same models that judge entries: for people who fill in a form."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema.entry import Entry
from kg.schema.kinds import kinds
from kg.schema.template import example, first_line

Shape = Literal["line", "text", "choice", "layers", "lines", "links", "evidence", "yaml"]

NAME, DOUBTS = "name", "doubts"
"""Two questions that are no fields of their own: the id to be, and what goes below `curation`."""

_FIRST = ("title", NAME, "summary", "layers")
_LAST = ("evidence", "links", "body", "aliases", "tags", DOUBTS)
_UNASKED = ("sources", "waives", "contributors", "curation")
_SAID = {
    NAME: "Small letters, digits and hyphens; it becomes the permanent id. Left empty, it is made of the title.",
    DOUBTS: "What you did not check, one sentence a line.",
    "layers": "Where it stands in the stack of the atlas.",
    "evidence": "One paper a line: paper | where in it | stance | how far you read it | a note, if you like.",
    "links": "One link a line: relation, colon, the entry at the other end.",
}
_SHOWN = {"evidence": "paper/NAME | section 4 | supports | abstract"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one field, and how the answer looks."""

    field: str
    label: str
    help: str
    shape: Shape
    required: bool
    options: tuple[str, ...] = ()
    shown: str = ""
    """What an answer looks like, in grey."""


def questions(kind: str, layers: Sequence[str] = ()) -> list[Question]:
    """In the order in which they are asked. `layers` are the names to choose from."""
    model = kinds()[kind]
    own = [name for name in model.model_fields if name not in (*_FIRST, *_LAST, *_UNASKED)]
    return [_question(kind, model, name, tuple(layers)) for name in (*_FIRST, *own, *_LAST)]


def issue_form(kind: str, layers: Sequence[str]) -> str:
    """The form (YAML) by which an issue tracker asks them, in the words of GitHub's form schema."""
    says = first_line(kinds()[kind])
    lines = [
        f"name: {json.dumps('New ' + kind)}",
        f"description: {json.dumps('Add a ' + kind + ': ' + says)}",
        f"title: {json.dumps('[' + kind + '] ')}",
        f"labels: {json.dumps(['new entry', 'kind: ' + kind])}",
        "body:",
        "  - type: markdown",
        "    attributes:",
        f"      value: {json.dumps(_WELCOME)}",
    ]
    for question in questions(kind, layers):
        lines.extend(f"  {line}" for line in _element(question))
    return "\n".join(lines) + "\n"


_WELCOME = (
    "Your answers become an entry file, and a pull request that credits you. Leave empty what you do not know: "
    "an honest stub is welcome. Your own words, please; no copied abstracts."
)
_ELEMENTS = {"line": "input", "layers": "input"}


def _element(question: Question) -> Iterator[str]:
    # An atlas without layers has none to offer, and a list of choices may not be empty.
    chosen = question.shape in ("choice", "layers") and question.options
    yield f"- type: {'dropdown' if chosen else _ELEMENTS.get(question.shape, 'textarea')}"
    yield f"  id: {question.field.replace('_', '-')}"
    yield "  attributes:"
    yield f"    label: {json.dumps(question.label)}"
    yield f"    description: {json.dumps(question.help)}"
    if chosen:
        if question.shape == "layers":
            yield "    multiple: true"
        yield f"    options: {json.dumps(question.options)}"
    elif question.shown:
        yield f"    placeholder: {json.dumps(question.shown)}"
    if question.shape == "yaml":
        yield "    render: yaml"
    yield "  validations:"
    yield f"    required: {'true' if question.required else 'false'}"


def _question(kind: str, model: type[Entry], name: str, layers: tuple[str, ...]) -> Question:
    label = name.replace("_", " ").capitalize()
    if name in (NAME, DOUBTS):
        return Question(name, label, _SAID[name], "line" if name == NAME else "lines", False)
    field, hint = model.model_fields[name], get_type_hints(model, include_extras=True)[name]
    required = field.is_required() or (name == "layers" and model.needs_layers)
    help = _SAID.get(name) or field.description or ""
    if name == "layers":
        return Question(name, label, help, "layers", required, layers)
    shape, options = _shape(name, hint)
    shown = _SHOWN.get(name, "")
    if name == "links":
        # The first line of the example is the field's own name.
        shown = next(iter(example(kind, name)[1:]), "").strip().replace("[", "").replace("]", "")
    if shape == "lines":
        help = f"{help.removesuffix('.')}; one a line."
    if shape == "yaml":
        shown = "\n".join(example(kind, name)).partition(": ")[2]
    return Question(name, label, help, shape, required, options, shown)


def _shape(name: str, hint: Any) -> tuple[Shape, tuple[str, ...]]:
    if name == "links":
        return "links", ()
    if name == "evidence":
        return "evidence", ()
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _shape(name, next(arg for arg in args if arg is not type(None)))
    if origin is Literal:
        return "choice", tuple(str(arg) for arg in args)
    if origin is Annotated:
        if args[0] is bool:
            return "choice", ("true", "false")
        return ("text" if "prose" in args[1:] else "line"), ()
    if origin is tuple and not _structured(args[0]):
        return "lines", ()
    return "yaml", ()


def _structured(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)
