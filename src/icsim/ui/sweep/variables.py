"""Variables: what the runs of a sweep can be laid out by: what is varied, what came out, and which run it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.measures import Measure
from icsim.report.wording import unit_words
from icsim.ui.state.fields import clause_kinds, clause_label, controls

Values = NDArray[np.float64]
Kind = Literal["varied", "level", "difference", "run"]

VARIED, LEVEL, DIFFERENCE = "p:", "m:", "d:"
"""How keys begin of what is varied, of an outcome, and of an outcome less what it is compared with."""
AGREEMENT, FUTURE, SEED = "agreement", "future", "seed"
"""Keys of which run it is."""

_PER_CENT, _THOUSAND = 100.0, 1e-3


@dataclass(frozen=True, eq=False)
class Variable:
    """One number, or word, of every run.

    Parameters
    ----------
    key
        What addresses call it.
    title, unit
        What pages call it, and what its numbers are counted in as shown here.
    kind
        What is varied, a level, a difference, or which run it is.
    values
        Shape (n_runs,), missing where a run has none; places in ``words`` where there are words.
    words
        What can stand there; empty for numbers.
    decimals
        Digits after the point when shown; None for four significant ones.
    better
        Whether lower or higher is better for the place, or neither.
    ends
        Ends of the range that it is drawn from; None if it is not drawn.
    """

    key: str
    title: str
    unit: str
    kind: Kind
    values: Values
    words: tuple[str, ...] = ()
    decimals: int | None = None
    better: str = "neutral"
    ends: tuple[float, float] | None = None

    @property
    def is_outcome(self) -> bool:
        """Whether it came out of the runs."""
        return self.kind in ("level", "difference")

    @property
    def full_title(self) -> str:
        """The title with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def said(self, value: float) -> str:
        """One of its values in words, without the unit; a dash for a missing one."""
        if not np.isfinite(value):
            return "–"
        if self.words:
            return self.words[int(value)]
        if self.decimals is None:
            text = f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
        else:
            text = f"{value:,.{self.decimals}f}"
        return text.removeprefix("-" if not float(text.replace(",", "")) else "").replace("-", "−")

    def with_unit(self, value: float) -> str:
        """One of its values in words, with the unit."""
        if self.unit == "£ thousand":
            return f"£{self.said(value)} thousand".replace("£−", "−£")
        return self.said(value) + (self.unit if self.unit == "%" else f" {self.unit}" if self.unit else "")

    def plain(self, rows: NDArray[np.int64]) -> list[float | None]:
        """Values of some runs as plain numbers for a chart, rounded to what can be seen; None for missing ones."""
        values = self.values[rows]
        there = np.isfinite(values)
        most = float(np.abs(values[there]).max()) if there.any() else 0.0
        digits = 6 - int(np.floor(np.log10(most))) if most > 0 else 0
        rounded = np.round(values, max(digits, 0)).tolist()
        return rounded if there.all() else [value if ok else None for value, ok in zip(rounded, there, strict=True)]

    def bare(self, value: float) -> float | None:
        """One of its values as a plain number for a chart; None for a missing one."""
        return float(f"{value:.7g}") if np.isfinite(value) else None


def varied_words(name: str) -> tuple[str, str]:
    """What people call something that is varied and is no parameter, and its unit: as the editor of agreements does.

    What the editor has no control for keeps its name.
    """
    first, _, rest = name.partition(".")
    clause, *way = rest.split(".")
    if first != AGREEMENT or clause not in clause_kinds():
        return name, ""
    at, found = controls(clause), None
    for key in way:
        found = next((each for each in at if each.key == key), None)
        at = found.inside if found else ()
    if found is None:
        return name, ""
    label = f"{clause_label(clause)}: {found.label[0].lower()}{found.label[1:]}"
    return label, found.unit if found.scale == 1 else "share"


def outcome(measure: Measure, values: Values, against: str = "") -> Variable:
    """An outcome as shown: shares in per cent, money in thousands.

    Parameters
    ----------
    measure
        Which.
    values
        In the measure's unit.
    against
        What they are less; empty for levels.
    """
    unit, decimals, scale = unit_words(measure, difference=bool(against)), measure.decimals, 1.0
    if measure.unit == "share":
        decimals, scale = max(measure.decimals - 2, 0), _PER_CENT
    elif measure.unit == "GBP":
        unit, decimals, scale = "£ thousand", 0, _THOUSAND
    title = f"{measure.title}, less {against}" if against else measure.title
    key = (DIFFERENCE if against else LEVEL) + measure.name
    kind: Kind = "difference" if against else "level"
    return Variable(key, title, unit, kind, values * scale, (), decimals + bool(against), measure.better)
