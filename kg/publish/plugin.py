"""The MkDocs plugin, and all that knows MkDocs: the events it listens to and how a finished page becomes a file.

Pages of entries keep a `.md` source path, so that pages written by hand can link to them as to any other and MkDocs
validates such links; they opt out of Markdown, the menu and MkDocs' own search by not being documentation pages.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import CountHandler

from kg import catalogue, checks, graph, reports
from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Severity
from kg.errors import KgError
from kg.graph import Graph
from kg.publish import fulltext, links
from kg.publish.feed import MOST
from kg.publish.forge import STYLES, Forge
from kg.publish.handwritten import Mentions
from kg.publish.outputs import Output, outputs
from kg.publish.pages import SiteSettings
from kg.publish.preview import Preview
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


class FindingsStand(KgError):
    """The site was not built, since its entries have errors."""

    def __init__(self, findings: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"the site was not built: {reports.counted(findings)}", help="the last one stays as it was")
        self.findings = findings


class Finished(File):
    """A file whose content is made when MkDocs writes it out, or, while serving, when a reader asks for it."""

    generated_by = "kg"

    def __init__(self, output: Output, config: MkDocsConfig, preview: Preview | None) -> None:
        dest = {"dest_uri": output.address, "inclusion": InclusionLevel.INCLUDED}
        # MkDocs types its keywords one by one; a mapping of mixed values is beyond that.
        super().__init__(output.source, None, config.site_dir, True, **dest)  # type: ignore[arg-type]
        self.output = output
        self.preview = preview

    def is_documentation_page(self) -> bool:
        return False

    def is_modified(self) -> bool:
        return True

    @property
    def content_bytes(self) -> bytes:
        return self.output.make().encode()

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        raise TypeError("a finished page is not edited")

    def copy_file(self, dirty: bool = False) -> None:
        if self.preview is None:
            path = Path(self.abs_dest_path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.content_bytes)
        else:
            self.preview.add(self.dest_uri, self.output.make)


# MkDocs leaves the base class's hook for subclasses untyped.
class KgPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Event wiring and nothing else."""

    def __init__(self) -> None:
        self._serving = False
        self._staging: Staging | None = None
        self._preview: Preview | None = None
        self._catalogue: Catalogue | None = None
        self._site = SiteSettings()
        self._mentions = Mentions()
        self._small: list[Output] = []
        self._site_dir = ""

    # MkDocs keeps one plugin object over all builds of `mkdocs serve` for those that have this method.
    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        config.theme.static_templates.discard("sitemap.xml")
        self._site_dir = config.site_dir
        config.markdown_extensions.append(self._mentions)
        if not self._serving:
            self._staging = _asked(Staging, Path(config.site_dir))
            config.site_dir = str(self._staging.folder)
        elif self._preview is None:
            self._preview = Preview(Path(config.site_dir))
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        if self._preview:
            self._preview.begin()
        self._catalogue = _asked(_load, _atlas(config), self._catalogue)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self._catalogue is not None
        for file in [file for file in files if file.src_uri.endswith(_TEMPLATES) or _is_site_map(file, config)]:
            files.remove(file)
        self._site = _site(config, files, self.config, self._serving)
        written = {file.dest_uri: file for file in files if file.src_dir == config.docs_dir}
        self._graph = built = graph.build(self._catalogue)
        # Ten thousand entries outlive the build: the collector need not walk them at every turn (20 % of the build).
        gc.freeze()
        self._small = []
        for output in outputs(built, self._site):
            if output.by_the_way:
                self._small.append(output)
                continue
            rival = written.get(output.address)
            if rival is None:
                files.append(Finished(output, config, self._preview))
            elif output.fixed:
                raise PluginError(f"{rival.src_uri!r} stands at the address of an entry; give this page another name")
        return files

    def on_page_markdown(self, markdown: str, *, page: Any, **_: Any) -> None:
        self._mentions.resolve = partial(_resolve, self._graph, page.url.removeprefix("./"))

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
        if self._preview:
            for output in self._small:
                self._preview.add(output.address, output.make)
            self._preview.end(done=True)
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

    def on_serve(self, server: Any, *, config: MkDocsConfig, **_: Any) -> Any:
        server.watch(str(_atlas(config).entries))
        if self._preview:
            try:
                server.set_app(self._preview.around(server.get_app(), server.mount_path))
            except AttributeError:  # another server than we know: pages are written at every build
                self._preview.write_all()
        return server

    def _give_up(self) -> None:
        gc.unfreeze()
        if self._preview:
            self._preview.end(done=False)
        if self._staging:
            self._staging.discard()
            self._staging = None


def build_site(config_file: Path, site_dir: Path | None, strict: bool) -> Path:
    """What `mkdocs build` does; gives the folder of the site.

    Raises:
        KgError: the settings are wrong, a finding stands, or MkDocs warned in strict mode.
    """
    try:
        config = load_config(str(config_file), site_dir=str(site_dir) if site_dir else None, strict=strict)
        if "kg" not in config.plugins:
            raise KgError(f"{config_file.name} does not name the plugin 'kg'", help="add `plugins: [kg]` to it")
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


def serve_site(config_file: Path, address: str) -> None:
    """What `mkdocs serve` does: a preview that follows every edit until it is interrupted."""
    try:
        mkdocs_serve(str(config_file), dev_addr=address)
    except MkDocsException as error:
        raise KgError(f"no preview: {error.message}") from error


def _atlas(config: MkDocsConfig) -> Atlas:
    return find_atlas(Path(config.config_file_path or "mkdocs.yml").parent)


def _load(atlas: Atlas, known: Catalogue | None) -> Catalogue:
    """The entries, unless an error stands among them. While serving, files that did not change are not parsed anew."""
    loaded = catalogue.load(atlas, known)
    findings = checks.run(loaded)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refused(errors, reports.render(errors, "full", atlas.root))
    if findings:
        log.info("%s; `kg check` prints them", reports.counted(findings))
    return loaded


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
            file.write(output.make().encode())


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


def _resolve(built: Graph, here: str, id: str) -> tuple[str, str] | None:
    """A reference in a page written by hand. One that leads nowhere counts as a dead link does."""
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
