"""No pattern of the tool can be made slow by a text: each is tried on long repetitions of what patterns stumble over."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import kg

_REPEATED = (
    *"aA10 \n\t$['\"\\*.-{(<|`@%&#:/_,=é+e", "[[", "a1", "1.", "1e", "a ", " a", "a\n", "[a]", "- ", "? ", "a-", "a.", "a,", "''", "<a", "1 "
)  # fmt: skip
# Patterns that are only ever matched from the beginning of a text that our own limits keep short.
_SEARCHED = ("_ESCAPE", "_MARKUP", "_FORBIDDEN", "_CONTROL", "_BIDI", "_UNSAFE", "SPECIAL", "_SPECIAL_OR_ESCAPE", "_PIECES", "_TICKS",
             "_CONFLICT", "_BRACKET", "_COMPACT_RUN", "_REFUSED")  # fmt: skip
LENGTH = 8_000


def patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        if module.name.startswith(("kg.__main__", "kg.frontier")):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(f"{module.name}.{name}", value)
    return found


@pytest.mark.parametrize("name", sorted(patterns()))
def test_a_pattern_takes_no_longer_than_its_text(name: str) -> None:
    pattern = patterns()[name]
    ways = ["match", "fullmatch", *(["search"] if name.rpartition(".")[2] in _SEARCHED else [])]
    for repeated in _REPEATED:
        for before in ("", "a", "1", '"'):
            text = before + (repeated * LENGTH)[:LENGTH] + "\x00"
            for way in ways:
                begun = time.process_time()
                getattr(pattern, way)(text)
                # Linear ones take a thousandth of that, quadratic ones a second.
                assert time.process_time() - begun < 0.25, (repeated, before, way)
