"""Lists and mappings inside brackets: read into parts, and written with even spaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kg.edits.quoting import tidy
from kg.source.tree import Loc


@dataclass
class Part:
    """One item: its key in a mapping, as typed, and its value: a scalar as typed, or brackets again."""

    key: str | None
    value: str | Flow


@dataclass
class Flow:
    """A list `[...]` or a mapping `{...}`."""

    mapping: bool
    parts: list[Part]


Named = TypeVar("Named")
Order = Callable[[Loc], tuple[str, ...]]


class _Unusual(Exception):
    """Brackets written in a way that is read by YAML and by nobody else: they stay as they are."""


_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)


def end_of_quoted(text: str, start: int) -> int:
    """Where the quoted text that begins here ends."""
    found = _QUOTED.match(text, start)
    return found.end() if found else len(text)


def end_of_flow(text: str, start: int) -> int:
    """Where the bracket that opens here is closed, comments and quotes passed over."""
    depth, at = 0, start
    while at < len(text):
        sign = text[at]
        if sign in "'\"" and text[at - 1] in " \t\n,[{:":
            at = end_of_quoted(text, at)
            continue
        if sign == "#" and text[at - 1] in " \t\n":
            at = text.find("\n", at)
            if at < 0:
                break
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(text)


def read(text: str) -> Flow | None:
    """The parts of brackets written on one line; nothing where they are written in an unusual way."""
    try:
        value, end = _value(text, 0)
    except _Unusual:
        return None
    return value if isinstance(value, Flow) and end == len(text) else None


def render(value: str | Flow, order: Order, loc: Loc = ()) -> str:
    """Brackets with even spaces, fields in their order, quotes where they are needed."""
    if isinstance(value, str):
        return tidy(value, inside=True)
    if not value.mapping:
        items = [render(part.value, order, (*loc, index)) for index, part in enumerate(value.parts)]
        return f"[{', '.join(items)}]"
    parts = arranged(value.parts, lambda part: name(part.key), order(loc))
    fields = [
        f"{tidy(part.key or '', inside=True)}: {render(part.value, order, (*loc, name(part.key)))}" for part in parts
    ]
    return "{" + ", ".join(fields) + "}"


def name(key: str | None) -> str:
    """A key without its quotes."""
    key = key or ""
    if key[:1] == "'":
        return key[1:-1].replace("''", "'")
    return re.sub(r"\\(.)", r"\1", key[1:-1]) if key[:1] == '"' else key


def arranged(items: list[Named], name: Callable[[Named], str], order: tuple[str, ...]) -> list[Named]:
    """Items by the order of their names; those without a place in it follow as they were."""
    places = {known: place for place, known in enumerate(order)}
    return sorted(items, key=lambda item: places.get(name(item), len(places)))


def _value(text: str, at: int) -> tuple[str | Flow, int]:
    at = _spaces(text, at)
    if at >= len(text):
        raise _Unusual
    if text[at] in "[{":
        return _flow(text, at)
    return _scalar(text, at)


def _scalar(text: str, at: int) -> tuple[str, int]:
    if text[at] in "'\"":
        end = end_of_quoted(text, at)
        if text[end - 1] != text[at] or end < at + 2:
            raise _Unusual
        return text[at:end], end
    end = at
    while end < len(text) and text[end] not in ",[]{}":
        # A colon ends a key only before a space or a bracket: `a:b` is a text.
        if text[end] == ":" and text[end + 1 : end + 2] in ("", " ", "\t", *",[]{}"):
            break
        if text[end] == "#" and text[end - 1] in " \t":
            raise _Unusual
        end += 1
    typed = text[at:end].rstrip()
    if not typed or typed[0] in "#&*!|>%@`?" or typed in ("-", ":"):
        raise _Unusual
    return typed, at + len(typed)


def _flow(text: str, at: int) -> tuple[Flow, int]:
    flow = Flow(text[at] == "{", [])
    close = "}" if flow.mapping else "]"
    at = _spaces(text, at + 1)
    while at < len(text) and text[at] != close:
        key = None
        if flow.mapping:
            key, at = _scalar(text, at)
            at = _spaces(text, at)
            # Behind a key in quotes the colon may touch the value; one without a value is somebody's slip.
            if text[at : at + 1] != ":":
                raise _Unusual
            at += 1
        value, at = _value(text, at)
        at = _spaces(text, at)
        flow.parts.append(Part(key, value))
        if text[at : at + 1] == ",":
            at = _spaces(text, at + 1)
        elif text[at : at + 1] != close:
            raise _Unusual
    if at >= len(text):
        raise _Unusual
    return flow, at + 1


def _spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
