"""Generated parts of the page on validation: the committed tables of a run of England, and the targets themselves."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.cli.screen import as_markdown
from icsim.codes import StaffGroup
from icsim.fitting.acceptance import Verdict, tally
from icsim.fitting.figures import UNIT_WORDS, figure, more_digits, records, span, years
from icsim.fitting.targets import USE_WORDS, read_targets, shipped_targets
from icsim.fitting.validation_words import GROUP_WORDS, marked

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).parents[1] / "experiments" / "results" / "validation"

_RAISED = "The calibration raises nurses' leaving, which explains part; the rest is not explained."
_DISAGREE = (
    "Published figures disagree: leaving over the years is fitted to 0.80% a month of nurses and midwives, the mean of "
    "2012-2021; this one is of autumn 2025, when fewer left."
)

REASONS = {
    "nurse_leave": _DISAGREE,
    "midwife_leave": _DISAGREE,
    "acute_nurses_leave": _DISAGREE,
    "community_nurses_leave": _DISAGREE,
    "community_trusts_leave": _RAISED,
    "ambulance_trusts_leave": "No reason is known; few nurses work there.",
    "london_leave": _RAISED,
    "north_west_leave": _RAISED,
    "nqn_leave": "The newly qualified leave at a multiple of other nurses' leaving, which calibration raises.",
    "nurse_leave_nhs": "Leaving of trusts is fitted to 0.80% a month with moves to other trusts among it; the "
    "published 8.8% to 11.5% a year are of those who leave the NHS altogether.",
    "nurse_midwife_leave_acute": "The published 0.80% is of those who leave the acute sector altogether. The "
    "calibration counts everybody who leaves a trust, moves included, so leaving the sector comes out lower, and "
    "leaving the NHS too.",
    "doctor_leave_nhs": "Senior doctors of the tables hold specialty and locally employed doctors, who are on short "
    "contracts; the published figures leave out some of them or all.",
    "doctor_leave_acute": "The published figure is of consultants alone; the model's group holds specialty and locally "
    "employed doctors, who are on short contracts.",
    "starters_from_nhs": "The published half is of all NHS organisations and holds resident doctors, who rotate; of "
    "others, sources of how many leavers stay in the NHS differ threefold.",
    "retired_nurses": "Retirement was shaped on years in which more nurses left for other reasons than in autumn 2025, "
    "so those who retire weigh more.",
    "midwife_vacancy": "The tables train more midwives than leave, so their vacancies close.",
    "home_care_vacancy": "One vacancy rate holds for all of social care, and nothing in the tables tells home care "
    "from care homes but where it is.",
    "agency_spend": "The model covers vacancies alone; agencies also cover sickness, maternity leave and extra beds.",
    "bank_spend": "The model covers vacancies alone; banks also cover sickness, maternity leave and extra beds.",
    "into_nurse": "Only apprentices change staff group in the model: overseas staff who gain registration do not.",
    "out_of_support": "Only apprentices change staff group in the model: re-grading and promotion do not happen.",
    "resident_moves": "A resident doctor changes post with a chance that stands at the low end of what is published.",
}
"""Why a figure is missed, where that is known, by its key."""


@cache
def _table() -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(FOLDER / "validation.csv")


def summary() -> str:
    """How many runs, and what came of the figures by what they were used for."""
    table = _table()
    counts = [tuple(row.values()) for row in records(tally(table))]
    columns = ("figures", *(str(each) for each in Verdict))
    alone = table[table["use"] == USE_WORDS["predict"]]
    passed = int((alone["verdict"] == str(Verdict.passed)).sum())
    said = (
        f"{int(table['runs'].max())} runs of England, five years each. Acceptance figures are among those of their "
        f"use. Of the {len(alone)} figures that no parameter, table or fit uses, **{passed} pass and "
        f"{len(alone) - passed} miss**: the model shows the levels it was given and little beyond them. That is what "
        "to expect of it: it is for differences between agreements."
    )
    return f"{said}\n\n{as_markdown(columns, counts)}"


def acceptance() -> str:
    """Figures that the model is accepted by."""
    return _figures([row for row in marked(records(_table())) if row["acceptance"]])


def others() -> str:
    """All other figures, by what they were used for."""
    text = ""
    for use in reversed(USE_WORDS):
        rows = [row for row in marked(records(_table())) if row["use"] == USE_WORDS[use] and not row["acceptance"]]
        title, said = GROUP_WORDS[use]
        text += f"### {title}\n\n{said}\n\n{_figures(rows)}\n" if rows else ""
    return text


def _figures(rows: list[dict[str, Any]]) -> str:
    columns = ("figure", "years", "published", "range", "model", "nine runs in ten", "unit", "verdict")
    return as_markdown(
        columns,
        [
            (
                row["title"],
                years(row["first_year"], row["last_year"]),
                figure(row["published"], row["unit"]),
                span(row["low"], row["high"], row["unit"], digits) + ("\\*" if row["range_is"] == "judged" else ""),
                figure(row["model"], row["unit"], digits),
                span(row["model_low"], row["model_high"], row["unit"], digits),
                UNIT_WORDS.get(row["unit"], row["unit"]),
                row["verdict"],
            )
            for row, digits in ((row, more_digits(row)) for row in rows)
        ],
    )


def misses() -> str:
    """Every miss, with its reason where one is known."""
    missed = [row for row in records(_table()) if row["verdict"] == str(Verdict.missed)]
    rows = [(row["title"], REASONS.get(row["key"], "No reason is known.")) for row in missed]
    return as_markdown(("figure", "why it is missed"), rows) if rows else "None.\n"


def trusts() -> str:
    """Share of published counts of trusts inside their intervals."""
    import pandas as pd

    table = pd.read_csv(FOLDER / "prediction.csv")
    shown = ("fitted_calibrated", "left_out_calibrated_alone", "left_out_inside", "left_out_calibrated")
    rows = [
        (
            row["flow"],
            "all groups" if row["staff_group"] == "all" else StaffGroup[row["staff_group"]].label,
            f"{row['cells']:,}",
            *(figure(row[name], "share") for name in shown),
            *("" if row[name] != row[name] else f"{row[name]:.2f}" for name in ("ratio", "dispersion")),
        )
        for row in records(table)
    ]
    columns = (
        "flow", "staff group", "counts", "fitted", "left out: model alone", "left out, with spread: both ends inside",
        "left out, with spread", "published over expected", "dispersion",
    )  # fmt: skip
    return as_markdown(columns, rows)


def definitions() -> str:
    """Every target: what is counted, how the model measures it, and who published it."""
    rows = [
        (
            f"`{target.key}`",
            target.title,
            target.definition + (f" The value: {target.derived}." if target.derived else ""),
            f"{target.source}, for {target.year}",
            f"`{target.evidence}`",
        )
        for target in read_targets(shipped_targets()).value
    ]
    return as_markdown(("key", "figure", "what is counted, and how the model differs", "source", "evidence"), rows)
