"""The fenced blocks of a page, with the remarks (HTML comments) that say how each is to be run; docs/style.md has the convention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "bench" / "README.md",
    *sorted((ROOT / "site" / "pages" / "docs").rglob("*.md")),
)

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}) *(?P<language>\w*)\s*")
_REMARK = re.compile(r"\s*<!-- docs: (?P<words>[^>]*?) -->\s*")
REMARKS = frozenset({"append", "atlas", "entry", "exit", "file", "of", "parse", "picture"})
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Block:
    """`start` and `end` are the numbers of the lines between the fences, from 0, the end left out."""

    language: str
    lines: tuple[str, ...]
    start: int
    end: int
    remarks: tuple[str, ...]
    indent: str = ""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def remark(self, name: str) -> str | None:
        """The value of `name=value` among the remarks; the name itself where it stands alone."""
        for word in self.remarks:
            key, _, value = word.partition("=")
            if key == name:
                return value or key
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a console block, and what is shown below it. Lines count from the top of the page, from 0."""

    command: str
    shown: tuple[str, ...]
    line: int
    first: int
    last: int


def blocks(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    remarks: tuple[str, ...] = ()
    number = 0
    while number < len(lines):
        opened, line = _FENCE.fullmatch(lines[number]), lines[number]
        number += 1
        if opened is None:
            if found := _REMARK.fullmatch(line):
                remarks += tuple(found["words"].split())
                unknown = {word.partition("=")[0] for word in remarks} - REMARKS
                assert not unknown, f"line {number}: no remark {unknown}"
            elif line.strip():
                assert not remarks, f"line {number}: a remark must stand right before its block"
            continue
        start = number
        while lines[number].strip() != opened["fence"]:
            number += 1
        inner = tuple(line.removeprefix(opened["indent"]) for line in lines[start:number])
        yield Block(opened["language"], inner, start, number, remarks, opened["indent"])
        remarks = ()
        number += 1


def steps(block: Block) -> Iterator[Step]:
    """`$ command`, and the lines below it up to the next one."""
    starts = [number for number, line in enumerate(block.lines) if line.startswith("$ ")]
    assert starts[:1] == [0], f"line {block.start + 1}: a console block begins with `$ `"
    for begin, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        shown = block.lines[begin + 1 : end]
        # A blank line before the next command is there for the eye.
        while shown and not shown[-1].strip():
            shown = shown[:-1]
        first = block.start + begin + 1
        yield Step(block.lines[begin][2:], shown, block.start + begin, first, first + len(shown))


def mentioned(text: str) -> Iterator[str]:
    """Code in backticks, outside of fenced blocks."""
    lines = text.split("\n")
    for block in blocks(text):
        lines[block.start : block.end] = [""] * (block.end - block.start)
    for line in lines:
        yield from _CODE.findall(line)


def matches(shown: tuple[str, ...], output: str) -> bool:
    """Whether the output is what is shown; `...` stands for anything, as in doctest. Blanks at the end of a line do not count."""
    got = "\n".join(line.rstrip() for line in output.rstrip("\n").split("\n"))
    wanted = "\n".join(line.rstrip() for line in shown)
    pattern = ".*?".join(re.escape(part) for part in wanted.split("..."))
    # On a line of its own it stands for any number of lines, none included.
    pattern = pattern.replace(r"\n.*?\n", r"\n(?:.*?\n)?").replace("\\\n.*?\\\n", "\\\n(?:.*?\\\n)?")
    return re.fullmatch(pattern, got, re.DOTALL) is not None
