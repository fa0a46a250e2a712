"""Made-up findings: the tables of a comparison of any size, without a run.

Differences follow a rule that can be worked by hand: of the k-th agreement,
each measure's is its number in ``SIZES`` times k, halved for each sector, with
an interval of a quarter of it on either side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from icsim.codes import Grade, Sector
from icsim.experiment.ledger import CLEARLY_GAINS, CLEARLY_PAYS, LEDGER
from icsim.experiment.measures import ALL, BY_NAME, MEASURES, SECTOR
from icsim.experiment.open_posts import BINDING
from icsim.experiment.people import WHO
from icsim.experiment.question import TODAY
from icsim.months import Calendar
from icsim.report.findings import Arm, Findings, Signing

SIZES = {
    "vacancy_share": (0.08, -0.004), "leavers": (4000, -40), "unfilled_fte": (300, -12),
    "onboarding_days": (9000, -800), "bank_gbp": (8e6, 4e5), "agency_gbp": (5e6, -1.2e6), "cost_gbp": (9e8, 2e6),
    "strain": (50, -0.4), "belonging": (53, 0.8), "vacancy_fte": (800, -40), "recharge_gbp": (0, 0),
    "net_moves": (0, 0),
}  # fmt: skip
"""Value today and difference of the first agreement, for the whole system."""
_OTHERS = (10.0, 1.0)

Row = dict[str, Any]


def findings(
    names: Sequence[str] = ("Passport",),
    clauses: int = 2,
    sectors: Sequence[Sector] = (Sector.acute, Sector.social_care),
    futures: Sequence[str] = ("Flat",),
    seeds: int = 16,
    months: int = 60,
    system: str = "Wendle Valley",
    place: str = "",
    sentence: str = "The parties accept one another's record of training, so people start sooner.",
    changes: Mapping[tuple[str, str, str], Mapping[str, Any]] | None = None,
    *,
    attribution: bool = False,
    break_even: bool = False,
) -> Findings:
    """Findings of so many agreements, each with so many clauses.

    Parameters
    ----------
    names, clauses
        Names of the agreements, and how many clauses each has.
    sectors, place
        Sectors, each with one organisation, called ``Trust <sector>`` unless ``place`` says otherwise.
    futures, seeds, months, system
        Names, how many, how long, where.
    sentence
        What each clause provides; its number is added.
    changes
        Columns replaced in rows of ``differences`` and ``ledger`` by agreement, place and measure.
    attribution, break_even
        Whether those tables are there.
    """
    places = {f"T{s}": place or f"Trust {s.label}" for s in sectors}
    places |= {f"{SECTOR}{s.name}": s.label for s in sectors} | {ALL: "All"}
    rows = [
        _difference(future, k, name, code, title, measure.name, seeds, len(sectors))
        for future in futures
        for k, name in enumerate(names, start=1)
        for code, title in places.items()
        for measure in MEASURES
    ]
    rows = [row | (changes or {}).get((row["agreement"], row["place"], row["measure"]), {}) for row in rows]
    ledger = [row | {"verdict": row.get("verdict", _verdict(row))} for row in rows if row["measure"] in LEDGER]
    numbers = [f"clause{i}.number" for i in range(4)]
    tables = {
        "differences": pd.DataFrame([{k: v for k, v in row.items() if k != "verdict"} for row in rows]),
        "ledger": pd.DataFrame(ledger),
        "drains": pd.DataFrame([], columns=["future", "agreement", "measure", "payer", "gainers", "clear", "sentence"]),
        "curves": pd.DataFrame(_curves(futures, names, months)),
        "people": pd.DataFrame(_people(futures, names)),
        "binding": pd.DataFrame(_binding(futures, names)),
        "robustness": pd.DataFrame(_robustness(futures, names)),
        "evidence": pd.DataFrame([_evidence(name, i, number) for name in names for i, number in enumerate(numbers)]),
    }
    kinds = [f"clause_{i}" for i in range(clauses)]
    if attribution:
        tables["attribution"] = pd.DataFrame(_attribution(futures[0], names, kinds))
        tables["interaction"] = pd.DataFrame(_interaction(futures[0], names))
    if break_even:
        tables["break_even"] = pd.DataFrame([_break_even(name, number) for name in names for number in numbers])
    said = tuple((kind.replace("_", " ").capitalize(), f"{i}: {sentence}") for i, kind in enumerate(kinds))
    arms = tuple(Arm(name, (Signing(name, f"Signed by all, as {name}.", said),)) for name in names)
    return Findings(
        system=system, start="2026-04", months=months, seeds=tuple(range(1, seeds + 1)), arms=(Arm(TODAY), *arms),
        futures=tuple((future, f"{future} stays as it is.") for future in futures), tables=tables,
        made=(("icsim", "0.0.0"), ("Code", "abcdef")),
    )  # fmt: skip


def _difference(future: str, k: int, name: str, code: str, title: str, measure: str, seeds: int, sectors: int) -> Row:
    base, size = SIZES.get(measure, _OTHERS)
    gap = k * size * (1.0 if code == ALL else 1.0 / sectors)
    better = BY_NAME[measure].better
    share = float("nan") if better == "neutral" else 1.0 if (gap > 0) == (better == "higher") else 0.0
    return {
        "future": future, "against": TODAY, "agreement": name, "place": code, "place_name": title, "measure": measure,
        "unit": BY_NAME[measure].unit, "seeds": seeds, "base": base, "value": base + gap, "difference": gap, "sd": 1.0,
        "low": gap - abs(gap) / 4, "high": gap + abs(gap) / 4, "rises_share": float(gap > 0), "variance_factor": 9.0,
        "better_share": share,
    }  # fmt: skip


def _verdict(row: Row) -> str:
    if row["difference"] == 0:
        return "the same"
    good = (row["difference"] > 0) == (BY_NAME[row["measure"]].better == "higher")
    return CLEARLY_GAINS if good else CLEARLY_PAYS


def _curves(futures: Sequence[str], names: Sequence[str], months: int) -> list[Row]:
    calendar = Calendar("2026-04")
    return [
        {"future": future, "agreement": name, "month": calendar.name(m), "place": ALL, "measure": "vacancy_share",
         "value": 0.08 - k * 1e-4 * m, "least": 0.07, "most": 0.09, "difference": -k * 1e-4 * m,
         "low": -k * 1.5e-4 * m, "high": -k * 0.5e-4 * m}
        for future in futures for k, name in enumerate((TODAY, *names)) for m in range(months)
    ]  # fmt: skip


def _people(futures: Sequence[str], names: Sequence[str]) -> list[Row]:
    return [
        {"future": future, "agreement": name, "place": ALL, "place_name": "All", "who": who, "left_today": 1000.0 * k,
         "stays": 60.0 * k, "left_agreement": 980.0 * k, "leaves": 40.0 * k, "left_in_both": 940.0 * k,
         "met_once": 7.0, "net_stay": 20.0 * k}
        for future in futures for name in names for k, who in enumerate(WHO, start=1)
    ]  # fmt: skip


def _binding(futures: Sequence[str], names: Sequence[str]) -> list[Row]:
    return [
        {"future": future, "agreement": name, "place": ALL, "place_name": "All", "binds": kind, "open_fte": 20.0,
         "share": 0.2, "difference": 0.0, "low": 0.0, "high": 0.0}
        for future in futures for name in (TODAY, *names) for kind in BINDING
    ]  # fmt: skip


def _robustness(futures: Sequence[str], names: Sequence[str]) -> list[Row]:
    arms = (TODAY, *names)
    return [
        {"measure": measure, "unit": BY_NAME[measure].unit, "agreement": name, "future": future,
         "value": SIZES[measure][0] + k * SIZES[measure][1], "regret": regret, "max_regret": regret,
         "least_regret": regret == 0}
        for measure in ("vacancy_share", "cost_gbp") for future in futures for k, name in enumerate(arms)
        for regret in [abs(SIZES[measure][1]) * (len(names) - k if SIZES[measure][1] < 0 else k)]
    ]  # fmt: skip


def _evidence(name: str, i: int, number: str) -> Row:
    return {
        "agreement": name, "parameter": number, "clauses": "clause_0", "value": 0.5, "low": 0.0, "high": 1.0,
        "unit": "share", "grade": Grade.medium.name if i == 0 else Grade.assumption.name, "source": "icsim assumption",
        "meaning": f"What {number} means.", "assumed_share": 0.75,
    }  # fmt: skip


def _attribution(future: str, names: Sequence[str], kinds: Sequence[str]) -> list[Row]:
    return [
        {"future": future, "agreement": name, "clause": kind, "place": ALL, "place_name": "All", "measure": measure,
         "share": share, "low": share - abs(share) / 4, "high": share + abs(share) / 4, "alone": share, "last": share,
         "total": k * SIZES[measure][1], "method": f"all sets of {len(kinds)} clauses"}
        for k, name in enumerate(names, start=1) for i, kind in enumerate(kinds)
        for measure in ("vacancy_share", "leavers", "cost_gbp")
        for share in [k * SIZES[measure][1] * (i + 1) / sum(range(1, len(kinds) + 1))]
    ]  # fmt: skip


def _interaction(future: str, names: Sequence[str]) -> list[Row]:
    return [
        {"future": future, "agreement": name, "first": "all", "second": "", "place": ALL, "place_name": "All",
         "measure": measure, "together": 0.0, "low": 0.0, "high": 0.0}
        for name in names for measure in ("vacancy_share", "leavers", "cost_gbp")
    ]  # fmt: skip


def _break_even(name: str, number: str) -> Row:
    turns = number.startswith("clause1")
    return {
        "future": "Flat", "agreement": name, "against": TODAY, "measure": "leavers", "lead": 40.0, "certain": True,
        "parameter": number, "value": 0.5, "low": 0.0, "high": 1.0,
        "verdict": "turns" if turns else "never in its range", "break_even": 0.25 if turns else float("nan"),
        "holds_at": 0.3, "gone_at": 0.2, "lead_at_low": -5.0, "lead_at_high": 50.0, "seeds": 4,
    }  # fmt: skip


LARGEST: dict[str, Any] = {
    "names": tuple(f"Agreement of the region, number {i}" for i in range(1, 6)), "clauses": 9, "sectors": tuple(Sector),
    "futures": tuple(f"Future number {i}" for i in range(1, 8)), "attribution": True, "break_even": True,
    "sentence": "Up to 80 staff at a time (nurse; band 5 and 6) who volunteer work for another party, round a ring "
    "of the parties: a placement of 6 months, then home to the post kept for them. As many come as go.",
}  # fmt: skip
"""What makes the longest brief: everything that can be asked for, of everything."""
