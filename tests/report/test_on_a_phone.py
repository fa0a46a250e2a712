"""Pages of results in a browser: none scrolls sideways on a phone, and every word can be read, on a wide screen too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from tests.report.made import LARGEST, findings
from tests.report.test_validation_page import made_up

from icsim.report import league
from icsim.report.brief import brief_html
from icsim.report.validation_page import validation_html

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LEAST_TYPE = 11.9
"""Height of the smallest type in pixels of the screen, as near 12 as rounding leaves it."""
TO_THE_RIGHT = "() => { window.scrollTo(9999, 0); return window.scrollX }"
SMALLEST = """
() => Math.min(...[...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => !["title", "desc"].includes(e.localName))
    .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1)))
"""


LONG = ("Wendle Valley and the Towns of the Upper Plain", "Far Wendle", "Upper Wendle")


def league_page(names: Sequence[str] = LONG) -> str:
    """A league of three systems, one of which gains and one of which loses."""
    rows = [
        {"measure": "vacancy_share", "rank": i + 1, "name": name, "gain": gain, "gain_low": gain - 0.1,
         "gain_high": gain + 0.1, "rank_low": 1.0, "rank_high": 3.0, "top_prob": 0.5, "cost_gbp_per_fte": 1.0,
         "cost_low": -2.0, "cost_high": 4.0, "seeds": 4}
        for i, (name, gain) in enumerate(zip(names, (0.2, 0.0, -0.2), strict=True))
    ]  # fmt: skip
    system = SimpleNamespace(name="Three valleys", systems=("A", "B", "C"), digest="0" * 64)
    question = SimpleNamespace(system=system, months=18, start="2026-04", draws=None)
    asked = SimpleNamespace(question=question, arm=SimpleNamespace(name="Terms", agreements=()), alone={},
                            signing=system.systems, measures=("vacancy_share",))  # fmt: skip
    found: Any = SimpleNamespace(asked=asked, seeds=(1, 2, 3, 4), table=pd.DataFrame(rows),
                                 real_share={"vacancy_share": 0.5})  # fmt: skip
    return league.page(found)


PAGES = {
    "brief": lambda: brief_html(findings()),
    "long brief": lambda: brief_html(findings(**LARGEST)),
    "validation": lambda: validation_html(made_up(nurse_exits=0.0068, agency_spend=float("nan"))),
    "league": league_page,
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_can_be_read(name: str, width: int, chromium: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[name](), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto(file.as_uri())
    assert page.evaluate(TO_THE_RIGHT) == 0
    assert page.evaluate(SMALLEST) >= LEAST_TYPE
    page.close()


def test_the_picture_of_a_league_uses_its_width_and_no_interval_touches_its_ends() -> None:
    """Names take what the longest needs; short ones leave no empty third."""
    width, gap, right = 760.0, 12.0, 16.0
    for text, least in ((league_page(), 200.0), (league_page(("Near", "Far", "Upper")), 0.0)):
        names = float(re.findall(r'<text x="([\d.]+)" y="[\d.]+" class="name"', text)[0])
        lines = re.findall(
            r'<line x1="([\d.]+)" y1="[^"]+" x2="([\d.]+)" y2="[^"]+" class="(?:better|worse|unclear)"', text
        )
        ends = [float(end) for line in lines for end in line]
        assert least < names < least + 100
        assert names + gap + 10 < min(ends) < max(ends) < width - right - 10


def test_the_chances_of_a_league_are_explained() -> None:
    assert "First: chance, as far as luck goes, that the system gains most of all." in league_page()
