"""What pages written by hand may use as entries do: `[[kind/name]]` and maths between dollars."""

from __future__ import annotations

import re

# Python-Markdown publishes no types, so its classes are unknown to mypy here and where they are subclassed.
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions import Extension  # type: ignore[import-untyped]
from markdown.inlinepatterns import InlineProcessor  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]

from kg.markup import prose
from kg.markup.prose import Resolve

# After code in backticks (190) and before backslash escapes (180), which would eat into the LaTeX.
_PRIORITY = 185


class Mentions(Extension):  # type: ignore[misc]
    """A Python-Markdown extension; `resolve` is set for each page before it is rendered."""

    def __init__(self) -> None:
        super().__init__()
        self.resolve: Resolve = lambda id: None

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        md.preprocessors.register(_OneLine(md), "kg-display", 24)
        md.inlinePatterns.register(_Special(self, md), "kg-special", _PRIORITY)


class _OneLine(Preprocessor):  # type: ignore[misc]
    """A formula on lines of its own, set on one: `+` at the start of a line would make a list of it."""

    def run(self, lines: list[str]) -> list[str]:
        text = re.sub(r"(?ms)^\$\$.*?\$\$[ \t]*$", lambda found: " ".join(found.group().split()), "\n".join(lines))
        return text.split("\n")


class _Special(InlineProcessor):  # type: ignore[misc]
    def __init__(self, extension: Mentions, md: Markdown) -> None:
        super().__init__(prose.SPECIAL.pattern, md)
        self.compiled_re = prose.SPECIAL
        self.extension = extension

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: N802 - as above
        html = prose.special(m, self.extension.resolve)
        return self.md.htmlStash.store(html), m.start(), m.end()
