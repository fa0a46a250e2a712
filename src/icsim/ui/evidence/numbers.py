"""Numbers: every parameter of the model as a row, and which of them are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from icsim.clause import all_clauses
from icsim.codes import Grade
from icsim.experiment.comparison_files import csv_text
from icsim.experiment.evidence import evidence_table
from icsim.fitting.calibration_file import calibrated_words
from icsim.registry import all_parameters, evidence
from icsim.rule import all_rules
from icsim.ui.parts.table import Cell, Column

if TYPE_CHECKING:
    from icsim.experiment.question import Question
    from icsim.parameters import Parameter
    from icsim.ui.state.evidence_view import EvidenceView

ANY = "-"
"""Any agreement of the comparison."""
COLUMNS = (
    Column("Number"), Column("Value", "", True), Column("Range", "", True), Column("Unit", aside=True), Column("Grade"),
    Column("Meaning", least=32), Column("Used by", least=14, aside=True), Column("Source", least=28, aside=True),
)  # fmt: skip
_KEY = re.compile(r"evidence ([a-z0-9_]+(?:\.[a-z0-9_]+)+)")


@dataclass(frozen=True)
class Number:
    """A parameter, and what uses it.

    Parameters
    ----------
    parameter
        As it is declared.
    value
        The value in force.
    used_by
        Where it is declared, and the clauses whose effect rests on it, in words.
    """

    parameter: Parameter
    value: float
    used_by: str

    @property
    def range(self) -> str:
        """The range to try, in words."""
        return f"{shown(self.parameter.low)} to {shown(self.parameter.high)}"

    @property
    def keys(self) -> list[str]:
        """Entries of the gathered evidence that its source names."""
        return list(dict.fromkeys(_KEY.findall(self.parameter.source)))

    @property
    def calibrated(self) -> str:
        """What it is calibrated to for England, in words; empty if it is not."""
        return calibrated_words().get(self.parameter.name, "")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The row of :data:`COLUMNS`."""
        p = self.parameter
        source = f"{p.source}; {self.calibrated}" if self.calibrated else p.source
        return p.name, shown(self.value), self.range, p.unit, p.grade.label, p.meaning, self.used_by, source


def shown(value: float) -> str:
    """A number as people read it: thousands apart, a true minus, no zeros that say nothing."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
    return text.replace("-", "−")


@cache
def every_number() -> tuple[Number, ...]:
    """Every parameter, in order of name."""
    used = _uses()
    return tuple(Number(each, each.value, used[each.name]) for each in all_parameters())


def _uses() -> dict[str, str]:
    """What uses each parameter, in words."""
    homes: dict[str, str] = {}
    for rule in all_rules():
        homes |= {each.name: f"rule {_words(rule.name())}" for each in rule.parameters}
    rests: dict[str, list[str]] = {}
    for clause in all_clauses():
        homes |= {each.name: f"clause {_words(clause.key)}" for each in clause.parameters}
        for each in evidence(clause):
            rests.setdefault(each.name, []).append(_words(clause.key))
    said = {}
    for each in all_parameters():
        home = homes.get(each.name, _words(each.name.split(".")[0]))
        also = [clause for clause in rests.get(each.name, []) if home != f"clause {clause}"]
        said[each.name] = home + (f"; the effect of {', '.join(also)} rests on it" if also else "")
    return said


def _words(name: str) -> str:
    return name.replace("_", " ")


def found(numbers: Iterable[Number], view: EvidenceView) -> list[Number]:
    """Those that hold every word that is looked for and have the grade."""
    words = view.find.casefold().split()

    def fits(number: Number) -> bool:
        p = number.parameter
        if view.grade and p.grade.name != view.grade:
            return False
        text = " ".join((p.name, p.name.replace("_", " "), p.unit, p.grade.label, p.meaning, p.source, number.used_by))
        return all(word in text.casefold() for word in words)

    return [number for number in numbers if fits(number)]


@dataclass(frozen=True)
class Basis:
    """What a comparison rests on.

    Parameters
    ----------
    by_agreement
        Names of the parameters each agreement rests on.
    values
        Values in force, by name.
    clauses
        Clauses that rest on a parameter, by agreement and name.
    """

    by_agreement: dict[str, tuple[str, ...]]
    values: dict[str, float]
    clauses: dict[tuple[str, str], str]

    def numbers(self, agreement: str) -> list[Number]:
        """The numbers of an agreement, or of any for :data:`ANY`, with the value in force and the clauses."""
        names = self.by_agreement if agreement == ANY else [agreement]
        wanted: dict[str, list[str]] = {}
        for each in names:
            for name in self.by_agreement[each]:
                clauses = self.clauses[each, name].replace("_", " ")
                wanted.setdefault(name, []).append(f"{each}: {clauses}" if agreement == ANY else f"clause {clauses}")
        return [
            Number(each.parameter, self.values[each.parameter.name], "; ".join(wanted[each.parameter.name]))
            for each in every_number()
            if each.parameter.name in wanted
        ]


def basis_of(question: Question) -> Basis:
    """What a comparison rests on: the numbers of ``icsim compare``'s table of evidence."""
    table = evidence_table(question).to_dict("records")
    by_agreement: dict[str, list[str]] = {arm.name: [] for arm in question.arms[1:]}
    for row in table:
        by_agreement[str(row["agreement"])].append(str(row["parameter"]))
    return Basis(
        {name: tuple(some) for name, some in by_agreement.items()},
        {str(row["parameter"]): float(row["value"]) for row in table},
        {(str(row["agreement"]), str(row["parameter"])): str(row["clauses"]) for row in table},
    )


def grades(numbers: Sequence[Number]) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
    """How many numbers there are of each grade, and what the grade means."""
    columns = (Column("Grade"), Column("Numbers", "", True), Column("Share", "%", True), Column("Meaning"))
    counts = [sum(number.parameter.grade == grade for number in numbers) for grade in Grade]
    rows: list[tuple[Cell, ...]] = [
        (grade.label, count, 100.0 * count / max(len(numbers), 1), grade.meaning)
        for grade, count in zip(Grade, counts, strict=True)
    ]
    return columns, rows


def sentence(numbers: Sequence[Number], whose: str) -> str:
    """How far the numbers can be relied on, in words."""
    if not numbers:
        return f"{whose} rests on no number of its own."
    assumed = sum(number.parameter.grade == Grade.assumption for number in numbers)
    published = sum(number.parameter.grade in (Grade.high, Grade.medium, Grade.low) for number in numbers)
    return (
        f"{whose} rests on {len(numbers)} numbers: {published} are published in some form, {assumed} "
        f"({assumed / len(numbers):.0%}) are assumptions, to be tested by varying them."
    )


def as_csv(numbers: Sequence[Number]) -> str:
    """Numbers with the columns of ``icsim describe parameters``, and what uses them."""
    import pandas as pd

    rows = [
        (p.name, each.value, p.low, p.high, p.unit, p.grade.name, p.meaning, p.source, each.calibrated, each.used_by)
        for each in numbers
        for p in [each.parameter]
    ]
    names = ["name", "value", "low", "high", "unit", "grade", "meaning", "source", "calibrated", "used_by"]
    return csv_text(pd.DataFrame(rows, columns=names))
