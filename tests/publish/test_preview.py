"""Pages made on demand while serving."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.publish.preview import Preview


def reader(root: Path) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = root / environ["PATH_INFO"].removeprefix("/atlas/")
        path = path / "index.html" if path.is_dir() else path
        start_response("200 OK" if path.is_file() else "404 Not Found", [("Content-Type", "text/html")])
        return [path.read_bytes() if path.is_file() else b"not found"]

    return app


def ask(app: Any, path: str) -> str:
    return b"".join(app({"PATH_INFO": path}, lambda status, headers: None)).decode()


def pages(texts: Mapping[str, str]) -> Callable[[str], Callable[[], str] | None]:
    return lambda address: (lambda: texts[address]) if address in texts else None


def test_page_is_made_when_asked_for_and_only_then(tmp_path: Path) -> None:
    made: list[str] = []
    preview = Preview(tmp_path)
    preview.begin()
    known = {f"theory/{name}/index.html": name for name in ("one", "two")}
    preview.end(lambda address: (lambda: made.append(address) or known[address]) if address in known else None)  # type: ignore[func-returns-value]
    app = preview.around(reader(tmp_path), "/atlas/")
    assert ask(app, "/atlas/theory/one/") == "one"
    assert ask(app, "/atlas/theory/one/") == "one"
    assert ask(app, "/atlas/theory/../../none") == "not found"
    assert made == ["theory/one/index.html"]


def test_failed_build_keeps_the_pages_of_the_last_good_one(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.begin()
    preview.end(pages({"a/index.html": "good"}))
    preview.begin()
    preview.end(None)
    preview.end(None)
    assert ask(preview.around(reader(tmp_path), "/atlas/"), "/atlas/a/") == "good"


def test_page_asked_for_during_a_build_is_made_of_the_new_entries(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    app = preview.around(reader(tmp_path), "/atlas/")
    preview.begin()
    got: list[str] = []
    thread = threading.Thread(target=lambda: got.append(ask(app, "/atlas/a/")))
    thread.start()
    thread.join(0.1)
    assert not got
    preview.end(pages({"a/index.html": "new"}))
    thread.join(5)
    assert got == ["new"]


def test_edit_shows_in_the_next_answer_and_a_page_that_is_gone_is_gone(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.begin()
    preview.end(pages({"a/index.html": "old", "b/index.html": "old"}))
    edits: list[dict[str, str]] = []
    app = preview.around(reader(tmp_path), "/atlas/", lambda: pages(edits.pop()) if edits else None)
    assert [ask(app, "/atlas/a/"), ask(app, "/atlas/b/")] == ["old", "old"]
    edits.append({"a/index.html": "new"})
    assert [ask(app, "/atlas/a/"), ask(app, "/atlas/b/")] == ["new", "not found"]


def test_styles_and_the_servers_own_answers_do_not_wait_for_a_look_at_the_entries(tmp_path: Path) -> None:
    looks: list[str] = []
    preview = Preview(tmp_path)
    app = preview.around(reader(tmp_path), "/", lambda: looks.append("look"))  # type: ignore[arg-type, func-returns-value]
    for path in ("/css/kg.css", "/fonts/x.woff2", "/livereload/1/2"):
        ask(app, path)
    assert not looks
    ask(app, "/a/")
    assert looks


def test_page_written_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("by hand", encoding="utf-8")
    preview = Preview(tmp_path)
    preview.begin()
    preview.end(pages({"a/index.html": "made"}))
    app = preview.around(reader(tmp_path), "/atlas/")
    assert ask(app, "/atlas/a/") == "by hand"
    preview.turn(pages({}))
    assert ask(app, "/atlas/a/") == "by hand"


def test_answer_that_an_edit_overtook_is_made_again(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.begin()
    preview.end(pages({"a/index.html": "old"}))
    read, edits = reader(tmp_path), [pages({"a/index.html": "new"})]

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = read(environ, start_response)
        if edits:
            with preview.lock:
                preview.turn(edits.pop())
        return found  # type: ignore[no-any-return]

    assert ask(preview.around(slow, "/atlas/"), "/atlas/a/") == "new"


def test_page_that_was_made_gives_way_to_one_written_by_hand_at_the_next_build(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.begin()
    preview.end(pages({"a/index.html": "made"}))
    app = preview.around(reader(tmp_path), "/atlas/")
    assert ask(app, "/atlas/a/") == "made"
    preview.begin()
    assert not (tmp_path / "a/index.html").exists()
    (tmp_path / "a/index.html").write_text("by hand", encoding="utf-8")
    preview.end(pages({"a/index.html": "made again"}))
    assert ask(app, "/atlas/a/") == "by hand"


def test_page_is_dressed_on_its_way_with_the_right_length_and_data_is_not(tmp_path: Path) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        html = environ["PATH_INFO"].endswith("/")
        start_response("200 OK", [("Content-Type", "text/html" if html else "text/css"), ("Content-Length", "4")])
        return [b"page"]

    told: list[Any] = []
    dressed = Preview(tmp_path).around(app, "/", dress=lambda page, status: page + status.encode())
    start = lambda status, headers: told.append((status, dict(headers)["Content-Length"]))  # noqa: E731
    assert list(dressed({"PATH_INFO": "/a/"}, start)) == [b"page200 OK"]
    assert list(dressed({"PATH_INFO": "/a.css"}, start)) == [b"page"]
    assert told == [("200 OK", "10"), ("200 OK", "4")]
