"""Python's garbage collector, out of the way of work that makes many objects and no cycles: it would walk them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused(*, freeze: bool = False) -> Iterator[None]:
    """No collection meanwhile: for a `with`, or above a function.

    What is frozen at the end is out of the collector's sight; when nobody refers to it any more it goes all the same.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if freeze:
                gc.freeze()
            gc.enable()
