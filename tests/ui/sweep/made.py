"""Folders of sweeps: one of real runs of the small system, and made-up ones of any size, soon written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.experiments.made_up import sweep_in

from icsim.experiment.query import RESULTS_FILE
from icsim.experiment.store import RunStore
from icsim.experiment.sweep import SWEEP, How, make_runs
from icsim.experiment.sweep_plan import Sweep

REAL = """\
question: How long should a placement be?
system: small
months: 2
replications: 2
agreements:
  - agreement: Nurse rotation
    parties: [TA1, TC1, TM1]
    rotation: {staff_groups: [nurse], places: 12, months: 6}
vary:
  agreement.rotation.months: [2, 4]
  strain.newcomer: [30, 40]
measures: [onboarding_days, rotating, leavers]
"""
"""A sweep of sixteen runs, twelve of them different."""

DRAWN = """\
question: On what?
system: small
months: 6
replications: {replications}
agreements:
  - agreement: {agreement}
    parties: [TA1, TC1, TM1]
    rotation: {{staff_groups: [nurse], places: 6}}
vary:
  rotation.leave_ratio: {{low: 0.6, high: 1.0}}
  rotation.reach_minutes: {{low: 20, high: 120}}
  rotation.settled_months: {{low: 0, high: 24}}
  strain.newcomer: {{low: 20, high: 60}}
design: {{kind: {kind}, n: {n}}}
measures: [leavers, agency_gbp, vacancy_share]
"""
MEASURES = ("leavers", "agency_gbp", "vacancy_share")


def real(folder: Path) -> Path:
    """A folder of real runs."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep = sweep_in(folder.parent, REAL)
    make_runs(sweep, RunStore(folder), How())
    return folder


def drawn(
    folder: Path, n: int, *, kind: str = "latin_hypercube", replications: int = 1, agreement: str = "Mine"
) -> Sweep:
    """A folder of made-up runs, today's and under an agreement, at n points; all runs in one file."""
    folder.mkdir(parents=True)
    text = DRAWN.format(kind=kind, n=n, replications=replications, agreement=json.dumps(agreement))
    sweep = sweep_in(folder.parent, text)
    claim(sweep, folder)
    write_together(sweep, folder)
    return sweep


def claim(sweep: Sweep, folder: Path) -> None:
    """Say in a folder what it is of."""
    RunStore(folder).claim(sweep.as_design())
    (folder / SWEEP).write_text(json.dumps(sweep.as_dict()), encoding="utf-8")


def value(row: dict[str, float], seed: int, arm: str, measure: str) -> float:
    """What a made-up run comes to: under an agreement leavers are 40 x ratio - 0.1 x minutes - 30 more than today."""
    if measure == "vacancy_share":
        return 0.08 + 0.001 * (seed % 3)
    more = 0.0
    if arm != "Today":
        more = 40.0 * row["rotation.leave_ratio"] - 0.1 * row["rotation.reach_minutes"] - 30.0
    leavers = 500.0 + seed + 0.5 * row["strain.newcomer"] + more
    return leavers if measure == "leavers" else 4000.0 * leavers


def write_together(sweep: Sweep, folder: Path) -> None:
    """All runs of a sweep in one file, as ``icsim sweep compact`` has them."""
    seen: dict[str, list[float]] = {}
    for run in sweep.runs():
        row = dict(sweep.points[run.point])
        seen.setdefault(run.spec.digest, [value(row, run.seed, run.arm, measure) for measure in MEASURES])
    digests, n = list(seen), len(seen) * len(MEASURES)

    def words(some: list[str]) -> pa.Array:
        return pa.array(some, pa.string()).dictionary_encode()

    columns = {
        "run": words([digest for digest in digests for _ in MEASURES]),
        "table": words(["outcome"] * n),
        "organisation": words(["all"] * n),
        "other": words([""] * n),
        "measure": words(list(MEASURES) * len(digests)),
        "month": pa.array(np.full(n, -1, dtype=np.int16)),
        "value": pa.array(np.array(list(seen.values())).ravel()),
        "key": pa.array(np.zeros(n, dtype=np.uint64)),
    }
    pq.write_table(pa.table(columns), folder / RESULTS_FILE, row_group_size=1000)
