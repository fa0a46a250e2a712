"""Every page loads with nothing from outside, without an error, and is there for everybody who comes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.ui.conftest import App, Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = {"/": "Compare agreements", "/watch": "Watch a run", "/sweep": "Explore a sweep", "/evidence": "Evidence"}
DESKTOP = {"width": 1280, "height": 900}
ZOOMED = {"width": 640, "height": 450}
"""What a window of 1280 by 900 has at 200 per cent."""
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
CALM = {"reduced_motion": "reduce"}

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


def opened(visits: Visits, path: str, **context: Any) -> Any:
    """A page of its own that has stopped changing, and on which nothing went wrong."""
    page = settled(visits.go(path, **context))
    assert visits.faults() == []
    return page


@pytest.fixture(scope="module", params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    """The address of a page."""
    return str(request.param)


@pytest.fixture(scope="module")
def desktop(path: str, chromium: Any, app: App) -> Iterator[Any]:
    """Each page as it is in the window of a desktop; nobody does more with it than look and press Tab."""
    visits = Visits(chromium, app.url)
    yield opened(visits, path)
    visits.close()


@pytest.fixture(scope="module")
def phone(path: str, chromium: Any, app: App) -> Iterator[Any]:
    """Each page on a phone whose owner wants nothing to move."""
    visits = Visits(chromium, app.url)
    yield opened(visits, path, **PHONE, **CALM)
    visits.close()


def width(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_loads_alone_and_clean(
    path: str, desktop: Any, axe: Callable[[Any], list[str]], picture: Callable[[Any, str], None]
) -> None:
    assert desktop.locator("main h1").inner_text() == PAGES[path]
    assert desktop.title() == f"{PAGES[path]} – icsim"
    assert desktop.locator("html").get_attribute("lang") == "en-GB"
    assert desktop.locator("nav a[aria-current=page]").inner_text() == PAGES[path]
    assert desktop.locator("h1").count() == 1
    picture(desktop, PAGES[path].lower().replace(" ", "_"))
    assert axe(desktop) == []


def test_tab_reaches_everything_and_shows_where_it_is(desktop: Any) -> None:
    before = dict(desktop.evaluate(TABBABLE))
    reached, ringless = set(), set()
    for _ in range(2 * len(before) + 20):
        desktop.keyboard.press("Tab")
        number, ring, is_nothing = desktop.evaluate(AT)
        if number in reached or (is_nothing and reached):
            break
        reached.add(number)
        if not ring and not is_nothing:
            ringless.add(number)
    after = dict(desktop.evaluate(TABBABLE))
    assert [html for number, html in before.items() if number in after and number not in reached] == []
    assert [after.get(number, number) for number in ringless] == []


def test_fits_at_200_per_cent(desktop: Any) -> None:
    desktop.set_viewport_size(ZOOMED)
    settled(desktop)
    assert width(desktop) <= 640
    cut_off = desktop.evaluate(
        """() => [...document.querySelectorAll("main label, main button, main h1, main h2, main h3, main p")]
          .filter((e) => e.checkVisibility() && !e.closest(".ics-hidden, .ics-table, table"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))"""
    )
    desktop.set_viewport_size(DESKTOP)
    assert cut_off == []


def test_fits_a_phone(
    path: str, phone: Any, axe: Callable[[Any], list[str]], picture: Callable[[Any, str], None]
) -> None:
    picture(phone, PAGES[path].lower().replace(" ", "_") + "_phone")
    assert width(phone) <= 360
    assert axe(phone) == []


def test_nothing_moves_for_those_who_want_no_motion(phone: Any) -> None:
    assert phone.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0


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


def test_a_page_that_is_not_there_says_so(visit: Callable[..., Any], app: Any) -> None:
    page = visit("/", expects=("404",))
    answer = page.request.get(f"{app.url}/nothing")
    assert answer.status == 404
    assert "There is no such page" in answer.text()
