"""A layout as text: two spaces a level, fields in their order, comments where they belong."""

from __future__ import annotations

from functools import partial

from kg.edits import flow
from kg.edits.layout import BLOCK_HEADER, Block, Brackets, File, Item, Leaf
from kg.edits.quoting import tidy
from kg.schema import order
from kg.source.tree import Loc

_STEP = 2


def render(file: File, kind: str | None) -> str:
    """The text of a file. No kind stands for `retired.yaml`."""
    page = _Page(kind)
    page.remarks(file.head, 0)
    page.block(file.root, 0, ())
    return "\n".join(page.lines) + "\n"


class _Page:
    """Lines, one after the other. A dash waits for the line that it begins."""

    def __init__(self, kind: str | None) -> None:
        self.order = partial(order.fields, kind)
        self.lines: list[str] = []
        self._gap = False
        self._dash = ""
        self._keeps = False

    def line(self, text: str) -> None:
        if self._dash:
            begun, self._dash = self._dash, ""
            text = begun + text[len(begun) :] if len(text) > len(begun) else begun.rstrip()
        # Behind a block that keeps its last newlines, one more would belong to it.
        if self._gap and self.lines and not self._keeps:
            self.lines.append("")
        self._gap = self._keeps = False
        self.lines.append(text)

    def dash(self, indent: int) -> None:
        text = " " * indent + "- "
        self._dash = self._dash + text[len(self._dash) :]

    def remarks(self, lines: list[str], indent: int) -> None:
        """Comments and blank lines, of which one is kept where several stand."""
        for text in lines:
            if not text:
                self._gap = not self._dash
                continue
            if self._dash:
                self.lone_dash("")
            self.line(" " * indent + text)

    def lone_dash(self, rest: str) -> None:
        text, self._dash = self._dash.rstrip() + rest, ""
        self.line(text)

    def block(self, block: Block, indent: int, loc: Loc) -> None:
        items = list(enumerate(block.items))
        for index, item in flow.arranged(items, lambda pair: pair[1].name, self.order(loc)):
            self.remarks(item.lead, indent)
            step = index if item.key is None else item.name
            if item.key is None:
                self.dash(indent)
            self.item(item, indent, (*loc, step))
            # Behind a block of text, a comment as far in as the text would be part of it.
            self.remarks(item.tail, indent if _is_text_block(item) else indent + _STEP)
        self.remarks(block.tail, indent)

    def item(self, item: Item, indent: int, loc: Loc) -> None:
        head = " " * indent + (f"{tidy(item.key, inside=False)}:" if item.key is not None else "- ")
        if isinstance(item.value, Block):
            if item.key is not None:
                self.line(head + item.rest)
            elif item.rest:
                self.lone_dash(item.rest)
            self.block(item.value, indent + _STEP, loc)
        elif isinstance(item.value, Brackets):
            self.line(_joined(head, flow.render(item.value.flow, self.order, loc)) + item.value.rest)
        else:
            self.leaf(item.value, head, item.rest, indent)

    def leaf(self, leaf: Leaf, head: str, rest: str, indent: int) -> None:
        if leaf.below:
            self.line(head.rstrip() + rest)
            self.remarks(leaf.lead, indent + _STEP)
            head = " " * (indent + _STEP)
        first, *others = leaf.lines
        sign = first[:1]
        if sign in ("|", ">"):
            self.line(_joined(head, first))
            found = BLOCK_HEADER.match(first)
            assert found
            digit = found.group(1) or found.group(2)
            margin = " " * (indent + int(digit or _STEP))
            for text in others:
                self.line(margin + text[leaf.base :] if text[leaf.base :] or text.strip() else "")
            self._keeps = "+" in found.group()
            return
        if not others:
            self.line(_joined(head, tidy(first, inside=False)) + leaf.rest if first else head.rstrip() + leaf.rest)
            return
        self.line(_joined(head, _ended(first)))
        for text in others:
            self.line(_shifted(text, indent - leaf.column if sign in ("[", "{") else None, indent))
        self.lines[-1] += leaf.rest


def _is_text_block(item: Item) -> bool:
    return isinstance(item.value, Leaf) and item.value.lines[0][:1] in ("|", ">")


def _joined(head: str, text: str) -> str:
    return head + text if head.endswith(" ") else f"{head} {text}"


def _ended(text: str) -> str:
    """Without spaces at the end, unless one of them is escaped."""
    ended = text.rstrip()
    return text if ended.endswith("\\") else ended


def _shifted(text: str, by: int | None, indent: int) -> str:
    """A further line of a text or of brackets: the former stands one level in, the latter keep their shape."""
    if not text.strip():
        return ""
    body = text.lstrip()
    column = indent + _STEP if by is None else max(len(text) - len(body) + by, indent)
    return " " * column + _ended(body)
