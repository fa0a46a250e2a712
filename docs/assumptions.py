"""Generated parts of the assumptions log: how good each number is, and how far results move with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from icsim.cli.screen import as_markdown
from icsim.codes import Grade
from icsim.experiment.amounts import bare
from icsim.experiment.measures import BY_NAME
from icsim.parameters import Parameter
from icsim.registry import all_parameters

EXPERIMENTS = Path(__file__).parents[1] / "experiments"
TABLES = ("results/*.sensitivity.csv", "screening/*.csv")
"""Committed tables of sensitivity: of questions, and of every number by several measures."""
_UNITS = {"heads": " heads", "FTE": " FTE", "share": " points", "GBP": ""}
"""What is said after a movement, by unit of the measure."""
GOOD = (Grade.high, Grade.medium)
"""Grades that rest on something published that is near what is meant."""
GREEN_SHARE, AMBER_SHARE = 2 / 3, 1 / 3
MUCH = 0.1
"""Share of the largest movement in its table above which a number moves the answer much."""


class Moved(NamedTuple):
    """How far an answer moves with a number.

    Parameters
    ----------
    question
        Name of the question of ``experiments/`` that was asked, or measure of the screening of every number.
    mu_star, half_width
        Mean absolute movement of its answer over the number's range, and half the 95% interval of it.
    share
        The movement against the largest in that table.
    """

    question: str
    mu_star: float
    half_width: float
    share: float

    def words(self) -> str:
        """As a cell of a table."""
        if measure := BY_NAME.get(self.question):
            width = bare(measure, self.half_width)
            return f"{bare(measure, self.mu_star)} ± {width}{_UNITS[measure.unit]} ({measure.title.lower()})"
        return f"{self.mu_star:.3g} ± {self.half_width:.2g} (`{self.question}`)"


@cache
def moved() -> dict[str, Moved]:
    """Movement of each number that is largest beside others of its table, over the committed tables of sensitivity."""
    found: dict[str, Moved] = {}
    for path in (path for pattern in TABLES for path in sorted(EXPERIMENTS.glob(pattern))):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        most = max((float(row["mu_star"]) for row in rows), default=0.0) or 1.0
        for row in rows:
            size = float(row["mu_star"])
            width = float(row["mu_star_half_width"])
            new = Moved(path.name.partition(".")[0], size, width, size / most)
            if row["name"] not in found or new.share > found[row["name"]].share:
                found[row["name"]] = new
    return found


def counts() -> str:
    """How many numbers there are of each grade, and how many have been screened."""
    every, screened = all_parameters(), moved()
    rows = [
        (
            grade.label,
            sum(p.grade == grade for p in every),
            sum(p.grade == grade and p.name in screened for p in every),
            grade.meaning,
        )
        for grade in Grade
    ]
    return as_markdown(("grade", "numbers", "screened", "meaning"), rows)


def subjects() -> str:
    """How good the numbers of each rule, clause or subject are, worst first."""
    rows = []
    for subject, some in groupby(all_parameters(), key=lambda p: p.name.split(".")[0]):
        numbers = list(some)
        good = sum(p.grade in GOOD for p in numbers)
        rows.append((good / len(numbers), subject, good, numbers))
    rows.sort(key=lambda row: (row[0], -len(row[3]), row[1]))
    cells = [
        (
            f"[{subject}](parameters.md#{subject})",
            len(numbers),
            good,
            sum(p.name in moved() for p in numbers),
            _most(numbers),
            rating(share),
        )
        for share, subject, good, numbers in rows
    ]
    columns = ("subject", "numbers", "of them high or medium", "screened", "moves an answer most", "quality")
    return as_markdown(columns, cells)


def rating(share: float) -> str:
    """Red, amber or green by the share of numbers that are graded high or medium."""
    return "green" if share >= GREEN_SHARE else "amber" if share >= AMBER_SHARE else "red"


def _most(numbers: Iterable[Parameter]) -> str:
    found = [(moved()[p.name].share, p.name) for p in numbers if p.name in moved()]
    largest = max(found, default=(0.0, ""))
    return f"`{largest[1]}`" if largest[0] > MUCH else "–"


def numbers() -> str:
    """Every number graded low, recalled or assumption: those that move an answer most, then the widest ranges."""
    weak = [p for p in all_parameters() if p.grade not in GOOD]
    weak.sort(key=lambda p: (-(moved()[p.name].share if p.name in moved() else -1.0), -_width(p), p.name))
    rows = [
        (
            f"`{p.name}`",
            f"{p.value:g}",
            f"{p.low:g} to {p.high:g}",
            p.unit,
            p.grade.label.lower(),
            moved()[p.name].words() if p.name in moved() else "not screened",
        )
        for p in weak
    ]
    return as_markdown(("number", "value", "range", "unit", "grade", "movement of the answer"), rows)


def _width(parameter: Parameter) -> float:
    """Width of the range against the value."""
    size = abs(parameter.value) or max(abs(parameter.low), abs(parameter.high)) or 1.0
    return (parameter.high - parameter.low) / size
