"""What ``icsim calibrate`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.cli.screen import say, show

if TYPE_CHECKING:
    from icsim.fitting.calibration_file import CalibrationFile
    from icsim.fitting.recovery import Recovered
    from icsim.fitting.search import Found

_WELL = 0.5
"""Share of what differs between runs from which emulators count as good."""


def print_calibration(found: Found, calibration: CalibrationFile) -> None:
    """Print the fitted values, the table of fit and what each wave left."""
    declared = dict(zip(found.ask.box.names, found.ask.box.declared.tolist(), strict=True))
    rows = [
        (
            name,
            f"{declared[name]:g}",
            f"{each.value:.4g}" + (" (swept)" if each.swept else ""),
            f"{each.low:.4g} to {each.high:.4g}",
            f"{each.narrowed_share:.0%}",
            each.answers_to,
        )
        for name, each in calibration.values.items()
    ]
    columns = ("Parameter", "Declared", "Fitted", "Nine in ten", "Narrower by", "Answers to")
    show("Free parameters", columns, rows, whole=("Parameter", "Fitted", "Nine in ten"))
    fit = [
        (
            row.target,
            f"{row.published:.4g}",
            f"{row.low:.4g} to {row.high:.4g}",
            _number(row.before),
            _number(row.after),
            f"{_number(row.after_low)} to {_number(row.after_high)}",
            row.unit,
            "fits" if row.fits else "misses",
        )
        for row in calibration.fit
    ]
    headings = ("Figure", "Published", "Range", "Declared", "Fitted", "Nine runs in ten", "Unit", "Verdict")
    show("Fit", headings, fit, whole=("Figure", "Fitted", "Verdict"))
    for number, wave in enumerate(calibration.waves, 1):
        say(f"Wave {number}: {wave.points} points; {wave.kept_share:.2%} of the space is not ruled out after it.")
    worst = min(zip(found.emulator.explained_share.tolist(), found.emulator.names, strict=True))
    say(
        f"Emulators predict at least {worst[0]:.0%} of what differs between runs they were not shown ({worst[1]})."
        + ("" if worst[0] >= _WELL else " That is little: a figure is mostly luck here, or the points are too few.")
    )


def print_recovery(found: Recovered) -> None:
    """Print how often intervals hold the known value."""
    from icsim.fitting.recovery import LEAST_COVERED, MOST_COVERED, coverage_rows

    rows = [
        (name, str(trials), str(held), f"{share:.0%}", f"{narrow:.0%}")
        for name, trials, held, share, narrow in coverage_rows(found)
    ]
    columns = ("Parameter", "Trials", "Held", "Share", "Narrower by")
    show("Intervals of nine in ten that hold the known value", columns, rows, whole=("Parameter",))
    verdict = "as it should be" if found.passed else "not as it should be"
    say(f"{found.covered_share:.0%} of all: {verdict} ({LEAST_COVERED:.0%} to {MOST_COVERED:.0%}).")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
