"""LaTeX to MathML, once and for all at build time: a reader's browser needs no script for it.

The converter is a Rust library that recurses on the formula and ends the process when its stack is full, and it knows
commands that reach beyond one formula. Both are kept from it here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

MAX_LENGTH = 2_000
"""Characters in one formula. The longest real one has about 200."""

MAX_DEPTH = 40
"""Braces inside braces. Some thousands of them end the process."""

# Macros and labels would outlive their formula, colours would ignore the theme, free space would break the page.
_REFUSED = re.compile(
    r"\\(?P<command>(?:re|provide)?newcommand|providecommand|[gex]?def|let|label|tag|ref|eqref|(?:text)?color"
    r"|m?kern|[hm]space|raisebox)(?![A-Za-z])"
    r"|\\begin\s*\{(?P<numbered>equation|align|alignat|gather|multline|flalign)\}"
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_ENTITIES = {"&ApplyFunction;": "\u2061", "&InvisibleTimes;": "\u2062", "&nbsp;": "\u00a0"}
_LEVEL = re.compile(r'(<m(?!style)[a-z]+[^>]*?) scriptlevel="[^"]*"')
# The site forbids style attributes; `theme/css/maths.css` says the same by class.
_STYLE = re.compile(r'(?: class="(?P<class>[^"]*)")? style="(?P<style>[^"]*)"')
_CLASSES = {
    "text-align:right": "m-right",
    "text-align:left": "m-left",
    "padding-right:0": "m-flush-right",
    "padding-left:0": "m-flush-left",
    "border-top": "m-line-top",
    "border-right": "m-line-right",
    "border-bottom": "m-line-bottom",
    "border-left": "m-line-left",
}
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)\w+;")


class BadMaths(Exception):
    """A formula that cannot be set; `offset` is where in the LaTeX the trouble begins."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, annotation=True, max_expansions=100)


@lru_cache(maxsize=50_000)
def mathml(latex: str, display: bool = False) -> str:
    """A `<math>` element that carries its LaTeX source as an annotation.

    Raises:
        BadMaths: the formula names an unknown command, is not closed, or is beyond our limits.
    """
    _refuse(latex)
    try:
        found: str = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise _in_plain_words(str(error), latex) from None
    # Names of characters are known to HTML only; other XML wants the characters themselves.
    found = _ENTITY.sub(lambda match: _ENTITIES.get(match.group(), ""), found) if "&" in found else found
    # Validators know these attributes on other elements only.
    if "<mrow displaystyle=" in found or "<mrow scriptlevel=" in found:
        found = _with_mstyle(found)
    found = _LEVEL.sub(r"\1", found)
    found = found.replace('<mfrac displaystyle="false"', '<mfrac class="m-small"')
    found = found.replace('<mfrac displaystyle="true"', '<mfrac class="m-large"')
    return _STYLE.sub(_styled, found) if " style=" in found else found


def _refuse(latex: str) -> None:
    if not latex.strip():
        raise BadMaths("this formula is empty", 0)
    if len(latex) > MAX_LENGTH:
        raise BadMaths(f"this formula has {len(latex)} characters, {MAX_LENGTH} are the limit", MAX_LENGTH)
    if found := _CONTROL.search(latex):
        raise BadMaths(f"character U+{ord(found.group()):04X} does not belong into a formula", found.start())
    if found := _REFUSED.search(latex):
        if name := found.group("numbered"):
            raise BadMaths(f"formulas are not numbered: write `aligned` or `gathered` for {name!r}", found.start())
        raise BadMaths(f"the command \\{found.group('command')} is not for use in an atlas", found.start())
    depth = 0
    for offset, character in enumerate(latex):
        depth += (character == "{") - (character == "}")
        if depth > MAX_DEPTH:
            raise BadMaths(f"braces go deeper than {MAX_DEPTH} levels", offset)


def _with_mstyle(mathml: str) -> str:
    root = ElementTree.fromstring(mathml)  # noqa: S314 - the converter's own output, without entities
    for element in root.iter("mrow"):
        if {"displaystyle", "scriptlevel"} & set(element.keys()):
            element.tag = "mstyle"
    return ElementTree.tostring(root, encoding="unicode")


def _styled(found: re.Match[str]) -> str:
    """A style attribute as classes; declarations that we have no class for are dropped."""
    declarations = (part.replace(" ", "") for part in found.group("style").split(";"))
    names = [_CLASSES.get(part) or _CLASSES.get(part.partition(":")[0]) for part in declarations]
    kept = " ".join(name for name in (found.group("class"), *names) if name)
    return f' class="{kept}"' if kept else ""


def _in_plain_words(message: str, latex: str) -> BadMaths:
    where, _, words = message.partition(": ")
    offset = min(int(where), len(latex)) if where.isdecimal() else 0
    words = (words or message).rstrip(".").replace('"', "'")
    return BadMaths(words[:1].lower() + words[1:], offset)
