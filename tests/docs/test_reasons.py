"""Words about validation by hand: a reason belongs to a figure that is missed, and counts are those of the targets."""

from __future__ import annotations

import csv

from docs.paper_steps import ROOT
from docs.validation import FOLDER, REASONS

from icsim.fitting.acceptance import Verdict
from icsim.fitting.calibration_file import shipped_calibration
from icsim.fitting.targets import read_targets, shipped_targets


def test_every_reason_is_of_a_figure_that_is_missed() -> None:
    with (FOLDER / "validation.csv").open(encoding="utf-8", newline="") as file:
        missed = {row["key"] for row in csv.DictReader(file) if row["verdict"] == str(Verdict.missed)}
    assert REASONS.keys() - missed == set()
    assert len(REASONS.keys() & missed) > len(missed) / 2


def test_counts_in_prose_are_those_of_the_files() -> None:
    readme, page, log = (
        " ".join((ROOT / name).read_text(encoding="utf-8").split())
        for name in ("README.md", "docs/validation.md", "CHANGELOG.md")
    )
    figures = len(read_targets(shipped_targets()).value)
    assert f"{figures} figures, each with its source" in readme
    assert f"This page holds {figures} figures" in page
    assert f"Validation: {figures} figures" in log
    calibration = shipped_calibration()
    assert calibration is not None
    swept = sum(each.swept for each in calibration.values.values())
    assert (len(calibration.values) - swept, len(calibration.fit), swept) == (8, 9, 1)
    assert "Eight free numbers are fitted to nine figures of today and a ninth is varied" in readme
