"""YAML text to plain data, beside the place of every key and value.

Strict on purpose: no anchors, aliases, tags, merge keys, directives or second documents, and every scalar stays the text
that was typed. Whether `2023` is a number or `NO` a word is decided by the field that asks (`schema/entry.py`), so an
unquoted arXiv id keeps its last zero.

Data comes from one pass over libyaml's events. Places are wanted for findings only, so they come from a second pass,
made when the first one is asked for: an atlas without findings never pays for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from kg.diagnostics import Diagnostic, Note, Rule, Span
from kg.settings import MAX_DEPTH
from kg.source.files import SourceFile

YAML_SYNTAX = Rule(
    "yaml-syntax",
    "text that is not YAML",
    explanation="""The file cannot be read as YAML from the place named on.

The usual causes: a text with `: ` or ` #` in it that needs quotes, a tab where spaces should be, a line that is indented
by one space more or less than its neighbours, a bracket or quote that is not closed. Single quotes are the safest:
`'like: this'`, with `''` for a quote inside.
""",
)
YAML_FEATURE = Rule(
    "yaml-feature",
    "a feature of YAML that entries do not use",
    explanation="""Entries use mappings, lists and texts only.

Anchors (`&name`), aliases (`*name`), tags (`!name`), merge keys (`<<`), directives (`%YAML`) and several documents in one
file are refused, since they make a file mean something else than it says. Write the content out; quote a text that begins
with one of these characters.
""",
)
TOO_DEEP = Rule(
    "too-deep",
    "more levels of nesting than an entry needs",
    explanation=f"""Entries nest at most {MAX_DEPTH} levels.

Most often a bracket was opened and never closed.
""",
)
DUPLICATE_KEY = Rule(
    "duplicate-key",
    "a key given twice in one mapping",
    explanation="""The same field stands twice in one place, and only one of the two could count.

Merge them: two lists of links under one relation become one list.
""",
)
EMPTY_FILE = Rule(
    "empty-file",
    "a file without an entry",
    explanation="""The file holds nothing, or nothing but comments.

`kg new KIND NAME` writes a commented blank to fill in. If the entry should go, use `kg retire`.
""",
)
NOT_A_MAPPING = Rule(
    "not-a-mapping",
    "a file that is not a list of fields",
    explanation="""An entry is a mapping: lines of the form `field: value`.

See any file beside it, or let `kg new KIND NAME` write a blank one.
""",
)
RULES = (YAML_SYNTAX, YAML_FEATURE, TOO_DEEP, DUPLICATE_KEY, EMPTY_FILE, NOT_A_MAPPING)


class Quoted(str):
    """A scalar written in quotes or as a block: a text, even where a number would fit."""

    __slots__ = ()


# What a file may not contain as typed text must not come in through an escape: "\alpha" begins with a bell.
_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

Loc = tuple[str | int, ...]
_PARSER: Any = getattr(yaml, "CSafeLoader", None)


class Tree:
    """The data of one file, and `span` and `key_span` for any place in it."""

    __slots__ = ("_places", "data", "has_blanks", "source")

    def __init__(self, source: SourceFile, data: Mapping[str, Any], has_blanks: bool = False) -> None:
        self.source = source
        self.data = data
        self.has_blanks = has_blanks
        """Some key has no value, which is `None` in the data."""
        self._places: _Place | None = None

    def span(self, *loc: str | int) -> Span:
        """The place of the value at `loc`; of the nearest value around it where there is none."""
        return self._place(loc)[0].span(self.source)

    def key_span(self, *loc: str | int) -> Span:
        """The place of the key that `loc` ends with, or of the value where it ends with an index."""
        around, missing = self._place(loc[:-1])
        key = around.keys.get(loc[-1]) if not missing else None
        return key.span(self.source) if key else self.span(*loc)

    def text_span(self, text: str, *loc: str | int) -> Span:
        """The first place where `text` stands inside the value at `loc`, or the value's own place."""
        place = self._place(loc)[0]
        lines = self.source.text.split("\n")
        for number in range(place.line, min(place.end_line, len(lines) - 1) + 1):
            begin = place.column if number == place.line else 0
            found = lines[number].find(text, begin)
            if found >= 0:
                return Span(self.source.path, number + 1, found + 1, number + 1, found + 1 + len(text))
        return place.span(self.source)

    def _place(self, loc: Loc) -> tuple[_Place, bool]:
        if self._places is None:
            self._places = _Composer(self.source.text, places=True).read().place
        place = self._places
        for step in loc:
            inner = place.children.get(step)
            if inner is None:
                return place, True
            place = inner
        return place, False


class _Place:
    """Where one node stands, counted from 0, with the places of what it holds."""

    __slots__ = ("children", "column", "end_column", "end_line", "keys", "line")

    def __init__(self, start: Any, end: Any) -> None:
        self.line: int = start.line
        self.column: int = start.column
        self.end_line: int = end.line
        self.end_column: int = end.column
        self.children: dict[str | int, _Place] = {}
        self.keys: dict[str | int, _Place] = {}

    def close(self, event: Any) -> None:
        self.end_line, self.end_column = event.end_mark.line, event.end_mark.column

    def span(self, source: SourceFile) -> Span:
        end_column = self.end_column
        if self.end_line != self.line:
            # A value of several lines is shown by its first one.
            end_column = len(source.text.split("\n", self.line + 1)[self.line].rstrip())
        end_column = max(end_column, self.column + 1)
        return Span(source.path, self.line + 1, self.column + 1, self.line + 1, end_column + 1)


class _Refused(Exception):
    def __init__(self, rule: Rule, start: Any, end: Any, message: str, help: str) -> None:
        self.rule, self.start, self.end, self.message, self.help = rule, start, end, message, help


class _Composed:
    __slots__ = ("data", "duplicates", "place")

    def __init__(self, data: Any, place: _Place, duplicates: list[tuple[str, _Place, _Place]]) -> None:
        self.data, self.place, self.duplicates = data, place, duplicates


class _Composer:
    """One pass over the events of a text. Recursion is bounded by MAX_DEPTH."""

    def __init__(self, text: str, *, places: bool, pure: bool = False) -> None:
        # Without libyaml the pure parser gives the same events, forty times as slowly.
        parser: Any = _PARSER(text) if _PARSER and not pure else yaml.SafeLoader(text)
        self._next: Callable[[], Any] = parser.get_event
        self._places = places
        self.duplicates: list[tuple[str, _Place, _Place]] = []
        self.duplicate = False
        self.blank = False

    def read(self) -> _Composed:
        self._next()
        start = self._next()
        if start.__class__ is yaml.StreamEndEvent:
            raise _Refused(EMPTY_FILE, start.start_mark, start.end_mark, "this file is empty", "run `kg new KIND NAME`")
        if start.version or start.tags:
            raise _feature(start, "a directive", "delete the line that begins with %")
        event = self._next()
        data, place = self._node(event, 1)
        self._next()
        end = self._next()
        if end.__class__ is not yaml.StreamEndEvent:
            raise _feature(end, "a second document", "one file holds one entry: delete the line `---` and what follows")
        return _Composed(data, place, self.duplicates)

    def _node(self, event: Any, depth: int) -> tuple[Any, Any]:
        cls = event.__class__
        if cls is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise _decorated(event)
            value: Any = event.value
            if event.style:
                value = Quoted(value)
                if event.style == '"' and _CONTROL.search(value):
                    raise _escaped(event)
            elif value in ("", "~", "null"):
                value = None
                self.blank = True
            return value, _Place(event.start_mark, event.end_mark) if self._places else None
        if cls is yaml.AliasEvent:
            raise _feature(event, f"an alias (*{event.anchor})", "write the content out, or quote the text")
        if event.anchor is not None or event.tag is not None:
            raise _decorated(event)
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of nesting"
            raise _Refused(TOO_DEEP, event.start_mark, event.end_mark, message, "is a bracket missing?")
        return self._mapping(event, depth) if cls is yaml.MappingStartEvent else self._sequence(event, depth)

    def _sequence(self, start: Any, depth: int) -> tuple[tuple[Any, ...], Any]:
        items: list[Any] = []
        place = _Place(start.start_mark, start.end_mark) if self._places else None
        while (event := self._next()).__class__ is not yaml.SequenceEndEvent:
            value, inner = self._node(event, depth + 1)
            if place:
                place.children[len(items)] = inner
            items.append(value)
        if place:
            place.close(event)
        return tuple(items), place

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], Any]:
        fields: dict[str, Any] = {}
        place = _Place(start.start_mark, start.end_mark) if self._places else None
        while (event := self._next()).__class__ is not yaml.MappingEndEvent:
            if event.__class__ is not yaml.ScalarEvent:
                raise _feature(event, "a key that is not a word", "keys are field names, such as `title`")
            if event.anchor is not None or event.tag is not None:
                raise _decorated(event)
            key: str = event.value
            if event.style == '"' and _CONTROL.search(key):
                raise _escaped(event)
            if key == "<<" and not event.style:
                raise _feature(event, "a merge key (<<)", "write the fields out")
            where = _Place(event.start_mark, event.end_mark) if self._places else None
            value, inner = self._node(self._next(), depth + 1)
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


def parse(source: SourceFile, *, pure: bool = False) -> tuple[Tree | None, list[Diagnostic]]:
    """The data of a file, or the findings that say why it has none. `pure` asks for the parser without libyaml."""
    if refusal := _too_deep(source):
        return None, [refusal]
    composer = _Composer(source.text, places=False, pure=pure)
    try:
        data = composer.read().data
        if composer.duplicate:
            return None, _duplicates(source, pure)
    except _Refused as refused:
        # An empty file has no better place than its beginning: its end is a line that editors do not show.
        span = Span(source.path) if refused.rule is EMPTY_FILE else _Place(refused.start, refused.end).span(source)
        return None, [refused.rule.at(span, refused.message, help=refused.help)]
    except yaml.YAMLError as error:
        return None, [_syntax(source, error)]
    except (ValueError, OverflowError):
        # The parser without libyaml trips over an escape past the last character, such as "\U0011FFFF", and names no place.
        message, help = "a backslash inside double quotes makes no character", "use single quotes"
        return None, [YAML_SYNTAX.at(Span(source.path), message, help=help)]
    if data is None:
        return None, [EMPTY_FILE.at(Span(source.path), "this file is empty", help="run `kg new KIND NAME`")]
    if not isinstance(data, dict):
        message = f"an entry is a mapping of fields, this is a {'list' if isinstance(data, tuple) else 'text'}"
        return None, [NOT_A_MAPPING.at(Span(source.path), message, help="begin with `title: ...`")]
    return Tree(source, data, composer.blank), []


def _duplicates(source: SourceFile, pure: bool) -> list[Diagnostic]:
    composer = _Composer(source.text, places=True, pure=pure)
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


# libyaml ends the process at about 50,000 nested brackets, and needs a minute for 100,000: count before it sees them.
# Counting without regard to quotes can only count too many, so this bound is far above MAX_DEPTH, which is exact.
_SAFE_BRACKETS = 1000
_COMPACT_RUN = re.compile(r"(?:[-?:][ \t]+){100}")
_BRACKET = re.compile(r"[\[{\]}]")


def _too_deep(source: SourceFile) -> Diagnostic | None:
    text = source.text
    # A run of dashes needs that many dashes: counting is three times as fast as searching, and settles nearly all files.
    dashes = text.count("- ") + text.count("? ") + text.count(": ") + text.count("\t")
    if dashes >= 100 and (run := _COMPACT_RUN.search(text)):
        at = run.start()
    elif text.count("[") + text.count("{") <= _SAFE_BRACKETS:
        return None
    else:
        depth = 0
        for match in _BRACKET.finditer(text):
            depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
            if depth > _SAFE_BRACKETS:
                at = match.start()
                break
        else:
            return None
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    span = Span(source.path, line, column, line, column + 1)
    return TOO_DEEP.at(span, f"more than {MAX_DEPTH} levels of nesting", help="is a bracket missing?")


# What libyaml says, and what a contributor should read instead.
_WORDS = (
    ("mapping values are not allowed", "': ' inside a text without quotes", "put the whole text in single quotes"),
    ("cannot start any token", "this character cannot begin a text", "put the text in single quotes"),
    ("could not find expected ':'", "a line that is not `field: value`", "is a colon, a quote or a dash missing?"),
    ("did not find expected key", "this line does not fit the lines around it", "check its indentation"),
    ("did not find expected '-' indicator", "this line does not fit the list around it", "check its indentation"),
    ("did not find expected ',' or", "a bracket is not closed, or a comma is missing", "close it with ] or }"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing", "close it with ] or }"),
    ("unexpected end of stream", "a quote is not closed", "close it on the same line"),
    ("whitespace or line break", "a text that begins with !", "put the whole text in single quotes"),
    ("line break", "text on the line of > or |", "begin the text on the next line, indented"),
    ("node content", "a value is missing, or a bracket is not closed", "write the value, or close the bracket"),
    ("alphabetic or numeric", "a text that begins with * or &", "put the whole text in single quotes"),
    ("directive", "a line that begins with %", "put the whole text in single quotes"),
    ("tag", "a text that begins with !", "put the whole text in single quotes"),
    ("tab character", "a tab where spaces should be", "indent with spaces"),
    ("mapping keys are not allowed", "a question mark where a value should be", "put the text in single quotes"),
    ("escape", "a backslash inside double quotes", "use single quotes, where a backslash is a backslash"),
    ("block end", "this line does not fit the lines around it", "check its indentation"),
    ("block sequence entries are not allowed", "a list begins in the middle of a line", "start a new line before `-`"),
    ("sequence entries are not allowed", "a list begins in the middle of a line", "start a new line before `-`"),
    ("document start", "text that does not belong to any field", "is a quote, a colon or an indentation missing?"),
    ("document end", "text that does not belong to any field", "is a quote, a colon or an indentation missing?"),
)


def _syntax(source: SourceFile, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or getattr(error, "context", "") or "this is not YAML")
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = source.text.split("\n")
    # The end of the text is the place where something is missing: show the last line that says anything.
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line -= 1
        column = len(lines[line].rstrip()) if line < len(lines) else 0
    span = Span(source.path, line + 1, column + 1, line + 1, column + 2)
    if "\t" in lines[line][: column + 1] and not lines[line][:column].strip():
        return YAML_SYNTAX.at(span, "a tab at the beginning of a line", help="indent with spaces")
    for key, message, help in _WORDS:
        if key in problem:
            context = getattr(error, "context_mark", None)
            notes = (Note("this is where it begins", _mark_span(source, context)),) if context else ()
            return YAML_SYNTAX.at(span, message, *notes, help=help)
    return YAML_SYNTAX.at(span, problem, help="see `kg rule yaml-syntax`")


def _mark_span(source: SourceFile, mark: Any) -> Span:
    return Span(source.path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
