"""The site as a reader meets it: in a browser, light and dark, wide and narrow, with and without scripts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from kg.publish import build as building
from kg.publish import exploring
from kg.settings import Atlas
from tests.browser.conftest import SETTINGS, pages

pytestmark = pytest.mark.xdist_group("browser")

VIEWS = [(width, scheme) for width in (1280, 360) for scheme in ("light", "dark")]


@pytest.fixture(params=VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def page(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    """A page of one width and colour scheme, which notes what goes wrong in it."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    found = context.new_page()
    found.wrong = []
    found.on(
        "console", lambda message: found.wrong.append(message.text) if message.type in ("error", "warning") else None
    )
    found.on("pageerror", lambda error: found.wrong.append(str(error)))
    found.on(
        "request", lambda asked: found.wrong.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None
    )
    found.on(
        "response", lambda answer: found.wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    yield found
    context.close()


def test_no_page_breaks_a_rule_of_accessibility_or_speaks_to_another_host(
    page: Any, server: str, built: Path, axe: str
) -> None:
    faults = []
    for address in pages(built):
        page.goto(server + address)
        for disclosure in page.query_selector_all("details"):
            disclosure.evaluate("it => it.open = true")
        page.evaluate(axe)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        faults += [
            f"{address}: {fault['id']}: {fault['nodes'][0]['html'][:160]}: {fault['nodes'][0]['failureSummary']}"
            for fault in result["violations"]
        ]
        faults += [f"{address}: {fault}" for fault in page.wrong]
        page.wrong.clear()
    assert not faults, "\n".join(faults)


def test_no_page_is_wider_than_the_window(page: Any, server: str, built: Path) -> None:
    wide = []
    for address in pages(built):
        page.goto(server + address)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append(f"{address}: {over} px")
    assert not wide, wide


@pytest.fixture
def bare(chromium: Any) -> Iterator[Any]:
    """A page without scripts."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


def test_every_page_can_be_read_without_scripts(bare: Any, server: str, built: Path) -> None:
    for address in pages(built):
        bare.goto(server + address)
        heading = bare.locator("h1")
        assert heading.count() == 1, address
        assert heading.is_visible(), address
        assert bare.locator("main").inner_text().strip(), address


def test_without_scripts_the_search_box_leads_to_the_list_of_all_entries(bare: Any, server: str) -> None:
    bare.goto(server)
    box = bare.locator("input[type=search], input[name=q]").first
    box.fill("bloom")
    box.press("Enter")
    # A form of a page without scripts can only go to a fixed place.
    bare.wait_for_url(re.compile(r"/(a-z|search)/"))
    if "/search/" in bare.url:
        bare.locator("main a[href*='a-z']").first.click()
    assert bare.locator("main a[href*='late-bloom']").count() > 0


def test_maths_is_shown_without_scripts(bare: Any, server: str, built: Path) -> None:
    bare.goto(server + "notes/")
    assert bare.locator("math").count() == 1
    assert bare.locator("math").bounding_box()["width"] > 5


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    """An ordinary wide page in light colours."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()


def test_search_forgives_a_slip_and_can_be_used_by_keyboard_alone(desk: Any, server: str) -> None:
    desk.goto(server + "search/?q=late+blom")
    result = desk.locator("main a[href*='phenomenon/late-bloom']").first
    result.wait_for()
    result.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/phenomenon/late-bloom/")


def test_the_first_key_press_offers_to_skip_to_the_content(desk: Any, server: str) -> None:
    desk.goto(server)
    desk.keyboard.press("Tab")
    focused = desk.evaluate("[document.activeElement.textContent.trim(), document.activeElement.getAttribute('href')]")
    assert "skip" in focused[0].lower()
    assert desk.locator(focused[1]).count() == 1


def test_a_chosen_theme_is_remembered_from_page_to_page(desk: Any, server: str) -> None:
    desk.goto(server)
    before = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    desk.locator("button", has_text=re.compile("dark", re.I)).first.click()
    after = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    assert after != before
    desk.goto(server + "a-z/")
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_the_theme_button_names_what_a_press_would_bring(page: Any, server: str) -> None:
    page.goto(server)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    button = page.locator("button[data-toggle]")
    assert button.inner_text() == ("Light" if dark else "Dark")
    button.click()
    assert button.inner_text() == ("Dark" if dark else "Light")


def test_search_has_facets_and_keeps_its_state_in_the_address(desk: Any, server: str) -> None:
    desk.goto(server + "search/?q=bloom&kind=paper")
    desk.locator("[data-seek-list] a").first.wait_for()
    assert all("/paper/" in link.get_attribute("href") for link in desk.locator("[data-seek-list] a").all())
    desk.locator("#seek-kind").select_option("")
    desk.locator("#seek-layer").select_option("bed")
    assert desk.url.endswith("search/?q=bloom&layer=bed")
    assert re.search(r"bed.* \(\d+\)", desk.locator("#seek-layer").inner_text(), re.I)


def test_the_calculator_works_by_keyboard_and_says_its_result(desk: Any, server: str) -> None:
    desk.goto(server + "result/hum-law/")
    answer = desk.locator("[data-answer]")
    assert answer.inner_text() == "H = 14"
    desk.get_by_role("textbox", name="P Number of plants").focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("100")
    desk.keyboard.press("Enter")
    assert answer.inner_text() == "H = 32"
    desk.locator("#c--fit").select_option(label="wet year")
    assert answer.inner_text() == "H = 22"
    desk.get_by_role("textbox", name="P Number of plants").fill("many")
    desk.keyboard.press("Enter")
    assert answer.inner_text().startswith("No value: give P a number")
    assert answer.get_attribute("role") == "status"


def test_without_scripts_the_worked_examples_stand_in_for_the_calculator(bare: Any, server: str) -> None:
    bare.goto(server + "result/hum-law/")
    assert bare.locator("form.calc").is_visible() is False
    assert bare.locator("table", has_text="Published evaluations").is_visible()


def test_the_graph_can_be_filtered_and_sorted_and_the_address_keeps_it(desk: Any, server: str) -> None:
    desk.goto(server + "explore/?kind=theory")
    rows = desk.locator("[data-rows] tbody tr")
    rows.first.wait_for()
    assert rows.count() == 4
    desk.get_by_role("button", name="Title").focus()
    desk.keyboard.press("Enter")
    first = rows.first.inner_text()
    desk.keyboard.press("Enter")
    assert rows.first.inner_text() != first
    assert desk.locator("th[aria-sort=descending]").count() == 1
    assert desk.url.endswith("explore/?kind=theory&sort=-Title")
    desk.locator("#x-view").select_option("links")
    desk.locator("#x-standing").select_option("contested")
    desk.wait_for_url("**standing=contested**")
    assert all("contested" in row for row in rows.all_inner_texts())


def test_the_graph_can_be_explored_from_the_file_system(desk: Any, built: Path) -> None:
    desk.goto((built / "explore" / "index.html").as_uri() + "?view=links&kind=mechanism")
    rows = desk.locator("[data-rows] tbody tr")
    rows.first.wait_for()
    mechanisms = {found.parent.name for found in (built / "mechanism").glob("*/index.html")}
    linked = [link.get_attribute("href") for link in desk.locator("[data-rows] tbody a").all()]
    assert any(f"/mechanism/{name}/" in href for name in mechanisms for href in linked)


def test_a_large_graph_is_explored_part_by_part(desk: Any, toy: Path, tmp_path: Path) -> None:
    root = tmp_path / "garden"
    shutil.copytree(toy / "entries", root / "entries")
    (root / "site" / "pages").mkdir(parents=True)
    (root / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exploring, "ENTRIES", 1)
        site = building.build(Atlas(root))
    count = len(list((site / "explore").glob("e*.js")))
    assert count > 25
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url.partition("/explore/")[2].partition("?")[0]))
    desk.goto((site / "explore" / "index.html").as_uri())
    rows = desk.locator("[data-rows] tbody tr")
    rows.first.wait_for()
    assert rows.count() == 25 and len([name for name in asked if name.startswith("e")]) == 25
    assert "among the first 25 looked at" in desk.locator("[data-count]").inner_text()
    desk.get_by_role("button", name="Look further").click()
    desk.wait_for_function(f"document.querySelectorAll('[data-rows] tbody tr').length === {min(count, 50)}")
    # A filter asks for no part that cannot hold what is wanted.
    asked.clear()
    desk.goto((site / "explore" / "index.html").as_uri() + "?kind=theory")
    rows.first.wait_for()
    assert rows.count() == len([name for name in asked if name.startswith("e")]) == 4


def test_explore_says_so_when_its_rows_cannot_be_loaded(desk: Any, server: str) -> None:
    desk.route("**/explore/index.js", lambda route: route.abort())
    desk.goto(server + "explore/")
    desk.get_by_text("The graph could not be loaded").wait_for()


def test_every_node_of_the_map_is_a_link_with_a_name(desk: Any, server: str) -> None:
    desk.goto(server)
    names = desk.evaluate(
        "[...document.querySelectorAll('svg a')].map(a => [a.getAttribute('href'), (a.textContent || '').trim()])"
    )
    assert len(names) > 5
    assert all(href and name for href, name in names)


def test_the_html_is_valid(built: Path, vnu: list[str]) -> None:
    done = subprocess.run(
        [*vnu, "--errors-only", "--skip-non-html", "--format", "gnu", str(built)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            elif name == "id" and value:
                self.ids.append(value)


def test_every_link_and_anchor_leads_somewhere(built: Path) -> None:
    parsed: dict[str, _Links] = {}
    for file in sorted(built.rglob("*.html")):
        links = _Links()
        links.feed(file.read_text("utf-8"))
        parsed[file.relative_to(built).as_posix()] = links
    dead = []
    for name, links in parsed.items():
        assert len(links.ids) == len(set(links.ids)), name
        for link in links.links:
            if name == "404.html" or urlsplit(link).scheme in ("http", "https", "mailto", "data"):
                continue
            goal = urlsplit(urljoin(f"http://x/{name}", link))
            path = unquote(goal.path).lstrip("/")
            path = path + "index.html" if path == "" or path.endswith("/") else path
            if not (built / path).is_file():
                dead.append(f"{name}: {link}")
            elif goal.fragment and path in parsed and unquote(goal.fragment) not in parsed[path].ids:
                dead.append(f"{name}: {link}: no such anchor")
    assert not dead, "\n".join(dead[:40])


def test_pages_styles_and_scripts_keep_to_their_budgets(built: Path) -> None:
    heavy = [f"{f}: {f.stat().st_size}" for f in built.glob("*/*/index.html") if f.stat().st_size > 30 * 1024]
    assert not heavy, heavy
    for file in built.rglob("*.html"):
        html = file.read_text("utf-8")
        sheets = re.findall(r'<link rel="stylesheet" href="[^"]*?(css/[^"]+)"', html)
        assert sum((built / name).stat().st_size for name in sheets) <= 20 * 1024, file
        # What the search page brings for searching comes on top.
        names = re.findall(r'<script src="[./]*(js/[^"]+)"', html)
        names = [name for name in names if name not in ("js/seek.js", "js/search.js")]
        assert sum((built / name).stat().st_size for name in names) <= 15 * 1024, file
