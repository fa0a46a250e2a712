"""One palette, one scale of type: what the style sheet says is what :mod:`icsim.ui.theme` says."""

from __future__ import annotations

import re

import pytest

from icsim.report import palette
from icsim.ui.serve import ASSETS
from icsim.ui.theme import DASHES, SERIES, VARIABLES, with_house_style

CSS = re.sub(r"/\*.*?\*/", "", (ASSETS / "custom.css").read_text(encoding="utf-8"), flags=re.DOTALL)
SIZES = {"0.875", "1", "1.125", "1.375", "1.75"}


def test_the_style_sheet_has_the_palette() -> None:
    root = CSS[CSS.index(":root {") : CSS.index("}")]
    said = dict(re.findall(r"--([a-z]+): (.+?);", root))
    assert {name: value for name, value in said.items() if not value.startswith("var(")} == VARIABLES


def test_no_other_colour_is_in_it() -> None:
    rest = CSS[CSS.index("}") :]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?!-)", rest)) - {"#app"} == set()


def test_text_has_one_scale() -> None:
    assert set(re.findall(r"font-size: ([\d.]+)rem", CSS)) <= SIZES


def test_every_name_that_is_used_is_one_it_has() -> None:
    assert set(re.findall(r"var\(--([a-z]+)\)", CSS)) <= VARIABLES.keys() | set(re.findall(r"--([a-z]+):", CSS))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", ["INK", "SOFT", "ACTION", "BETTER", "WORSE_INK", "ERROR_INK"])
@pytest.mark.parametrize("ground", ["PAPER", "QUIET"])
def test_words_stand_out_from_what_they_stand_on(ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("mark", ["EDGE", "FOCUS", "WORSE"])
def test_marks_and_rings_do_so_too(mark: str) -> None:
    assert contrast(getattr(palette, mark), palette.PAPER) >= 3
    assert contrast(getattr(palette, mark), palette.QUIET) >= 3


def test_no_two_lines_of_a_chart_differ_by_colour_alone() -> None:
    assert len(SERIES) == len(DASHES) == 5
    assert len({str(dash) for dash in DASHES}) == 5
    assert all(contrast(colour, palette.PAPER) >= 3 for colour in SERIES)


def test_charts_never_make_html_of_what_they_show() -> None:
    styled = with_house_style({"tooltip": {"trigger": "axis", "renderMode": "html"}, "xAxis": {"name": "<b>"}})
    assert styled["tooltip"]["renderMode"] == "richText"
    assert styled["xAxis"]["axisLabel"]["hideOverlap"] is True
