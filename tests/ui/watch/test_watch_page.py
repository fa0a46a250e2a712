"""Watch a run, in a real browser: choose, start, stop, play, look closer, follow somebody, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import start_app

from icsim.ui.state.watch_link import WatchState, watch_link

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Visit = Callable[..., Any]
Axe = Callable[[Any], list[str]]

SMALL = watch_link(WatchState("small", preset="rotation_passport", months=24))
LONG = WatchState("QR1", months=180)
HOSTILE = '<img src=x onerror="window.hit=1">{{ window.hit=1 }}'
PATIENT = 90_000


def whole(page: Any) -> Any:
    """The page once every month of its run is there."""
    page.get_by_role("button", name="Save this replay").wait_for(timeout=PATIENT)
    return page


def month(page: Any) -> int:
    return int(page.locator("[data-month]").get_attribute("data-month"))


def test_a_run_is_chosen_started_and_played(come: Visit, axe: Axe) -> None:
    page = come("/watch")
    assert "Nothing to watch yet" in page.locator("main").inner_text()
    page.get_by_label("System", exact=True).select_option("small")
    page.wait_for_url("**system=small*draft=1*")
    page.get_by_label("Months, months").fill("18")
    page.get_by_label("Months, months").press("Enter")
    page.wait_for_url("**months=18*")
    page.get_by_text("1 run").wait_for()
    start = page.get_by_role("button", name="Start", exact=True)
    start.focus()
    page.keyboard.press("Enter")
    whole(page)
    assert "draft" not in page.url
    assert month(page) == 0
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("Number(document.querySelector('[data-month]').dataset.month) >= 2")
    page.get_by_role("button", name="Pause", exact=True).click()
    shown = page.get_by_role("heading", name="What happened in")
    page.wait_for_function("!document.querySelector('[data-playing=true]')")
    names = ["April 2026", "May 2026", "June 2026", "July 2026", "August 2026", "September 2026", "October 2026"]
    shown.get_by_text(names[month(page)]).wait_for() if month(page) < len(names) else None
    assert axe(page) == []


def test_a_run_made_before_opens_at_once_and_back_undoes(come: Visit, axe: Axe) -> None:
    whole(come(SMALL))
    page = come(SMALL)
    page.locator("[data-month]").wait_for(timeout=10_000)
    page.get_by_label("Organisation", exact=True).last.select_option("TA1")
    page.get_by_role("heading", name="Wendle Valley Hospital NHS Trust,").wait_for()
    assert "at=TA1" in page.url
    page.get_by_label("Over", exact=True).select_option("month")
    page.get_by_role("heading", name="Wendle Valley Hospital NHS Trust, April 2026").wait_for()
    assert axe(page) == []
    page.go_back()
    page.get_by_text("Choose one here, or press it on the map").wait_for()


def test_a_person_is_followed_as_a_story(come: Visit, axe: Axe) -> None:
    page = whole(come(SMALL))
    page.get_by_label("Employer").select_option("TA1")
    page.get_by_role("button", name="Follow TA1/nurse/0").click()
    page.get_by_role("heading", name="The story of TA1/nurse/0").wait_for()
    page.get_by_text("nurse at Wendle Valley Hospital NHS Trust (TA1)").wait_for(timeout=PATIENT)
    assert "person=TA1/nurse/0" in page.url
    assert axe(page) == []
    name = page.get_by_label("Name", exact=True)
    name.fill("TA1/nurse/99999")
    name.press("Enter")
    page.get_by_text("nobody numbered 99999 among TA1's nurses").wait_for()
    people = page.get_by_label("People with something to tell")
    people.locator("option").nth(1).wait_for(state="attached")
    who = people.locator("option").nth(1).get_attribute("value")
    people.select_option(who)
    page.get_by_role("heading", name=f"The story of {who}").wait_for()
    page.get_by_role("button", name="Save the story").wait_for(timeout=PATIENT)


def test_a_saved_replay_opens_from_disk(come: Visit, visit: Visit, tmp_path: Path) -> None:
    page = whole(come(SMALL))
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save this replay").click()
    file = tmp_path / "replay.html"
    caught.value.save_as(file)
    saved = visit(file.as_uri(), base=file.as_uri())
    saved.locator("canvas[role=img]").wait_for()
    assert saved.locator("h1").inner_text() == "Wendle Valley: Nurse rotation with passport"


def test_a_long_run_plays_while_it_is_made_survives_a_reload_and_can_be_stopped(come: Visit) -> None:
    page = come(watch_link(LONG))
    page.get_by_text("months so far; they can be played already").wait_for(timeout=PATIENT)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("Number(document.querySelector('[data-month]').dataset.month) >= 1")
    page.reload()
    page.get_by_role("button", name="Stop", exact=True).click(timeout=PATIENT)
    page.get_by_text("The months that are there can be played.").wait_for(timeout=PATIENT)
    assert page.get_by_role("button", name="Start again").is_visible()


def test_two_visitors_see_nothing_of_one_another(come: Visit, visit: Visit) -> None:
    one, other = whole(come(SMALL)), visit("/watch")
    one.get_by_label("Organisation", exact=True).last.select_option("TM1")
    one.get_by_role("heading", name="Ashcombe Mental Health NHS Trust,").wait_for()
    other.reload()
    other.get_by_role("button", name="Start", exact=True).wait_for()
    said = other.locator("main").inner_text()
    assert "Nothing to watch yet" in said
    assert "Ashcombe" not in said


def test_hostile_names_are_text(come: Visit) -> None:
    written = {"agreement": HOSTILE, "parties": ["all"], "passport": {"recognises": ["dbs"]}}
    state = WatchState.of("small", [written], months=6, start="2027-01")
    page = whole(come(watch_link(state)))
    assert page.get_by_role("heading", level=2, name=HOSTILE).count() == 1
    page.get_by_role("button", name="Choose another run").click()
    page.get_by_label("Agreement", exact=True).locator("option", has_text=HOSTILE).wait_for(state="attached")
    assert page.evaluate("window.hit") is None
    assert page.locator("main img").count() == 0


def test_a_wrong_address_says_what_is_wrong_and_stays_usable(come: Visit, axe: Axe) -> None:
    page = come(f"/watch?system=/etc&months=9999&person={HOSTILE}&draft=1")
    said = page.get_by_text("Some of the address could not be used").locator("..").inner_text()
    assert "is a folder, which the app does not open" in said
    assert "'9999' is no whole number from 1 to 180" in said
    page.get_by_role("button", name="Start", exact=True).wait_for()
    assert page.evaluate("window.hit") is None
    assert axe(page) == []


def test_too_long_a_run_is_refused_with_advice(visit: Visit, tmp_path: Path) -> None:
    made, server = start_app(tmp_path, "--budget", "0.1", warmed=())
    try:
        page = visit(watch_link(WatchState("england", months=180, is_draft=True)), base=made.url)
        page.get_by_text("Ask for fewer seeds, fewer months").first.wait_for(timeout=PATIENT)
        assert page.get_by_role("button", name="Start", exact=True).is_disabled()
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_it_fits_a_phone(come: Visit) -> None:
    page = come(SMALL + "&at=TA1")
    page.set_viewport_size({"width": 360, "height": 740})
    whole(page)
    page.get_by_role("heading", name="Wendle Valley Hospital NHS Trust,").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
