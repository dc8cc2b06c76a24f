"""What the preview does with MkDocs' server, and without the parts of it that may change."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.livereload import LiveReloadServer

from kg import catalogue, graph
from kg.publish.pages import SiteSettings
from kg.publish.serving import Serving
from kg.settings import Atlas

SITE = SiteSettings(name="The garden", live=True)


@pytest.fixture
def root(tmp_path: Path, toy: Path) -> Path:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    return tmp_path


@pytest.fixture
def serving(root: Path) -> Iterator[Serving]:
    made = Serving(Atlas(root), root / "served")
    assert made.begin() is None
    made.show(graph.build(catalogue.load(Atlas(root))), SITE)
    yield made
    made.stop()


@pytest.fixture
def server(root: Path) -> Iterator[LiveReloadServer]:
    built = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(root / "served"))
    yield built
    built.server_close()


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "entries" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def title(serving: Serving, id: str) -> str:
    assert serving.known
    return str(serving.known.records[id].entry.title)


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_edit_is_told_to_the_browsers_without_a_build(root: Path, serving: Serving, server: LiveReloadServer) -> None:
    serving.attach(server)
    before = server._visible_epoch
    edit(root, "theories/slow-root.yaml", "title: ", "title: Very ")
    assert until(lambda: server._visible_epoch > before)
    assert not server._want_rebuild


def test_edit_that_shows_in_a_page_written_by_hand_asks_for_a_build(
    root: Path, serving: Serving, server: LiveReloadServer
) -> None:
    serving.attach(server)
    serving.asked["theory/slow-root"] = serving.known.records["theory/slow-root"].entry.title  # type: ignore[union-attr]
    serving.texts["guide.md"] = "See [it](phenomenon/late-bloom.md)."
    # The watcher may be quicker than we are.
    edit(root, "phenomena/late-bloom.yaml", "title: ", "title: Very ")
    assert until(lambda: serving.refresh() is not None or title(serving, "phenomenon/late-bloom").startswith("Very"))
    assert not server._want_rebuild
    edit(root, "theories/slow-root.yaml", "title: ", "title: Very ")
    serving.refresh()
    assert until(lambda: server._want_rebuild)
    with server._rebuild_cond:
        server._want_rebuild = False
    serving.asked.clear()
    (root / "entries/phenomena/late-bloom.yaml").unlink()
    serving.refresh()
    assert until(lambda: server._want_rebuild)


def test_browsers_are_not_told_in_the_midst_of_a_build(root: Path, serving: Serving, server: LiveReloadServer) -> None:
    serving.attach(server)
    server._wanted_epoch += 1
    before = server._visible_epoch
    edit(root, "theories/slow-root.yaml", "title: ", "title: Very ")
    serving.refresh()
    assert server._visible_epoch == before


def test_findings_are_printed_once_and_behind_the_page(
    root: Path, serving: Serving, server: LiveReloadServer, caplog: pytest.LogCaptureFixture
) -> None:
    serving.attach(server)
    edit(root, "theories/slow-root.yaml", "title: ", "nonsense: 1\ntitle: ")
    assert serving.refresh() is None
    assert serving.refresh() is None
    assert caplog.text.count("unknown field 'nonsense'") == 1
    edit(root, "theories/slow-root.yaml", "nonsense: 1\n", "")
    edit(root, "mechanisms/root-gate.yaml", "summary:", "tags: [a]\nbody: '[[theory/none]]'\nsummary:")
    serving.refresh()
    assert until(lambda: "no entry 'theory/none'" in caplog.text)


def test_build_goes_on_with_the_last_sound_entries(
    root: Path, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    known = serving.known
    edit(root, "theories/slow-root.yaml", "title: ", "nonsense: 1\ntitle: ")
    assert serving.begin() is known
    assert "unknown field 'nonsense'" in caplog.text
    serving.preview.end(None)


class Stranger:
    """A server of another MkDocs."""

    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        self.watched.append(path)


def test_server_of_another_kind_gets_every_page_at_every_build(root: Path, serving: Serving) -> None:
    stranger: Any = Stranger()
    serving.attach(stranger)
    assert stranger.watched == [str(root / "entries")]
    page = root / "served/theory/slow-root/index.html"
    assert page.is_file()
    edit(root, "theories/slow-root.yaml", "title: ", "title: Very ")
    known = serving.begin()
    assert known is not None
    serving.show(graph.build(known), SITE)
    assert "Very" in page.read_text("utf-8")


def test_no_thread_is_left(root: Path, serving: Serving, server: LiveReloadServer) -> None:
    before = threading.active_count()
    serving.attach(server)
    assert threading.active_count() > before
    serving.stop()
    assert until(lambda: threading.active_count() <= before)


def page(server: LiveReloadServer, path: str) -> tuple[str, str]:
    """Status and text of an answer of the server."""
    told: list[str] = []
    app: Any = server.get_app()
    body = b"".join(app({"PATH_INFO": path}, lambda status, headers: told.append(status)))
    return told[0], body.decode()


def test_page_says_what_is_wrong_and_where_until_it_is_mended(
    root: Path, serving: Serving, server: LiveReloadServer
) -> None:
    serving.attach(server)
    before = server._visible_epoch
    edit(root, "theories/slow-root.yaml", "title: ", "nonsense: 1\ntitle: ")
    status, text = page(server, "/phenomenon/late-bloom/")
    assert status == "200 OK"
    assert "entries/theories/slow-root.yaml:1:1: error[unknown-field] unknown field" in text
    # Whoever has the page open is told as well, though no page has changed.
    assert server._visible_epoch > before
    before = server._visible_epoch
    edit(root, "theories/slow-root.yaml", "nonsense: 1\n", "")
    assert "error[" not in page(server, "/phenomenon/late-bloom/")[1]
    assert server._visible_epoch > before


def test_page_says_what_the_checks_have_against_the_entries(
    root: Path, serving: Serving, server: LiveReloadServer
) -> None:
    serving.attach(server)
    edit(root, "mechanisms/root-gate.yaml", "summary:", "tags: [a]\nbody: '[[theory/none]]'\nsummary:")
    assert until(lambda: "error[unknown-target] no entry &#x27;theory/none&#x27;" in page(server, "/")[1])
    before = server._visible_epoch
    edit(root, "mechanisms/root-gate.yaml", "body: '[[theory/none]]'\n", "")
    assert until(lambda: "error[" not in page(server, "/")[1])
    assert until(lambda: server._visible_epoch > before)


def test_page_that_is_gone_waits_in_the_browser_for_the_next_edit(
    root: Path, serving: Serving, server: LiveReloadServer
) -> None:
    serving.attach(server)
    path = root / "entries/theories/slow-root.yaml"
    text = path.read_bytes()
    assert page(server, "/theory/slow-root/")[0] == "200 OK"
    path.unlink()
    status, gone = page(server, "/theory/slow-root/")
    assert status.startswith("404")
    assert f"livereload({server._visible_epoch}," in gone
    path.write_bytes(text)
    assert page(server, "/theory/slow-root/")[0] == "200 OK"


def test_folder_of_the_entries_may_go_and_come_back(root: Path, serving: Serving, server: LiveReloadServer) -> None:
    serving.attach(server)
    (root / "entries").rename(root / "away")
    status, text = page(server, "/theory/slow-root/")
    assert status == "200 OK"
    assert "error[empty-atlas] no folder" in text
    (root / "away").rename(root / "entries")
    edit(root, "theories/slow-root.yaml", "title: ", "title: Very ")
    status, text = page(server, "/theory/slow-root/")
    assert status == "200 OK"
    assert "error[" not in text
    assert "Very" in text
