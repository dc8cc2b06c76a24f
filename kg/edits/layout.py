"""An entry file as its author wrote it: fields, items, comments and texts, ready to be written again in the usual form.

The data comes from the tree, and so does the place of every key and value; everything else is found around these places.
Texts are carried over as lines and never composed anew, so that a block keeps every character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.edits import flow
from kg.edits.flow import Flow
from kg.source.tree import Loc, Tree


class Unusual(Exception):
    """The file uses a way of writing that is valid and that this cannot carry over."""


@dataclass
class Leaf:
    """A text, a block of text, or brackets over several lines: kept as typed."""

    lines: list[str]
    """The first without what stands before it, the others in full."""
    rest: str = ""
    """What follows on the last line: spaces and a comment."""
    column: int = 0
    """Where the field or the dash stood that holds it."""
    base: int | None = None
    """Of a block of text: how far its lines were indented."""
    lead: list[str] = field(default_factory=list)
    below: bool = False
    """It begins on a line of its own, below its key."""


@dataclass
class Brackets:
    """A list or a mapping inside brackets, on one line."""

    flow: Flow
    rest: str = ""


@dataclass
class Item:
    """A field or an item of a list, with the comments above it, beside it and below it."""

    key: str | None
    value: Leaf | Brackets | Block
    lead: list[str] = field(default_factory=list)
    rest: str = ""
    tail: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return flow.name(self.key)


@dataclass
class Block:
    """A list or a mapping over several lines."""

    items: list[Item]
    tail: list[str] = field(default_factory=list)

    def get(self, name: str) -> Item | None:
        return next((item for item in self.items if item.key is not None and item.name == name), None)


@dataclass
class File:
    """A whole file: what stands above the first field, and the fields."""

    head: list[str]
    root: Block


_KEY_END = re.compile(r"[ \t]*:")
BLOCK_HEADER = re.compile(r"[|>](?:([1-9])[+-]?|[+-]([1-9])?)?")


def read(tree: Tree) -> File:
    """The layout of a file.

    Raises:
        Unusual: it is written in a way that this cannot carry over.
    """
    reader = _Reader(tree)
    if not tree.data or reader.opens((), "{"):
        raise Unusual("the whole file is one pair of brackets")
    first, _ = reader.key((), next(iter(tree.data)))
    above = reader.between(0, first)
    root, _ = reader.block((), tree.data, first, len(reader.lines), -1)
    head, lead = _split(above)
    root.items[0].lead[:0] = lead
    return File(head, root)


def _split(above: list[str]) -> tuple[list[str], list[str]]:
    """What stands above the first field is about the file as far as the last blank line, and about the field below it."""
    cut = max((number + 1 for number, line in enumerate(above) if not line or _MODELINE.search(line)), default=0)
    return above[:cut], above[cut:]


_MODELINE = re.compile(r"yaml-language-server:|-\*-|\bvim:|\$schema=")


_Place = tuple[str | int, object, int, int]


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.lines = tree.source.text.removesuffix("\n").split("\n")

    def start(self, loc: Loc) -> tuple[int, int]:
        span = self.tree.span(*loc)
        return span.line - 1, span.column - 1

    def key(self, loc: Loc, name: str) -> tuple[int, int]:
        span = self.tree.key_span(*loc, name)
        return span.line - 1, span.column - 1

    def opens(self, loc: Loc, signs: str) -> bool:
        line, column = self.start(loc)
        return self.lines[line][column : column + 1] in [*signs]

    def between(self, start: int, end: int) -> list[str]:
        """Comments and blank lines; anything else there is something unknown."""
        found = [line.strip() for line in self.lines[start:end]]
        for text in found:
            if text and not text.startswith("#"):
                raise Unusual(f"{text!r} stands where a comment was expected")
        return found

    def block(self, loc: Loc, data: object, first: int, end: int, holder: int) -> tuple[Block, int]:
        """The block at `loc`, whose lines lie before `end`, and where it ends; `holder` is the column of what holds it."""
        places = self.fields(loc, data) if isinstance(data, Mapping) else self.dashes(loc, data)
        items: list[Item] = []
        here = first
        for number, (step, value, line, column) in enumerate(places):
            stop = places[number + 1][2] if number + 1 < len(places) else end
            lead = self.between(here, line) if line > here else []
            key, after = self.typed_key(line, column) if isinstance(step, str) else (None, column + 1)
            item, here = self.item((*loc, step), value, key, (line, after), stop, column)
            item.lead = lead
            items.append(item)
        tail, here = self.deeper(here, end, holder)
        return Block(items, tail), here

    def fields(self, loc: Loc, data: Mapping[str, object]) -> list[_Place]:
        places: list[_Place] = [(name, value, *self.key(loc, name)) for name, value in data.items()]
        for _, _, line, column in places:
            if self.lines[line][:column].strip(" -"):
                raise Unusual("a key is written with a question mark")
        return places

    def dashes(self, loc: Loc, data: object) -> list[_Place]:
        assert isinstance(data, tuple)
        column = self.start(loc)[1]
        places: list[_Place] = []
        for index, value in enumerate(data):
            line = self.start((*loc, index))[0]
            while self.lines[line][column : column + 2].rstrip() != "-":
                line -= 1
            places.append((index, value, line, column))
        return places

    def typed_key(self, line: int, column: int) -> tuple[str, int]:
        text = self.lines[line]
        if text[column] in "'\"":
            end = flow.end_of_quoted(text, column)
        else:
            colon = re.search(r"(?<![ \t])[ \t]*:(?=[ \t]|$)", text[column:])
            if not colon:
                raise Unusual("a key goes over several lines")
            end = column + colon.start()
        found = _KEY_END.match(text, end)
        if not found:
            raise Unusual("a key goes over several lines")
        return text[column:end], found.end()

    def item(
        self, loc: Loc, data: object, key: str | None, after: tuple[int, int], stop: int, column: int
    ) -> tuple[Item, int]:
        """A field or an item whose key or dash ends at `after` and whose lines lie before `stop`."""
        line, begin = after
        text = self.lines[line]
        where = self.start(loc)
        if data is None and (where[0] >= len(self.lines) or self.lines[where[0]][where[1] :][:1] not in ("~", "n")):
            rest = text[begin:].rstrip()
            tail, end = self.deeper(line + 1, stop, column)
            return Item(key, Leaf([""], rest, column), tail=tail), end
        below = where[0] > line
        rest = text[begin:].rstrip() if below else ""
        if isinstance(data, Mapping | tuple) and not self.opens(loc, "[{"):
            value, end = self.block(loc, data, line + 1 if below else line, stop, column)
            return Item(key, value, rest=rest), end
        leaf, end = self.leaf(where, stop, column)
        if isinstance(leaf, Leaf) and below:
            leaf.below, leaf.lead = True, self.between(line + 1, where[0])
        elif below:
            assert isinstance(leaf, Brackets)
            leaf = Leaf(
                [self.lines[where[0]][where[1] :].rstrip()], "", column, None, self.between(line + 1, where[0]), True
            )
        tail, end = self.deeper(end, stop, column)
        return Item(key, leaf, rest=rest, tail=tail), end

    def deeper(self, start: int, stop: int, column: int) -> tuple[list[str], int]:
        """Comments that stand further in than `column`: they belong to what was written last."""
        end = start
        for number in range(start, stop):
            text = self.lines[number]
            if not text.strip():
                continue
            if len(text) - len(text.lstrip()) <= column or not text.lstrip().startswith("#"):
                break
            end = number + 1
        return self.between(start, end), end

    def leaf(self, where: tuple[int, int], stop: int, column: int) -> tuple[Leaf | Brackets, int]:
        line, begin = where
        sign = self.lines[line][begin]
        if sign in "|>":
            return self.text_block(where, stop, column)
        if sign in "'\"[{":
            return self.enclosed(where, stop, column)
        end = max(
            (n + 1 for n in range(line, stop) if self.lines[n].strip() and not self.lines[n].lstrip().startswith("#")),
            default=line + 1,
        )
        lines = [self.lines[line][begin:], *self.lines[line + 1 : end]]
        found = re.search(r"(?<![ \t])[ \t]+#", lines[-1])
        body, rest = (lines[-1][: found.start()], lines[-1][found.start() :]) if found else (lines[-1], "")
        return Leaf([*lines[:-1], body.rstrip()], rest.rstrip(), column), end

    def enclosed(self, where: tuple[int, int], stop: int, column: int) -> tuple[Leaf | Brackets, int]:
        """A text in quotes, or brackets."""
        line, begin = where
        text = "\n".join([self.lines[line][begin:], *self.lines[line + 1 : stop]])
        close = flow.end_of_quoted(text, 0) if text[0] in "'\"" else flow.end_of_flow(text, 0)
        lines = text[:close].split("\n")
        rest = text[close:].partition("\n")[0].rstrip()
        end = line + len(lines)
        if rest.strip() and not rest.lstrip().startswith("#"):
            raise Unusual(f"{rest.strip()!r} follows on the same line")
        if text[0] in "[{" and len(lines) == 1 and (read := flow.read(lines[0])):
            return Brackets(read, rest), end
        return Leaf(lines, rest, column), end

    def text_block(self, where: tuple[int, int], stop: int, column: int) -> tuple[Leaf, int]:
        line, begin = where
        first = self.lines[line][begin:].rstrip()
        header = BLOCK_HEADER.match(first)
        assert header
        digit = header.group(1) or header.group(2)
        base = column + int(digit) if digit else None
        end = line + 1
        content = line + 1
        while end < stop:
            text = self.lines[end]
            indent = len(text) - len(text.lstrip(" "))
            if text.strip(" "):
                base = indent if base is None and indent > column else base
                if base is None or indent < base:
                    break
            end += 1
            if text.strip(" ") or "+" in header.group() or (base is not None and indent > base):
                content = end
        return Leaf([first, *self.lines[line + 1 : content]], "", column, base or column + 2), content


def as_block(value: Leaf | Brackets | Block) -> Block:
    """A list or a mapping with a line for each of its items.

    Raises:
        Unusual: it is neither, or written in a way that this cannot carry over.
    """
    if isinstance(value, Block):
        return value
    brackets = as_brackets(value)
    block = Block([Item(part.key, _wrapped(part.value)) for part in brackets.flow.parts])
    if brackets.rest.strip():
        block.tail.append(brackets.rest.strip())
    return block


def as_brackets(value: Leaf | Brackets) -> Brackets:
    """Brackets on one line, however many they were written on.

    Raises:
        Unusual: there are none, or comments inside them.
    """
    if isinstance(value, Brackets):
        return value
    read = flow.read(" ".join(line.strip() for line in value.lines)) if "#" not in "".join(value.lines) else None
    if read is None or value.lead:
        raise Unusual("brackets that hold comments")
    return Brackets(read, value.rest)


def _wrapped(value: str | Flow) -> Leaf | Brackets:
    return Brackets(value) if isinstance(value, Flow) else Leaf([value])
