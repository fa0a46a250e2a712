"""Every page loads with nothing from outside, without an error, and is there for everybody who comes to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = {"/": "Compare agreements", "/watch": "Watch a run", "/sweep": "Explore a sweep", "/evidence": "Evidence"}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
"""A window of 1280 by 900 at 200 per cent."""

TABBABLE = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex]";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest("[inert]");
  const chosen = (e) => e.type !== "radio" || e.checked || !document.querySelector(`[name="${e.name}"]:checked`);
  window.numbered = window.numbered || new WeakMap();
  return [...document.querySelectorAll(all)].filter((e) => e.tabIndex >= 0 && !e.disabled && shown(e) && chosen(e))
    .map((e) => {
      if (!window.numbered.has(e)) window.numbered.set(e, window.count = (window.count || 0) + 1);
      return [window.numbered.get(e), e.outerHTML.slice(0, 160)];
    });
}"""
"""What Tab should reach, as a number that stays with the element and its beginning."""
AT = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [window.numbered.get(e) || 0, ring, e === document.body];
}"""
"""Number of what has the focus, whether it shows that, and whether it is nothing."""


def settled(page: Any) -> Any:
    """A page that has stopped changing: nothing new for half a second, ten seconds at most."""
    page.evaluate(
        """() => new Promise((done) => {
          let timer = setTimeout(done, 500);
          const last = setTimeout(done, 10000);
          new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 500); })
            .observe(document.body, { subtree: true, childList: true });
        })"""
    )
    return page


def width(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_loads_alone_and_clean(
    path: str, visit: Callable[..., Any], axe: Callable[[Any], list[str]], picture: Callable[[Any, str], None]
) -> None:
    page = settled(visit(path))
    assert page.locator("main h1").inner_text() == PAGES[path]
    assert page.title() == f"{PAGES[path]} – icsim"
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("nav a[aria-current=page]").inner_text() == PAGES[path]
    assert page.locator("h1").count() == 1
    picture(page, PAGES[path].lower().replace(" ", "_"))
    assert axe(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(
    path: str, visit: Callable[..., Any], axe: Callable[[Any], list[str]], picture: Callable[[Any, str], None]
) -> None:
    page = settled(visit(path, **PHONE))
    picture(page, PAGES[path].lower().replace(" ", "_") + "_phone")
    assert width(page) <= 360
    assert axe(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_fits_at_200_per_cent(path: str, visit: Callable[..., Any]) -> None:
    page = settled(visit(path, **ZOOMED))
    assert width(page) <= 640
    cut_off = page.evaluate(
        """() => [...document.querySelectorAll("main label, main button, main h1, main h2, main h3, main p")]
          .filter((e) => e.checkVisibility() && !e.closest(".ics-hidden, .ics-table, table"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert cut_off == []


@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything_and_shows_where_it_is(path: str, visit: Callable[..., Any]) -> None:
    page = settled(visit(path))
    before = dict(page.evaluate(TABBABLE))
    reached, ringless = set(), set()
    for _ in range(2 * len(before) + 20):
        page.keyboard.press("Tab")
        number, ring, is_nothing = page.evaluate(AT)
        if number in reached or (is_nothing and reached):
            break
        reached.add(number)
        if not ring and not is_nothing:
            ringless.add(number)
    after = dict(page.evaluate(TABBABLE))
    assert [html for number, html in before.items() if number in after and number not in reached] == []
    assert [after.get(number, number) for number in ringless] == []


def test_the_first_tab_offers_to_skip_the_navigation(visit: Callable[..., Any]) -> None:
    page = settled(visit("/evidence"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_pages_follow_one_another_without_being_loaded_anew(visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.evaluate("window.stays = true")
    for path, title in [*PAGES.items()][1:] + [*PAGES.items()][:1]:
        page.get_by_role("navigation").get_by_role("link", name=title).click()
        page.locator("main h1", has_text=title).wait_for()
        page.wait_for_url(f"**{path}*")
        page.wait_for_function("words => document.title.startsWith(words)", arg=title)
    assert page.evaluate("window.stays") is True


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_for_those_who_want_no_motion(path: str, visit: Callable[..., Any]) -> None:
    page = settled(visit(path, reduced_motion="reduce"))
    assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0


def test_a_page_that_is_not_there_says_so(visit: Callable[..., Any], app: Any) -> None:
    page = visit("/", expects=("404",))
    answer = page.request.get(f"{app.url}/nothing")
    assert answer.status == 404
    assert "There is no such page" in answer.text()
