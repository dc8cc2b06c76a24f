"""Tree to typed entry, or findings in the contributor's words."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kg.diagnostics import Diagnostic, Rule
from kg.schema import relations
from kg.schema.entry import Entry, Short
from kg.schema.kinds import kinds
from kg.source.tree import Loc, Tree
from kg.suggest import did_you_mean

UNKNOWN_FIELD = Rule(
    "unknown-field",
    "a field that this kind of entry does not have",
    explanation="""The word before the colon is not the name of a field in this place.

Most often it is misspelt, or belongs elsewhere: relations such as `explained_by` go under `links:`. `kg new KIND NAME`
writes a blank entry with all fields of a kind; free text belongs in `body`.
""",
)
MISSING_FIELD = Rule(
    "missing-field",
    "a field that has to be given",
    explanation="""An entry without this field would be of no use to a reader.

Add it. If you do not know what to write, say so in `curation: {state: stub, doubts: [...]}` and keep the field short.
""",
)
MISSING_VALUE = Rule(
    "missing-value",
    "a field with nothing behind the colon",
    explanation="""The field is named but has no value, so it says nothing.

Fill it in, or delete the line: fields that are not needed are left out.
""",
)
WRONG_TYPE = Rule(
    "wrong-type",
    "a value of another shape than the field wants",
    explanation="""The field wants a list and got a text, or the other way round, or a mapping where neither fits.

A list is written `[one, two]` or as lines that begin with `- `. A mapping has fields of its own: `{to: id, in: [...]}`.
""",
)
BAD_VALUE = Rule(
    "bad-value",
    "a value that the field does not accept",
    explanation="""The value has the right shape but is not one of those that the field knows: not a number, not an id, not one
of the listed words, or outside its bounds. The help line names what to write instead.
""",
)
UNKNOWN_RELATION = Rule(
    "unknown-relation",
    "a relation that does not exist",
    explanation="""Below `links:` each key is the name of a relation, or of its inverse.

`kg schema relations` prints them all with the kinds they connect. If none fits, say what you mean in `body` and open an
issue: a new relation is one row of a table.
""",
)
RULES = (UNKNOWN_FIELD, MISSING_FIELD, MISSING_VALUE, WRONG_TYPE, BAD_VALUE, UNKNOWN_RELATION)


def decode(tree: Tree, kind: str) -> tuple[Entry | None, list[Diagnostic]]:
    """The entry that a file of this kind holds, or everything that is wrong with it."""
    model = kinds()[kind]
    data: Mapping[str, Any] = tree.data
    findings: list[Diagnostic] = []
    if tree.has_blanks:
        data = _without_blanks(tree, data, (), findings)
    links = data.get("links")
    if isinstance(links, dict) and not links.keys() <= _WRITTEN:
        findings.extend(_unknown_relations(tree, links))
    if model.needs_layers and not tree.data.get("layers", ()):
        findings.extend(_without_layers(tree))
    try:
        entry = model.model_validate(data)
    except ValidationError as error:
        # Where a blank was found, that was said already; pydantic also calls a list empty whose only item is wrong.
        for problem in error.errors(include_url=False):
            blank = problem["input"] is None or (problem["type"] == "missing" and _blank(tree.data, problem["loc"]))
            if not blank and not (problem["type"] == "too_short" and problem["input"]):
                findings.append(_explain(tree, model, data, problem))
        return None, findings
    return (None if findings else entry), findings


def _without_layers(tree: Tree) -> Iterator[Diagnostic]:
    if "layers" not in tree.data:
        help = "add `layers: [name]`; `kg list layer` names them"
        yield MISSING_FIELD.at(tree.span(), "field 'layers' is missing", help=help)
    elif tree.data["layers"] == ():
        yield BAD_VALUE.at(tree.span("layers"), "the list 'layers' is empty", help="`kg list layer` names them")


def _blank(data: Any, loc: Loc) -> bool:
    """Whether the key stands in the file without a value."""
    for step in loc:
        inside = step in data if isinstance(data, dict) else isinstance(step, int) and step < len(data)
        if not inside:
            return False
        data = data[step]
    return data is None


def _without_blanks(tree: Tree, data: Any, loc: Loc, findings: list[Diagnostic]) -> Any:
    """Fields without a value are left out; items without one stay, so that those after them keep their places."""
    if isinstance(data, dict):
        kept = {}
        for key, value in data.items():
            if value is None:
                help = "fill it in, or delete the line"
                findings.append(MISSING_VALUE.at(tree.key_span(*loc, key), f"field {key!r} has no value", help=help))
            else:
                kept[key] = _without_blanks(tree, value, (*loc, key), findings)
        return kept
    if isinstance(data, tuple):
        for index, value in enumerate(data):
            if value is None:
                help = "fill it in, or delete the dash"
                findings.append(MISSING_VALUE.at(tree.span(*loc, index), "this item of the list is empty", help=help))
        return tuple(_without_blanks(tree, value, (*loc, index), findings) for index, value in enumerate(data))
    return data


_WRITTEN = frozenset(name for name, relation in relations.by_name().items() if not relation.derived)


def _unknown_relations(tree: Tree, links: Mapping[str, Any]) -> Iterator[Diagnostic]:
    known = relations.by_name()
    for name in links:
        relation = known.get(name)
        if relation is None:
            help = did_you_mean(name, known) or "`kg schema relations` prints them"
            yield UNKNOWN_RELATION.at(tree.key_span("links", name), f"no relation {name!r}", help=help)
        elif relation.derived:
            message = f"relation {name!r} is never written"
            yield UNKNOWN_RELATION.at(tree.key_span("links", name), message, help="it follows from the equation")


_SHAPES = {
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
}


def _explain(tree: Tree, model: type[Entry], data: Mapping[str, Any], problem: ErrorDetails) -> Diagnostic:
    loc = problem["loc"]
    kind = problem["type"]
    context = problem.get("ctx", {})
    span = tree.key_span(*loc[:-1]) if loc and loc[-1] == "[key]" else tree.span(*loc)
    name = next((str(step) for step in reversed(loc) if isinstance(step, str) and step != "[key]"), "entry")
    if kind == "extra_forbidden":
        return _unknown_field(tree, model, loc)
    if kind == "missing":
        help = f"add `{loc[-1]}: ...`"
        return MISSING_FIELD.at(tree.span(*loc[:-1]), f"field {str(loc[-1])!r} is missing", help=help)
    if kind in _SHAPES:
        short = kind.startswith("model") and issubclass(_model_at(model, loc), Short)
        wanted = "a text or a mapping" if short else _SHAPES[kind]
        help = _reshape(name, kind, problem["input"])
        return WRONG_TYPE.at(span, f"field {name!r} wants {wanted}, this is {_shape(problem['input'])}", help=help)
    if kind == "literal_error":
        allowed = [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
        near = did_you_mean(str(problem["input"]), allowed)
        one_of = f"one of: {', '.join(allowed)}"
        message = f"{_quoted(problem['input'])} is not a value of {name!r}"
        return BAD_VALUE.at(span, message, help=f"{near} ({one_of})" if near else one_of)
    if kind == "bad_value":
        return BAD_VALUE.at(span, str(context["message"]), help=str(context["help"]))
    if kind == "string_pattern_mismatch":
        message = f"{_quoted(problem['input'])} is not a value of {name!r}"
        return BAD_VALUE.at(span, message, help=_description(model, loc))
    if kind == "too_short":
        return BAD_VALUE.at(span, f"the list {name!r} is empty", help="add an item")
    if kind in ("greater_than_equal", "less_than_equal"):
        side, bound = ("below", context.get("ge")) if kind == "greater_than_equal" else ("above", context.get("le"))
        more = "or more" if side == "below" else "or less"
        return BAD_VALUE.at(
            span,
            f"field {name!r} is {side} {bound:g}",
            help=f"write {bound:g} {more} ({_description(model, loc).rstrip('.')})",
        )
    if kind == "string_too_long":
        message = f"field {name!r} is longer than {context['max_length']} characters"
        return BAD_VALUE.at(span, message, help="make it shorter")
    words = problem["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return BAD_VALUE.at(span, f"field {name!r} should be {words}", help=_description(model, loc))


def _quoted(value: Any) -> str:
    text = repr(str(value)) if isinstance(value, str | int | float) else f"this {_shape(value).split()[-1]}"
    return text if len(text) <= 60 else text[:57] + "...'"


def _shape(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, tuple) else "a mapping"


def _reshape(name: str, kind: str, value: Any) -> str:
    if kind == "tuple_type" and isinstance(value, str):
        if not value.strip():
            return "put something into a list: begin a line with `- `"
        return f"write `{name}: [{value}]`" if len(value) < 60 else "put it in a list: begin a line with `- `"
    if kind == "tuple_type":
        return "begin each item with `- `"
    if kind == "string_type":
        return "write one text; quote it if it holds `: ` or begins with a bracket"
    if kind == "dict_type" and name == "links":
        return "write `links:` and below it `relation: [kind/name]`"
    return "give its fields below it, each as `field: value`"


def _unknown_field(tree: Tree, model: type[Entry], loc: Loc) -> Diagnostic:
    name = str(loc[-1])
    known = [field.alias or key for key, field in _model_at(model, loc[:-1]).model_fields.items()]
    if len(loc) == 1 and name in relations.by_name():
        help = "relations go under `links:`"
    else:
        help = did_you_mean(name, known) or f"fields here: {', '.join(known)}"
    return UNKNOWN_FIELD.at(tree.key_span(*loc), f"unknown field {name!r}", help=help)


def _description(model: type[Entry], loc: Loc) -> str:
    for end in range(len(loc), 0, -1):
        step = loc[end - 1]
        for key, field in _model_at(model, loc[: end - 1]).model_fields.items():
            if step == (field.alias or key):
                return field.description or ""
    return ""


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model whose fields stand at `loc`."""
    for step in loc:
        for key, field in model.model_fields.items():
            if step == (field.alias or key):
                model = next(iter(_models(field.annotation)), model)
                break
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, dict):
        for inner in get_args(annotation):
            yield from _models(inner)
