"""What is wrong with a text that is not YAML, or not the part of YAML that entries use, in the contributor's words."""

from __future__ import annotations

import re
from typing import Any

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
    explanation="""An entry is made of fields (`name: value`), lists and texts. YAML, the format it is written in, can do more.

Anchors (`&name`), aliases (`*name`), tags (`!name`), merge keys (`<<`), directives (`%YAML`) and several documents in one
file are refused, since they make a file mean something else than it says. Write the content out; quote a text that begins
with one of these characters.
""",
)
TOO_DEEP = Rule(
    "too-deep",
    "more levels of nesting than an entry needs",
    explanation=f"""Lists and fields that stand inside of others may go {MAX_DEPTH} levels deep; no real entry needs ten.

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

# libyaml ends the process at about 50,000 nested brackets, and needs a minute for 100,000: count before it sees them.
# Counting without regard to quotes can only count too many, so this bound is far above MAX_DEPTH, which is exact.
_SAFE_BRACKETS = 1000
_SAFE_LENGTH = 4096
"""Of a text no longer than this, libyaml gives the first events in 2 ms whatever it holds, and `Composer` stops it there."""
_COMPACT_RUN = re.compile(r"(?:[-?:][ \t]+){100}")
_BRACKET = re.compile(r"[\[{\]}]")


def too_deep(source: SourceFile) -> Diagnostic | None:
    text = source.text
    if len(text) <= _SAFE_LENGTH:
        return None
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


def syntax(source: SourceFile, error: Exception) -> Diagnostic:
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
