"""One service that knows works each. Its module offers `NAME`, `keys(names)`, which gives what it can be asked about a work, and
`ask(web, key)`, which gives a draft.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from kg import discover


@cache
def services() -> dict[str, ModuleType]:
    """Name of a service to its module, in the order in which they are asked."""
    return {name: discover.module(__name__, name) for name in discover.names(__name__)}
