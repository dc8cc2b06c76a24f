"""`make docs`: run the pages anew, write what the commands print now into them, and print the pages on commands."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs import commands
from tests.docs.blocks import PAGES, ROOT, blocks, matches
from tests.docs.session import Session


def renewed(text: str, folder: Path) -> str:
    """The page with outputs that are no longer true replaced; those that still match, dots included, stay."""
    lines = text.split("\n")
    changed: list[tuple[int, int, list[str]]] = []
    for ran in Session(folder).page(list(blocks(text))):
        if not matches(ran.step.shown, ran.output):
            output = [(ran.block.indent + line).rstrip() for line in ran.output.rstrip("\n").split("\n")]
            changed.append((ran.step.first, ran.step.last, output if ran.output.strip() else []))
    for first, last, output in reversed(changed):
        lines[first:last] = output
    return "\n".join(lines)


def main() -> None:
    wanted = {page: page.read_text("utf-8") for page in PAGES if page.parent != commands.FOLDER}
    with tempfile.TemporaryDirectory() as folder:
        texts = {page: renewed(text, Path(folder) / str(number)) for number, (page, text) in enumerate(wanted.items())}
    texts |= commands.pages()
    for page, text in texts.items():
        if not page.exists() or page.read_text("utf-8") != text:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, "utf-8")
            print(f"renewed {page.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
