"""The MkDocs plugin, and all that knows MkDocs: the events it listens to and how a finished page becomes a file.

Pages of entries keep a `.md` source path, so that pages written by hand can link to them as to any other and MkDocs
validates such links; they opt out of Markdown, the menu and MkDocs' own search by not being documentation pages.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler

from kg import catalogue, checks, graph, reports
from kg.catalogue import Catalogue
from kg.diagnostics import Severity
from kg.errors import KgError
from kg.exports import bibtex
from kg.graph import Graph
from kg.publish import data, links, retired
from kg.publish.pages import SiteSettings, render
from kg.publish.preview import Preview
from kg.publish.staging import Staging
from kg.settings import Atlas, find_atlas

log = logging.getLogger("mkdocs.plugins.kg")
_TEMPLATES = (".jinja", ".j2")


class Settings(Config):
    """What `mkdocs.yml` may say under `plugins: [kg: {...}]`."""

    branch = Type(str, default="main")
    """The branch that "edit this page" edits."""


class Finished(File):
    """A file whose content is made when MkDocs writes it out, or, while serving, when a reader asks for it."""

    def __init__(self, source: str, address: str, config: MkDocsConfig, make: Callable[[], str]) -> None:
        super().__init__(source, None, config.site_dir, config.use_directory_urls, dest_uri=address)
        self.make = make
        self.preview: Preview | None = None
        self.generated_by = "kg"

    def is_documentation_page(self) -> bool:
        return False

    def is_modified(self) -> bool:
        return True

    @property
    def content_bytes(self) -> bytes:
        return self.make().encode()

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        raise TypeError("a finished page is not edited")

    def copy_file(self, dirty: bool = False) -> None:
        if self.preview is None:
            write(Path(self.abs_dest_path), self.content_bytes)
        else:
            self.preview.add(self.dest_uri, self.make)


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


class KgPlugin(BasePlugin[Settings]):
    """Event wiring and nothing else."""

    def __init__(self) -> None:
        self._serving = False
        self._staging: Staging | None = None
        self._catalogue: Catalogue | None = None
        self._preview: Preview | None = None
        self._site_dir = ""

    # MkDocs keeps one plugin object over all builds of `mkdocs serve` for those that have this method.
    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self._site_dir = config.site_dir
        # MkDocs' own site map bears dates, and its compressed copy a time.
        config.theme.static_templates.discard("sitemap.xml")
        if self._serving:
            self._preview = Preview(Path(config.site_dir))
        else:
            self._staging = _asked(Staging, Path(config.site_dir))
            config.site_dir = str(self._staging.folder)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        self._catalogue = _asked(_load, _atlas(config))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self._catalogue is not None
        built = graph.build(self._catalogue)
        for file in [file for file in files if file.src_uri.endswith(_TEMPLATES)]:
            files.remove(file)
        settings = self._settings(config, files)
        for finished in _finished(built, settings, config):
            finished.preview = self._preview
            written = files.get_file_from_path(finished.src_uri)
            if written is None:
                files.append(finished)
            elif posixpath.dirname(finished.src_uri):
                message = f"{written.src_uri!r} stands at the address of an entry; give this page another name"
                raise PluginError(message)
        if config.site_url:
            pages = sorted(file.url for file in files if file.dest_uri.endswith(".html") and file.dest_uri != "404.html")
            files.append(Finished("sitemap.xml", "sitemap.xml", config, lambda: _site_map(config.site_url or "", pages)))
        return files

    def on_page_context(self, context: Any, *, config: MkDocsConfig, **_: Any) -> Any:
        context["site"] = self._settings(config, None)
        return context

    def on_template_context(self, context: Any, *, config: MkDocsConfig, **_: Any) -> Any:
        context["site"] = self._settings(config, None)
        return context

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self._staging is None or (config.strict and _warned()):
            return  # MkDocs goes on to fail, and `on_build_error` cleans up
        config.site_dir = self._site_dir
        staging, self._staging = self._staging, None
        _asked(staging.publish)

    def on_build_error(self, error: Exception, **_: Any) -> None:
        self._discard()

    def on_shutdown(self) -> None:
        self._discard()

    def on_serve(self, server: Any, *, config: MkDocsConfig, **_: Any) -> Any:
        server.watch(str(_atlas(config).entries))
        if self._preview is not None:
            server.set_app(self._preview.around(server.get_app()))
        return server

    def _discard(self) -> None:
        if self._staging is not None:
            self._staging.discard()
            self._staging = None

    def _settings(self, config: MkDocsConfig, files: Files | None) -> SiteSettings:
        if files is not None:
            self._pages = tuple(_menu(config.nav, files))
        return SiteSettings(
            name=config.site_name,
            url=config.site_url or "",
            repository=config.repo_url or "",
            branch=self.config.branch,
            description=config.site_description or "",
            licence=config.copyright or "",
            pages=self._pages,
            overrides=(Path(config.theme.custom_dir),) if config.theme.custom_dir else (),
            live=self._serving,
        )
