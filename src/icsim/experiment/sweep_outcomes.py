"""Outcomes of a sweep: what its runs came to, one beside the other, as tidy tables."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icsim.experiment.differences import paired
from icsim.experiment.measures import ALL, BY_NAME
from icsim.experiment.record import read_record

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.store import RunStore
    from icsim.experiment.sweep_plan import Expected, Sweep

Values = NDArray[np.float64]

AS_EXPECTED, CONTRARY, UNCLEAR = "as expected", "contrary", "not clear"
"""What the runs say of an expectation: the 95% interval is on the side expected, on the other, or on both."""
_TAIL = 0.025
"""Share of the points left out at either end of a range."""
_STATISTICS = ("seeds", "base", "value", "difference", "sd", "low", "high", "variance_factor")
"""Columns of a table of differences that are numbers for certain."""
_BETTER = {"lower": "falls_share", "higher": "rises_share"}


class Outcomes:
    """Headline measures of every run of a sweep that is there.

    Parameters
    ----------
    sweep
        The sweep.
    store
        Where its records are.
    places
        Where things are measured; None for what the sweep says.
    measures
        Which; None for what the sweep says.
    code
        Digest of the code that made the runs; None for the code there is now.

    Attributes
    ----------
    values
        Shape (n_replications, n_points, n_futures, n_arms, n_places,
        n_measures); missing where a run is, or has no such number.
    missing
        Runs that are not there.
    """

    def __init__(
        self,
        sweep: Sweep,
        store: RunStore,
        places: Sequence[str] | None = None,
        measures: Sequence[str] | None = None,
        code: str | None = None,
    ) -> None:
        self.sweep = sweep
        self.places, self.measures = tuple(places or sweep.places), tuple(measures or sweep.measures)
        shape = (sweep.replications, len(sweep.points), len(sweep.futures), len(sweep.arms))
        rows: dict[str, Values] = {}
        self.missing = 0
        found, digests = [], []
        for planned in sweep.runs():
            digest = planned.spec.digest if code is None else planned.spec.digest_under(code)
            if digest not in rows:
                rows[digest] = self._read(store, digest)
            found.append(rows[digest])
            digests.append(digest)
        self.values = np.array(found).reshape(*shape, len(self.places), len(self.measures))
        self._digests = np.array(digests, dtype=object).reshape(shape)

    def _read(self, store: RunStore, digest: str) -> Values:
        """Measures of one run, shape (n_places, n_measures)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        values = np.full((len(self.places), len(self.measures)), np.nan)
        try:
            table = read_record(store.path(digest))[1].table
        except (OSError, ValueError):
            self.missing += 1
            return values
        table = table.filter(pc.equal(table["table"].cast(pa.string()), "outcome"))
        at = {place: i for i, place in enumerate(self.places)}
        of = {measure: i for i, measure in enumerate(self.measures)}
        rows = zip(*(table[name].to_pylist() for name in ("organisation", "measure", "value")), strict=True)
        for place, measure, value in rows:
            if place in at and measure in of:
                values[at[place], of[measure]] = value
        return values

    def labels(self, point: int) -> dict[str, Any]:
        """Values of what is varied at a point; a list or a mapping as JSON."""
        row = self.sweep.points[point]
        return {name: json.dumps(v) if isinstance(v, list | dict) else v for name, v in row.items()}

    def frame(self) -> pd.DataFrame:
        """Every number, one row each, with the run it is of.

        Returns
        -------
        pandas.DataFrame
            ``future``, ``agreement``, what is varied, ``seed``, ``place``, ``measure``, ``unit``, ``value``.
        """
        import pandas as pd

        sweep, n = self.sweep, len(self.places) * len(self.measures)
        seeds = range(sweep.seed, sweep.seed + sweep.replications)
        names = [future.name for future in sweep.futures], [arm.name for arm in sweep.arms]
        runs = pd.DataFrame(
            [
                {"future": future, "agreement": arm, **self.labels(point), "seed": seed}
                for seed, point, future, arm in itertools.product(seeds, range(len(sweep.points)), *names)
            ]
        )
        table = runs.loc[runs.index.repeat(n)].reset_index(drop=True)
        table["place"] = np.tile(np.repeat(self.places, len(self.measures)), len(runs))
        table["measure"] = np.tile(self.measures, len(runs) * len(self.places))
        table["unit"] = table["measure"].map({name: BY_NAME[name].unit for name in self.measures})
        table["value"] = self.values.ravel()
        there: pd.DataFrame = table[np.isfinite(table["value"])]
        return there.reset_index(drop=True)

    def wide(self) -> pd.DataFrame:
        """One row a run and place, one column a measure."""
        import pandas as pd

        frame = self.frame().drop(columns="unit")
        keys = [name for name in frame.columns if name not in ("measure", "value")]
        runs = frame[keys].drop_duplicates().reset_index(drop=True)
        for measure in self.measures:
            own = frame[frame["measure"] == measure]
            runs = pd.merge(runs, own.drop(columns="measure").rename(columns={"value": measure}), on=keys, how="left")
        return runs

    def against(self, point: int, future: int, arm: int) -> Values | None:
        """Values of the runs that those of an arm are compared with, seeds first; None for nothing."""
        reference = self._reference(future, arm)
        if reference is None:
            return None
        values: Values = self.values[:, point, *reference]
        return values

    def _reference(self, future: int, arm: int) -> tuple[int, int] | None:
        """Numbers of the future and the arm that an arm under a future is compared with."""
        sweep = self.sweep
        reference = sweep.reference(sweep.arms[arm].name, sweep.futures[future].name)
        if reference is None:
            return None
        b = [each.name for each in sweep.arms].index(reference[0])
        return [each.name for each in sweep.futures].index(reference[1]), b

    def _is_the_same_everywhere(self, future: int, arm: int) -> bool:
        """Whether what is varied changes neither an arm nor what it is compared with."""
        reference = self._reference(future, arm)
        sides = [(future, arm)] if reference is None else [(future, arm), reference]
        return all(len(set(self._digests[0, :, *side])) == 1 for side in sides)

    def differences(self) -> pd.DataFrame:
        """Every arm less what it is compared with, seed by seed; levels where there is nothing to compare with.

        Returns
        -------
        pandas.DataFrame
            One row a future, arm, point, place and measure (one for all
            points, without their values, where they change neither side),
            with the columns of :func:`icsim.experiment.differences.paired`,
            ``better_share`` (share of the seeds in which the place is better
            off; missing where neither way is better), and for what a file
            expects, ``expected`` and ``verdict``.
        """
        import pandas as pd

        sweep, rows = self.sweep, list[dict[str, Any]]()
        compared = len(sweep.arms) > 1 or len(sweep.futures) > 1
        shape = range(len(sweep.futures)), range(len(sweep.arms)), range(len(sweep.points))
        for f, a, p in itertools.product(*shape):
            base = self.against(p, f, a)
            same = len(sweep.points) > 1 and self._is_the_same_everywhere(f, a)
            if (compared and base is None) or (same and p):
                continue
            values: Values = self.values[:, p, f, a]
            found = paired(values if base is None else base, values)
            if base is None:
                blank = np.full(found["difference"].shape, np.nan)
                found |= {name: blank for name in found if name not in ("seeds", "value")}
            rows += self._rows(f, a, dict.fromkeys(self.labels(p)) if same else self.labels(p), found)
        table = pd.DataFrame(rows, columns=None if rows else list(self._columns()))
        return table.astype({"seeds": np.int64})

    def _columns(self) -> Iterator[str]:
        """Columns of a table of differences that has no rows."""
        yield from ("future", "against", "agreement", *(each.name for each in self.sweep.varied))
        yield from ("place", "measure", "unit", *_STATISTICS, "better_share", "expected", "verdict")

    def _rows(
        self, future: int, arm: int, labels: dict[str, Any], found: dict[str, Values]
    ) -> Iterator[dict[str, Any]]:
        sweep = self.sweep
        names = sweep.futures[future].name, sweep.arms[arm].name
        reference = sweep.reference(names[1], names[0])
        against = "" if reference is None else (reference[0] if len(sweep.arms) > 1 else reference[1])
        for (p, place), (m, measure) in itertools.product(enumerate(self.places), enumerate(self.measures)):
            if not found["seeds"][p, m]:
                continue
            here = {name: float(values[p, m]) for name, values in found.items()}
            better = _BETTER.get(BY_NAME[measure].better)
            direction = self._direction(names, place, measure)
            yield {
                "future": names[0],
                "against": against,
                "agreement": names[1],
                **labels,
                "place": place,
                "measure": measure,
                "unit": BY_NAME[measure].unit,
                **{name: here[name] for name in _STATISTICS},
                "better_share": here[better] if better else np.nan,
                "expected": direction,
                "verdict": _verdict(direction, here) if direction else "",
            }

    def _direction(self, names: tuple[str, str], place: str, measure: str) -> str:
        """Which way a measure is expected to go; empty if nothing is said."""

        def meant(each: Expected) -> bool:
            of_arm = each.agreements in (None, names[1]) and each.future in (None, names[0])
            return of_arm and (each.place, each.measure) == (place, measure)

        return next((each.direction for each in self.sweep.expected if meant(each)), "")


def over_points(differences: pd.DataFrame) -> pd.DataFrame:
    """How a sweep's results spread over its points: what uncertain numbers leave uncertain.

    Parameters
    ----------
    differences
        As :meth:`Outcomes.differences` gives them.

    Returns
    -------
    pandas.DataFrame
        One row a future, arm, place and measure: how many ``points``, mean,
        ``low`` and ``high`` (the range of the middle 95% of the points) of
        the difference, or of the level where nothing is compared, and
        ``better_share``, the share of the points at which the place is better off.
    """
    keys = ["future", "against", "agreement", "place", "measure", "unit"]
    of = "difference" if differences["difference"].notna().any() else "value"
    grouped = differences.groupby(keys, sort=False, observed=True)[of]
    table = grouped.agg(["size", "mean"]).rename(columns={"size": "points"})
    table["low"], table["high"] = grouped.quantile(_TAIL), grouped.quantile(1 - _TAIL)
    shares = {"falls_share": grouped.agg(lambda gap: (gap < 0).mean())}
    shares["rises_share"] = grouped.agg(lambda gap: (gap > 0).mean())
    frame: pd.DataFrame = table.reset_index()
    ways = [_BETTER.get(BY_NAME[measure].better) if of == "difference" else None for measure in frame["measure"]]
    frame["better_share"] = [shares[way].iloc[i] if way else np.nan for i, way in enumerate(ways)]
    return frame


def _verdict(direction: str, found: dict[str, float]) -> str:
    if direction == "unchanged":
        return AS_EXPECTED if found["rises_share"] == found["falls_share"] == 0 else CONTRARY
    towards = {"rises": found["low"] > 0, "falls": found["high"] < 0}
    if towards.pop(direction):
        return AS_EXPECTED
    return CONTRARY if all(towards.values()) else UNCLEAR


def runs_frame(sweep: Sweep, store: RunStore) -> pd.DataFrame:
    """Every run of a sweep with its headline measures for the whole system, one row each."""
    return Outcomes(sweep, store, places=(ALL,), measures=tuple(BY_NAME)).wide().drop(columns="place")
