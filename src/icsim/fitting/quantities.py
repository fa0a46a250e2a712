"""Quantities: what the published figures measure, worked out from the tables of a run.

A quantity gives parts: rows of a top and a bottom. Those of several systems
run apart are put under one another, and the value is worked out of them all,
so that a rate of ten systems is weighted as the rate of one would be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from icsim.codes import Sector, StaffGroup
from icsim.fitting.measured import Seen, Values, Where
from icsim.ledger import JOINERS, MOVERS, Reason
from icsim.months import DAYS_PER_MONTH, MONTHS_PER_YEAR

TRUSTS = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)
"""Sectors of NHS trusts."""
CARE = (Sector.social_care, Sector.local_authority, Sector.voluntary)
"""Sectors of adult social care."""

LEAST_POSTS_FTE = 200.0
"""Funded posts an organisation must have to be part of a spread: a dozen posts are vacant or not by chance."""
_LOW, _HIGH = 0.05, 0.95
_NQ_MONTHS = 24
"""Months after the first day in which the newly qualified are followed."""

Parts = Values
"""Tops and bottoms, shape (k, 2); no row where there is nothing to measure."""
Put = Literal["ratio", "spread", "quotient", "amount"]


@dataclass(frozen=True)
class Quantity:
    """Something that can be measured in a run.

    Parameters
    ----------
    name
        Word in a file of targets.
    unit
        What it counts.
    meaning
        How the model measures it, in one sentence.
    parts
        Tops and bottoms out of a run.
    put
        How parts become a value: sum of tops over sum of bottoms; distance between the 5th and 95th
        percentile of the rows; first row over second; sum of tops, of the whole of England only.
    """

    name: str
    unit: str
    meaning: str
    parts: Callable[[Seen, Where], Parts]
    put: Put = "ratio"

    def value(self, parts: Parts) -> float:
        """The value of some parts, of one system or of several under one another; missing without any."""
        if not len(parts):
            return float("nan")
        tops, bottoms = parts[:, 0], parts[:, 1]
        match self.put:
            case "amount":
                return float(tops.sum())
            case "spread":
                low, high = np.quantile(tops / bottoms, [_LOW, _HIGH])
                return float(high - low)
            case "quotient":
                ratios = [_over(part[:, 0].sum(), part[:, 1].sum()) for part in (parts[0::2], parts[1::2])]
                return _over(*ratios)
            case "ratio":
                return _over(tops.sum(), bottoms.sum())


def _over(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else float("nan")


def _row(top: float, bottom: float) -> Parts:
    return np.array([[top, bottom]]) if bottom > 0 else np.empty((0, 2))


def _exits(seen: Seen, where: Where) -> float:
    return seen.sum("leavers", where) + seen.sum("movers_out", where)


def _arrivals(seen: Seen, where: Where) -> float:
    return seen.sum("joiners", where) + seen.sum("movers_in", where)


def _heads(seen: Seen, where: Where) -> float:
    return seen.sum("in_post_heads", where)


def _between(seen: Seen, where: Where, origin: tuple[Sector, ...], target: tuple[Sector, ...]) -> float:
    """People who moved from one set of sectors to another, where the sectors meant keep to their region."""
    ends = [
        seen.organisations(where) if sectors == where.sectors else seen.organisations(where, sectors)
        for sectors in (origin, target)
    ]
    return seen.flow(where, MOVERS, *ends)


def _exit(seen: Seen, where: Where) -> Parts:
    return _row(_exits(seen, where), _heads(seen, where))


def _join(seen: Seen, where: Where) -> Parts:
    return _row(_arrivals(seen, where), _heads(seen, where))


def _yearly(parts: Callable[[Seen, Where], Parts]) -> Callable[[Seen, Where], Parts]:
    return lambda seen, where: parts(seen, where) * np.array([MONTHS_PER_YEAR, 1.0])


def _beyond(seen: Seen, where: Where) -> Parts:
    kept = _between(seen, where, where.sectors, where.others)
    return _row(_exits(seen, where) - kept, _heads(seen, where))


def _moves(seen: Seen, where: Where) -> Parts:
    return _row(_between(seen, where, where.sectors, where.others), _heads(seen, where))


def _vacancy(seen: Seen, where: Where) -> Parts:
    funded = seen.sum("establishment_fte", where)
    return _row(funded - seen.sum("in_post_fte", where), funded)


def _vacancy_spread(seen: Seen, where: Where) -> Parts:
    span = seen.span(where)
    months = MONTHS_PER_YEAR * max(span.stop - span.start, 0)
    funded, held = (seen.by_organisation(name, where) for name in ("establishment_fte", "in_post_fte"))
    large = funded >= LEAST_POSTS_FTE * max(months, 1)
    return np.stack([(funded - held)[large], funded[large]], axis=1)


def _against(parts: Callable[[Seen, Where], Parts]) -> Callable[[Seen, Where], Parts]:
    """The sectors meant, then the others."""

    def both(seen: Seen, where: Where) -> Parts:
        others = Where(where.others, where.staff_groups, years=where.years, region=where.region)
        two = [parts(seen, where), parts(seen, others)]
        return np.concatenate(two) if all(map(len, two)) else np.empty((0, 2))

    return both


def _arrivals_from(seen: Seen, where: Where) -> Parts:
    here = seen.organisations(where)
    moved = seen.flow(where, MOVERS, None, here)
    joined = seen.flow(where, JOINERS, None, here)
    return _row(_between(seen, where, where.others, where.sectors), moved + joined)


def _exits_to(seen: Seen, where: Where) -> Parts:
    return _row(_between(seen, where, where.sectors, where.others), _exits(seen, where))


def _moves_to(seen: Seen, where: Where) -> Parts:
    """Of all who move out of the sectors, those who go to the others in the groups meant."""
    here, anyone = seen.organisations(where), Where(where.sectors, years=where.years)
    there = seen.organisations(where, where.others)
    return _row(seen.flow(where, MOVERS, here, there), seen.flow(anyone, MOVERS, here, None))


def _retired(seen: Seen, where: Where) -> Parts:
    here = seen.organisations(where)
    kept = _between(seen, where, where.sectors, where.others)
    return _row(seen.flow(where, [Reason.retired], here, None), _exits(seen, where) - kept)


def _regraded_in(seen: Seen, where: Where) -> Parts:
    return _row(seen.sum("regraded_in", where), _heads(seen, where))


def _regraded_out(seen: Seen, where: Where) -> Parts:
    return _row(seen.sum("regraded_out", where), _heads(seen, where))


def _cover(seen: Seen, where: Where) -> Parts:
    covered = sum(seen.sum(name, where) for name in ("bank_fte", "shared_bank_fte", "agency_fte"))
    return _row(covered, seen.sum("establishment_fte", where) - seen.sum("in_post_fte", where))


def _spent(column: str) -> Callable[[Seen, Where], Parts]:
    def spent(seen: Seen, where: Where) -> Parts:
        return _amount(seen, where, seen.sum(column, where))

    return spent


def _amount(seen: Seen, where: Where, total: float) -> Parts:
    """A total as an amount a year; of the whole country only."""
    span = seen.span(where)
    years = span.stop - span.start
    return np.array([[total / years, 1.0]]) if seen.whole_country and years > 0 else np.empty((0, 2))


def _agency_share(seen: Seen, where: Where) -> Parts:
    return _row(seen.sum("agency_gbp", where), seen.sum("cost_gbp", where))


def _time_to_hire(seen: Seen, where: Where) -> Parts:
    """Posts promised to people who have not started, over posts started in a month: the mean wait (Little's law)."""
    promised = seen.sum("establishment_fte", where) - seen.sum("in_post_fte", where) - seen.sum("vacancy_fte", where)
    hours = seen.sum("in_post_fte", where) / max(_heads(seen, where), 1.0)
    return _row(promised * DAYS_PER_MONTH, _arrivals(seen, where) * hours)


def _dropped(seen: Seen, where: Where) -> Parts:
    dropped = seen.students("dropped_out", where)
    return _row(dropped, dropped + seen.students("qualified", where))


def _first_jobs(seen: Seen, where: Where) -> Parts:
    return _row(seen.students("first_jobs", where), seen.students("qualified", where))


def _intake(seen: Seen, where: Where) -> Parts:
    return _amount(seen, where, seen.students("entered", where))


def _staff_share(seen: Seen, where: Where) -> Parts:
    counted = tuple(group for group in StaffGroup if group != StaffGroup.doctor_resident)
    everyone = Where(where.sectors, counted, region=where.region, codes=where.codes, years=where.years)
    return _row(_heads(seen, where), _heads(seen, everyone))


def _hours(seen: Seen, where: Where) -> Parts:
    return _row(seen.sum("in_post_fte", where), _heads(seen, where))


def _census(column: str) -> Callable[[Seen, Where], Parts]:
    """Share of the staff at the end of the last year meant of whom something is true."""

    def share(seen: Seen, where: Where) -> Parts:
        table = seen.table("census", where)
        if table is None:
            return np.empty((0, 2))
        then = table[table["year"] == min(where.years[1], seen.years)]
        heads = then["heads"].to_numpy(dtype=np.float64)
        return _row(float(heads[then[column].to_numpy(dtype=bool)].sum()), float(heads.sum()))

    return share


def _newly_qualified(seen: Seen, where: Where) -> Parts:
    table = seen.table("newcomers", where)
    if table is None:
        return np.empty((0, 2))
    followed = table[table["joined"] + _NQ_MONTHS < seen.months]
    heads, stay = followed["heads"].to_numpy(dtype=np.float64), followed["left"] - followed["joined"]
    gone = ((followed["left"] >= 0) & (stay < _NQ_MONTHS)).to_numpy()
    return _row(float(heads[gone].sum()), float(heads.sum()))


_MONTHLY, _YEARLY, _SHARE = "per month", "per year", "share"
QUANTITIES = {
    each.name: each
    for each in (
        Quantity("exit_hazard", _MONTHLY, "People who leave their employer, moves included, per head in post.", _exit),
        Quantity("join_hazard", _MONTHLY, "People who join an employer, moves included, per head in post.", _join),
        Quantity(
            "exit_rate", _YEARLY, "People who leave their employer, moves included, per head in post.", _yearly(_exit)
        ),
        Quantity(
            "exit_beyond_hazard", _MONTHLY, "People who leave and do not go to the other sectors named, per head.",
            _beyond,
        ),
        Quantity(
            "exit_beyond_rate", _YEARLY, "People who leave and do not go to the other sectors named, per head.",
            _yearly(_beyond),
        ),
        Quantity("move_hazard", _MONTHLY, "People who move to an employer of the other sectors, per head.", _moves),
        Quantity(
            "exit_ratio", "ratio", "Leaving of the sectors over that of the others.", _against(_exit), "quotient"
        ),
        Quantity("vacancy_share", "share of establishment", "Funded posts with nobody in post.", _vacancy),
        Quantity(
            "vacancy_spread", "share of establishment", "Distance from the 5th to the 95th percentile of the vacancy "
            "of employers with at least 200 funded posts.", _vacancy_spread, "spread",
        ),
        Quantity(
            "vacancy_ratio", "ratio", "Vacancy of the sectors over that of the others.", _against(_vacancy), "quotient"
        ),
        Quantity("arrivals_from_share", _SHARE, "Of all who start, those from the other sectors.", _arrivals_from),
        Quantity("exits_to_share", _SHARE, "Of all who leave, those who go to the other sectors.", _exits_to),
        Quantity("moves_to_share", _SHARE, "Of all who change employer, those who go to the others.", _moves_to),
        Quantity("retired_share", _SHARE, "Of those who leave the sectors, those who retire.", _retired),
        Quantity("regraded_in_hazard", _MONTHLY, "People who come from another staff group, per head.", _regraded_in),
        Quantity("regraded_out_hazard", _MONTHLY, "People who go to another staff group, per head.", _regraded_out),
        Quantity("cover_share", "share of vacancies", "Bank and agency FTE over posts with nobody in post.", _cover),
        Quantity("agency_gbp", "GBP a year", "Spending on agencies.", _spent("agency_gbp"), "amount"),
        Quantity("bank_gbp", "GBP a year", "Spending on bank shifts.", _spent("bank_gbp"), "amount"),
        Quantity("agency_cost_share", "share of pay bill", "Spending on agencies over all of it.", _agency_share),
        Quantity("time_to_hire_days", "calendar days", "Posts promised over posts started in a day.", _time_to_hire),
        Quantity("drop_out_share", _SHARE, "Students who drop out, of those who drop out or qualify.", _dropped),
        Quantity("first_jobs_share", _SHARE, "First jobs in the system, of those who qualify.", _first_jobs),
        Quantity("intake_heads", "heads a year", "Students who start.", _intake, "amount"),
        Quantity("staff_share", "share of heads", "Heads of the groups over all but resident doctors.", _staff_share),
        Quantity("fte_per_head", "FTE per head", "Contracted hours over heads.", _hours),
        Quantity("over_55_share", "share of heads", "Staff aged 55 and over, at the end.", _census("over_55")),
        Quantity(
            "commute_10km_share", "share of heads", "Staff who live within 10 km, at the end.", _census("within_10km")
        ),
        Quantity(
            "newly_qualified_leave_share", _SHARE, "Newly qualified who leave within two years of their first day.",
            _newly_qualified,
        ),
    )
}  # fmt: skip
"""Every quantity by name."""
