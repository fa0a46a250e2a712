"""Blocks of results: sentence, picture and table say the same, and nothing in a picture can be a template."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from tests.experiments.questions import made_up
from tests.report.made import findings

from icsim.codes import Sector
from icsim.experiment.gather import Gathered
from icsim.experiment.measures import BY_NAME
from icsim.report.findings import Findings
from icsim.report.palette import BETTER, WORSE
from icsim.ui.compare.curve_block import DIFFERENCE, LEVEL, curve_picture
from icsim.ui.compare.future_block import future_picture
from icsim.ui.compare.headline_block import SHOWN, cards, headline_picture
from icsim.ui.compare.ledger_block import MOST_BARS, ledger
from icsim.ui.compare.people_block import people_picture, posts_picture
from icsim.ui.compare.picture import Picture, bars, scale, short
from icsim.ui.compare.share_block import share_picture

HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} {a|b}"


def one_seed(names: tuple[str, ...] = ("Passport",)) -> Findings:
    """Findings of a single seed: no interval anywhere."""
    found = findings(names, seeds=1)
    for table in ("differences", "ledger"):
        found.tables[table][["low", "high"]] = np.nan
    return found


def curves(*today: float, other: tuple[float, ...], measure: str = "leavers", seeds: int = 2) -> Gathered:
    """A run of two months in which a measure of the whole system is as given in both months of every seed."""
    found = made_up({("all", measure): [[0.0] * seeds, [0.0] * seeds]})
    at = found.question.totals.index("all"), list(BY_NAME).index(measure)
    for arm, values in enumerate((today, other)):
        for seed in range(seeds):
            found.curve[0, arm, seed, :, at[0], at[1]] = values[seed]
    return found


def lines(picture: Picture) -> list[dict[str, Any]]:
    return [each for each in picture.option["series"] if "endLabel" in each]


def test_headlines_say_what_is_better_what_is_worse_and_who_gains() -> None:
    (card,) = cards(findings())
    said = dict(card.said)
    assert "between 30 and 50 fewer leavers in five years" in said["Better"]
    assert "more on staff in all" in said["Worse"]
    assert said["Who gains"].startswith("In vacancies: every sector")


def test_headlines_of_one_seed_have_numbers_and_no_range() -> None:
    found = one_seed()
    (card,) = cards(found)
    picture = headline_picture(found)
    assert "40 fewer leavers (in one seed)" in card.said[0][1]
    assert {row[5] for row in picture.rows} == {"no range yet"}
    assert {row[7] for row in picture.rows} == {"not known yet"}


def test_headlines_have_a_row_a_measure_and_agreement_with_the_unit_beside_every_number() -> None:
    picture = headline_picture(findings(("A", "B")))
    assert [(row[0], row[1]) for row in picture.rows] == [
        (BY_NAME[key].title, name) for key in SHOWN for name in ("A", "B")
    ]
    leavers = next(row for row in picture.rows if row[0] == "Leavers")
    assert leavers[2:6] == ["4,000 heads", "3,960 heads", "−40 heads", "−50 to −30 heads"]


def test_the_dot_of_a_headline_lies_within_its_range_and_in_percent_of_today() -> None:
    picture = headline_picture(findings())
    base, extent, dots = (series["data"] for series in picture.option["series"])
    at = next(i for i, row in enumerate(picture.rows) if row[0] == "Leavers")
    assert base[at]["value"] == -1.25
    assert base[at]["value"] + extent[at]["value"] == pytest.approx(-0.75)
    assert dots[at]["value"] == [-1.0, at]


def test_the_dot_of_a_headline_has_the_colour_of_what_it_means_and_its_words_stand_beside_it() -> None:
    picture = headline_picture(findings())
    dots = dict(zip([row[0] for row in picture.rows], picture.option["series"][2]["data"], strict=True))
    assert dots["Leavers"]["itemStyle"]["color"] == BETTER
    assert dots["Cost of staff"]["itemStyle"]["color"] == WORSE
    assert {BETTER, WORSE} <= {colour for _, colour in picture.key}
    assert "Leavers\n−40 heads" in picture.option["yAxis"]["data"]


def test_much_money_is_said_in_thousands_of_millions() -> None:
    found = findings()
    table = found.tables["differences"]
    table.loc[table["measure"] == "cost_gbp", ["base", "value"]] = 6.46948e9, 999.6e6
    cost = next(row for row in headline_picture(found).rows if row[0] == "Cost of staff")
    assert cost[2:4] == ["£6.47bn", "£999.60m"]


def test_words_of_colours_stand_outside_a_picture_that_may_be_narrow() -> None:
    for picture in (posts_picture(findings()), people_picture(findings())):
        assert "legend" not in picture.option
        series = [(each["name"], each["itemStyle"]["color"]) for each in picture.option["series"]]
        assert list(picture.key) == series


def test_the_difference_of_what_adds_up_is_so_far_and_ends_at_the_headline() -> None:
    picture = curve_picture(curves(10, 10, other=(7, 9)), "leavers", "all", DIFFERENCE)
    assert lines(picture)[0]["data"] == [-2.0, -4.0]
    assert "so far" in picture.title
    assert "2 months" not in picture.sentence
    assert picture.sentence.startswith("By the end of May 2026, whole system, against today: B: ")


def test_the_difference_of_a_stock_is_that_of_each_month() -> None:
    picture = curve_picture(curves(10, 10, other=(7, 9), measure="vacancy_fte"), "vacancy_fte", "all", DIFFERENCE)
    assert lines(picture)[0]["data"] == [-2.0, -2.0]


def test_the_sentence_of_a_curve_changes_with_its_numbers() -> None:
    few = curve_picture(curves(10, 10, other=(7, 7)), "leavers", "all", DIFFERENCE)
    many = curve_picture(curves(10, 10, other=(4, 4)), "leavers", "all", DIFFERENCE)
    assert "about 6 fewer leavers" in few.sentence
    assert "about 12 fewer leavers" in many.sentence


def test_one_seed_has_a_line_without_a_band_and_two_have_one() -> None:
    alone = curve_picture(curves(10, other=(7,), seeds=1), "leavers", "all", DIFFERENCE)
    both = curve_picture(curves(10, 10, other=(7, 9)), "leavers", "all", DIFFERENCE)
    assert len(alone.option["series"]) == 1
    assert "in one seed" in alone.sentence
    lower, rest, line = both.option["series"]
    assert lower["stackStrategy"] == rest["stackStrategy"] == "all"
    assert lower["data"][0] < line["data"][0] < lower["data"][0] + rest["data"][0]


def test_levels_show_today_too_and_the_table_has_what_the_chart_has() -> None:
    picture = curve_picture(curves(10, 12, other=(7, 9)), "leavers", "all", LEVEL)
    assert [line["name"] for line in lines(picture)] == ["Today", "B"]
    assert len({str(line["lineStyle"]["type"]) for line in lines(picture)}) == 2
    assert picture.rows[0] == ["April 2026", 11.0, 10.0, 12.0, 8.0, 7.0, 9.0]
    assert len(picture.columns) == len(picture.rows[0])


def test_money_is_drawn_in_millions_and_shares_in_percentage_points() -> None:
    assert scale(BY_NAME["cost_gbp"], [2.5e6, -3e6]) == (1e-6, "£m")
    assert scale(BY_NAME["cost_gbp"], [25_000.0]) == (1e-3, "£k")
    assert scale(BY_NAME["vacancy_share"], [0.01], difference=True) == (100.0, "percentage points")


def test_the_ledger_names_who_pays_and_draws_the_largest_first() -> None:
    found = findings(sectors=(Sector.acute, Sector.social_care), changes={
        ("Passport", "sector:acute", "vacancy_fte"): {"difference": 9.0, "verdict": "clearly pays"},
    })  # fmt: skip
    question = made_up({("all", "leavers"): [[0.0], [0.0]]}).question
    sectors = {f"T{sector}": sector.name for sector in Sector} | dict(question.sectors)
    vars(question)["sectors"] = sectors
    book = ledger(found, question, "Passport", "vacancy_fte")
    assert "Pay: in vacancies: Acute" in book.sentence
    assert [row[0] for row in book.by_sector.rows] == ["Social care", "Acute"]
    assert book.by_sector.sentence == (
        "Vacancies: rises most at Acute (+9.0 FTE, clearly pays) and falls most at Social care "
        "(−20.0 FTE, clearly gains)."
    )
    columns, rows = book.sectors
    assert [row[0] for row in rows] == ["Acute", "Social care", "Whole system"]
    assert rows[0][1] == "+9.0 clearly pays"
    assert len(columns) == len(rows[0])


def test_only_so_many_bars_are_drawn_and_all_rows_are_in_the_table() -> None:
    found = findings(sectors=tuple(Sector))
    found.tables["ledger"] = found.tables["ledger"].loc[lambda t: t["place"] != "all"]
    question = made_up({("all", "leavers"): [[0.0], [0.0]]}).question
    vars(question)["sectors"] = {f"T{sector}": sector.name for sector in Sector}
    book = ledger(found, question, "Passport", "vacancy_fte")
    drawn = book.by_organisation.option["series"][0]["data"]
    assert len(drawn) == min(len(Sector), MOST_BARS)
    assert len(book.by_organisation.rows) == len(Sector)


def test_people_who_stay_and_leave_instead_are_counted_over_both_kinds() -> None:
    picture = people_picture(findings())
    assert "180 people who leave under today stay, and 120 who stay under today leave" in picture.sentence
    assert [row[2:] for row in picture.rows] == [[1000.0, 60.0, 40.0, 20.0], [2000.0, 120.0, 80.0, 40.0]]


def test_open_posts_add_up() -> None:
    picture = posts_picture(findings())
    assert picture.rows[-1] == ["all open posts", 100.0, 100.0]
    assert "Today 100.0 FTE" in picture.sentence


def test_shares_of_clauses_sum_to_the_whole_and_say_which_brings_most() -> None:
    found = findings(clauses=3, attribution=True)
    picture = share_picture(found, "Passport", "leavers")
    assert picture is not None
    shares = [row[1] for row in picture.rows if str(row[0]).startswith("Clause")]
    assert sum(shares) == pytest.approx(-40)  # type: ignore[arg-type]
    assert "clause 2 brings most (−20" in picture.sentence
    assert share_picture(findings(), "Passport", "leavers") is None


def test_regret_says_which_choice_is_safest_and_needs_several_futures() -> None:
    picture = future_picture(findings(("A", "B"), futures=("Flat", "Cut")), "vacancy_share")
    assert picture is not None
    assert picture.sentence.startswith("By vacancy rate, B has the least to regret")
    assert len(picture.option["series"][0]["data"]) == 3 * 2
    assert future_picture(findings(("A", "B")), "vacancy_share") is None


def pictures() -> Iterator[Picture]:
    found = findings((HOSTILE,), clauses=2, futures=(HOSTILE, "Cut"), place=HOSTILE, attribution=True)
    question = made_up({("all", "leavers"): [[0.0], [0.0]]}, arms=(HOSTILE,)).question
    vars(question)["sectors"] = {f"T{sector}": sector.name for sector in Sector}
    book = ledger(found, question, HOSTILE, "vacancy_fte")
    hostile = curves(10, 10, other=(7, 9))
    yield from (book.by_sector, book.by_organisation, headline_picture(found), people_picture(found))
    yield from (posts_picture(found), curve_picture(hostile, "leavers", "all", LEVEL))
    for made in (share_picture(found, HOSTILE, "leavers"), future_picture(found, "vacancy_share")):
        assert made is not None
        yield made


@pytest.mark.parametrize("number", range(8))
def test_a_name_is_never_a_template_or_markup_in_a_chart_and_options_are_plain_data(number: int) -> None:
    picture = [*pictures()][number]
    assert json.loads(json.dumps(picture.option, allow_nan=False)) == picture.option
    for key, text in strings(picture.option):
        assert "{{" not in text
        assert key != "formatter" or not set(text) & set("{}|")
    assert all(len(row) == len(picture.columns) for row in picture.rows)
    assert picture.sentence


def strings(option: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(option, str):
        yield key, option
    elif isinstance(option, Mapping):
        for name, value in option.items():
            yield from strings(value, str(name))
    elif isinstance(option, list | tuple):
        for value in option:
            yield from strings(value, key)


def test_long_names_are_cut() -> None:
    assert short("a" * 100) == "a" * 33 + "…"


def test_bars_of_one_sign_begin_at_nothing() -> None:
    axis = bars(["a"], [{"value": 3.0}], "FTE")["xAxis"]
    assert axis["min"] == 0
    assert axis["max"] > 3
