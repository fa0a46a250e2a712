"""Findings: each row of a natural experiment worked out seed by seed, and whether it hits the published band."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icsim.experiment.student_t import half_width
from icsim.natural.measures import Seen
from icsim.natural.reader import Natural, Watched
from icsim.natural.windows import window
from icsim.natural.written import AgainstFile, PanelFile, RowFile

Runs = Mapping[str, Sequence[Mapping[Watched, Seen]]]
"""What was observed, by arm and seed."""

HIT, MISS, NOTHING, UNMEASURED = "hit", "miss", "nothing to compare with", "not measured"
"""Verdicts."""
INTERVAL = 0.95
"""Share of the interval of the mean over seeds."""


@dataclass(frozen=True)
class Finding:
    """One row of the answer.

    Parameters
    ----------
    row
        The row of the file.
    values
        The model's number, by seed.
    """

    row: RowFile
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean over the seeds; missing if any seed has none."""
        return statistics.fmean(self.values)

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of the mean over seeds, by Student's t: luck of the model alone, not what its numbers rest on."""
        n = len(self.values)
        if not all(map(math.isfinite, self.values)):
            return math.nan, math.nan
        half = half_width(INTERVAL, n - 1) * statistics.stdev(self.values) / math.sqrt(n) if n > 1 else math.nan
        return self.mean - half, self.mean + half

    @property
    def verdict(self) -> str:
        """Whether the mean is within the band."""
        low, high = self.row.low, self.row.high
        if not math.isfinite(self.mean):
            return UNMEASURED
        if low is None and high is None:
            return NOTHING
        inside = (low is None or self.mean >= low) and (high is None or self.mean <= high)
        return HIT if inside else MISS


def findings(natural: Natural, runs: Runs) -> list[Finding]:
    """Every row, from what was observed."""
    seeds = len(next(iter(runs.values())))
    return [
        Finding(row, tuple(_value(natural, row, {arm: each[i] for arm, each in runs.items()}) for i in range(seeds)))
        for row in natural.written.rows
    ]


def _value(natural: Natural, row: RowFile, run: Mapping[str, Mapping[Watched, Seen]]) -> float:
    """A row's number in one seed."""

    def at(arm: str, over: str, scope: Sequence[str]) -> float:
        first, after = window(over, natural.calendar, natural.months)
        return run[arm][row.measure, tuple(scope)].over(first, after)

    against = row.against
    here = at(row.arm, row.over, row.scope)
    if against is None:
        return here
    arm, over = against.arm or row.arm, against.over or row.over
    if against.how == "fall beyond":
        others = row.scope if against.scope is None else against.scope
        mine = _ratio(here, at(row.arm, over, row.scope))
        return 1.0 - _ratio(mine, _ratio(at(arm, row.over, others), at(arm, over, others)))
    return _against(against, here, at(arm, over, row.scope if against.scope is None else against.scope))


def _against(against: AgainstFile, here: float, there: float) -> float:
    match against.how:
        case "difference":
            return here - there
        case "ratio":
            return _ratio(here, there)
        case _:
            return 1.0 - _ratio(here, there)


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan


@dataclass(frozen=True)
class Line:
    """One line of a picture: mean, least and most over the seeds, from the first month with a whole window on.

    Parameters
    ----------
    panel
        Number of the panel, from 0.
    arm
        Whose line.
    others
        Whether it is of the panel's others.
    months
        Names of the months.
    mean, least, most
        Values, one a month.
    """

    panel: int
    arm: str
    others: bool
    months: tuple[str, ...]
    mean: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]


def lines(natural: Natural, runs: Runs) -> list[Line]:
    """Every line of the picture."""
    return [
        _line(natural, runs, i, panel, arm, others)
        for i, panel in enumerate(natural.written.picture)
        for arm in panel.arms
        for others in ([False] if panel.others is None else [False, True])
    ]


def _line(natural: Natural, runs: Runs, number: int, panel: PanelFile, arm: str, others: bool) -> Line:
    scope = tuple(panel.others or []) if others else tuple(panel.scope)
    back = panel.trailing_months
    at = range(back - 1, natural.months)
    values = [[run[panel.measure, scope].over(m - back + 1, m + 1) for m in at] for run in runs[arm]]
    by_month = list(zip(*values, strict=True))
    return Line(
        number,
        arm,
        others,
        tuple(natural.calendar.name(m) for m in at),
        tuple(statistics.fmean(each) for each in by_month),
        tuple(min(each) for each in by_month),
        tuple(max(each) for each in by_month),
    )
