"""Build the site of an atlas, or show it while it is edited: what `kg site` does."""

from __future__ import annotations

from pathlib import Path

from kg.errors import EnvironmentFault
from kg.publish.plugin import FindingsStand, build_site, serve_site
from kg.settings import Atlas

__all__ = ["FindingsStand", "build", "serve"]

SETTINGS = "mkdocs.yml"


def build(atlas: Atlas, site_dir: Path | None = None, strict: bool = True) -> Path:
    """Build into a folder beside the site, then put it in its place; gives the folder of the site.

    Raises:
        EnvironmentFault: there is no `mkdocs.yml`.
        KgError: a finding stands, or a page written by hand has a fault; the last site stays as it was.
    """
    return build_site(_settings(atlas), site_dir, strict)


def serve(atlas: Atlas, address: str) -> None:
    """Show the site at an address such as `127.0.0.1:8000`, and again after every edit, until interrupted."""
    serve_site(_settings(atlas), address)


def _settings(atlas: Atlas) -> Path:
    settings = atlas.root / SETTINGS
    if not settings.is_file():
        help = f"the site's name and address stand in {SETTINGS}, beside the folder of the entries"
        raise EnvironmentFault(f"no {SETTINGS} in {str(atlas.root)!r}", help=help)
    return settings
