"""Pages made on demand while serving."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.publish.preview import Preview


def reader(root: Path) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = root / environ["PATH_INFO"].removeprefix("/atlas/")
        path = path / "index.html" if path.is_dir() else path
        return [path.read_bytes() if path.is_file() else b"not found"]

    return app


def ask(app: Any, path: str) -> str:
    return b"".join(app({"PATH_INFO": path}, None)).decode()


def test_page_is_made_when_asked_for_and_only_then(tmp_path: Path) -> None:
    made: list[str] = []
    preview = Preview(tmp_path)
    preview.begin()
    for name in ("one", "two"):
        preview.add(f"theory/{name}/index.html", lambda name=name: made.append(name) or name)  # type: ignore[misc]
    preview.end(done=True)
    app = preview.around(reader(tmp_path), "/atlas/")
    assert ask(app, "/atlas/theory/one/") == "one"
    assert ask(app, "/atlas/theory/one/") == "one"
    assert ask(app, "/atlas/theory/../../none") == "not found"
    assert made == ["one"]


def test_failed_build_keeps_the_pages_of_the_last_good_one(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.begin()
    preview.add("a/index.html", lambda: "good")
    preview.end(done=True)
    preview.begin()
    preview.add("a/index.html", lambda: "half")
    preview.end(done=False)
    preview.end(done=False)
    assert ask(preview.around(reader(tmp_path), "/atlas/"), "/atlas/a/") == "good"


def test_page_asked_for_during_a_build_is_made_of_the_new_entries(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    app = preview.around(reader(tmp_path), "/atlas/")
    preview.begin()
    preview.add("a/index.html", lambda: "new")
    got: list[str] = []
    thread = threading.Thread(target=lambda: got.append(ask(app, "/atlas/a/")))
    thread.start()
    thread.join(0.1)
    assert not got
    preview.end(done=True)
    thread.join(5)
    assert got == ["new"]


def test_server_that_cannot_be_wrapped_gets_every_page_now_and_after_each_build(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    for text in ("first", "second"):
        (tmp_path / "a/index.html").unlink(missing_ok=True)
        preview.begin()
        preview.add("a/index.html", lambda text=text: text)  # type: ignore[misc]
        preview.end(done=True)
        preview.write_all()
        assert (tmp_path / "a/index.html").read_text() == text
