"""Agreements are edited in plain language, and the address holds all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from icsim.ui.state.address import from_query
from icsim.ui.state.changes import add_preset, duplicate, put
from icsim.ui.state.comparison import Column, ComparisonState

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SMALL = ComparisonState(system="small", months=12, guess_first=True)
"""A small system, results hidden: these tests are about what is set, not about what comes out."""
ROTATION = add_preset(SMALL, "rotation_passport")
NAME = "Nurse rotation with passport"
Visit = Callable[..., Any]


def card(page: Any, name: str = NAME) -> Any:
    return page.get_by_role("region", name=f"Agreement: {name}", exact=True)


def opened(page: Any, name: str, within: Any = None) -> None:
    """Open a part of the page that is closed."""
    button = (within or page).get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    expect(button).to_have_attribute("aria-expanded", "true")


def address(page: Any) -> ComparisonState:
    """What the page's address says."""
    state, faults = from_query(page.url.partition("?")[2])
    assert faults == []
    return state


def until_address(page: Any, wanted: Callable[[ComparisonState], bool]) -> None:
    """Wait until the address says something."""
    page.wait_for_url(lambda url: wanted(from_query(url.partition("?")[2])[0]))


def places(state: ComparisonState, i: int = 0) -> Any:
    return state.columns[i].agreement["rotation"]["places"]


def test_a_slider_moved_by_a_key_changes_value_sentence_and_address_and_back_undoes(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    slider = page.get_by_role("slider", name="Places")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(card(page)).to_contain_text("Up to 81 staff at a time")
    until_address(page, lambda state: places(state) == 81)
    page.keyboard.press("ArrowRight")
    expect(card(page)).to_contain_text("Up to 82 staff at a time")
    page.go_back()
    expect(card(page)).to_contain_text("Up to 81 staff at a time")
    expect(slider).to_have_value("81")
    page.go_forward()
    expect(card(page)).to_contain_text("Up to 82 staff at a time")
    page.get_by_role("button", name="Set Places to its shipped value, 80").click()
    expect(card(page)).to_contain_text("Up to 80 staff at a time")
    assert address(page) == ROTATION


def test_an_address_opens_the_same_comparison_in_another_browser(come: Visit, visit: Visit) -> None:
    state = put(duplicate(ROTATION, 0), 1, ("rotation", "places"), 33)
    page = come(f"/{state.to_query()}")
    expect(card(page, f"{NAME} 2")).to_contain_text("Up to 33 staff")
    page.get_by_role("button", name=f"Duplicate {NAME} 2").click()
    expect(card(page, f"{NAME} 3")).to_contain_text("Up to 33 staff")
    other = visit(page.url.partition("/?")[1] + page.url.partition("/?")[2])
    expect(card(other, f"{NAME} 3")).to_contain_text("Up to 33 staff")
    assert address(other) == address(page)


def test_reset_remove_and_add(come: Visit) -> None:
    page = come(f"/{put(ROTATION, 0, ('rotation', 'places'), 33).to_query()}")
    page.get_by_role("button", name=f"Reset {NAME}").click()
    expect(card(page)).to_contain_text("Up to 80 staff")
    expect(page.get_by_role("button", name=f"Reset {NAME}")).to_be_disabled()
    page.get_by_role("button", name=f"Remove {NAME}").click()
    expect(page.get_by_text("Add an agreement that comes with icsim")).to_be_visible()
    page.get_by_label("Add an agreement").select_option("New roles")
    page.get_by_role("button", name="Add this agreement").click()
    expect(card(page, "New roles")).to_contain_text("is done by paramedic staff")
    assert address(page) == SMALL.with_(columns=(Column.of_preset("new_roles"),))


def test_renaming_refuses_a_name_twice_and_shows_markup_as_text(come: Visit) -> None:
    page = come(f"/{add_preset(ROTATION, 'passport_only').to_query()}")
    opened(page, "Name, start again, file", card(page))
    name = card(page).get_by_label("Name", exact=True)
    name.fill("Passport only")
    name.press("Enter")
    expect(card(page)).to_contain_text("another agreement is called Passport only")
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }}"
    name = card(page).get_by_label("Name", exact=True)
    name.fill(hostile)
    name.press("Enter")
    expect(page.get_by_role("heading", name=hostile)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert [column.name for column in address(page).columns] == [hostile, "Passport only"]


def test_a_fault_is_said_beside_its_control_as_it_is_made_and_goes_when_mended(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    card(page).get_by_role("group", name="Staff groups that rotate").get_by_label("Nurse", exact=True).click()
    field = card(page).locator(".ics-one", has=page.get_by_role("group", name="Staff groups that rotate"))
    expect(field.get_by_role("status")).to_contain_text("Must not be empty")
    expect(card(page)).to_contain_text("1 thing to mend before it can be run")
    card(page).get_by_role("group", name="Staff groups that rotate").get_by_label("Nurse", exact=True).click()
    expect(card(page)).not_to_contain_text("to mend")
    opened(page, "Dates and joining", card(page))
    signed = card(page).get_by_label("Signed in")
    signed.fill("next spring")
    signed.press("Enter")
    expect(card(page)).to_contain_text("is not a month, write YYYY-MM")
    signed.fill("2026-05")
    signed.press("Enter")
    expect(card(page)).to_contain_text("From 2026-05")


def test_clauses_are_added_switched_off_and_removed(come: Visit) -> None:
    page = come(f"/{add_preset(SMALL, 'passport_only').to_query()}")
    where = card(page, "Passport only")
    where.get_by_label("Another clause").select_option("Training")
    where.get_by_role("button", name="Add this clause").click()
    opened(page, "Training", where)
    where.get_by_label("A preceptor in the first year").check()
    expect(where).to_contain_text("The newly qualified have a preceptor in their first year.")
    where.get_by_label("Switched on").last.uncheck()
    expect(where).not_to_contain_text("The newly qualified have a preceptor in their first year.")
    expect(where.get_by_role("button", name="Training (switched off)")).to_be_visible()
    where.get_by_role("button", name="Remove this clause : Training").click()
    expect(where.get_by_role("button", name="Training (switched off)")).to_have_count(0)


def test_parties_are_sectors_and_organisations_in_an_order(come: Visit) -> None:
    page = come(f"/{add_preset(SMALL, 'passport_only').to_query()}")
    where = card(page, "Passport only")
    opened(page, "Who signs", where)
    where.get_by_role("group", name="Sectors that sign").get_by_label("Ambulance").uncheck()
    until_address(page, lambda state: "sector:ambulance" not in state.columns[0].agreement["parties"])
    option = where.get_by_label("One organisation or district").locator("option").nth(1)
    chosen = option.get_attribute("value")
    where.get_by_label("One organisation or district").select_option(chosen)
    where.get_by_role("button", name="Add this party").click()
    until_address(page, lambda state: state.columns[0].agreement["parties"][-1] == chosen)
    expect(where.locator(".ics-parties li")).to_have_count(6)
    where.get_by_role("button", name=re.compile("^Earlier")).last.click()
    until_address(page, lambda state: state.columns[0].agreement["parties"][-2] == chosen)


def test_a_bad_address_gives_a_notice_and_a_page_that_works(visit: Visit) -> None:
    page = visit("/?c=thisisnocomparison")
    expect(page.get_by_text("Not all of the address could be used")).to_be_visible()
    expect(page.get_by_text("The address cannot be read: it is damaged")).to_be_visible()
    expect(card(page)).to_contain_text("Up to 80 staff")


def test_four_agreements_fit_a_screen_a_phone_and_axe(visit: Visit, axe: Callable[[Any], list[str]]) -> None:
    state = put(add_preset(add_preset(ROTATION, "all_in"), "new_roles"), 0, ("rotation", "staff_groups"), [])
    state = add_preset(state, "")
    page = visit(f"/{state.to_query()}", viewport={"width": 360, "height": 740})
    expect(card(page, "New agreement")).to_be_visible()
    for part in ("Rotation", "Who signs", "Dates and joining", "Name, start again, file"):
        opened(page, part, card(page))
    opened(page, "Integrated roles", card(page, "New roles"))
    opened(page, "Released time", card(page, "All in"))
    opened(page, "Link and files")
    expect(page.get_by_label("Bring a file")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    tops = {round(card(page, column.name).bounding_box()["y"]) for column in state.columns}
    assert len(tops) == 1
    assert axe(page) == []
