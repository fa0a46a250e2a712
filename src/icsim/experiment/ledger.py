"""Ledger: who gains and who pays, organisation by organisation and sector by sector.

A place gains where the 95% interval of the difference lies on the good side
of nothing, and pays where it lies on the bad side; it does so ``clearly``
where the interval still does once it is widened for the number of things
looked at (Bonferroni over all places of its kind and measures of the
ledger). Many things are looked at, so of what is not clear some is chance.
A difference that is the same in every seed has an interval without width,
however few the seeds; there the chance that all fall on one side counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.amounts import amount
from icsim.experiment.differences import INTERVAL, half_widths
from icsim.experiment.measures import ALL, BY_NAME, SECTOR, SYSTEM, Measure
from icsim.experiment.question import TODAY

if TYPE_CHECKING:
    import pandas as pd

LEDGER = (
    "vacancy_fte", "leavers", "net_moves", "onboarding_days", "bank_gbp", "agency_gbp", "recharge_gbp", "cost_gbp",
    "unfilled_fte",
)  # fmt: skip
"""Measures of the ledger, in order."""
STAFFING = ("vacancy_fte", "net_moves")
"""Measures by which one sector's gain can be another's loss."""
CLEARLY_GAINS, GAINS, SAME, UNCLEAR, PAYS, CLEARLY_PAYS = (
    "clearly gains", "gains", "the same", "unclear", "pays", "clearly pays",
)  # fmt: skip
"""What may be said of a place."""
Gap = tuple[str, float]
"""Name of a place and its difference."""
GAINING, PAYING = (CLEARLY_GAINS, GAINS), (CLEARLY_PAYS, PAYS)


def ledger_table(differences: pd.DataFrame) -> pd.DataFrame:
    """Set the verdicts beside the differences from today.

    Parameters
    ----------
    differences
        The table of :func:`icsim.experiment.differences.difference_table`.

    Returns
    -------
    pandas.DataFrame
        Its rows against today of the measures of the ledger, with
        ``verdict``, in order of future, agreement, place and measure.
    """
    table = differences[(differences["against"] == TODAY) & differences["measure"].isin(LEDGER)].copy()
    looked_at = np.ones(len(table), dtype=np.int64)
    of_system = np.array([place.startswith(SYSTEM) for place in table["place"]], dtype=bool)
    for kind in (_is_total(table), of_system, ~(_is_total(table) | of_system)):
        looked_at[kind] = max(table.loc[kind, "place"].nunique(), 1) * len(LEDGER)
    table["verdict"] = _verdicts(table, looked_at)
    return table.reset_index(drop=True)


def _is_total(table: pd.DataFrame) -> NDArray[np.bool_]:
    return np.array([place == ALL or place.startswith(SECTOR) for place in table["place"]], dtype=bool)


def _verdicts(table: pd.DataFrame, looked_at: NDArray[np.int64]) -> list[str]:
    n, sd = table["seeds"].to_numpy(dtype=np.int64), table["sd"].to_numpy(dtype=np.float64)
    better = table["measure"].map(lambda name: 1.0 if BY_NAME[name].better == "higher" else -1.0).to_numpy()
    good = np.asarray(table["difference"].to_numpy(dtype=np.float64) * better, dtype=np.float64)
    sure = _excludes_zero(good, n, sd, np.ones_like(looked_at))
    clear = _excludes_zero(good, n, sd, looked_at)
    known = np.isfinite(sd)
    words = [
        known & (good == 0) & (sd == 0),
        clear & (good > 0),
        clear,
        sure & (good > 0),
        sure,
    ]
    return [str(word) for word in np.select(words, [SAME, CLEARLY_GAINS, CLEARLY_PAYS, GAINS, PAYS], UNCLEAR)]


def _excludes_zero(
    good: NDArray[np.float64], n: NDArray[np.int64], sd: NDArray[np.float64], looked_at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the interval of a difference, widened for the number of things looked at, leaves 0 out."""
    half = np.full(len(good), np.nan)
    for many in np.unique(looked_at):
        own = looked_at == many
        half[own] = half_widths(n[own], sd[own], 1.0 - (1.0 - INTERVAL) / int(many))
    one_side = 2.0 ** (1 - n) <= (1.0 - INTERVAL) / looked_at
    return np.asarray(np.where(sd == 0, (good != 0) & one_side, np.abs(good) > half))


def drains(ledger: pd.DataFrame) -> pd.DataFrame:
    """Where some sectors' gain in staff stands beside others' loss.

    Returns
    -------
    pandas.DataFrame
        One row a future, agreement and measure of :data:`STAFFING`:
        ``payers`` and ``gainers`` (names, those that lose or gain most
        first), ``clear`` (whether any clearly pays) and ``sentence``.
    """
    import pandas as pd

    columns = ["future", "agreement", "measure", "payers", "gainers", "clear", "sentence"]
    told = ledger[ledger["place"].str.startswith(SECTOR) & ledger["measure"].isin(STAFFING)]
    found: dict[tuple[str, str, str], list[tuple[str, float, str]]] = {}
    facts = ("future", "agreement", "measure", "place_name", "difference", "verdict")
    for future, agreement, measure, *place in zip(*(told[fact].tolist() for fact in facts), strict=True):
        found.setdefault((future, agreement, measure), []).append((place[0], place[1], place[2]))
    rows = []
    for key, places in found.items():
        gainers, clear, likely = (_largest(places, words) for words in (GAINING, (CLEARLY_PAYS,), (PAYS,)))
        if not gainers or not (clear or likely):
            continue
        kind = BY_NAME[key[-1]]
        lose = [f"{_named(clear, kind)} {_number(clear, 'lose')}"] if clear else []
        lose += [f"{_named(likely, kind)} probably {_number(likely, 'lose')}"] if likely else []
        sentence = f"{kind.title}: {_named(gainers, kind)} {_number(gainers, 'gain')} while {'; '.join(lose)}"
        names = [", ".join(name for name, _ in some) for some in ([*clear, *likely], gainers)]
        rows.append((*key, *names, len(clear) > 0, sentence))
    return pd.DataFrame(rows, columns=columns)


def _largest(places: list[tuple[str, float, str]], verdicts: Sequence[str]) -> list[Gap]:
    """Names and differences of the places with certain verdicts, the largest first."""
    some = [(name, difference) for name, difference, verdict in places if verdict in verdicts]
    return sorted(some, key=lambda gap: -abs(gap[1]))


def _named(gaps: list[Gap], measure: Measure) -> str:
    """Places with their differences: ``Acute (-1.8 FTE) and Ambulance (-0.2 FTE)``."""
    said = [f"{name} ({amount(measure, value, sign=True)})" for name, value in gaps]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _number(gaps: list[Gap], verb: str) -> str:
    return verb if len(gaps) > 1 else f"{verb}s"


def in_words(ledger: pd.DataFrame, measures: Sequence[str] = LEDGER) -> Iterator[str]:
    """The ledger of one agreement under one future in a sentence a sector, those that gain or pay alone.

    Parameters
    ----------
    ledger
        Its rows.
    measures
        Which measures to speak of.
    """
    totals = ledger[_is_total(ledger) & ledger["measure"].isin(list(measures))]
    for name, rows in totals.groupby("place_name", sort=False):
        phrases = []
        for words, verdicts in (("gains", GAINING), ("pays", PAYING)):
            some = rows[rows["verdict"].isin(verdicts)]
            if len(some):
                said = ", ".join(map(_phrase, some["measure"], some["difference"], some["verdict"]))
                phrases.append(f"{words}: {said}")
        if phrases:
            yield f"{name} {'; '.join(phrases)}."


def _phrase(name: str, difference: float, verdict: str) -> str:
    sure = "" if verdict.startswith("clearly") else " (not certain)"
    return f"{BY_NAME[name].title.lower()} {amount(BY_NAME[name], difference, sign=True)}{sure}"
