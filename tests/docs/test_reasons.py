"""Why figures are missed: a reason belongs to a figure that is missed, or it goes."""

from __future__ import annotations

import csv

from docs.validation import FOLDER, REASONS

from icsim.fitting.acceptance import Verdict


def test_every_reason_is_of_a_figure_that_is_missed() -> None:
    with (FOLDER / "validation.csv").open(encoding="utf-8", newline="") as file:
        missed = {row["key"] for row in csv.DictReader(file) if row["verdict"] == str(Verdict.missed)}
    assert REASONS.keys() - missed == set()
    assert len(REASONS.keys() & missed) > len(missed) / 2
