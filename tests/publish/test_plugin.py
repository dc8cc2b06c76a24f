"""The whole site through MkDocs: what is built, what stops it, and that nothing depends on the machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import rispy

from kg.errors import EnvironmentFault, KgError
from kg.graph import Graph
from kg.publish import build as building
from kg.publish import fulltext
from kg.settings import Atlas

SETTINGS = """site_name: The garden
site_url: https://garden.example/atlas/
docs_dir: site/pages
site_dir: build/site
theme: {name: kg}
plugins: [kg]
nav:
  - {Guide: guide.md}
"""
GUIDE = r"""# Guide

Start with [the bloom](phenomenon/late-bloom.md), then [all theories](theories.md).

See [[theory/slow-root]], `[[theory/slow-root]]` and $x_1*y*\{z\}$.

$$
a
+ b
$$
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, toy: Path) -> Path:
    """The toy atlas with a page written by hand, built once."""
    root = garden(tmp_path_factory.mktemp("garden"), toy)
    assert building.build(Atlas(root)) == root / "build" / "site"
    return root


@pytest.fixture
def copy(tmp_path: Path, built: Path) -> Path:
    """The same, for tests that change it."""
    return Path(shutil.copytree(built, tmp_path / "garden"))


def garden(root: Path, toy: Path) -> Path:
    shutil.copytree(toy / "entries", root / "entries")
    (root / "site" / "pages").mkdir(parents=True)
    (root / "site" / "pages" / "guide.md").write_text(GUIDE, encoding="utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return root


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def mkdocs(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *words]
    return subprocess.run(
        command, cwd=root, env={**os.environ, **env}, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value or "" for name, value in attrs if name in ("href", "src", "action"))


def test_every_entry_has_a_page_at_its_id(built: Path, toy_graph: Graph) -> None:
    for id in toy_graph.catalogue.records:
        assert (built / "build" / "site" / id / "index.html").is_file()


def test_a_section_is_one_word_of_the_menu_and_its_pages_stand_beside_each_other(copy: Path) -> None:
    pages = copy / "site" / "pages"
    for name in ("how", "why"):
        (pages / f"{name}.md").write_text(f"# The {name}\n\nWords.\n", "utf-8")
    settings = SETTINGS.replace(
        "  - {Guide: guide.md}\n",
        "  - Docs:\n      - Guide: guide.md\n      - Depths:\n          - How: how.md\n          - Words: reference/rules.md\n"
        "  - {Why: why.md}\n",
    )
    (copy / "mkdocs.yml").write_text(settings, "utf-8")
    site = building.build(Atlas(copy), strict=True)
    how = (site / "how" / "index.html").read_text("utf-8")
    menu = how[how.index('aria-label="Main"') : how.index("</header>")]
    assert re.findall(r'href="\.\./(guide/|how/|why/)">(\w+)', menu) == [("guide/", "Docs"), ("why/", "Why")]
    beside = how[how.index('aria-label="Docs"') : how.index("</nav>", how.index('aria-label="Docs"'))]
    assert re.findall(r'href="([^"]*)"', beside) == ["../guide/", "./", "../reference/rules/"]
    assert beside.count('aria-current="page"') == 1
    assert re.search(r'aria-current="page">How<', beside)
    assert 'Next: <a href="../how/">How</a>' in (site / "guide" / "index.html").read_text("utf-8")
    assert 'aria-label="Docs"' not in (site / "why" / "index.html").read_text("utf-8")


def test_every_link_inside_the_site_leads_to_a_file(built: Path) -> None:
    site = built / "build" / "site"
    broken = []
    for page in site.rglob("*.html"):
        here = "https://garden.example/atlas/" + page.relative_to(site).as_posix().removesuffix("index.html")
        for link in Links(page.read_text(encoding="utf-8")).found:
            target = urlsplit(urljoin(here, link))
            if target.netloc != "garden.example":
                continue
            path = site / target.path.removeprefix("/atlas/")
            path = path / "index.html" if target.path.endswith("/") else path
            if not path.is_file():
                broken.append((page.relative_to(site).as_posix(), link))
    assert not broken


def test_nothing_is_asked_of_other_hosts(built: Path) -> None:
    for path in (built / "build" / "site").rglob("*"):
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"""(?:src=|url\(|@import |rel="stylesheet" href=)["']?(?:https?:)?//""", text), path


def test_page_written_by_hand_links_to_entries_and_lists(built: Path) -> None:
    guide = (built / "build/site/guide/index.html").read_text(encoding="utf-8")
    assert '<a href="../phenomenon/late-bloom/">the bloom</a>' in guide
    assert '<a href="../theories/">all theories</a>' in guide


def test_page_written_by_hand_may_hold_references_and_maths(built: Path) -> None:
    guide = (built / "build/site/guide/index.html").read_text(encoding="utf-8")
    assert 'See <a href="../theory/slow-root/">' in guide
    assert "<code>[[theory/slow-root]]</code>" in guide
    assert guide.count("<math") == 2
    assert '<annotation encoding="application/x-tex">x_1*y*\\{z\\}</annotation>' in guide


def test_reference_into_the_void_in_a_page_written_by_hand_stops_a_strict_build(copy: Path) -> None:
    (copy / "site/pages/guide.md").write_text("# Guide\n\n[[theory/slow-rot]]\n", encoding="utf-8")
    done = mkdocs(copy, "build", "--strict")
    assert done.returncode == 1
    assert "no entry 'theory/slow-rot'; did you mean 'theory/slow-root'?" in done.stderr


def test_assets_stand_at_their_addresses(built: Path) -> None:
    site = built / "build" / "site"
    assert (site / "search" / "index.js").read_text(encoding="utf-8").startswith('kgPart("index",{')
    assert json.loads((site / "api/v1/index.json").read_text(encoding="utf-8"))["version"] == 1
    assert (site / "papers.bib").read_text(encoding="utf-8").startswith("@")
    assert "https://garden.example/atlas/theory/slow-root/" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert (site / "fonts" / "OFL.txt").is_file()
    assert not [path for path in site.rglob("*") if path.suffix in (".jinja", ".py", ".gz", ".yml")]


def test_retired_address_leads_on(built: Path) -> None:
    page = (built / "build/site/phenomenon/tardy-bloom/index.html").read_text(encoding="utf-8")
    assert "url=../../phenomenon/late-bloom/" in page
    assert "tardy-bloom" not in (built / "build/site/sitemap.xml").read_text(encoding="utf-8")


def test_two_builds_are_the_same_bytes_wherever_and_whenever(built: Path, tmp_path: Path) -> None:
    # Other names on the way, files written in another order, another seed, language, zone and time.
    other = tmp_path / "a" / "deeper" / "garden"
    for path in sorted((p for p in built.rglob("*") if p.is_file() and "build" not in p.parts), reverse=True):
        copied = other / path.relative_to(built)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
    env = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    done = mkdocs(other, "build", "--strict", **env)
    assert done.returncode == 0, done.stderr
    assert snapshot(other / "build" / "site") == snapshot(built / "build" / "site")


def test_the_feed_is_made_of_the_history_and_pages_know_where_the_atlas_lies_in_it(copy: Path) -> None:
    def git(*words: str) -> None:
        identity = ["-c", "user.name=Ada Moss", "-c", "user.email=ada@example.org"]
        env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *identity, *words], cwd=copy.parent, env=env, check=True, capture_output=True)

    git("init", "--quiet")
    git("add", "garden/entries")
    git("commit", "--quiet", "--message", "The garden as it was")
    entry = copy / "entries/theories/slow-root.yaml"
    entry.write_text(entry.read_text(encoding="utf-8") + "tags: [slow]\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "A tag & more")
    settings = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    (copy / "mkdocs.yml").write_text(settings + "repo_url: https://gitlab.com/ada/moss\n", encoding="utf-8")
    building.build(Atlas(copy))
    feed = ElementTree.fromstring((copy / "build/site/feed.xml").read_text(encoding="utf-8"))
    atom = "{http://www.w3.org/2005/Atom}"
    assert [title.text for title in feed.findall(f"{atom}entry/{atom}title")] == [
        "A tag & more",
        "The garden as it was",
    ]
    for page, source in (("theory/slow-root", "entries/theories/slow-root.yaml"), ("guide", "site/pages/guide.md")):
        html = (copy / "build/site" / page / "index.html").read_text(encoding="utf-8")
        assert f'href="https://gitlab.com/ada/moss/-/edit/main/garden/{source}"' in html


@pytest.mark.parametrize("wrong", ["licence: CC BY", "forge: sourceforge", "fulltext: perhaps"])
def test_a_setting_that_cannot_be_is_refused(copy: Path, wrong: str) -> None:
    settings = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    (copy / "mkdocs.yml").write_text(settings.replace("[kg]", f"[kg: {{{wrong}}}]"), encoding="utf-8")
    done = mkdocs(copy, "build")
    assert done.returncode == 1 and wrong.partition(":")[0] in done.stderr and "Traceback" not in done.stderr


def test_a_full_text_that_fails_leaves_the_old_site(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(copy / "build" / "site")
    (copy / "entries/paths/first-evening.yaml").unlink()
    monkeypatch.setattr(fulltext, "installed", lambda: True)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(KgError, match="Pagefind made no index"):
        building.build(Atlas(copy))
    assert snapshot(copy / "build" / "site") == before


def test_small_files_for_programs_are_there_and_what_stands_in_their_place_stays(copy: Path) -> None:
    (copy / "site/pages/api/v1").mkdir(parents=True)
    (copy / "site/pages/api/v1/theory.json").write_text("{}", encoding="utf-8")
    (copy / "site/pages/robots.txt").write_text("ours\n", encoding="utf-8")
    building.build(Atlas(copy))
    site = copy / "build" / "site"
    assert (site / "api/v1/theory.json").read_text(encoding="utf-8") == "{}"
    assert (site / "robots.txt").read_text(encoding="utf-8") == "ours\n"
    cited = (site / "paper/sorrel-2021-phase/cite.bib").read_text(encoding="utf-8")
    assert cited.startswith("@") and "sorrel-2021-phase," in cited
    assert (
        rispy.loads((site / "paper/sorrel-2021-phase/cite.ris").read_text(encoding="utf-8"))[0]["title"]
        == "Gardens freeze"
    )
    csl = json.loads((site / "paper/sorrel-2021-phase/cite.csl.json").read_text(encoding="utf-8"))
    assert [item["title"] for item in csl] == ["Gardens freeze"]


def test_page_of_a_removed_entry_is_gone_after_the_next_build(copy: Path) -> None:
    (copy / "entries/paths/first-evening.yaml").unlink()
    building.build(Atlas(copy))
    assert not (copy / "build/site/path/first-evening").exists()


def test_error_in_an_entry_stops_the_build_and_the_old_site_stays(copy: Path) -> None:
    before = snapshot(copy / "build" / "site")
    entry = copy / "entries/theories/slow-root.yaml"
    entry.write_text(entry.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    done = mkdocs(copy, "build")
    assert done.returncode == 1
    assert "unknown field 'nonsense'" in done.stderr
    assert "entries/theories/slow-root.yaml" in done.stderr
    with pytest.raises(KgError, match="not built"):
        building.build(Atlas(copy))
    assert snapshot(copy / "build" / "site") == before
    assert {path.name for path in (copy / "build").iterdir()} <= {"site", ".site.lock"}


def test_dead_link_in_a_page_written_by_hand_stops_a_strict_build_and_the_old_site_stays(copy: Path) -> None:
    before = snapshot(copy / "build" / "site")
    (copy / "site/pages/guide.md").write_text("# Guide\n\n[gone](phenomenon/gone.md)\n", encoding="utf-8")
    done = mkdocs(copy, "build", "--strict")
    assert done.returncode == 1
    assert "phenomenon/gone.md" in done.stderr
    assert snapshot(copy / "build" / "site") == before
    assert mkdocs(copy, "build").returncode == 0
    assert snapshot(copy / "build" / "site") != before


def test_page_written_by_hand_goes_before_a_list_but_not_before_an_entry(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = copy / "site" / "pages"
    (pages / "theories.md").write_text("# Our theories\n", encoding="utf-8")
    building.build(Atlas(copy))
    assert "Our theories" in (copy / "build/site/theories/index.html").read_text(encoding="utf-8")
    (pages / "theory").mkdir()
    (pages / "theory" / "slow-root.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(KgError, match="not built"):
        building.build(Atlas(copy))
    assert "'theory/slow-root.md' stands at the address of an entry" in caplog.text


def test_killed_build_leaves_the_old_site_and_the_next_one_cleans_up(copy: Path) -> None:
    before = snapshot(copy / "build" / "site")
    program = (
        "import os, sys; from pathlib import Path; from kg.exports import bibtex; from kg.publish import build\n"
        "from kg.settings import Atlas\nbibtex.pieces = lambda *_: os._exit(9)\nbuild.build(Atlas(Path(sys.argv[1])))"
    )
    assert subprocess.run([sys.executable, "-c", program, str(copy)], timeout=120, check=False).returncode == 9
    assert (copy / "build" / ".site.new").is_dir()
    assert snapshot(copy / "build" / "site") == before
    building.build(Atlas(copy))
    assert snapshot(copy / "build" / "site") == before
    assert not (copy / "build" / ".site.new").exists()


def test_atlas_without_settings_says_what_is_missing(toy: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"no mkdocs\.yml"):
        building.build(Atlas(toy))


@pytest.fixture
def served(copy: Path) -> Iterator[tuple[Path, str]]:
    """`mkdocs serve` on a free port, ended after the test."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        lines: list[bytes] = []
        threading.Thread(target=lambda: lines.extend(process.stderr or ()), daemon=True).start()
        try:
            yield copy, f"http://127.0.0.1:{port}/atlas/"
        finally:
            process.terminate()


def ask(url: str, words: str, seconds: float = 30) -> str:
    """The page at an address, as soon as it holds these words."""
    end, page = time.monotonic() + seconds, ""
    while words not in page and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:
                page = answer.read().decode()
        except OSError:
            time.sleep(0.1)
    return page


def test_served_pages_follow_edits_also_over_a_broken_one(served: tuple[Path, str]) -> None:
    root, url = served
    assert "Late bloom" in ask(url + "phenomenon/late-bloom/", "Late bloom")
    assert "Slow-root" in ask(url + "search/e0.js", "Slow-root")
    before = snapshot(root / "build" / "site")
    entry = root / "entries/theories/slow-root.yaml"
    text = entry.read_text(encoding="utf-8")
    time.sleep(1)  # the watcher compares what it saw last
    entry.write_text(text + "nonsense: 1\n", encoding="utf-8")
    time.sleep(1.5)  # MkDocs answers nobody until the fault is mended
    entry.write_text(re.sub("(?m)^title: .*", "title: Quick stem", text), encoding="utf-8")
    assert "Quick stem" in ask(url + "theory/slow-root/", "Quick stem")
    assert "Quick stem" in ask(url + "api/v1/theory/slow-root.json", "Quick stem")
    assert "Quick stem" in ask(url + "search/e0.js", "Quick stem")
    assert snapshot(root / "build" / "site") == before
