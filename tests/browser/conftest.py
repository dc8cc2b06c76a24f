"""A built site of the toy atlas, a plain server for it on loopback, and Debian's Chromium.

Where Chromium, axe or the validator is not installed the tests are skipped and say so; under CI that is a failure instead.
`.ci/run` installs all three.
"""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.publish import build as building
from kg.settings import Atlas

HERE = Path(__file__).parent
SETTINGS = """site_name: The garden
site_url: https://garden.example/atlas/
site_description: What hums in a garden, and why.
docs_dir: site/pages
site_dir: build/site
theme: {name: kg}
repo_url: https://codeberg.org/garden/atlas
copyright: "Entries and pages: CC BY 4.0."
plugins: [kg: {licence: CC-BY-4.0}]
"""
NOTE = "# Notes\n\nWritten by hand: [the bloom](phenomenon/late-bloom.md) and $x^2$.\n"


def needs(found: object, what: str, how: str) -> None:
    """Go on only with what a test needs."""
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is not here, and CI must not skip: {how}")
        pytest.skip(f"needs {what}: {how}")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, toy: Path) -> Path:
    """The folder of the built site."""
    root = tmp_path_factory.mktemp("browser") / "garden"
    shutil.copytree(toy / "entries", root / "entries")
    (root / "site" / "pages").mkdir(parents=True)
    (root / "site" / "pages" / "notes.md").write_text(NOTE, "utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    return building.build(Atlas(root))


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[str]:
    """Address of a server for the site, on a port of its own."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=str(built), **kwargs)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser that asks nobody but the test's own server."""
    path = shutil.which("chromium")
    needs(path, "Debian's chromium", "apt-get install chromium")
    from playwright.sync_api import sync_playwright

    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, to run inside a page."""
    source = HERE / "node_modules" / "axe-core" / "axe.min.js"
    needs(source.exists(), "axe-core", "npm ci --prefix tests/browser")
    return source.read_text("utf-8")


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """The command that validates HTML."""
    jar = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    needs(jar.exists(), "the Nu HTML checker", "npm ci --prefix tests/browser")
    java = shutil.which("java")
    needs(java, "Java", "apt-get install default-jre-headless")
    return [str(java), "-Xss8m", "-jar", str(jar)]


def pages(built: Path) -> list[str]:
    """One address of each kind of page: every list, and the first entry of each kind."""
    found = {""}
    for index in sorted(built.rglob("index.html")):
        parts = index.relative_to(built).parent.parts
        family = parts[0] if parts else ""
        # Lists have one part; entries have two, and one per kind stands for all.
        if len(parts) == 1 or (
            len(parts) >= 2 and not any(known.startswith(f"{family}/") and known.count("/") >= 2 for known in found)
        ):
            found.add("/".join(parts) + "/")
    # Pages of the reference are made from several templates.
    found |= {f"reference/{name}/" for name in ("kinds", "result", "relations", "rules", "units")}
    return sorted(found)
