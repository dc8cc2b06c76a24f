"""Edits go on being followed, whatever one of them does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.publish.watching import Watch


def test_a_call_that_fails_does_not_end_the_watch(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def call() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the first one fails")

    watch = Watch(tmp_path, call)
    try:
        for count in (1, 2):
            (tmp_path / f"{count}.yaml").write_text("x", encoding="utf-8")
            end = time.monotonic() + 20
            while len(calls) < count and time.monotonic() < end:
                time.sleep(0.02)
            assert len(calls) >= count
        assert "the first one fails" in caplog.text
    finally:
        watch.stop()
