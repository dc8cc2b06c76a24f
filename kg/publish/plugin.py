"""The MkDocs plugin: the events it listens to."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler

from kg import catalogue, checks, edited, graph, reports
from kg.catalogue import Catalogue
from kg.catalogue.cache import opened
from kg.diagnostics import Diagnostic, Severity
from kg.errors import KgError
from kg.graph import Graph
from kg.publish import fulltext, links
from kg.publish.feed import MOST
from kg.publish.finished import Count, Finished, Progress
from kg.publish.forge import STYLES, Forge
from kg.publish.handwritten import Mentions
from kg.publish.outputs import Output, outputs
from kg.publish.pages import SiteSettings
from kg.publish.serving import Serving
from kg.publish.staging import Staging
from kg.settings import ENTRIES, Atlas, find_atlas
from kg.source import history
from kg.suggest import did_you_mean

T = TypeVar("T")

log = logging.getLogger("mkdocs.plugins.kg")
_TEMPLATES = (".jinja", ".j2")


class Settings(Config):  # type: ignore[no-untyped-call]  # MkDocs types its hook loosely
    """What `mkdocs.yml` may say under `plugins: [kg: {...}]`."""

    branch = Type(str, default="main")
    """The branch that "edit this page" edits."""
    forge = Choice((*STYLES, ""), default="")
    """Whose addresses the host of `repo_url` has, where its name does not say."""
    licence = Type(str, default="")
    """The licence of the entries as an SPDX identifier, such as CC-BY-4.0; `copyright` says it in words."""
    fulltext = Type(bool, default=True)
    """Whether to make an index of all words where Pagefind is installed."""


class Refused(PluginError):
    """No site while an error stands: MkDocs prints the message, `kg site` the findings."""

    def __init__(self, findings: list[Diagnostic], report: str) -> None:
        super().__init__(f"{report}\nno site while an error stands")
        self.findings = tuple(findings)


# MkDocs leaves the base class's hook for subclasses untyped.
class KgPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]  # the same
    """Event wiring and nothing else."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self._live = False
        self._staging: Staging | None = None
        self._serving: Serving | None = None
        self._catalogue: Catalogue | None = None
        self._site = SiteSettings()
        self._mentions = Mentions()
        self._small: list[Output] = []
        self._site_dir = ""

    # MkDocs keeps one plugin object over all builds of `mkdocs serve` for those that have this method.
    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._live = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        config.theme.static_templates.discard("sitemap.xml")
        self._site_dir = config.site_dir
        config.markdown_extensions.append(self._mentions)
        if not self._live:
            self._staging = _asked(Staging, Path(config.site_dir))
            config.site_dir = str(self._staging.folder)
        elif self._serving is None:
            self._serving = Serving(_atlas(config), Path(config.site_dir))
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        known = self._serving.begin() if self._serving else None
        self._catalogue = known or _asked(_load, _atlas(config))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self._catalogue is not None
        for file in [file for file in files if file.src_uri.endswith(_TEMPLATES) or _is_site_map(file, config)]:
            files.remove(file)
        self._site = _site(config, files, self.config, self._live)
        written = {file.dest_uri: file for file in files if file.src_dir == config.docs_dir}
        self._graph = built = graph.build(self._catalogue)
        # Ten thousand entries outlive the build: the collector need not walk them at every turn (20 % of the build).
        gc.freeze()
        self._small = []
        count = None if self._live else Count(self.progress)
        for output in outputs(built, self._site):
            if output.by_the_way:
                self._small.append(output)
                continue
            rival = written.get(output.address)
            if rival is None:
                files.append(Finished(output, config, count))
            elif output.fixed:
                raise PluginError(f"{rival.src_uri!r} stands at the address of an entry; give this page another name")
        # The list of all files as well, and what was found out for it.
        gc.freeze()
        if count:
            count.total = sum(isinstance(file, Finished) for file in files)
        return files

    def on_page_markdown(self, markdown: str, *, page: Any, **_: Any) -> None:
        asked = self._serving.asked if self._serving else {}
        if self._serving:
            self._serving.texts[page.file.src_uri] = markdown
        self._mentions.resolve = partial(_resolve, self._graph, page.url.removeprefix("./"), asked)

    def on_page_context(self, context: Any, *, page: Any, config: MkDocsConfig, **_: Any) -> Any:
        context["site"] = self._site
        context["source"] = _path(page.file, config)
        return context

    def on_template_context(self, context: Any, **_: Any) -> Any:
        # The page of errors has no address of its own.
        context["site"] = replace(self._site, url="")
        return context

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        gc.unfreeze()
        if self._serving:
            self._serving.show(self._graph, self._site)
        else:
            _write(Path(config.site_dir), self._small)
        # In strict mode MkDocs fails after this event if there were warnings; `on_build_error` then cleans up.
        if self._staging and not (config.strict and _warned()):
            if self._site.fulltext:
                _asked(fulltext.write, self._staging.folder)
            staging, self._staging = self._staging, None
            config.site_dir = self._site_dir
            _asked(staging.publish)

    def on_build_error(self, error: Exception, **_: Any) -> None:
        self._give_up()

    def on_shutdown(self) -> None:
        self._give_up()
        if self._serving:
            self._serving.stop()

    def on_serve(self, server: Any, *, config: MkDocsConfig, **_: Any) -> Any:
        if self._serving:
            self._serving.attach(server)
        return server

    def _give_up(self) -> None:
        gc.unfreeze()
        if self._serving:
            self._serving.preview.end(None)
        if self._staging:
            self._staging.discard()
            self._staging = None


def _atlas(config: MkDocsConfig) -> Atlas:
    return find_atlas(Path(config.config_file_path or "mkdocs.yml").parent)


def _load(atlas: Atlas) -> Catalogue:
    """The entries, unless an error stands among them."""
    loaded = catalogue.load(atlas, cache=opened(atlas))
    findings = checks.run(loaded)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refused(errors, reports.render(errors, "full", atlas.root))
    if findings:
        log.info("%s; `kg check` prints them", reports.counted(findings))
    return edited.lean(loaded)


def _site(config: MkDocsConfig, files: Files, own: Settings, live: bool) -> SiteSettings:
    atlas = _atlas(config)
    if own.licence and not re.fullmatch(r"[A-Za-z0-9.+-]+", own.licence):
        raise PluginError(f"licence: {own.licence!r} is no SPDX identifier; write one such as CC-BY-4.0")
    return SiteSettings(
        name=config.site_name,
        url=config.site_url or "",
        forge=Forge(config.repo_url or "", own.branch, own.forge, history.prefix(atlas.root)),
        description=config.site_description or "",
        licence=config.copyright or "",
        spdx=own.licence,
        pages=tuple(_menu(config.nav or [], files)),
        overrides=(Path(config.theme.custom_dir),) if config.theme.custom_dir else (),
        changes=history.changes(atlas.root, ENTRIES, MOST),
        fulltext=not live and own.fulltext and fulltext.installed(),
        live=live,
    )


def _write(site: Path, small: list[Output]) -> None:
    """Write files that MkDocs does not know. A page written by hand at the same address stays."""
    made: set[str] = set()
    for output in small:
        path = f"{site}/{output.address}"
        folder = path.rpartition("/")[0]
        if folder not in made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        with suppress(FileExistsError), open(path, "xb") as file:
            for chunk in output.chunks():
                file.write(chunk)


def _path(file: File, config: MkDocsConfig) -> str:
    """The path of a page written by hand, counted from the folder of the atlas; nothing where it lies elsewhere."""
    root, path = _atlas(config).root, Path(file.abs_src_path or "")
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""


def _menu(items: Any, files: Files) -> Iterator[tuple[str, str]]:
    """Title and address of the pages written by hand that the settings list; a section leads to its first page."""
    for item in items:
        for title, inner in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(inner, list):
                yield from ((title, address) for _, address in islice(_menu(inner, files), 1))
            elif file := files.get_file_from_path(inner):
                yield title or file.name.replace("-", " ").capitalize(), file.url.removeprefix("./")


def _is_site_map(file: File, config: MkDocsConfig) -> bool:
    """MkDocs' own site map, which bears dates: no longer a template, it would be copied as it is."""
    return file.src_uri == "sitemap.xml" and file.src_dir != config.docs_dir


def _resolve(built: Graph, here: str, asked: dict[str, str | None], id: str) -> tuple[str, str] | None:
    """A reference in a page written by hand. One that leads nowhere counts as a dead link does."""
    asked[id] = built.title(id) if id in built.catalogue.records else None
    if id in built.catalogue.records:
        return links.relative(links.address(id), here), built.title(id)
    log.warning("%s: no entry %r; %s", here or "front page", id, did_you_mean(id, built.catalogue.records))
    return None


def _warned() -> bool:
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)


def _asked(ask: Callable[..., T], *args: Any) -> T:
    """A call whose errors MkDocs is to print in its own way."""
    try:
        return ask(*args)
    except KgError as error:
        raise PluginError(f"{error.message}; {error.help}" if error.help else error.message) from error
