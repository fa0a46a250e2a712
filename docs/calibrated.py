"""Parts of the page on calibration: the shipped calibration, its fit, and the committed trials of recovery."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

from icsim.cli.screen import as_markdown
from icsim.fitting.calibration_file import shipped_calibration
from icsim.fitting.targets import read_targets, shipped_targets
from icsim.registry import all_parameters

RECOVERY = Path(__file__).parents[1] / "experiments" / "results" / "recovery" / "recovery.csv"
NONE = "No calibration is shipped: parameters are as they are declared.\n"


def values() -> str:
    """Each calibrated parameter with its interval, and what made them."""
    calibration = shipped_calibration()
    if calibration is None:
        return NONE
    declared = {each.name: each.value for each in all_parameters()}
    rows = [
        (
            f"`{name}`",
            f"{declared[name]:.4g}",
            f"{each.value:.4g}" + (" (swept)" if each.swept else ""),
            f"{each.low:.4g} to {each.high:.4g}",
            f"{each.narrowed_share:.0%}",
        )
        for name, each in calibration.values.items()
    ]
    text = as_markdown(("parameter", "declared", "calibrated", "nine in ten", "narrower by"), rows)
    made = calibration.provenance
    if made is None:
        return text
    waves = "; ".join(
        f"wave {n}: {wave.points} points, {wave.kept_share:.2%} of the space not ruled out after it"
        for n, wave in enumerate(calibration.waves, 1)
    )
    stand_ins = ", ".join(made.stand_ins) or "none"
    return (
        f"{text}\nMade by `{made.command}` with icsim {made.icsim}: {made.months} months from {made.start}, seeds from "
        f"{made.seed}, stand-ins {stand_ins}, {made.runs_of_the_whole} runs of the whole, {made.draws:,} draws; "
        f"{waves}.\n"
    )


def fit() -> str:
    """Published figures and the model's, before and after."""
    calibration = shipped_calibration()
    if calibration is None:
        return NONE
    published = {target.key: target.value for target in read_targets(shipped_targets()).value}
    rows = [
        (
            row.target.replace("_", " "),
            f"{row.published:.4g}" if published.get(row.target, row.published) is not None else "–",
            f"{row.low:.4g} to {row.high:.4g}",
            _number(row.before),
            _number(row.after),
            f"{_number(row.after_low)} to {_number(row.after_high)}",
            _number(row.stand_in),
            row.unit,
            "fits" if row.fits else "misses",
        )
        for row in calibration.fit
    ]
    columns = "figure published range declared calibrated 'nine runs in ten' stand-ins unit verdict"
    return as_markdown(shlex.split(columns), rows)


def recovery() -> str:
    """How often intervals hold the known value."""
    if not RECOVERY.is_file():
        return "No trials are committed.\n"
    with RECOVERY.open(encoding="utf-8", newline="") as file:
        rows = [
            (
                f"`{row['parameter']}`" if row["parameter"] != "all" else "all",
                row["trials"],
                row["held"],
                f"{float(row['held_share']):.0%}",
                f"{float(row['narrowed_share']):.0%}",
            )
            for row in csv.DictReader(file)
        ]
    return as_markdown(("parameter", "intervals", "hold the known value", "share", "narrower by"), rows)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
