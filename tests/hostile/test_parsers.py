"""With libyaml or without it: one verdict on whatever a file holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.source import files
from kg.source.files import SourceFile
from kg.source.tree import parse
from tests.hostile.test_tables import CASES

TESTS = Path(__file__).parents[1]
CORPUS = sorted([*TESTS.glob("cases/**/*.yaml"), *TESTS.glob("toy/**/*.yaml")])


def verdict(text: str, *, pure: bool) -> tuple[Any, ...]:
    """What is read, or which rules speak at which lines."""
    read, findings = parse(SourceFile("entries/phenomena/x.yaml", text), pure=pure)
    return (read.data if read else None, [(found.rule.name, found.span.line) for found in findings])


def texts(data: bytes) -> list[str]:
    source, _ = files.decode("x", data)
    return [source.text] if source else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_parsers_judge_the_cases_alike(case: Any) -> None:
    for data in case.files().values():
        # The parser without libyaml needs half a minute for a file that is full.
        for text in texts(data[:20_000]):
            assert verdict(text, pure=True) == verdict(text, pure=False)


def test_both_parsers_judge_the_corpus_alike() -> None:
    read = [text for path in CORPUS for text in texts(path.read_bytes())]
    assert len(read) > 250
    for text in read:
        assert verdict(text, pure=True) == verdict(text, pure=False), text


# Pieces that YAML is made of, put together at random: most of it is no YAML, and both have to say so.
_PIECES = st.sampled_from(
    [*"[]{},:?-#&*!|>'\"%@` \n\t~\\", ": ", "- ", "\n  ", "\n- ", "\n---\n", "\n...\n", "<<: ", "key", "a: b\n", "null", "é", "😀",
     "\\x41", "\\u00e9", " #", "''", '""', "|\n  x", ">-\n  x", "!!str", "? ", "1.5", "=", "\u00a0", "%YAML 1.1\n"]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_both_parsers_judge_pieces_of_yaml_alike(text: str) -> None:
    (one, findings), (other, same) = verdict(text, pure=True), verdict(text, pure=False)
    assert one == other
    # Where there are two mistakes, each parser may stop at another one of them.
    assert bool(findings) == bool(same)
