"""YAML text to plain data, in one pass over libyaml's events, with places or without.

Strict on purpose: no anchors, aliases, tags, merge keys, directives or second documents, and every scalar stays the text
that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from kg.diagnostics import Diagnostic, Note, Rule, Span
from kg.settings import MAX_DEPTH
from kg.source.fallback import PureLoader
from kg.source.files import SourceFile
from kg.source.places import Place
from kg.source.quoted import Quoted
from kg.source.syntax import (
    DUPLICATE_KEY,
    EMPTY_FILE,
    NOT_A_MAPPING,
    TOO_DEEP,
    YAML_FEATURE,
    YAML_SYNTAX,
    syntax,
    too_deep,
)

# What a file may not contain as typed text must not come in through an escape: "\alpha" begins with a bell.
_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_BLANK = frozenset({"", "~", "null"})
# The parser alone: of a loader, the parts that would make objects of the events are not wanted.
_PARSER: Any = getattr(getattr(yaml, "cyaml", None), "CParser", None)


class _Refused(Exception):
    def __init__(self, rule: Rule, start: Any, end: Any, message: str, help: str) -> None:
        self.rule, self.start, self.end, self.message, self.help = rule, start, end, message, help


class Composed:
    """What one pass gives: the data, whether some key in it has no value, and the places where they were asked for."""

    __slots__ = ("blank", "data", "place")

    def __init__(self, data: Any, blank: bool, place: Any) -> None:
        self.data, self.blank, self.place = data, blank, place


class Composer:
    """One pass over the events of a text. Recursion is bounded by MAX_DEPTH."""

    def __init__(self, text: str, *, places: bool, pure: bool = False) -> None:
        # Without libyaml the pure parser gives the same events, forty times as slowly.
        parser: Any = _PARSER(text) if _PARSER and not pure else PureLoader(text)
        self._next: Callable[[], Any] = parser.get_event
        self._places = places
        self.duplicates: list[tuple[str, Place, Place]] = []
        self.duplicate = False
        self.blank = False

    def read(self) -> Composed:
        self._next()
        start = self._next()
        if start.__class__ is StreamEndEvent:
            raise _Refused(EMPTY_FILE, start.start_mark, start.end_mark, "this file is empty", "run `kg new KIND NAME`")
        if start.version or start.tags:
            raise _feature(start, "a directive", "delete the line that begins with %")
        event = self._next()
        data, place = self._node(event, 1)
        self._next()
        end = self._next()
        if end.__class__ is not StreamEndEvent:
            raise _feature(end, "a second document", "one file holds one entry: delete the line `---` and what follows")
        return Composed(data, self.blank, place)

    def _node(self, event: Any, depth: int) -> tuple[Any, Any]:
        cls = event.__class__
        if cls is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise _decorated(event)
            value: Any = event.value
            if event.style:
                value = Quoted(value)
                if event.style == '"' and _CONTROL.search(value):
                    raise _escaped(event)
            elif value in _BLANK:
                value = None
                self.blank = True
            return value, Place(event.start_mark, event.end_mark) if self._places else None
        if cls is AliasEvent:
            raise _feature(event, f"an alias (*{event.anchor})", "write the content out, or quote the text")
        if event.anchor is not None or event.tag is not None:
            raise _decorated(event)
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of nesting"
            raise _Refused(TOO_DEEP, event.start_mark, event.end_mark, message, "is a bracket missing?")
        return self._mapping(event, depth) if cls is MappingStartEvent else self._sequence(event, depth)

    def _sequence(self, start: Any, depth: int) -> tuple[tuple[Any, ...], Any]:
        items: list[Any] = []
        place = Place(start.start_mark, start.end_mark) if self._places else None
        next_event = self._next
        while (event := next_event()).__class__ is not SequenceEndEvent:
            if place is None and event.__class__ is ScalarEvent and not event.style:
                # What nearly all items are: a text without quotes, and nothing beside it. `_node` judges the others.
                word = event.value
                if event.anchor is None and event.tag is None and word not in _BLANK:
                    items.append(word)
                    continue
            value, inner = self._node(event, depth + 1)
            if place:
                place.children[len(items)] = inner
            items.append(value)
        if place:
            place.close(event)
        return tuple(items), place

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], Any]:
        fields: dict[str, Any] = {}
        place = Place(start.start_mark, start.end_mark) if self._places else None
        next_event = self._next
        while (event := next_event()).__class__ is not MappingEndEvent:
            if event.__class__ is not ScalarEvent:
                raise _feature(event, "a key that is not a word", "keys are field names, such as `title`")
            if event.anchor is not None or event.tag is not None:
                raise _decorated(event)
            key: str = event.value
            if event.style == '"' and _CONTROL.search(key):
                raise _escaped(event)
            if key == "<<" and not event.style:
                raise _feature(event, "a merge key (<<)", "write the fields out")
            where: Any = Place(event.start_mark, event.end_mark) if self._places else None
            after = next_event()
            if place is None and after.__class__ is ScalarEvent and not after.style:
                # As in a list. What stands here twice is most of the time that this function takes.
                value, inner = after.value, where
                if after.anchor is not None or after.tag is not None or value in _BLANK:
                    value, inner = self._node(after, depth + 1)
            else:
                value, inner = self._node(after, depth + 1)
            if key in fields:
                self.duplicate = True
                if place and where:
                    self.duplicates.append((key, where, place.keys[key]))
                continue
            fields[key] = value
            if place and where:
                place.keys[key] = where
                place.children[key] = inner
        if place:
            place.close(event)
        return fields, place


def _feature(event: Any, what: str, help: str) -> _Refused:
    return _Refused(YAML_FEATURE, event.start_mark, event.end_mark, f"{what} is not used in entries", help)


def _escaped(event: Any) -> _Refused:
    message = "a backslash inside double quotes makes an invisible character"
    help = "use single quotes, where a backslash is a backslash"
    return _Refused(YAML_SYNTAX, event.start_mark, event.end_mark, message, help)


def _decorated(event: Any) -> _Refused:
    if event.anchor is not None:
        return _feature(event, f"an anchor (&{event.anchor})", "delete it, or quote the text")
    return _feature(event, f"a tag ({event.tag})", "delete it, or quote the text")


def composed(text: str, *, places: bool) -> Composed:
    """The data of a text that is known to be sound."""
    return Composer(text, places=places).read()


def read(source: SourceFile, *, pure: bool = False) -> tuple[Composed | None, list[Diagnostic]]:
    """The data of a file, or the findings that say why it has none. `pure` asks for the parser without libyaml."""
    if refusal := too_deep(source):
        return None, [refusal]
    composer = Composer(source.text, places=False, pure=pure)
    try:
        found = composer.read()
        if composer.duplicate:
            return None, _duplicates(source, pure)
    except _Refused as refused:
        # An empty file has no better place than its beginning: its end is a line that editors do not show.
        span = Span(source.path) if refused.rule is EMPTY_FILE else Place(refused.start, refused.end).span(source)
        return None, [refused.rule.at(span, refused.message, help=refused.help)]
    except yaml.YAMLError as error:
        return None, [syntax(source, error)]
    except (ValueError, OverflowError):
        # The parser without libyaml trips over an escape past the last character, such as "\U0011FFFF", and names no place.
        message, help = "a backslash inside double quotes makes no character", "use single quotes"
        return None, [YAML_SYNTAX.at(Span(source.path), message, help=help)]
    if found.data is None:
        return None, [EMPTY_FILE.at(Span(source.path), "this file is empty", help="run `kg new KIND NAME`")]
    if not isinstance(found.data, dict):
        message = f"an entry is a mapping of fields, this is a {'list' if isinstance(found.data, tuple) else 'text'}"
        return None, [NOT_A_MAPPING.at(Span(source.path), message, help="begin with `title: ...`")]
    return found, []


def _duplicates(source: SourceFile, pure: bool) -> list[Diagnostic]:
    composer = Composer(source.text, places=True, pure=pure)
    composer.read()
    return [
        DUPLICATE_KEY.at(
            again.span(source),
            f"key {key!r} given twice",
            Note("first given here", first.span(source)),
            help="merge the two, or delete one",
        )
        for key, again, first in composer.duplicates
    ]
