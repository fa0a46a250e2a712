"""Pairing: how much less the difference between agreement and today varies when both meet the same luck."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.worlds import AT_ONCE

import icsim
from benchmarks import systems
from benchmarks.report import Report
from icsim.ledger import LEAVERS, MOVERS, Reason
from icsim.model import ICS
from icsim.system import System

Floats = NDArray[np.float64]

HORIZONS = (12, 24, 60)
OUTCOMES = ("leavers", "movers", "mean vacancy, FTE", "onboarding days")
SEEDS = 20


def measure(quick: bool) -> Report:
    """SD of (agreement - today) with the same seed against different seeds, by outcome and horizon."""
    seeds = 5 if quick else SEEDS
    horizons = HORIZONS[:2] if quick else HORIZONS
    system = icsim.load_system("QR1")
    today, signed = (
        np.array([outcomes(system, arm, 1 + seed, horizons) for seed in range(seeds)]) for arm in (False, True)
    )
    report = Report(
        "pairing", "Spread of (agreement - today), Gloucestershire",
        ["months", "outcome", "mean difference", "SD, same seed", "SD, different seeds", "factor", "runs saved"],
        quick=quick,
    )  # fmt: skip
    for h, months in enumerate(horizons):
        for o, outcome in enumerate(OUTCOMES):
            paired, apart = spreads(today[:, h, o], signed[:, h, o])
            difference = float((signed[:, h, o] - today[:, h, o]).mean())
            factor = apart / paired
            report.rows.append([str(months), outcome, difference, paired, apart, factor, factor**2])
    report.notes = [
        f"{seeds} seeds; different seeds: every one of today with every other of the agreement.",
        "An SD of 20 runs is good to a sixth either way, so a factor to about a fifth.",
        "Counts and days are of the whole run so far, vacancy its monthly mean; the shipped nurse rotation with",
        "passport is in full use from the first month. Runs saved: how many times fewer give the same precision.",
    ]
    return report


def outcomes(system: System, signed: bool, seed: int, horizons: tuple[int, ...]) -> Floats:
    """Outcomes of one run at each horizon, shape (n_horizons, n_outcomes)."""
    model = ICS(system, agreements=[systems.signed()] if signed else [], rng=seed, parameters=AT_ONCE)
    model.run_for(max(horizons))
    flows, months = model.ledger.flows(), model.month
    vacancy = model.monthly.column("vacancy_fte").sum(axis=1) / 100
    columns = (
        _monthly(flows, LEAVERS, months),
        _monthly(flows, MOVERS, months),
        vacancy,
        model.monthly.column("onboarding_tenths").sum(axis=1) / 10,
    )
    sums: Floats = np.column_stack([column.cumsum() for column in columns])[np.array(horizons) - 1]
    sums[:, 2] /= horizons
    return sums


def _monthly(flows: dict[str, NDArray[np.int64]], reasons: tuple[Reason, ...], months: int) -> Floats:
    """People who left or moved for some reasons, by month."""
    some = np.isin(flows["reason"], [int(reason) for reason in reasons])
    return np.bincount(flows["month"][some], flows["heads"][some], months).astype(np.float64, copy=False)


def spreads(today: Floats, signed: Floats) -> tuple[float, float]:
    """SD of the difference with the same seed, and with different seeds; one number a seed in each arm."""
    apart = signed[:, None] - today[None, :]
    different = apart[~np.eye(len(today), dtype=bool)]
    return float((signed - today).std(ddof=1)), float(different.std(ddof=1))
