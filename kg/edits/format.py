"""The usual form of an entry file: fields in order, two spaces a level, quotes where they are needed, comments kept.

Files are written from their own lines (`layout.py`), and what comes out is read again: where it would say anything else
than before, or lose a comment, the file is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kg.edits import layout
from kg.edits.layout import Block, Leaf, Unusual
from kg.edits.page import render
from kg.edits.quoting import plain
from kg.errors import KgError
from kg.source.files import SourceFile
from kg.source.tree import Quoted, Tree, parse

_START = re.compile(r"\A((?:[ \t]*(?:#.*)?\n)*)---[ \t]*\n")
_END = re.compile(r"\n\.\.\.[ \t]*\n*\Z")


class Unreadable(KgError):
    """A file that is not a sound tree: `kg check` says why."""


def formatted(source: SourceFile, kind: str | None) -> str:
    """The text of a file in its usual form. No kind stands for `retired.yaml`.

    Raises:
        Unreadable: the file has errors that keep it from being read.
        KgError: it is written in a way that cannot be carried over with its meaning.
    """
    before = read(source)
    try:
        text = render(layout.read(before), kind)
    except Unusual as reason:
        raise KgError(f"{source.path} is left as it is: {reason}", help="write it as its neighbours are") from None
    verify(before, text)
    return text


def read(source: SourceFile) -> Tree:
    """The tree of a file whose lines end as they should.

    Raises:
        Unreadable: the file has errors that keep it from being read.
    """
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n")
    text = _END.sub("\n", _START.sub(r"\1", text))
    # A block on the last line gains the newline that every other one has.
    tree, findings = parse(SourceFile(source.path, text if text.endswith("\n") else text + "\n"))
    if tree is None:
        at = findings[0].span.place
        raise Unreadable(f"{at}: {findings[0].message}", help="`kg check` says how to mend it")
    return tree


def verify(before: Tree, text: str) -> None:
    """Refuse a text that says anything else than the tree, or has lost a comment.

    Raises:
        KgError: it does.
    """
    after, _ = parse(SourceFile(before.source.path, text))
    if after is None or not same(before.data, after.data) or comments(before) != comments(after):
        message = f"{before.source.path} is left as it is: its form cannot be changed without changing what it says"
        raise KgError(message, help="this is a bug of kg: please report it, with the file")


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: quotes count where a text could be taken for something else."""
    if isinstance(one, Mapping):
        return isinstance(other, Mapping) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(same, one, other))
    if one is None or other is None:
        return one is other
    quotes = isinstance(one, Quoted) == isinstance(other, Quoted)
    return bool(one == other) and isinstance(other, str) and (quotes or plain(str(one), inside=False))


def comments(tree: Tree) -> Counter[str]:
    """Every comment of a file, wherever it stands, and how often."""
    if "#" not in tree.source.text:
        return Counter()
    file = layout.read(tree)
    return Counter(line for line in (*file.head, *_comments(file.root)) if line)


def _comments(block: Block) -> Iterator[str]:
    for item in block.items:
        yield from (*item.lead, *item.tail, item.rest.strip())
        if isinstance(item.value, Block):
            yield from _comments(item.value)
        else:
            yield item.value.rest.strip()
            yield from item.value.lead if isinstance(item.value, Leaf) else ()
    yield from block.tail
