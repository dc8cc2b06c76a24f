"""The parts of the site that answer: the map, the trace explorer, graphs of equations, lists that are sifted and sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def context(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def desk(context: Any) -> Iterator[Any]:
    """A wide page that fails the test when a script of the site does."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not wrong


@pytest.fixture(scope="module")
def bare(chromium: Any) -> Iterator[Any]:
    """A narrow page without scripts."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


def focused(page: Any) -> str:
    text: str = page.evaluate(
        "document.activeElement.lastElementChild?.textContent || document.activeElement.textContent"
    )
    return text.strip()


# the map


def test_tabbing_into_the_map_stops_at_its_first_entry(desk: Any, server: str) -> None:
    wrong: list[str] = []
    desk.on("pageerror", lambda error: wrong.append(str(error)))
    desk.goto(server)
    desk.get_by_role("link", name="Counts by layer").focus()
    desk.keyboard.press("Tab")
    assert focused(desk) == "Meadow"
    # A click between the boxes lights nothing and breaks nothing.
    desk.locator(".stack-map-wide").click(position={"x": 3, "y": 3})
    assert not wrong


def test_the_map_is_one_stop_of_the_keyboard_and_arrows_walk_inside_it(desk: Any, server: str) -> None:
    desk.goto(server)
    assert desk.locator(".stack-map-wide [tabindex='0']").count() == 1
    desk.locator(".stack-map-wide [tabindex='0']").focus()
    assert focused(desk) == "Meadow"
    for key, goal in (
        ("ArrowRight", "Phase change of gardens"),
        ("ArrowRight", "Hum field"),
        ("ArrowLeft", "Phase change of gardens"),
        ("ArrowUp", "Meadow"),
        ("PageDown", "Bed"),
        ("PageDown", "Stem"),
        ("PageUp", "Bed"),
        ("ArrowDown", "Slow-root account"),
        ("Home", "Bed"),
    ):
        desk.keyboard.press(key)
        assert focused(desk) == goal, key
    # Leaving and coming back, one stands where one was.
    desk.keyboard.press("Tab")
    desk.keyboard.press("Shift+Tab")
    assert focused(desk) == "Bed"


def test_the_chain_of_the_entry_in_focus_lights_up_and_escape_clears_it(desk: Any, server: str) -> None:
    desk.goto(server)
    desk.locator(".stack-map-wide .node[href$='phenomenon/late-bloom/']").focus()
    lit = desk.locator(".stack-map-wide .node.on").all_text_contents()
    assert [name.split("]")[-1] for name in lit] == ["Phase change of gardens", "Late bloom", "Root gate"]
    now = desk.locator("[data-now]")
    assert "Anchored" in now.inner_text() and "Two-layer toy garden" in now.inner_text()
    assert desk.locator(".stack-map-wide .trail.cut").count() == 0
    desk.keyboard.press("Escape")
    assert desk.locator(".node.on").count() == 0
    assert "Anchored" not in now.inner_text()


def test_a_splice_on_the_map_is_told_by_shape_and_word(desk: Any, server: str) -> None:
    desk.goto(server)
    desk.locator(".stack-map-wide .node[href$='theory/slow-root/']").focus()
    assert "Spliced" in desk.locator("[data-now]").inner_text()
    cut = desk.locator(".stack-map-wide .trail.cut")
    assert cut.count() == 1
    assert (
        desk.evaluate("getComputedStyle(document.querySelector('.stack-map-wide .trail.cut')).strokeDasharray")
        != "none"
    )
    assert desk.locator(".stack-map-wide text.snip").count() == 1


def test_pointing_at_an_entry_lights_its_chain_and_enter_opens_it(desk: Any, server: str) -> None:
    desk.goto(server)
    node = desk.locator(".stack-map-wide .node[href$='theory/phase-change/']")
    node.hover()
    assert desk.locator(".stack-map-wide .node.on").count() == 3
    node.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/theory/phase-change/")


def test_a_first_tap_lights_the_chain_and_a_second_opens_the_entry(chromium: Any, server: str) -> None:
    context = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(server)
    node = page.locator(".stack-map-narrow .node[href$='phenomenon/late-bloom/']")
    node.tap()
    assert page.locator(".stack-map-narrow .node.on").count() == 3
    assert "Anchored" in page.locator("[data-now]").inner_text() and page.url == server
    node.tap()
    page.wait_for_url("**/phenomenon/late-bloom/")
    context.close()


def test_without_scripts_the_map_has_links_and_a_table_beside_it(bare: Any, server: str) -> None:
    bare.goto(server)
    assert bare.locator(".stack-map-narrow .node").first.is_visible()
    assert not bare.locator(".stack-map-wide").is_visible()
    bare.locator("summary", has_text="The same as a table").click()
    row = bare.locator("tr", has=bare.locator("th", has_text="Late bloom"))
    assert "Phase change of gardens → Late bloom → Root gate" in " ".join(row.first.inner_text().split())
    assert "Anchored" in row.first.inner_text()


def test_labels_of_the_map_are_legible_on_a_phone(bare: Any, server: str) -> None:
    bare.goto(server)
    # 12 units of the drawing, as they are shown.
    assert bare.locator(".stack-map-narrow").bounding_box()["width"] / 330 * 12 >= 10.5


# traces


def test_chains_between_what_was_chosen_are_shown_and_kept_in_the_address(desk: Any, server: str) -> None:
    desk.goto(server + "traces/")
    start = desk.get_by_label("From a theory or result")
    start.select_option(label="Phase change of gardens")
    found = desk.locator("[data-chains] .trace")
    # Root gate through late bloom; petal resonator through the hum field, which it generalises.
    assert found.count() == 2
    assert desk.url.endswith("traces/?from=theory%2Fphase-change")
    # What cannot be reached from there cannot be chosen.
    assert desk.locator("#t-to option[disabled]").all_text_contents() == ["Choir circuit"]
    desk.get_by_label("Down to a mechanism").select_option(label="Root gate")
    assert "anchored" in desk.locator("[data-count]").inner_text()
    assert "Anchored" in found.first.inner_text() and "weakest step" in found.first.inner_text()
    address = desk.url
    desk.goto("about:blank")
    desk.goto(address)
    assert "Root gate" in found.first.inner_text()
    assert desk.get_by_label("Down to a mechanism").input_value() == "mechanism/root-gate"


def test_a_spliced_chain_says_where_and_the_evidence_is_one_click_away(desk: Any, server: str) -> None:
    desk.goto(server + "traces/?from=theory/slow-root&to=mechanism/root-gate")
    trace = desk.locator("[data-chains] .trace").first
    assert "Splice" in trace.inner_text() and "Spliced" in trace.inner_text()
    assert "Regimes, all of them together: heavy soil" in trace.inner_text()
    trace.locator("summary").first.click()
    assert "disputes" in trace.inner_text() and "section 6" in trace.inner_text()


def test_the_explorer_says_so_when_an_address_names_what_is_not_there(desk: Any, server: str) -> None:
    desk.goto(server + "traces/?from=theory/long-gone")
    assert "theory/long-gone is not on any chain" in desk.locator("[data-count]").inner_text()


def test_without_scripts_the_page_of_traces_has_them_drawn(bare: Any, server: str) -> None:
    bare.goto(server + "traces/")
    assert not bare.locator("form[data-trace]").is_visible()
    assert bare.locator(".trace.anchored").first.is_visible() and bare.locator(".trace.spliced").first.is_visible()
    bare.locator(".trace summary").first.click()
    assert bare.locator(".trace details[open] .ev").first.is_visible()


# graphs of equations


def test_the_graph_follows_the_numbers_the_variable_and_the_axes(desk: Any, server: str) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(server + "result/hum-law/")
    path = desk.locator("svg.plot .curve-0").get_attribute("d")
    # The drawing of the build is right until somebody changes something, so its script is not loaded before.
    assert not any("plot.js" in url for url in asked)
    desk.locator("#c-A").fill("6")
    told = desk.locator("[data-told]")
    expect(told).to_contain_text("H goes from")
    assert desk.locator("svg.plot .curve-0").get_attribute("d") != path
    assert desk.locator("svg.plot .spot").count() == 3
    desk.locator("[name=plot-from]").fill("1")
    desk.locator("[name=plot-to]").fill("100")
    desk.locator("[name=plot-logx]").check()
    # 2 + 6 sqrt(P), by hand.
    expect(told).to_have_text("H goes from 8 at P = 1 to 62 at 100.")
    # Only what differs from the drawing of the build.
    assert desk.url.endswith("/result/hum-law/?plot-to=100")
    desk.locator("[name=plot-to]").fill("0")
    expect(told).to_contain_text("from a smaller number to a larger one")


def test_a_graph_can_be_shared_by_its_address(desk: Any, server: str) -> None:
    desk.goto(server + "result/hum-law/?plot-from=4&plot-to=400")
    # 2 + 3 sqrt(P), by hand.
    expect(desk.locator("[data-told]")).to_have_text("H goes from 8 at P = 4 to 62 at 400.")


def test_without_scripts_the_graph_is_there(bare: Any, server: str) -> None:
    bare.goto(server + "result/hum-law/")
    assert bare.locator("svg.plot .curve-1").count() == 1
    assert bare.locator("svg.plot").is_visible()


# lists and tables


def test_a_list_is_sifted_and_the_address_keeps_it(desk: Any, server: str) -> None:
    desk.goto(server + "gaps/")
    rows = desk.locator("#gaps > li:not([hidden])")
    every = rows.count()
    desk.get_by_label("Kind", exact=True).select_option("phenomenon")
    desk.wait_for_url("**/gaps/?kind=phenomenon")
    assert 0 < rows.count() < every
    assert desk.locator("form.sieve [role=status]").inner_text() == f"{rows.count()} of {every}"
    desk.get_by_label("Has the words").fill("silence noon")
    desk.wait_for_url("**q=silence+noon**")
    assert rows.count() and all("Silence at noon" in text for text in rows.all_inner_texts())
    desk.reload()
    assert all("Silence at noon" in text for text in rows.all_inner_texts())
    desk.get_by_role("button", name="Clear").click()
    desk.wait_for_url(re.compile("/gaps/$"))
    assert rows.count() == every


def test_a_table_is_sorted_by_its_heads_with_the_keyboard(desk: Any, server: str) -> None:
    desk.goto(server + "scoreboard/")
    table = desk.locator("table").first
    first = table.locator("tbody tr").first
    before = first.inner_text()
    head = table.get_by_role("button", name="Untouched")
    head.focus()
    desk.keyboard.press("Enter")
    assert table.locator("th[aria-sort=descending]").inner_text().startswith("Untouched")
    counts = [int(text) for text in table.locator("tbody tr td:nth-child(4)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert desk.url.endswith("?sort=-Untouched")
    desk.keyboard.press("Enter")
    counts = [int(text) for text in table.locator("tbody tr td:nth-child(4)").all_inner_texts()]
    assert counts == sorted(counts)
    desk.keyboard.press("Enter")
    assert first.inner_text() == before and desk.url.endswith("scoreboard/")


def test_a_list_of_several_pages_is_sifted_as_one(desk: Any, server: str) -> None:
    second = '<title>Second</title><ol id="gaps"><li data-row data-kind="dragon"><a href="../../theory/hum-field/">Here be dragons</a></li></ol>'

    def first(route: Any) -> None:
        html = route.fetch().text().replace('data-leaves=""', 'data-leaves="gaps/ gaps/2/"')
        route.fulfill(body=html, content_type="text/html")

    desk.route(server + "gaps/", first)
    desk.route(server + "gaps/2/", lambda route: route.fulfill(body=second, content_type="text/html"))
    desk.goto(server + "gaps/")
    here = desk.locator("#gaps > li").count()
    desk.get_by_label("Has the words").fill("dragons")
    row = desk.locator("#gaps > li:not([hidden])")
    expect(row).to_have_count(1)
    expect(desk.locator("form.sieve [role=status]")).to_have_text(f"1 of {here + 1}")
    # Its link leads to the same place as on its own page.
    assert row.locator("a").evaluate("a => a.href") == server + "theory/hum-field/"


def test_groups_without_a_match_are_left_out(desk: Any, server: str) -> None:
    desk.goto(server + "papers/?speaks=disputes")
    shown = desk.locator("[data-group]:not([hidden])")
    assert 0 < shown.count() < desk.locator("[data-group]").count()
    assert all("against" in text for text in shown.locator("[data-row]:not([hidden])").all_inner_texts())


def test_without_scripts_lists_are_whole(bare: Any, server: str) -> None:
    bare.goto(server + "gaps/?kind=phenomenon")
    assert not bare.locator("form.sieve").is_visible()
    assert bare.locator("#gaps > li").count() == bare.locator("#gaps > li:not([hidden])").count() > 5


def test_pages_work_when_they_are_opened_from_the_disk(desk: Any, built: Path) -> None:
    desk.goto((built / "traces" / "index.html").as_uri() + "?from=theory/phase-change")
    assert desk.locator("[data-chains] .trace").count() == 2
    desk.goto((built / "index.html").as_uri())
    desk.locator(".stack-map-wide .node[href*='phenomenon/late-bloom']").focus()
    assert desk.locator(".stack-map-wide .node.on").count() == 3
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/phenomenon/late-bloom/index.html")
    desk.locator(".crumbs a").first.click()
    desk.wait_for_url("**/phenomena/index.html")
    desk.goto((built / "result" / "hum-law" / "index.html").as_uri() + "?plot-from=4&plot-to=400")
    expect(desk.locator("[data-told]")).to_contain_text("H goes from 8")


def test_nothing_moves_while_a_page_loads(desk: Any, server: str) -> None:
    for address in ("", "traces/", "gaps/", "scoreboard/", "matrix/", "result/hum-law/"):
        desk.goto(server + address)
        moved = desk.evaluate(
            """new Promise((done) => {
              let sum = 0;
              new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({type: "layout-shift", buffered: true});
              setTimeout(() => done(sum), 120);
            })"""
        )
        assert moved < 0.01, address
