"""Results: what came out of a run, as tidy pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icsim.accounts import CostKind
from icsim.codes import Sector, StaffGroup
from icsim.cost_table import costs
from icsim.ledger import JOINERS, LEAVERS, MOVERS, OUTSIDE, REGRADED, Monthly, Reason
from icsim.months import WORKING_DAYS
from icsim.relation_tables import agreements, partnerships
from icsim.skill_mix import indicators
from icsim.student_results import student_table
from icsim.system_results import border_moves, by_system, systems_of

if TYPE_CHECKING:
    from icsim.model import ICS

OUTSIDE_WORD = "outside"
"""How the world outside the system is written in a table of flows."""

_COUNTS = ("joiners", "leavers", "movers_in", "movers_out", "regraded_in", "regraded_out")
_MONTHLY = (
    "establishment_fte", "in_post_heads", "in_post_fte", "available_fte", "vacancy_fte", *_COUNTS, "rotating_in",
    "rotating_out", "apprentices", "onboarding_days", "bank_fte", "shared_bank_fte", "shared_bank_out_fte",
    "agency_fte", "unfilled_fte", "cost_gbp", "bank_gbp", "agency_gbp", "recharge_gbp", "strain", "belonging",
)  # fmt: skip
"""Number columns of the monthly table, in order."""


class Results:
    """Tables of one run; made afresh from the ledger when asked for.

    Parameters
    ----------
    model
        The run.
    """

    def __init__(self, model: ICS) -> None:
        self._model = model

    @property
    def monthly(self) -> pd.DataFrame:
        """State and flows: one row a month, organisation and staff group.

        FTE are whole-time equivalents, ``cost_gbp`` pounds in the month,
        ``onboarding_days`` working days lost; ``strain`` and ``belonging``
        are means over the people who work there, missing where nobody does.
        """
        model, kept = self._model, self._model.monthly
        months, posts = len(kept.months), model.posts
        columns: dict[str, Any] = self._labels(months)
        counted = self._flows_by_cell(months) | self._spent_by_cell()
        for name in _MONTHLY:
            columns[name] = self._monthly_column(kept, name, counted)
        return pd.DataFrame(columns, index=pd.RangeIndex(months * posts.n))

    def _labels(self, months: int) -> dict[str, Any]:
        model, posts = self._model, self._model.posts
        names = [model.calendar.name(m) for m in range(months)]
        codes = [o.code for o in model.system.organisations]
        return {
            "month": _labelled(np.repeat(np.arange(months), posts.n), names, ordered=True),
            "organisation": _labelled(np.tile(posts.organisation, months), codes),
            "sector": _labelled(np.tile(posts.sector, months), Sector.words()),
            "staff_group": _labelled(np.tile(posts.staff_group, months), StaffGroup.words()),
        }

    @staticmethod
    def _monthly_column(kept: Monthly, name: str, counted: dict[str, NDArray[np.int64]]) -> NDArray[Any]:
        if name in counted:
            return counted[name].ravel() / 100 if name.endswith("_gbp") else counted[name].ravel()
        if name == "cost_gbp":
            return np.asarray(kept.column("cost_pence").ravel() / 100)
        if name in ("strain", "belonging"):
            heads = kept.column("hosted_heads").ravel()
            points = kept.column(f"{name}_points").ravel().astype(np.float64)
            return np.asarray(np.divide(points, heads, out=np.full(len(points), np.nan), where=heads > 0))
        if name == "onboarding_days":
            return kept.column("onboarding_tenths").ravel() / 10
        values = np.asarray(kept.column(name).ravel())
        return values / 100 if name.endswith("_fte") else values

    def _spent_by_cell(self) -> dict[str, NDArray[np.int64]]:
        """Spending on temporary cover and net recharges, pence, each of shape (n_months, n_cells)."""
        accounts = self._model.accounts
        return {
            "bank_gbp": accounts.total(CostKind.bank) + accounts.total(CostKind.shared_bank),
            "agency_gbp": accounts.total(CostKind.agency),
            "recharge_gbp": accounts.recharged(),
        }

    def _flows_by_cell(self, months: int) -> dict[str, NDArray[np.int64]]:
        """Joiners, leavers and movers, each of shape (n_months, n_cells)."""
        model, flows = self._model, self._model.ledger.flows()
        cell_of, shape = model.posts.cell_of, (months, model.posts.n)
        ends = {
            "joiners": (JOINERS, "target"),
            "leavers": (LEAVERS, "origin"),
            "movers_in": (MOVERS, "target"),
            "movers_out": (MOVERS, "origin"),
            "regraded_in": (REGRADED, "target"),
            "regraded_out": (REGRADED, "origin"),
        }
        counted = {}
        for name, (reasons, end) in ends.items():
            some = np.isin(flows["reason"], [int(r) for r in reasons])
            group = flows["origin_group" if end == "origin" else "staff_group"][some]
            at = flows["month"][some] * shape[1] + cell_of[flows[end][some], group]
            counts = np.bincount(at, weights=flows["heads"][some], minlength=months * shape[1])
            counted[name] = counts.astype(np.int64).reshape(shape)
        return counted

    @property
    def flows(self) -> pd.DataFrame:
        """Every change of employer or host: month, reason, from, to, staff_group, heads."""
        model, flows = self._model, self._model.ledger.flows()
        places = [OUTSIDE_WORD, *(o.code for o in model.system.organisations)]
        months = [model.calendar.name(m) for m in range(model.month)]
        table = pd.DataFrame(
            {
                "month": _labelled(flows["month"], months, ordered=True),
                "reason": _labelled(flows["reason"], Reason.words()),
                "from": _labelled(flows["origin"] - OUTSIDE, places),
                "to": _labelled(flows["target"] - OUTSIDE, places),
                "staff_group": _labelled(flows["staff_group"], StaffGroup.words()),
                "heads": flows["heads"],
            }
        )
        keys = list(table.columns[:-1])
        return table.groupby(keys, observed=True, sort=False)["heads"].sum().reset_index()

    @property
    def refusals(self) -> pd.DataFrame:
        """Every no: month, rule, reason, heads."""
        rows = [(self._model.calendar.name(m), rule, why, n) for m, rule, why, n in self._model.ledger.refused()]
        return pd.DataFrame(rows, columns=["month", "rule", "reason", "heads"]).astype({"heads": np.int64})

    @property
    def costs(self) -> pd.DataFrame:
        """Every amount spent and recharged: month, organisation, staff_group, kind, counterparty, gbp."""
        return costs(self._model)

    @property
    def partnerships(self) -> pd.DataFrame:
        """Every edge month by month: month, a, b, five conditions from 0 to 1, joint work each way in heads."""
        return partnerships(self._model)

    @property
    def agreements(self) -> pd.DataFrame:
        """What became of every agreement: agreement, month, organisation, event."""
        return agreements(self._model)

    @property
    def indicators(self) -> pd.DataFrame:
        """Skill mix by organisation, with a published association and its caveat (:mod:`icsim.skill_mix`)."""
        return indicators(self.monthly)

    @property
    def students(self) -> pd.DataFrame:
        """The student pipeline: one row a month, university and programme."""
        return student_table(self._model)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name, as they are written."""
        monthly = self.monthly
        return {
            "monthly": monthly,
            "flows": self.flows,
            "refusals": self.refusals,
            "costs": self.costs,
            "students": self.students,
            "partnerships": self.partnerships,
            "agreements": self.agreements,
            "indicators": indicators(monthly),
            "summary": summarise(monthly),
            **self._of_systems(monthly),
        }

    def _of_systems(self, monthly: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Tables that a run of several integrated care systems has besides."""
        model = self._model
        if len(model.system.systems) == 1:
            return {}
        summary = summarise(monthly.assign(system=systems_of(model, monthly)), "system")
        return {"by_system": by_system(model, summary), "border_moves": border_moves(model)}

    @property
    def summary(self) -> pd.DataFrame:
        """By sector and for the whole system: what a workforce lead reads first.

        Staff in post and vacancy are of the last month; leavers, joiners,
        movers, onboarding days and cost are of the whole run; rotating is
        the mean number of people away at once. Vacancy is the share of the
        establishment with nobody in post or appointed.
        """
        return summarise(self.monthly)


def _labelled(codes: NDArray[Any], words: list[str], *, ordered: bool = False) -> pd.Categorical[str]:
    """Numbers as the words they stand for."""
    return pd.Categorical.from_codes(codes, pd.Index(words), ordered=ordered)


def _onboarding_gbp(monthly: pd.DataFrame) -> pd.Series[Any]:
    """Pay for days out of the numbers: days of people of average hours at the mean cost of a working day."""
    fte = monthly["in_post_fte"] + monthly["bank_fte"] + monthly["shared_bank_fte"] + monthly["agency_fte"]
    a_day = monthly["cost_gbp"] / fte.where(fte > 0) / WORKING_DAYS
    hours = monthly["in_post_fte"] / monthly["in_post_heads"].where(monthly["in_post_heads"] > 0)
    return (monthly["onboarding_days"] * hours * a_day).fillna(0.0)


def summarise(monthly: pd.DataFrame, by: str = "sector") -> pd.DataFrame:
    """Sum a monthly table up by sector, with a last row for the whole system.

    Parameters
    ----------
    monthly
        The monthly table.
    by
        Column of words that rows are of; those of another than the sector come in order of the words.
    """
    if monthly.empty:
        return pd.DataFrame(columns=[by, *_SUMMARY])
    last = monthly[monthly["month"] == monthly["month"].max()]
    months = monthly["month"].nunique()

    def added(table: pd.DataFrame, column: str) -> pd.Series[Any]:
        sums = table.groupby(by, observed=True)[column].sum()
        sums.loc["all"] = sums.sum()
        return sums

    with_all = last.assign(**{by: last[by].astype(str)})
    whole = monthly.assign(**{by: monthly[by].astype(str), "onboarding_gbp": _onboarding_gbp(monthly)})
    summary = pd.DataFrame(
        {
            "in_post_heads": added(with_all, "in_post_heads"),
            "in_post_fte": added(with_all, "in_post_fte"),
            "establishment_fte": added(with_all, "establishment_fte"),
            "vacancy_fte": added(with_all, "vacancy_fte"),
            "vacancy_share": 0.0,
            **{name: added(whole, name) for name in ("joiners", "leavers", "movers_in", "movers_out")},
            "rotating": added(whole, "rotating_out") / months,
            **{name: added(whole, name) for name in ("onboarding_days", "onboarding_gbp")},
            **{name: added(whole, name) / months for name in ("bank_fte", "agency_fte", "unfilled_fte")},
            **{name: added(whole, name) for name in ("bank_gbp", "agency_gbp", "recharge_gbp", "cost_gbp")},
        }
    )
    summary["vacancy_share"] = summary["vacancy_fte"] / summary["establishment_fte"].where(
        summary["establishment_fte"] > 0
    )
    words = Sector.words() if by == "sector" else sorted(summary.index.drop("all"))
    order = [*(word for word in words if word in summary.index), "all"]
    return summary.loc[order].rename_axis(by).reset_index()


_SUMMARY = (
    "in_post_heads", "in_post_fte", "establishment_fte", "vacancy_fte", "vacancy_share", "joiners", "leavers",
    "movers_in", "movers_out", "rotating", "onboarding_days", "onboarding_gbp", "bank_fte", "agency_fte",
    "unfilled_fte", "bank_gbp", "agency_gbp", "recharge_gbp", "cost_gbp",
)  # fmt: skip
