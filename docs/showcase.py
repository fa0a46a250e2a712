"""The README's run: its table, and how far it can be trusted.

The run the page names, again with other seeds, so that no figure on the
page rests on one draw of luck, and with one clause at a time, so that what
each of them does can be told apart.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

import icsim
from icsim.cli.screen import as_markdown
from icsim.codes import Grade, Sector
from icsim.comparison import MEASURES, Measure
from icsim.config import list_systems
from icsim.registry import all_parameters
from icsim.results import summarise

AGREEMENT = Path(__file__).parents[1] / "configs" / "agreements" / "rotation_passport.yaml"
SYSTEM, MONTHS, SEEDS = "QR1", 60, range(1, 11)
ARMS: dict[str, tuple[str, ...]] = {
    "Rotation and passport": ("rotation", "passport"),
    "Rotation alone": ("rotation",),
    "Passport alone": ("passport",),
}
"""Runs that are compared with today, and the clauses switched on in each."""


@cache
def monthly(seed: int, clauses: tuple[str, ...] = ()) -> pd.DataFrame:
    """Monthly table of one run of the agreement with some of its clauses; with none, of today."""
    written = icsim.load_agreement(AGREEMENT)
    off = {c.key: c.model_copy(update={"enabled": False}) for c in written.clauses if c.key not in clauses}
    signed = [written.model_copy(update=off)] if clauses else []
    model = icsim.ICS(icsim.load_system(SYSTEM), signed, rng=seed)
    model.run_for(MONTHS)
    return model.results.monthly


def summary(seed: int, clauses: tuple[str, ...] = ()) -> pd.DataFrame:
    """What a workforce lead reads first, by sector and for all."""
    return summarise(monthly(seed, clauses)).set_index("sector")


def facts() -> str:
    """How large the shipped systems and the model are."""
    england, one = icsim.load_system("england"), icsim.load_system(SYSTEM)
    every = all_parameters()
    guessed = sum(p.grade == Grade.assumption for p in every)
    return (
        f"{len(list_systems())} integrated care systems come with it: {len(england.organisations):,} organisations "
        f"with {int(england.heads.sum()):,} staff in all; {one.name} has {len(one.organisations)} with "
        f"{int(one.heads.sum()):,}. Of the model's {len(every)} behavioural numbers, {guessed} are assumptions and say "
        "so.\n"
    )


def result() -> str:
    """The table of the first seed, and the differences over all seeds and by clause."""
    return (
        f"{_by_sector(SEEDS[0])}\n"
        f"The same comparison with {len(SEEDS)} seeds, and with each clause alone. Agreement minus today, all sectors: "
        f"the mean difference, and in brackets the range over the seeds.\n\n{_by_clause()}"
    )


def _by_sector(seed: int) -> str:
    today, other = summary(seed), summary(seed, ARMS["Rotation and passport"])
    rows = [
        [
            Sector[sector].label if sector in Sector.words() else "**All**",
            *(_cell(m, today.loc[sector, m.column], other.loc[sector, m.column]) for m in MEASURES),
        ]
        for sector in today.index
    ]
    return as_markdown(("Sector", *map(_heading, MEASURES)), rows)


def _heading(measure: Measure) -> str:
    return f"{measure.title} ({measure.unit})"


def _cell(measure: Measure, today: float, other: float) -> str:
    return f"{measure.words(today)} ({measure.words(other - today, sign=True)})"


def _by_clause() -> str:
    gaps = {
        arm: pd.DataFrame([summary(seed, clauses).loc["all"] - summary(seed).loc["all"] for seed in SEEDS])
        for arm, clauses in ARMS.items()
    }
    rows = [(_heading(m), *(_range(m, gap[m.column]) for gap in gaps.values())) for m in MEASURES]
    return as_markdown(("Measure", *ARMS), rows)


def _range(measure: Measure, gaps: pd.Series) -> str:
    mean, least, most = (measure.words(value, sign=True) for value in (gaps.mean(), gaps.min(), gaps.max()))
    return f"{mean} ({least} to {most})"
