"""Words for a validation on screens and pages."""

from __future__ import annotations

from icsim.fitting.acceptance import Verdict

GROUP_WORDS = {
    "predict": ("Predicted", "Nothing was fitted to these figures."),
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

VERDICT_MARKS = {
    Verdict.passed: "●",
    Verdict.missed: "✕",
    Verdict.context: "○",
    Verdict.unmeasured: "–",
}
"""A sign for each verdict, so that none is told by its colour alone."""
