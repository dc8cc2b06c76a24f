"""The search as a reader uses it: suggestions by keyboard, slips, facets, the full text, and from the file system."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.publish import build as building
from kg.publish import fulltext
from kg.settings import Atlas

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    """A wide page that notes what goes wrong in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    found.wrong = []
    found.on("console", lambda said: found.wrong.append(said.text) if said.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: found.wrong.append(str(error)))
    yield found
    context.close()


def test_the_box_of_every_page_suggests_entries_and_is_a_combobox(desk: Any, server: str, axe: str) -> None:
    desk.goto(server + "paper/late-bloom/")
    box = desk.locator("#find")
    box.focus()
    desk.keyboard.type("lat blom")
    options = desk.get_by_role("option")
    options.first.wait_for()
    assert "Late bloom" in options.first.inner_text()
    # What the pattern for comboboxes of the ARIA authoring guide demands.
    assert box.get_attribute("role") == "combobox" and box.get_attribute("aria-expanded") == "true"
    assert desk.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert box.get_attribute("aria-activedescendant") is None
    desk.keyboard.press("ArrowDown")
    active = desk.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    desk.evaluate(axe)
    broken = desk.evaluate("axe.run(document)")["violations"]
    assert not broken, [(fault["id"], fault["nodes"][0]["html"]) for fault in broken]
    desk.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("/(phenomenon|paper)/late-bloom/$"))
    assert not desk.wrong


def test_escape_closes_the_suggestions_and_enter_leads_to_the_search_page(desk: Any, server: str) -> None:
    desk.goto(server)
    desk.keyboard.press("/")
    desk.keyboard.type("bloom")
    options = desk.get_by_role("option")
    options.first.wait_for()
    desk.keyboard.press("Escape")
    assert options.count() == 0 and desk.locator("#find").input_value() == "bloom"
    assert desk.locator("#find").get_attribute("aria-expanded") == "false"
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search/?q=bloom")
    desk.locator("[data-seek-list] a").first.wait_for()


def test_arrows_lead_from_the_box_into_the_results_and_back(desk: Any, server: str) -> None:
    desk.goto(server + "search/?q=bloom")
    desk.locator("[data-seek-list] a").nth(1).wait_for()
    box = desk.locator("[data-seek-box]")
    box.focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement === document.querySelectorAll('[data-seek-list] a')[1]")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    assert box.evaluate("it => it === document.activeElement")


def test_what_was_typed_is_searched_once_more_from_its_address(desk: Any, server: str) -> None:
    desk.goto(server + "search/")
    desk.locator("[data-seek-box]").fill("gardn")
    desk.locator("[data-seek-list] a").first.wait_for()
    first, address = desk.locator("[data-seek-list] li").all_inner_texts(), desk.url
    assert address.endswith("search/?q=gardn")
    desk.goto(address)
    desk.locator("[data-seek-list] a").first.wait_for()
    assert desk.locator("[data-seek-list] li").all_inner_texts() == first
    count = desk.locator("[data-seek-count]")
    assert count.get_attribute("role") == "status" and count.inner_text() == f"{len(first)} entries"


def test_a_site_opened_from_the_file_system_can_be_searched(desk: Any, built: Path) -> None:
    desk.goto((built / "index.html").as_uri())
    desk.locator("#find").focus()
    desk.keyboard.type("gardn")
    desk.get_by_role("option").first.wait_for()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search/index.html?q=gardn")
    desk.locator("[data-seek-list] a").first.click()
    desk.wait_for_url(re.compile(r"/\w+/[\w-]+/index\.html$"))
    assert desk.locator("h1").count() == 1
    # Links of pages lead to pages as well, not to folders.
    desk.locator("footer a", has_text="Data").click()
    desk.wait_for_url("**/data/index.html")
    assert not desk.wrong


def test_an_index_that_does_not_load_is_said_and_leaves_a_way(desk: Any, server: str) -> None:
    desk.route("**/search/index.js", lambda route: route.abort())
    desk.goto(server + "search/?q=bloom")
    desk.get_by_text("could not be loaded").wait_for()
    desk.unroute("**/search/index.js")
    desk.locator("[data-seek-box]").fill("late bloom")
    desk.locator("[data-seek-list] a").first.wait_for()


def test_words_of_the_text_are_found_where_pagefind_is_installed(desk: Any, server: str) -> None:
    if not fulltext.installed():
        pytest.skip("needs Pagefind: pip install 'kg-atlas[search]'")
    desk.goto(server + "search/?q=stubborn")
    button = desk.get_by_role("button", name="Search every word")
    desk.locator("[data-seek-count]", has_text="No entries").wait_for()
    desk.locator("[data-seek-box]").fill("heavy soil")
    button.click()
    result = desk.locator("[data-text] li a").first
    result.wait_for()
    assert "late-bloom" in " ".join(link.get_attribute("href") for link in desk.locator("[data-text] li a").all())
    assert desk.locator("[data-text] mark").count() > 0
    result.click()
    desk.wait_for_url(re.compile(f"^{re.escape(server)}[\\w-]+/"))
    assert not desk.wrong


def test_without_pagefind_the_page_says_so_and_nothing_is_missing(
    tmp_path: Path, toy: Path, monkeypatch: pytest.MonkeyPatch, desk: Any
) -> None:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    (tmp_path / "site" / "pages").mkdir(parents=True)
    settings = "site_name: The garden\ndocs_dir: site/pages\nsite_dir: build/site\ntheme: {name: kg}\nplugins: [kg]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    monkeypatch.setattr(fulltext, "installed", lambda: False)
    site = building.build(Atlas(tmp_path))
    assert not (site / "pagefind").exists()
    desk.goto((site / "search" / "index.html").as_uri())
    assert desk.get_by_text("This build has no index of the full text").is_visible()
    desk.locator("[data-seek-box]").fill("bloom")
    desk.locator("[data-seek-list] a").first.wait_for()
    assert "wasm" not in desk.content() and not desk.wrong
