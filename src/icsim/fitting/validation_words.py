"""Words for a validation on screens and pages."""

from __future__ import annotations

from typing import Any

from icsim.fitting.acceptance import Verdict
from icsim.fitting.targets import USE_WORDS

GROUP_WORDS = {
    "predict": (
        "Predicted",
        "No parameter, table or fit uses these; †: of a publication that a figure which was fitted is also of.",
    ),
    "held": (
        "Held",
        "The first day or the first year was set to these or to figures near them: later years show what holds.",
    ),
    "input": ("Inputs", "A parameter or a table says these: the run shows whether they do what they say."),
    "first_year": (
        "Fitted on the first day or in the first year",
        "Set from the published figure, or fitted to each trust's published month when a run begins.",
    ),
    "fit": (
        "Fitted by icsim calibrate",
        "The calibration was chosen so that these hold. That they do is no evidence for the model.",
    ),
}
"""Heading and a sentence for each use of a figure."""


def marked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a validation, the title of a predicted figure marked where a fitted one is of the same publication."""
    fitted = {key for row in rows if row["use"] == USE_WORDS["fit"] for key in str(row["evidence"]).split()}
    return [
        row | {"title": f"{row['title']} †"}
        if row["use"] == USE_WORDS["predict"] and fitted & set(str(row["evidence"]).split())
        else row
        for row in rows
    ]


VERDICT_MARKS = {
    Verdict.passed: "●",
    Verdict.missed: "✕",
    Verdict.context: "○",
    Verdict.unmeasured: "–",
}
"""A sign for each verdict, so that none is told by its colour alone."""
