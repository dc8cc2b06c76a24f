"""The modules of a folder by name, so that adding a file is enough to add a thing."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def names(package: str) -> tuple[str, ...]:
    """The module names of a package, in alphabetical order, without importing them."""
    folder = import_module(package)
    return tuple(sorted(info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_")))


def module(package: str, name: str) -> ModuleType:
    return import_module(f"{package}.{name}")


def modules(package: str) -> tuple[ModuleType, ...]:
    return tuple(module(package, name) for name in names(package))
