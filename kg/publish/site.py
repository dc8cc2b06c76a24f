"""What the site says about itself, and a page as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site says about itself."""

    name: str = "Atlas"
    url: str = ""
    """Where it will be published, for permanent addresses; empty leaves them out."""
    repository: str = ""
    branch: str = "main"
    description: str = ""
    licence: str = ""
    pages: tuple[tuple[str, str], ...] = ()
    """Title and address of the pages written by hand that the menu offers."""
    overrides: tuple[Path, ...] = ()
    """Folders of templates that go before our own."""
    live: bool = False
    """While serving, pages carry the script that reloads them, and so no content policy."""


@dataclass(frozen=True)
class Page:
    """One page of the site. Its HTML is made when asked for."""

    address: str
    source: str | None
    make: Callable[[], str] = field(repr=False, compare=False)

    @property
    def html(self) -> str:
        return self.make()
