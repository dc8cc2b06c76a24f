"""Build the site of an atlas, or show it while it is edited: what `kg site` does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from kg import reports
from kg.diagnostics import Diagnostic
from kg.errors import EnvironmentFault, KgError
from kg.publish.finished import Progress
from kg.publish.plugin import Refused
from kg.settings import Atlas

__all__ = ["FindingsStand", "build", "serve"]

SETTINGS = "mkdocs.yml"


class FindingsStand(KgError):
    """The site was not built, since its entries have errors."""

    def __init__(self, findings: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"the site was not built: {reports.counted(findings)}", help="the last one stays as it was")
        self.findings = findings


def build(atlas: Atlas, site_dir: Path | None = None, strict: bool = True, progress: Progress | None = None) -> Path:
    """Build into a folder beside the site, then put it in its place; gives the folder of the site.

    `progress` is told again and again how many files are written, and of how many.

    Raises:
        EnvironmentFault: there is no `mkdocs.yml`, the place cannot be written, or another build is under way.
        KgError: a finding stands, or a page written by hand has a fault; the last site stays as it was.
    """
    return _build(_settings(atlas), site_dir, strict, progress)


def serve(atlas: Atlas, address: str) -> None:
    """Show the site at an address such as `127.0.0.1:8000`, and again after every edit, until interrupted."""
    _serve(_settings(atlas), address)


def _settings(atlas: Atlas) -> Path:
    settings = atlas.root / SETTINGS
    if not settings.is_file():
        help = f"the site's name and address stand in {SETTINGS}, beside the folder of the entries"
        raise EnvironmentFault(f"no {SETTINGS} in {str(atlas.root)!r}", help=help)
    return settings


def _build(config_file: Path, site_dir: Path | None, strict: bool, progress: Progress | None) -> Path:
    """What `mkdocs build` does; gives the folder of the site.

    Raises:
        EnvironmentFault: the place cannot be written, or another build is under way.
        KgError: the settings are wrong, a finding stands, or MkDocs warned in strict mode.
    """
    try:
        config = load_config(str(config_file), site_dir=str(site_dir) if site_dir else None, strict=strict)
        if "kg" not in config.plugins:
            raise KgError(f"{config_file.name} does not name the plugin 'kg'", help="add `plugins: [kg]` to it")
        config.plugins["kg"].progress = progress  # type: ignore[attr-defined]  # MkDocs knows its base class only
        config.plugins.on_startup(command="build", dirty=False)
        try:
            with _heard():
                mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        cause = error.__context__ if isinstance(error.__context__, MkDocsException) else error
        if isinstance(cause, Refused):
            raise FindingsStand(cause.findings) from error
        if isinstance(fault := cause.__cause__, EnvironmentFault):
            # The disk or a neighbour, not the atlas, is to blame: the exit code tells them apart.
            help = "; ".join(filter(None, (fault.help, "the last site stays as it was")))
            raise EnvironmentFault(f"the site was not built: {fault.message}", help=help) from error
        raise KgError(f"the site was not built: {cause.message}", help="the last one stays as it was") from error
    return Path(config.site_dir)


@contextmanager
def _heard() -> Iterator[None]:
    """Print what MkDocs warns of, such as a link to nowhere: only its own command line would."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    # An error that ends the build is told by the exception as well.
    handler.addFilter(lambda record: record.levelno < logging.ERROR)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _serve(config_file: Path, address: str) -> None:
    """What `mkdocs serve` does: a preview that follows every edit until it is interrupted."""
    try:
        mkdocs_serve(str(config_file), dev_addr=address)
    except MkDocsException as error:
        raise KgError(f"no preview: {error.message}") from error
