"""The process `kg`, which is also `python -m kg`."""

from __future__ import annotations

from kg import interrupt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """Run `kg`, and end in one word when interrupted, even while the command is still being imported."""
    interrupt.leaves()
    # Only now, since this is most of the time that a start takes.
    from importlib import import_module

    import_module("kg.cli").run()
    raise SystemExit


if __name__ == "__main__":
    run()
