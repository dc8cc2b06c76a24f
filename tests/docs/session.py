"""What a reader has on the desk while working through a page: a folder, and a shell in which `kg` is known."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from kg.cli import main
from tests.docs.blocks import ROOT, Block, Step, steps

ENVIRONMENT = {
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "LC_ALL": "C.UTF-8",
    "GIT_AUTHOR_NAME": "A reader",
    "GIT_AUTHOR_EMAIL": "reader@example.org",
    "GIT_COMMITTER_NAME": "A reader",
    "GIT_COMMITTER_EMAIL": "reader@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
# What a page must not do in this repository itself.
WRITING = frozenset({"add", "fmt", "form", "import", "init", "new", "refresh", "rename", "retire", "site"})
_SHELL = frozenset("|<>;&`$*")


@dataclass(frozen=True, slots=True)
class Ran:
    """One command as it went."""

    block: Block
    step: Step
    output: str
    code: int
    wanted: int
    """The code that the page says it leaves with: 0, or what `exit=` says of the last command of its block."""


class Session:
    """A folder of its own for each page, or the repository itself (`atlas=this`)."""

    def __init__(self, folder: Path) -> None:
        self._top = folder
        self._count = 0
        self.here = folder
        self.atlas = ""

    def begin(self, atlas: str) -> None:
        """A fresh atlas: `sample` (what `kg init` writes), `toy`, `empty` (nothing in it), `copy`
        (of the entries of this repository), or `this`, the repository itself."""
        self._count += 1
        self.atlas = atlas
        self.here = ROOT if atlas == "this" else self._top / f"desk-{self._count}" / "tides"
        if atlas == "this":
            return
        self.here.mkdir(parents=True)
        if atlas == "sample":
            self.run("kg init --title Tides .")
        elif atlas == "copy":
            shutil.copytree(ROOT / "entries", self.here / "entries")
            shutil.copy(ROOT / "mkdocs.yml", self.here)
        elif atlas == "toy":
            shutil.copytree(ROOT / "tests" / "toy", self.here, dirs_exist_ok=True)
        else:
            assert atlas == "empty", f"no atlas {atlas!r}"

    def page(self, found: list[Block]) -> Iterator[Ran]:
        """Do what the blocks of a page say, from top to bottom."""
        for block in found:
            if atlas := block.remark("atlas"):
                self.begin(atlas)
            if name := block.remark("file"):
                self.write(name, block.text)
            elif name := block.remark("append"):
                self.write(name, (self.here / name).read_text("utf-8") + block.text)
            elif block.language == "console" and not block.remark("parse"):
                found_steps = list(steps(block))
                for step in found_steps:
                    output, code = self.run(step.command)
                    wanted = int(block.remark("exit") or 0) if step is found_steps[-1] else 0
                    yield Ran(block, step, output, code, wanted)

    def sound(self) -> tuple[str, int]:
        """What `kg check` says of the atlas as the page leaves it."""
        return self.run("kg check")

    def write(self, name: str, text: str) -> None:
        assert self.atlas != "this", "a page does not write into the atlas of this repository"
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, command: str) -> tuple[str, int]:
        """What the command prints on both streams, in their order, and the code it leaves with."""
        words = shlex.split(command)
        if self.atlas == "this":
            assert words[0] == "kg" and not {"--fix", "--output", "--editor", *WRITING} & {*words}, command
        if words[0] == "cd":
            self.here = self.here / words[1]
            assert self.here.is_dir(), command
            return "", 0
        with _environment(), chdir(self.here):
            return _kg(words[1:]) if words[0] == "kg" and not _SHELL & {*_bare(command)} else _shell(command)


@contextmanager
def _environment() -> Iterator[None]:
    with patch.dict(os.environ, ENVIRONMENT):
        yield


def _bare(command: str) -> str:
    """The command without what stands in single quotes, where a shell looks for nothing."""
    return "".join(command.split("'")[::2])


def _kg(words: list[str]) -> tuple[str, int]:
    """In this process, which takes a tenth of the time."""
    both = io.BytesIO()
    with (
        io.TextIOWrapper(both, "utf-8", newline="", write_through=True) as stream,
        patch.object(sys, "argv", ["kg", *words]),
        redirect_stdout(stream),
        redirect_stderr(stream),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
        return both.getvalue().decode("utf-8"), code if isinstance(code, int) else 0


def _shell(command: str) -> tuple[str, int]:
    # A function, so that no `kg` need be installed.
    line = f'kg() {{ {shlex.quote(sys.executable)} -m kg "$@"; }}\n{command}'
    done = subprocess.run(
        ["bash", "-c", line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    return done.stdout.decode("utf-8"), done.returncode
