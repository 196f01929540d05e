"""The HTML report in a real browser: accessible, silent on the network, and few clicks from the total to a cell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from conformance.report.html import report_html
from tests.report.builders import make_county


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str], list[str]]]:
    """The report of the small county, opened from disk, with what it asked for and what the browser complained of."""
    path = tmp_path_factory.mktemp("browser") / "report.html"
    path.write_text(report_html(make_county()), encoding="utf-8")
    chromium = shutil.which("chromium")
    assert chromium is not None, "tools/test.sh installs the Debian package chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        asked: list[str] = []
        said: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: said.append(message.text))
        opened.goto(path.as_uri())
        yield opened, asked, said
        browser.close()


Opened = tuple[Page, list[str], list[str]]


def test_it_asks_for_nothing_but_itself_and_the_policy_blocks_nothing_of_it(page: Opened) -> None:
    opened, asked, said = page
    assert asked == [opened.url.partition("#")[0]]
    assert said == []
    assert opened.evaluate("getComputedStyle(document.querySelector('th')).backgroundColor") == "rgb(244, 246, 249)"


def test_the_policy_refuses_a_script_and_a_picture_put_in_later(page: Opened, tmp_path: Path) -> None:
    opened, _, _ = page
    put_in = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="x"><script>document.title = "bad"</script>'
    html = report_html(make_county()).replace("</main>", f"{put_in}</main>")
    (tmp_path / "changed.html").write_text(html, encoding="utf-8")
    other = opened.context.browser.new_page()
    said: list[str] = []
    other.on("console", lambda message: said.append(message.text))
    other.goto((tmp_path / "changed.html").as_uri())
    assert other.title() != "bad"
    assert len([one for one in said if "Content Security Policy" in one]) == 2
    other.close()


def test_axe_finds_no_violation_and_leaves_nothing_undecided(page: Opened) -> None:
    opened, _, _ = page
    found = _found_by_axe(opened)
    undecided = [(one["id"], node["html"]) for one in found["incomplete"] for node in one["nodes"]]
    # axe cannot see what a text of a picture stands on; it is black on white.
    assert [one for one in undecided if not (one[0] == "color-contrast" and one[1].startswith("<text"))] == []
    assert len(found["passes"]) > 15


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_but_a_wide_table_or_picture_in_its_box_scrolls_sideways(page: Opened, width: int) -> None:
    opened, _, _ = page
    before = opened.viewport_size
    assert before is not None
    opened.set_viewport_size({"width": width, "height": 844})
    try:
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        scrolling = opened.evaluate(
            "[...document.querySelectorAll('body *')].filter(one => one.scrollWidth > one.clientWidth"
            " && getComputedStyle(one).overflowX == 'auto').map(one => one.className)"
        )
        assert set(scrolling) <= {"wide", "picture"}
        assert bool(scrolling) is (width < 700)
        _found_by_axe(opened)
    finally:
        opened.set_viewport_size(before)


def _found_by_axe(opened: Page) -> dict[str, Any]:
    """All that axe says of the page, after it found no violation."""
    found = Axe().run(opened).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    return found


def test_four_clicks_lead_from_the_total_of_the_county_to_a_cell(page: Opened) -> None:
    opened, _, _ = page
    cell = opened.get_by_text("表“办件台账”M10：超过时限。").first
    opened.goto(opened.url.partition("#")[0])
    assert not cell.is_visible()
    steps = (
        ".summary a:has-text('平均 50.25 分')",
        "#results td.number a[href='#d-YC-aspects']",
        "a[href='#d-YC-process']",
        "#d-YC-G-3\\.5\\.2-late-committed summary",
    )
    for step in steps:
        opened.locator(step).first.click()
        target = opened.url.partition("#")[2]
        assert opened.evaluate("id => document.getElementById(id).getBoundingClientRect().top < innerHeight", target)
    assert cell.is_visible()
