"""The page of a validation: sound HTML that needs nothing else, tells every verdict in words, and escapes names."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import html5lib
import pandas as pd
import pytest
from tests.worlds import world

from icsim.fitting.acceptance import validation_table
from icsim.fitting.targets import Targets, read_targets, shipped_targets
from icsim.fitting.validation import Validated
from icsim.report.validation_page import validation_html

HOSTILE = "<script>alert('1')</script>\"&{{ 7*7 }}"


def made_up(*, whole: bool = True, **values: float) -> Validated:
    """A validation of a few figures, each with the same value in two runs."""
    every = {target.key: target for target in read_targets(shipped_targets()).value}
    targets = Targets(name=HOSTILE, targets=tuple(every[key] for key in values))
    runs = pd.DataFrame([values, values])
    system = replace(world(), name=HOSTILE, calibrated=(("leave.strain_ratio", 1.7), ("seek.strain_ratio", 1.9)))
    return Validated(
        system=system,
        word="test",
        start="2026-04",
        months=60,
        seeds=(1, 2),
        folds=0,
        parameters={"seek.strain_ratio": 2.0},
        targets=targets,
        whole_country=whole,
        table=validation_table(targets, runs, 60, whole_country=whole),
        prediction=pd.DataFrame(),
        cells=pd.DataFrame(),
        runs=runs.assign(seed=[1, 2]),
    )


def words(page: str) -> str:
    """What a reader sees, on one line."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def page() -> str:
    return validation_html(made_up(nurse_exits=0.0068, nurse_leave=0.0071, agency_spend=float("nan")))


def test_it_is_sound_and_needs_nothing_else(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(page)
    assert tree.get("lang") == "en-GB"
    assert not re.search(r"<(script|link|img|iframe|object|form)|url\(|@import|https?://(?!www\.w3\.org)", page)
    assert HOSTILE in words(page)


def test_every_verdict_is_said_in_words(page: str) -> None:
    said = words(page)
    assert "Nurses who leave their trust years 1-5 0.80% 0.70% to 0.95% 0.68% 0.68% a month ✕ miss" in said
    assert "Nurses who leave their trust year 1 0.71% 0.68% to 0.75%* 0.71% 0.71% a month ● pass" in said
    assert re.search(
        r"Agency spending of trusts years 1-5 .* £2\.07bn £2\.07bn to £3\.46bn – – a year – not measured", said
    )


def test_what_is_calibrated_and_what_was_changed_is_said(page: str) -> None:
    assert "1 calibrated parameter in force." in words(page)
    assert "Changed for this validation: seek.strain_ratio = 2.0." in words(page)


def test_of_one_system_nothing_passes_or_fails() -> None:
    said = words(validation_html(made_up(whole=False, nurse_exits=0.0068)))
    assert "nothing passes or fails here" in said
    assert "0.68% 0.68% a month ○ national figure" in said


def test_colours_and_passing_are_explained_only_where_something_can_pass(page: str) -> None:
    one = words(validation_html(made_up(whole=False, nurse_exits=0.0068)))
    for said in ("A figure passes where", "blue where the mean is in the range", " miss "):
        assert said in words(page)
        assert said not in one


def test_a_calibration_is_spoken_of_only_where_one_is_in_force() -> None:
    found = made_up(nursing_drop_out=0.2)
    assert "The calibration was chosen so that these hold." in words(validation_html(found))
    said = words(validation_html(replace(found, system=replace(found.system, calibrated=()))))
    assert "The calibration was chosen" not in said
    assert "No calibrated parameter is in force in these runs" in said


def test_a_miss_does_not_read_as_an_end_of_its_range() -> None:
    shown = {
        0.0095: "0.70% to 0.95% 0.95% 0.95% a month ● pass",
        0.0096: "0.70% to 0.95% 0.96% 0.96% a month ✕ miss",
        0.00952: "0.700% to 0.950% 0.952% 0.952% a month ✕ miss",
        0.009504: "0.7000% to 0.9500% 0.9504% 0.9504% a month ✕ miss",
    }
    for value, said in shown.items():
        assert said in words(validation_html(made_up(nurse_exits=value)))


def test_one_pair_of_columns_is_not_called_the_first() -> None:
    shares = {"flow": "leavers", "staff_group": "nurse", "cells": 3, "fitted_inside": 1.0, "fitted_calibrated": 0.9}
    left_out = {f"left_out_{name}{alone}": 0.9 for name in ("inside", "calibrated") for alone in ("", "_alone")}
    found = made_up(nurse_exits=0.0068)
    one = words(validation_html(replace(found, prediction=pd.DataFrame([shares]))))
    assert "so the table says only that the fit is reproduced." in one
    more = pd.DataFrame([shares | left_out | {"ratio": 1.0, "dispersion": 1.0}])
    assert "so the first pair of columns says only" in words(validation_html(replace(found, prediction=more)))


def test_the_same_findings_give_the_same_page(page: str) -> None:
    assert page == validation_html(made_up(nurse_exits=0.0068, nurse_leave=0.0071, agency_spend=float("nan")))
