"""What the site says about itself, and a page as a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from kg.publish.forge import Forge
from kg.source.history import Commit


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site says about itself."""

    name: str = "Atlas"
    url: str = ""
    """Where it will be published, for permanent addresses; empty leaves them out."""
    forge: Forge = field(default_factory=Forge)
    """Where the entries can be edited, and problems with them reported."""
    description: str = ""
    licence: str = ""
    """In words, as they stand at the foot of each page."""
    spdx: str = ""
    """The licence of the entries as an SPDX identifier, for machines."""
    pages: tuple[tuple[str, str], ...] = ()
    """Title and address of the pages written by hand that the menu offers."""
    overrides: tuple[Path, ...] = ()
    """Folders of templates that go before our own."""
    changes: tuple[Commit, ...] = ()
    """What changed last in the entries, the newest first; empty where no history is at hand."""
    fulltext: bool = False
    """Whether an index of all words is made once the pages are written."""
    live: bool = False
    """While serving, pages carry the script that reloads them, and so no content policy."""

    @property
    def base(self) -> str:
        """The address of the site with a slash behind, or nothing."""
        return self.url.rstrip("/") + "/" if self.url else ""

    @property
    def licence_url(self) -> str:
        """The address of the licence: at Creative Commons for theirs, else in the list of SPDX."""
        if found := re.fullmatch(r"CC-(BY(?:-NC)?(?:-(?:SA|ND))?)-(\d\.\d)", self.spdx):
            return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
        if self.spdx == "CC0-1.0":
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://spdx.org/licenses/{quote(self.spdx)}.html" if self.spdx else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site. Its HTML is made when asked for."""

    address: str
    source: str | None
    make: Callable[[], str] = field(repr=False, compare=False)

    @property
    def html(self) -> str:
        return self.make()
