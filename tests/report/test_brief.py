"""The brief: sound HTML that needs nothing else, says what was found, and escapes every name."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from tests.report.made import LARGEST, findings

from icsim.codes import Sector
from icsim.report.brief import brief_html

HOSTILE = "<script>alert('1')</script>\"&{{ 7*7 }}"
XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> Element:
    """The page; raises where it is not HTML5."""
    return html5lib.HTMLParser(strict=True).parse(text)


def words(text: str) -> str:
    """What a reader sees, on one line."""
    body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module", params=["least", "most"])
def page(request: pytest.FixtureRequest) -> str:
    return brief_html(findings(**({} if request.param == "least" else LARGEST)))


def test_it_is_html5(page: str) -> None:
    tree = parsed(page)
    assert tree.get("lang") == "en-GB"
    assert [h.text for h in tree.iter(f"{XHTML}h1")] == ["Wendle Valley: agreements compared"]


def test_it_needs_nothing_else(page: str) -> None:
    tree = parsed(page)
    for element in tree.iter():
        assert element.tag not in {f"{XHTML}{name}" for name in ("script", "link", "img", "iframe", "object", "form")}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"src", "href", "style", "{http://www.w3.org/1999/xlink}href"}, f"{name}={value}"
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"https?://", page)


def test_every_chart_has_words(page: str) -> None:
    """A chart that stands alone has title and description; a mark in a table stands beside its number."""
    tree = parsed(page)
    ids = {element.get("id"): element for element in tree.iter() if element.get("id")}
    parents = {child: parent for parent in tree.iter() for child in parent}
    charts = list(tree.iter(f"{SVG}svg"))
    assert sum(chart.get("role") == "img" for chart in charts) == 1
    for chart in charts:
        if chart.get("role") == "img":
            for named in str(chart.get("aria-labelledby")).split():
                assert (ids[named].text or "").strip()
            section = parents[parents[parents[chart]]]
            assert section.tag == f"{XHTML}section"
            assert section.find(f".//{XHTML}table") is not None
        else:
            assert chart.get("aria-hidden") == "true"
            row = parents[parents[chart]]
            assert re.search(r"\w", "".join(row.itertext()))


def test_every_table_has_a_caption_and_heads_with_scope(page: str) -> None:
    tables = list(parsed(page).iter(f"{XHTML}table"))
    assert len(tables) >= 6
    for table in tables:
        assert table.find(f"{XHTML}caption") is not None
        assert all(head.get("scope") for head in table.iter(f"{XHTML}th"))


def test_the_same_findings_give_the_same_bytes() -> None:
    assert brief_html(findings(**LARGEST)) == brief_html(findings(**LARGEST))


def test_names_are_never_html() -> None:
    hostile: dict[str, Any] = {"system": HOSTILE, "place": HOSTILE, "sentence": HOSTILE}
    text = brief_html(findings(names=(HOSTILE,), futures=(HOSTILE, "B"), **hostile))
    parsed(text)
    assert "<script" not in text
    assert words(text).count("{{ 7*7 }}") >= 8
    assert words(text).count(f"{HOSTILE}: agreements compared") == 2, "title and head"


def test_it_asks_the_question() -> None:
    text = words(brief_html(findings()))
    assert (
        "What would change in Wendle Valley over five years from April 2026 if its organisations signed “Passport”, "
        "rather than carry on as today?" in text
    )
    two = words(brief_html(findings(names=("A", "B"), futures=("Flat", "Cut", "Growth"))))
    assert "signed one of two agreements, rather than carry on as today, and does the answer hold under three" in two


def test_it_says_what_is_better_and_worse_with_ranges() -> None:
    """Forty fewer leavers with a quarter on either side; four hundred thousand more on bank."""
    text = words(brief_html(findings()))
    assert "between 30 and 50 fewer leavers in five years" in text
    assert "Between £300k and £500k more on bank shifts in five years" in text
    assert "(each better in 16 of 16 seeds)" in text
    assert "(each worse in 16 of 16 seeds)" in text


def test_seeds_are_counted_for_each_where_they_differ() -> None:
    changes = {("Passport", "all", "leavers"): {"better_share": 15 / 16}}
    text = words(brief_html(findings(changes=changes)))
    assert "between 30 and 50 fewer leavers in five years (better in 15 of 16 seeds)" in text


def test_what_is_not_clear_is_only_named() -> None:
    changes = {("Passport", "all", "leavers"): {"low": -90.0, "high": 10.0}}
    text = words(brief_html(findings(changes=changes)))
    assert "Not clear Leavers." in text
    assert "fewer leavers" not in text


def test_what_does_not_differ_is_the_same_in_every_seed() -> None:
    nothing = {"value": 4000.0, "difference": 0.0, "low": 0.0, "high": 0.0, "better_share": 0.0}
    text = words(brief_html(findings(changes={("Passport", "all", "leavers"): nothing})))
    assert "Leavers heads 4,000 Passport 4,000 0 same 0 to 0 same" in text
    assert "Vacancy rate % 8.00 Passport 7.60 −0.40 pp better −0.50 to −0.30 16 of 16" in text


def test_a_range_has_the_digits_that_matter_and_one_unit() -> None:
    changes = {
        ("Passport", "all", "belonging"): {"difference": -0.02, "low": -0.054, "high": 0.014},
        ("Passport", "all", "agency_gbp"): {"difference": 20_688.0, "low": 4_377.0, "high": 37_000.0},
    }
    text = words(brief_html(findings(changes=changes)))
    assert "−0.02 unclear −0.05 to +0.01" in text
    assert "+£21k worse +£4k to +£37k" in text


def test_a_bar_is_drawn_only_for_what_reads_as_something() -> None:
    """The largest difference of a column is a full bar; a quarter of a person, shown as 0, is none."""
    quarter = {"difference": 0.25, "low": -0.5, "high": 1.0, "verdict": "unclear"}
    page = brief_html(findings(changes={("Passport", "sector:acute", "net_moves"): quarter}))
    row = next(line for line in page.splitlines() if '<th scope="row">Acute</th>' in line)
    assert re.findall(r'<rect [^>]* width="([^"]+)"', row)[:2] == ["13", "0"]


def test_a_sector_that_is_drained_is_seen_at_once() -> None:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {
        ("Passport", "sector:acute", "vacancy_fte"): {"difference": -8.0, "verdict": "clearly gains"},
        ("Passport", "sector:social_care", "vacancy_fte"): {"difference": 12.5, "verdict": "clearly pays"},
        ("Passport", "sector:community", "vacancy_fte"): {"difference": 1.5, "verdict": "pays"},
    }
    sectors = (Sector.acute, Sector.social_care, Sector.community)
    text = words(brief_html(findings(sectors=sectors, changes=rows)))
    said = (
        "Vacancies: Social care (+12.5 FTE) clearly loses and Community (+1.5 FTE) probably loses, "
        "while Acute (−8.0 FTE) gains."
    )
    assert said in text
    assert text.index(said) < text.index("The agreements in plain English")
    assert "Who pays In vacancies: Social care and Community;" in text


def test_people_are_added_over_starting_staff_and_newcomers() -> None:
    assert "Passport 3,000 180 120 +60" in words(brief_html(findings()))


def test_shares_sum_to_the_whole_however_many_are_shown() -> None:
    """Nine clauses: five are shown, the other four together."""
    text = words(brief_html(findings(clauses=9, attribution=True)))
    assert "Four others −0.09 −9 +£444k" in text
    assert "All clauses −0.40 0.00 only together −40 0 only together +£2.00m £0 only together" in text


def test_regret_by_hand() -> None:
    text = words(brief_html(findings(names=("A", "B"), futures=("Flat", "Cut"))))
    assert "Does it hold under other futures?" in text
    assert "B 7.20 (best) 7.20 (best) ● 0.00 least" in text
    assert "Today 8.00 (0.80) 8.00 (0.80) 0.80" in text


def test_one_future_has_no_grid() -> None:
    assert "other futures" not in words(brief_html(findings()))


def test_break_evens_are_said() -> None:
    text = words(brief_html(findings(break_even=True)))
    assert "What clause1.number means. 0.5 share 0 to 1 Passport no longer ahead of Today at 0.25" in text
    assert "3 of 4 pairs of a number and a lead are never turned within the number's range." in text
    assert "(--break-even)" not in text
    assert "(--break-even)" in words(brief_html(findings()))


def test_what_pairing_was_worth_is_the_median() -> None:
    changes = {("Passport", "all", "leavers"): {"variance_factor": 4000.0}}
    assert "as 9 times as many unpaired runs would (median)" in words(brief_html(findings(changes=changes)))


def test_one_seed_is_no_range() -> None:
    nan = float("nan")
    places = ("all", "sector:acute", "sector:social_care", "T0", "T5")
    unknown = {"low": nan, "high": nan, "sd": nan, "better_share": 1.0, "verdict": "unclear"}
    changes = {
        ("Passport", place, name): unknown for place in places for name in ("leavers", "cost_gbp", "vacancy_fte")
    }
    text = brief_html(findings(seeds=1, changes=changes))
    parsed(text)
    assert "nan" not in words(text)
    assert "With one seed, ranges are wide or unknown." in words(text)


def test_more_agreements_than_fit_are_named() -> None:
    text = words(brief_html(findings(**LARGEST)))
    assert "Not shown here, but in the workbook: Agreement of the region, number 3, " in text
