"""Files of a calibration: itself, posterior draws, the table of fit, the runs, and a sweep over draws."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from icsim import __version__
from icsim.experiment.spec import code_digest
from icsim.fitting.calibration_file import (
    DRAWS,
    CalibrationFile,
    FitRow,
    Fitted,
    Provenance,
    Wave,
    as_written,
)
from icsim.fitting.posterior import LEVEL
from icsim.folder import replace_file

if TYPE_CHECKING:
    from icsim.fitting.search import Found

CALIBRATION = "calibration.yaml"
DRAWS_FILE = CALIBRATION.replace(".yaml", DRAWS)
FIT_FILE, DESIGN_FILE, SWEEP_FILE = "fit.csv", "design.csv", "sweep.yaml"
"""Files beside the calibration: the table of fit, every point run and what was seen, a sweep over draws."""
FILES = (CALIBRATION, DRAWS_FILE, FIT_FILE, DESIGN_FILE, SWEEP_FILE)
SWEPT_DRAWS = 32
"""Draws in the sweep file."""
_TAIL = (1.0 - LEVEL) / 2


def calibration_of(found: Found, name: str, system: str, facts: Mapping[str, Any]) -> CalibrationFile:
    """The calibration that a search found.

    Parameters
    ----------
    found
        What was found.
    name, system
        Name of the calibration, and what the system is asked for by.
    facts
        Entries of the provenance that the search does not know: command, data digest, targets and their digest.
    """
    ask, box = found.ask, found.ask.box
    low, high = (box.values(end) for end in found.posterior.interval())
    values = box.values(found.central)
    width = (high - low) / (LEVEL * (box.high - box.low))
    fitted = {}
    for i, free in enumerate(box.free):
        ends = min(float(low[i]), float(values[i])), max(float(high[i]), float(values[i]))
        fitted[free.name] = Fitted(
            value=_short(values[i]),
            low=_short(ends[0]),
            high=_short(ends[1]),
            answers_to=free.answers_to,
            swept=free.swept,
            narrowed_share=round(max(1.0 - float(width[i]), 0.0), 3),
        )
    return CalibrationFile(
        calibration=name,
        system=system,
        values=dict(sorted(fitted.items())),
        fit=fit_rows(found),
        waves=[
            Wave(points=n, kept_share=round(kept, 6))
            for (n, _), (_, kept) in zip(found.waves[:-1], found.waves[1:], strict=True)
        ],
        provenance=Provenance(
            icsim=__version__,
            code_digest=code_digest(),
            start=ask.start,
            months=ask.months,
            seed=ask.seed,
            stand_ins=list(ask.stand_ins),
            runs_of_the_whole=(ask.whole_runs + ask.near_runs if ask.stand_ins else 0) + ask.last_runs + 1,
            draws=len(found.posterior.points),
            draws_digest=hashlib.sha256(draws_text(found).encode()).hexdigest(),
            **facts,
        ),
    )


def fit_rows(found: Found) -> list[FitRow]:
    """The table of fit: what is published, and the model's figure before and after."""
    predicted = np.quantile(found.predicted(), [_TAIL, 1.0 - _TAIL], axis=0)
    after, own = found.after.mean(axis=0), found.emulator.at(found.central[None, :]).mean[0]
    rows = []
    for i, target in enumerate(found.ask.targets):
        rows.append(
            FitRow(
                target=target.key,
                unit=target.unit,
                published=_short(target.aim),
                low=_short(target.low),
                high=_short(target.aim if target.high is None else target.high),
                before=_known(found.before[i]),
                after=_known(after[i]),
                after_low=_known(predicted[0, i]),
                after_high=_known(predicted[1, i]),
                stand_in=_known(own[i]) if found.ask.stand_ins else None,
                fits=bool(np.isfinite(after[i]) and target.holds(float(after[i]))),
            )
        )
    return rows


def draws_text(found: Found) -> str:
    """Posterior draws as CSV, a column a parameter."""
    return _csv(found.ask.box.names, found.ask.box.values(found.posterior.points))


def design_text(found: Found) -> str:
    """Every point run with the stand-ins and what was seen, as CSV."""
    values = found.ask.box.values(found.points)
    return _csv((*found.ask.box.names, *found.emulator.names), np.hstack([values, found.observed]))


def sweep_text(found: Found, system: str, draws: int = SWEPT_DRAWS) -> str:
    """A sweep file that runs today under draws from the posterior, each one point."""
    values = found.ask.box.values(found.posterior.points)[:draws]
    vary = {name: [_short(v) for v in column] for name, column in zip(found.ask.box.names, values.T, strict=True)}
    lines = [
        f"# {len(values)} draws from the posterior of a calibration, each as likely as any other: name agreements to",
        "# compare them with today under every draw. Made by icsim calibrate.",
        "question: What holds over everything that fits the published figures?",
        f"system: {json.dumps(system)}",
        f"months: {found.ask.months}",
        "replications: 1",
        "vary:",
        *(f"  {name}: {json.dumps(column)}" for name, column in vary.items()),
        "design: {kind: list}",
    ]
    return "\n".join(lines) + "\n"


def calibration_text(calibration: CalibrationFile) -> str:
    """A calibration as YAML, an entry a line."""
    content = as_written(calibration)
    lines = ["# Made by icsim calibrate; see docs/calibration.md."]
    for key, value in content.items():
        if isinstance(value, dict):
            lines += [f"{key}:", *(f"  {name}: {_flow(entry)}" for name, entry in value.items())]
        elif isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_flow(entry)}" for entry in value)] if value else [f"{key}: []"]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def fit_text(calibration: CalibrationFile) -> str:
    """The table of fit as CSV."""
    columns = tuple(FitRow.model_fields)
    return _rows_csv(columns, [[getattr(row, name) for name in columns] for row in calibration.fit])


def write_calibration(found: Found, calibration: CalibrationFile, folder: Path) -> Path:
    """Write every file of a calibration.

    Returns
    -------
    Path
        The calibration file.
    """
    texts = {
        DRAWS_FILE: draws_text(found),
        FIT_FILE: fit_text(calibration),
        DESIGN_FILE: design_text(found),
        SWEEP_FILE: sweep_text(found, calibration.system),
        CALIBRATION: calibration_text(calibration),
    }
    for name, text in texts.items():
        replace_file(folder / name, lambda file, text=text: file.write(text.encode()))  # type: ignore[misc]
    return folder / CALIBRATION


def _flow(value: object) -> str:
    """A value as JSON, which YAML reads; names are left bare."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _short(number: float) -> float:
    """Six digits: what files hold."""
    return float(f"{float(number):.6g}")


def _known(number: float) -> float | None:
    return _short(number) if np.isfinite(number) else None


def _csv(names: Iterable[str], rows: np.ndarray[Any, Any]) -> str:
    return _rows_csv(tuple(names), [[_known(v) for v in row] for row in rows.tolist()])


def _rows_csv(names: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    import csv

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(["" if each is None else each for each in row] for row in rows)
    return text.getvalue()
