"""The page of evidence in a browser: look for a number, read it in full, see what a comparison rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from icsim.registry import all_parameters
from icsim.ui.state.comparison import Column, ComparisonState

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Visit = Callable[..., Any]
ALL = len(all_parameters())


def count(page: Any, words: str) -> None:
    page.get_by_role("status").filter(has_text=f"{words} numbers are shown.").wait_for()


def test_a_number_is_looked_for_and_read_in_full(come: Visit, axe: Callable[[Any], list[str]]) -> None:
    page = come("/evidence")
    count(page, f"All {ALL}")
    search = page.get_by_label("Search", exact=True)
    search.fill("aligned_terms. leaving")
    search.press("Enter")
    count(page, f"1 of {ALL}")
    page.get_by_role("button", name="aligned_terms.leave_elasticity").click()
    one = page.get_by_role("region", name="aligned_terms.leave_elasticity")
    one.get_by_text("Entry of the evidence gathered for the model: asc.turnover.pay_150p_above_nlw.").wait_for()
    assert parse_qs(urlsplit(page.url).query) == {
        "find": ["aligned_terms. leaving"], "number": ["aligned_terms.leave_elasticity"],
    }  # fmt: skip
    assert axe(page) == []
    page.go_back()
    page.go_back()
    count(page, f"All {ALL}")


def test_a_grade_is_in_the_address_and_the_file_has_what_is_shown(come: Visit) -> None:
    page = come("/evidence?grade=high")
    high = sum(parameter.grade.name == "high" for parameter in all_parameters())
    count(page, f"{high} of {ALL}")
    assert page.get_by_label("Grade", exact=True).input_value() == "high"
    with page.expect_download() as caught:
        page.get_by_role("button", name=f"Download {high} numbers as CSV").click()
    assert len(Path(caught.value.path()).read_text(encoding="utf-8").splitlines()) == high + 1


def test_what_a_comparison_rests_on(visit: Visit) -> None:
    name = "<img src=x onerror=alert(1)> {{ 1+1 }}"
    state = ComparisonState(columns=(Column.of_preset("rotation_passport", name),))
    page = visit(f"/evidence{state.to_query()}&of={quote(name)}")
    page.get_by_text(re.compile(f"^{re.escape(name)} rests on [0-9]+ numbers:")).wait_for()
    assert page.get_by_label("Show", exact=True).locator("option").all_inner_texts()[-1] == f"What {name} rests on"
    assert page.locator("main img").count() == 0
    page.get_by_label("Show", exact=True).select_option("")
    count(page, f"All {ALL}")


def test_a_damaged_address_is_said_and_all_numbers_are_shown(come: Visit) -> None:
    page = come("/evidence?c=damaged&number=nobody.knows")
    page.get_by_text("The address cannot be read").wait_for()
    page.get_by_text("The model has no number 'nobody.knows'.").wait_for()
    count(page, f"All {ALL}")


def test_it_fits_a_phone(come: Visit, axe: Callable[[Any], list[str]]) -> None:
    page = come("/evidence?number=strain.newcomer")
    page.set_viewport_size({"width": 360, "height": 740})
    count(page, f"All {ALL}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    row = page.get_by_role("row").filter(has_text="aligned_terms.leave_elasticity")
    meaning = row.get_by_text("How strongly better pay and terms keep people from leaving.").bounding_box()
    assert meaning is not None
    assert meaning["x"] >= 0
    assert meaning["x"] + meaning["width"] <= 360
    assert axe(page) == []


def test_the_table_of_numbers_is_not_cut_on_a_usual_screen(come: Visit) -> None:
    page = come("/evidence")
    page.set_viewport_size({"width": 1280, "height": 900})
    count(page, f"All {ALL}")
    table = page.get_by_role("region", name=re.compile("^Numbers in order of name"))
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
