"""Results on the page: an estimate that comes by itself, sharpens, follows every change, and can be taken away."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from icsim.ui.state.changes import put
from icsim.ui.state.comparison import Column, ComparisonState

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Visit = Callable[..., Any]
STATE = put(
    ComparisonState(
        system="small",
        start="2026-10",
        months=18,
        futures=("flat", "pay_round"),
        columns=(Column.of_preset("rotation_passport"),),
    ),
    0,
    ("rotation", "places"),
    8,
)
HOSTILE = "<img src=x onerror=\"document.title='taken'\"> {{ 7*7 }}"
LONG_MS = 120_000
"""Runs share two cores with whatever else is tested."""


def status(page: Any) -> Any:
    return page.locator("[role=status]", has_text="Quick estimate:")


def estimated(page: Any, state: ComparisonState = STATE) -> Any:
    """Wait until the quick estimate is complete."""
    del state
    expect(status(page)).to_contain_text("8 of 8 seeds", timeout=LONG_MS)
    return page


@pytest.fixture
def page(come: Visit) -> Any:
    return estimated(come(f"/{STATE.to_query()}"))


def region(page: Any, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def curve(page: Any) -> Any:
    """The picture of the curves: its name is what it shows, in words."""
    return region(page, "Month by month").get_by_role("img")


def taken(page: Any, name: str) -> bytes:
    """What a button gives."""
    with page.expect_download(timeout=LONG_MS) as download:
        page.get_by_role("button", name=name).click()
    return bytes(download.value.path().read_bytes())


def test_the_first_estimate_comes_by_itself_labelled_and_accessible(page: Any, axe: Callable[[Any], list[str]]) -> None:
    expect(status(page)).to_have_text("Quick estimate: all of the staff, 8 of 8 seeds.")
    for heading in ("What changes for the whole system", "Month by month", "Who gains and who pays"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    pictures = page.locator("main [role=img]")
    assert pictures.count() >= 6
    expect(page.locator("main [role=img] canvas")).to_have_count(pictures.count())
    assert all(pictures.nth(i).get_attribute("aria-label") for i in range(pictures.count()))
    assert axe(page) == []


def test_a_slider_moved_by_keys_changes_what_the_curve_says(page: Any) -> None:
    before = curve(page).get_attribute("aria-label")
    assert before.startswith("In March 2028, whole system, against today: Nurse rotation with passport: ")
    page.get_by_role("slider", name="Months").focus()
    page.keyboard.press("ArrowLeft")
    expect(curve(page)).to_have_attribute("aria-label", re.compile("^In February 2028"), timeout=LONG_MS)
    shown = region(page, "Month by month").get_by_text(re.compile("^In February 2028"))
    expect(shown).to_be_visible()


def test_old_numbers_stay_and_are_called_so_until_new_ones_come(page: Any) -> None:
    page.get_by_role("slider", name="Months").focus()
    page.keyboard.press("End")  # many months, which take a while
    expect(page.get_by_text("What follows is of your earlier settings")).to_be_visible(timeout=LONG_MS)
    expect(curve(page)).to_have_attribute("aria-label", re.compile("^In March 2028"))
    page.go_back()
    expect(page.get_by_text("What follows is of your earlier settings")).to_be_hidden(timeout=LONG_MS)
    estimated(page)


def test_measure_place_and_level_of_the_curve_can_be_chosen_and_are_in_the_table(page: Any) -> None:
    block = region(page, "Month by month")
    block.get_by_label("Measure", exact=True).select_option(label="Leavers")
    expect(curve(page)).to_have_attribute("aria-label", re.compile("^By the end of March 2028, whole system"))
    block.get_by_label("Where").select_option(label="Acute")
    expect(curve(page)).to_have_attribute("aria-label", re.compile("^By the end of March 2028, Acute"))
    block.get_by_label("Shown").select_option(label="Level, with a band that holds every seed")
    expect(curve(page)).to_have_attribute("aria-label", re.compile("^Leavers, Acute, in March 2028: Today "))
    block.get_by_role("button", name="The numbers as a table").click()
    expect(block.get_by_role("rowheader", name="October 2026")).to_be_visible()
    expect(block.get_by_role("button", name="Today, least")).to_be_visible()


def test_what_is_shown_can_be_taken_away(page: Any) -> None:
    brief = taken(page, "Brief (HTML)").decode()
    assert "<h2" in brief
    assert "Who gains and who pays" in brief
    with zipfile.ZipFile(io.BytesIO(taken(page, "Workbook (XLSX)"))) as book:
        assert "xl/workbook.xml" in book.namelist()
    with zipfile.ZipFile(io.BytesIO(taken(page, "All tables (ZIP of CSV)"))) as archive:
        assert {"differences.csv", "ledger.csv", "runs.csv", "comparison.json"} <= set(archive.namelist())
    expect(page.get_by_text("icsim compare small --agreement nurse_rotation_with_passport.yaml")).to_be_visible()
    assert b"places: 8" in taken(page, "Agreement: Nurse rotation with passport")


def test_shares_of_clauses_and_other_futures_come_on_request(page: Any) -> None:
    block = region(page, "Which clause does what")
    block.get_by_role("button", name="Work out what each clause does").click()
    expect(block.get_by_role("img")).to_have_attribute("aria-label", re.compile("brings most"), timeout=LONG_MS)
    futures = region(page, "Does it hold under other futures?")
    futures.get_by_role("button", name="Try it under all 2 futures").click()
    expect(futures.get_by_role("img")).to_have_attribute("aria-label", re.compile("least to regret"), timeout=LONG_MS)
    expect(block.get_by_role("img")).to_be_visible(timeout=LONG_MS)


def test_the_full_run_says_what_it_takes_shows_how_far_it_is_and_can_be_stopped(page: Any) -> None:
    full = region(page, "Full run")
    full.get_by_label("Seeds of the full run").select_option(label="32 seeds")
    expect(full.get_by_text(re.compile(" to make, "))).to_be_visible(timeout=LONG_MS)
    full.get_by_role("button", name="Make the full run").click()
    expect(full.get_by_role("progressbar")).to_be_visible(timeout=LONG_MS)
    stop = full.get_by_role("button", name="Stop the full run")
    stop.click()
    expect(stop).to_be_hidden(timeout=LONG_MS)
    expect(full.get_by_role("button", name="Make the full run")).to_be_visible()
    expect(status(page)).to_contain_text("8 of 8 seeds")


def test_with_guess_first_results_wait_for_the_guess_and_stand_beside_it_then(page: Any) -> None:
    page.get_by_role("checkbox", name="Guess first").click()  # the server ticks it, on a busy machine a while later
    expect(page.get_by_role("heading", name="What do you expect?")).to_be_visible()
    expect(page.get_by_role("heading", name="What changes for the whole system")).to_be_hidden()
    expect(page.locator("main [role=img]")).to_have_count(0)
    page.get_by_role("spinbutton", name="Change under Nurse rotation with passport").fill("-7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Leavers: 7% less than today.")).to_be_visible()
    page.get_by_role("button", name="Save the guess and show the results").click()
    beside = region(page, "Your guess and the result")
    expect(beside.get_by_role("cell", name="−7.0%")).to_be_visible()
    expect(page.get_by_role("heading", name="What changes for the whole system")).to_be_visible()
    page.reload()  # the guess is in the address
    expect(beside.get_by_role("cell", name="−7.0%")).to_be_visible(timeout=LONG_MS)


def test_a_hostile_name_is_shown_as_text(come: Visit) -> None:
    state = STATE.with_(columns=(Column(HOSTILE, "", STATE.columns[0].agreement),))
    page = estimated(come(f"/{state.to_query()}"))
    expect(page.get_by_role("heading", name=HOSTILE).last).to_be_visible()
    assert page.locator("main img").count() == 0
    assert "taken" not in page.title()
    assert "49" not in (curve(page).get_attribute("aria-label") or "")


def test_results_fit_a_phone(visit: Visit) -> None:
    page = estimated(visit(f"/{STATE.to_query()}", viewport={"width": 360, "height": 740}))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_to_compare_says_what_to_do(come: Visit) -> None:
    page = come(f"/{STATE.with_(columns=()).to_query()}")
    expect(page.get_by_text("it is compared with today as soon as it is there")).to_be_visible()


def test_an_agreement_with_a_fault_keeps_its_numbers_back_and_says_why(come: Visit) -> None:
    state = put(STATE, 0, ("starts",), "2040-01")
    page = come(f"/{state.to_query()}")
    expect(page.get_by_text("These agreements cannot be compared as they are")).to_be_visible(timeout=LONG_MS)
