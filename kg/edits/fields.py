"""Put other values into single fields of an entry file; every other line, and every comment, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.edits.format import comments, read
from kg.edits.quoting import written
from kg.errors import KgError
from kg.schema import order
from kg.source.files import SourceFile
from kg.source.tree import Loc, Tree, parse

Value = str | Sequence[str] | Mapping[str, str]
_WIDTH = 120


def with_fields(source: SourceFile, kind: str, values: Mapping[str, Value]) -> str:
    """The text of a file with these fields set; a field that was not there comes where it belongs.

    Raises:
        KgError: the file cannot be read, or a field cannot be set without losing something.
    """
    text = source.text
    for field, value in values.items():
        text = _with_field(SourceFile(source.path, text), kind, field, value)
    return text


def _with_field(source: SourceFile, kind: str, field: str, value: Value) -> str:
    tree = read(source)
    starts = {name: tree.key_span(name) for name in tree.data}
    if any(span.column != 1 for span in starts.values()):
        raise KgError(f"{source.path} is written in brackets", help=f"set {field!r} by hand, or run `kg fmt` first")
    lines = tree.source.text.split("\n")
    if field in tree.data:
        first = starts[field].line - 1
        last = _last(tree, starts, field, lines)
        flow = first == last and lines[first].rstrip().endswith(("]", "}"))
        lines[first : last + 1] = _lines(field, value, flow, _tokens(tree, field))
    else:
        before = [name for name in _names_before(kind, field) if name in tree.data]
        at = _last(tree, starts, before[-1], lines) + 1 if before else min(span.line for span in starts.values()) - 1
        lines[at:at] = _lines(field, value, False, {})
    text = "\n".join(lines)
    _verify(tree, text, field, value)
    return text


def _names_before(kind: str, field: str) -> Sequence[str]:
    names = order.fields(kind, ())
    return names[: names.index(field)]


def _last(tree: Tree, starts: Mapping[str, Any], field: str, lines: Sequence[str]) -> int:
    """The last line of a field, without the blank lines and comments in front of the next one."""
    begin = starts[field].line
    end = min((span.line for span in starts.values() if span.line > begin), default=len(lines) + 1) - 2
    # A comment that is set in belongs to the field, one at the margin to what follows.
    while end > begin - 1 and (not lines[end].strip() or lines[end].startswith("#")):
        end -= 1
    return end


def _tokens(tree: Tree, field: str) -> dict[str, str]:
    """The texts below a field as they were typed, so that what stays the same keeps its quotes."""
    found: dict[str, str] = {}
    lines = tree.source.text.split("\n")
    inner = tree.data[field]
    places: list[Loc] = [(field,)]
    if isinstance(inner, Mapping):
        places = [(field, name) for name in inner]
    elif isinstance(inner, tuple):
        places = [(field, index) for index in range(len(inner))]
    for loc in places:
        value: Any = inner if len(loc) == 1 else inner[loc[1]]
        span = tree.span(*loc)
        token = lines[span.line - 1][span.column - 1 : span.end_column - 1].strip()
        # Only what is one token on one line: its meaning is looked up again at the end.
        if isinstance(value, str) and token[:1] not in "|>" and "\\" not in token and " #" not in token:
            bare = token[1:-1].replace("''", "'") if token[:1] in "'\"" else token
            if bare == value:
                found[value] = token
    return found


def _lines(field: str, value: Value, flow: bool, tokens: Mapping[str, str]) -> list[str]:
    def token(text: str, inside: bool) -> str:
        return tokens.get(text) or written(text, inside=inside)

    if isinstance(value, str):
        return [f"{field}: {token(value, False)}"]
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name}: {token(text, True)}" for name, text in value.items())
        line = f"{field}: {{{inner}}}"
        block = [f"{field}:", *(f"  {name}: {token(text, False)}" for name, text in value.items())]
    else:
        line = f"{field}: [{', '.join(token(text, True) for text in value)}]"
        block = [f"{field}:", *(f"  - {token(text, False)}" for text in value)]
    return [line] if flow and len(line) <= _WIDTH else block


def _verify(before: Tree, text: str, field: str, value: Value) -> None:
    after, _ = parse(SourceFile(before.source.path, text))
    wanted = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
    if after is None or after.data != {**before.data, field: wanted}:
        message = f"{before.source.path}: {field!r} cannot be set without changing something else"
        raise KgError(message, help="set it by hand")
    if comments(before) != comments(after):
        raise KgError(f"{before.source.path}: a comment stands inside {field!r}", help="set it by hand")
