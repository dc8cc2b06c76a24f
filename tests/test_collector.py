"""A pause of the garbage collector ends with the work, whatever becomes of that."""

from __future__ import annotations

import gc

import pytest

from kg.collector import paused


def test_the_collector_is_as_before_once_the_work_is_done_or_has_failed() -> None:
    @paused()
    def work() -> bool:
        return gc.isenabled()

    assert gc.isenabled()
    assert not work()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_had_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with paused(freeze=True):
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
