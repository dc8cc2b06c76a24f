"""Prose of entries to HTML: CommonMark without raw HTML, `$maths$`, and references such as `[[kind/name]]`.

Safe by construction: every piece of text is escaped, and the only elements are those that the functions below and the
CommonMark renderer write. No image is loaded, and a link goes to http, https or mailto.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, MutableMapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from kg.markup.maths import BadMaths, mathml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

Resolve = Callable[[str], tuple[str, str] | None]
"""An id to the address and the title of its entry, or nothing when there is no such entry."""

_MATHS = r"\$\$(?P<display>(?:\\.|[^\\$])+)\$\$|\$(?P<inline>(?![\s$])(?:\\.|[^\\$])*(?<!\s))\$(?!\d)"
_REFERENCE = r"\[\[(?P<id>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]*))?\]\]"
SPECIAL = re.compile(f"{_MATHS}|{_REFERENCE}", re.DOTALL)
_PIECES = re.compile(rf"(?P<ticks>`+)|\\.|{_MATHS}", re.DOTALL)
# What stands behind a backslash opens nothing, and a search that tried it all the same would be quadratic.
_SPECIAL_OR_ESCAPE = re.compile(rf"(?P<escape>\\.)|{_MATHS}|{_REFERENCE}", re.DOTALL)
_DISPLAY = re.compile(r"\$\$(?:\\.|[^\\$])+\$\$[ \t]*$", re.DOTALL | re.MULTILINE)
_TICKS = re.compile("`+")
# What CommonMark might read as markup inside a line; text without any of it needs no parser.
_MARKUP = re.compile(r"[\\`*_\[\]<>&!$]|  \n")
_SCHEME = re.compile(r"(?:https?://[^/]|mailto:[^/])", re.IGNORECASE)
_TOP_HEADING = 3
"""Headings inside prose stand below the page's title and the section that shows the prose."""


def inline(text: str, resolve: Resolve) -> str:
    """One stretch of prose as phrasing content, to stand inside a paragraph or a cell."""
    text = text.strip()
    if not _MARKUP.search(text):
        return escape(text)
    return _without_parser(text, resolve) or str(_parser().renderInline(text, {"resolve": resolve}))


def block(text: str, resolve: Resolve) -> str:
    """Prose as paragraphs, lists, quotes and headings."""
    return str(_parser().render(text, {"resolve": resolve})).rstrip("\n")


def plain(text: str, resolve: Resolve) -> str:
    """Prose as text on one line: references by their titles, formulas by their LaTeX source."""
    if not _MARKUP.search(text.strip()):
        words = text
    else:
        words = " ".join(_words(_parser().parse(text, {"resolve": resolve}), resolve))
    return " ".join(words.split())


def formulas(text: str) -> Iterator[tuple[int, str, bool]]:
    """The formulas in a prose outside of code: where the LaTeX begins, the LaTeX, and whether it stands on its own."""
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text):
        runs.setdefault(len(run.group()), []).append(run.start())
    here = 0
    while found := _PIECES.search(text, here):
        here = found.end()
        if ticks := found.group("ticks"):
            # Code ends at the next run of backticks of the same length; without one, the backticks are text.
            ends = runs.get(len(ticks), [])
            next = bisect_left(ends, here)
            here = ends[next] + len(ticks) if next < len(ends) else here
        for name in ("display", "inline"):
            if found.group(name) is not None:
                yield found.start(name), found.group(name), name == "display"


def _without_parser(text: str, resolve: Resolve) -> str | None:
    """Text whose only markup is formulas and references, which are most; nothing when there is more to it."""
    parts: list[str] = []
    end = 0
    for found in _SPECIAL_OR_ESCAPE.finditer(text):
        if found.group("escape"):
            return None
        parts.append(text[end : found.start()])
        parts.append(special(found, resolve))
        end = found.end()
    parts.append(text[end:])
    for index in range(0, len(parts), 2):
        part = parts[index]
        if _MARKUP.search(part):
            return None
        parts[index] = escape(part)
    return "".join(parts)


def special(found: re.Match[str], resolve: Resolve) -> str:
    if id := found.group("id"):
        return _reference(id.strip(), (found.group("label") or "").strip(), resolve)
    display = found.group("display")
    return _formula(found.group("inline"), False) if display is None else _formula(display, True)


def _reference(id: str, label: str, resolve: Resolve) -> str:
    target = resolve(id)
    if target is None:
        return escape(label or id)
    href, title = target
    return f'<a href="{escape(href)}">{escape(label or title)}</a>'


def _formula(latex: str, display: bool) -> str:
    try:
        return mathml(latex.strip(), display)
    except BadMaths:
        # The fault is reported by a check; a reader still gets the source.
        mark = "$$" if display else "$"
        return f'<code class="maths-source">{escape(mark + latex + mark)}</code>'


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # 20 ms of every start; the check wants no more of prose than its formulas.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).disable("image")
    # markdown-it's own list of bad schemes is open-ended; ours is a list of good ones.
    # Replacing the method is the way its documentation gives.
    parser.validateLink = lambda url: bool(_SCHEME.match(url))  # type: ignore[method-assign]
    parser.inline.ruler.before("escape", "special", _special_rule)
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "formula", _formula_rule, {"alt": interrupts})
    parser.core.ruler.push("headings", lambda state: _lower_headings(state.tokens))
    parser.core.ruler.push("nested links", lambda state: _unnest_links(state.tokens))
    parser.add_render_rule("special", _render_special)
    parser.add_render_rule("formula", _render_formula)
    return parser


def _special_rule(state: StateInline, silent: bool) -> bool:
    """Formulas and references inside a line."""
    if state.src[state.pos] not in "$[":
        return False
    found = SPECIAL.match(state.src, state.pos)
    if not found or found.end() > state.posMax:
        return False
    if not silent:
        state.push("special", "", 0).meta = {"found": found}
    state.pos = found.end()
    return True


def _formula_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own, whose `+` or `-` at the start of a line would otherwise make a list."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("$$", begin):
        return False
    # The first dollar sign that comes has to close it: nothing beyond is looked at, whatever the text is.
    closed = _DISPLAY.match(state.src, begin)
    last = closed and next((line for line in range(start, end) if state.eMarks[line] >= closed.end()), None)
    if last is None:
        return False
    if not silent:
        text = state.getLines(start, last + 1, state.blkIndent, False).strip()
        if not (found := SPECIAL.fullmatch(text)) or found.group("display") is None:
            return False
        state.push("formula", "", 0).meta = {"found": found}
        state.line = last + 1
    return True


def _lower_headings(tokens: list[Token]) -> None:
    depth = 0
    previous = _TOP_HEADING - 1
    for token in tokens:
        if token.type == "heading_open":
            # A level is never skipped: a screen reader's reader walks by them.
            depth = min(int(token.tag[1]) + _TOP_HEADING - 1, previous + 1, 6)
            previous = depth
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{depth}"


def _unnest_links(tokens: list[Token]) -> None:
    """An address in angle brackets inside a link stays text: a link within a link is no HTML."""
    for token in tokens:
        open = 0
        kept: list[Token] = []
        for child in token.children or ():
            open += child.type == "link_open"
            if open < 2 or child.type not in ("link_open", "link_close"):
                kept.append(child)
            open -= child.type == "link_close"
        if token.children:
            token.children = kept


def _render_special(self: Any, tokens: Any, index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    return special(tokens[index].meta["found"], env["resolve"])


def _render_formula(self: Any, tokens: Any, index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    return f"<p>{special(tokens[index].meta['found'], env['resolve'])}</p>\n"


def _words(tokens: list[Token], resolve: Resolve) -> Iterator[str]:
    for token in tokens:
        if token.children is not None:
            yield "".join(_words(token.children, resolve))
        elif token.type in ("special", "formula"):
            yield _plain_special(token.meta["found"], resolve)
        elif token.type in ("text", "code_inline", "code_block", "fence"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def _plain_special(found: re.Match[str], resolve: Resolve) -> str:
    if id := found.group("id"):
        target = resolve(id.strip())
        return (found.group("label") or "").strip() or (target[1] if target else id.strip())
    return str(found.group("display") or found.group("inline")).strip()
