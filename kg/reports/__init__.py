"""How findings are printed. Each module offers `render(findings, read) -> str`; its name is the name of the format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from kg import discover
from kg.diagnostics import Diagnostic
from kg.source import files

ReadText = Callable[[str], str | None]
"""Path as shown in a finding to the file's text, or `None` where it cannot or must not be read."""


def formats() -> tuple[str, ...]:
    return discover.names(__name__)


def render(findings: Sequence[Diagnostic], format: str, root: Path, *, colour: bool = False) -> str:
    """The findings in one of the formats, ready to print; `colour` counts for people's formats only."""
    module = discover.module(__name__, format)

    @cache
    def read(path: str) -> str | None:
        # A file that was refused (a link, a pipe) is not opened here either.
        source, _ = files.read(root / path, root)
        return source.text if source else None

    text: str = module.render(findings, read)
    return module.paint(text) if colour and hasattr(module, "paint") else text


def counted(findings: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    parts = []
    for severity in ("error", "warning"):
        number = sum(finding.severity.value == severity for finding in findings)
        if number:
            parts.append(f"{number:,} {severity}{'s' * (number != 1)}")
    return ", ".join(parts) or "no findings"
