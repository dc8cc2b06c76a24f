"""What Control-C does, from the first import of a process to its end: one word, and no traceback.

While a command runs it is Python's `KeyboardInterrupt`, so that what was begun is undone. Before and after there is nothing to undo, and
the process just leaves: an exception there would end in the middle of some import, or of taking things down.
"""

from __future__ import annotations

import os
import signal
import sys

# This comes before everything else, and the less it imports the sooner it is heard: `typing` alone would double the time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

CODE = 130
"""128 and the number of the signal, as shells say it."""
_came = False


def leaves() -> None:
    """From here on Control-C ends the process at once."""
    _answer(_leave)


def raises() -> None:
    """From here on Control-C is a `KeyboardInterrupt`, and one that Python drops comes again."""
    _answer(_raise)
    sys.unraisablehook = _again


def came() -> bool:
    """Whether there was one. Some libraries make another exception of it: pydantic, of one while it builds a model."""
    return _came


def _answer(handler: object) -> None:
    # Whoever called us may have it ignored, as a shell does for what runs in the background.
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        # `object`, since the type of a handler would have to be imported, and that is what there is no time for.
        signal.signal(signal.SIGINT, handler)  # type: ignore[arg-type]


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    # Neither a stream nor an exception: whatever runs just now may hold the lock of one, or swallow the other.
    try:
        os.write(2, b"interrupted\n")
    finally:
        os._exit(CODE)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    global _came
    _came = True
    raise KeyboardInterrupt


def _again(dropped: sys.UnraisableHookArgs) -> None:
    """Python cannot raise an exception out of a destructor: it would print a traceback, and go on."""
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    import _thread
    import threading

    # A moment later, when the destructor has returned.
    later = threading.Timer(0.005, _thread.interrupt_main)
    later.daemon = True
    later.start()
