"""What each column of the results means; the tables themselves are made by :mod:`icsim.results`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResultColumn:
    """One column of a table of results.

    Parameters
    ----------
    table
        File it is in, without the ending.
    name, kind
        Name; words, whole number, number, or True or False.
    unit
        What it counts.
    meaning
        One sentence for a person who has not read the code.
    """

    table: str
    name: str
    kind: str
    unit: str
    meaning: str

    @property
    def file(self) -> str:
        """Name of the file, with its ending."""
        return f"{self.table}.{'csv' if self.table in _CSV_TABLES else 'parquet'}"


_WORDS, _WHOLE, _NUMBER, _TRUTH = "words", "whole number", "number", "True or False"

_CSV_TABLES = frozenset({"summary", "comparison", "trace"})
"""Small tables, for people and spreadsheets."""


def _of(table: str, *columns: tuple[str, str, str, str]) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(table, *column) for column in columns)


RESULT_COLUMNS = (
    *_of(
        "monthly",
        ("month", _WORDS, "YYYY-MM", "Month; what is counted in stock is of its end."),
        ("organisation", _WORDS, "code", "Employer."),
        ("sector", _WORDS, "sector", "Sector of the employer."),
        ("staff_group", _WORDS, "staff group", "Staff group."),
        ("establishment_fte", _NUMBER, "FTE", "Funded posts."),
        ("in_post_heads", _WHOLE, "heads", "People employed, wherever they work this month."),
        ("in_post_fte", _NUMBER, "FTE", "Contracted hours of the people employed."),
        ("available_fte", _NUMBER, "FTE", "At work here: hosted people less time in onboarding."),
        ("vacancy_fte", _NUMBER, "FTE", "Funded posts less people in post and appointed; negative if over."),
        ("joiners", _WHOLE, "heads", "People who entered the system here this month."),
        ("leavers", _WHOLE, "heads", "People who left the system from here this month, retirement included."),
        ("movers_in", _WHOLE, "heads", "People who came from another employer inside the system."),
        ("movers_out", _WHOLE, "heads", "People who went to another employer inside the system."),
        ("rotating_in", _WHOLE, "heads", "Other employers' people working here under an agreement."),
        ("rotating_out", _WHOLE, "heads", "Own people working elsewhere under an agreement."),
        ("onboarding_days", _NUMBER, "working days", "Days that new arrivals were out of the numbers."),
        ("bank_fte", _NUMBER, "FTE", "Work done by the employer's own bank."),
        ("shared_bank_fte", _NUMBER, "FTE", "Work done by a bank shared between parties."),
        ("agency_fte", _NUMBER, "FTE", "Work bought from agencies."),
        ("unfilled_fte", _NUMBER, "FTE", "Required work that nobody did."),
        ("cost_gbp", _NUMBER, "GBP", "Pay of those in post, bank and agency in the month."),
        ("strain", _NUMBER, "0-100", "Mean strain of those who work here; missing where nobody does."),
        ("belonging", _NUMBER, "0-100", "Mean belonging of those who work here; missing where nobody does."),
    ),
    *_of(
        "flows",
        ("month", _WORDS, "YYYY-MM", "Month of the event."),
        ("reason", _WORDS, "reason", "Why somebody changed employer or host, joined or left."),
        ("from", _WORDS, "code", "Where they were; outside for joiners."),
        ("to", _WORDS, "code", "Where they went; outside for leavers."),
        ("staff_group", _WORDS, "staff group", "Staff group where they went, or that they left."),
        ("heads", _WHOLE, "heads", "How many."),
    ),
    *_of(
        "refusals",
        ("month", _WORDS, "YYYY-MM", "Month of the refusal."),
        ("rule", _WORDS, "rule or clause", "What said no."),
        ("reason", _WORDS, "reason", "Why."),
        ("heads", _WHOLE, "heads", "To how many."),
    ),
    *_of(
        "summary",
        ("sector", _WORDS, "sector", "Sector of the employer, or all."),
        ("in_post_heads", _WHOLE, "heads", "People employed at the end of the last month."),
        ("in_post_fte", _NUMBER, "FTE", "Their contracted hours."),
        ("establishment_fte", _NUMBER, "FTE", "Funded posts at the end of the last month."),
        ("vacancy_fte", _NUMBER, "FTE", "Funded posts less people in post and appointed, at the end."),
        ("vacancy_share", _NUMBER, "share", "The same as a share of funded posts."),
        ("joiners", _WHOLE, "heads", "People who entered the system, over the run."),
        ("leavers", _WHOLE, "heads", "People who left the system, over the run."),
        ("movers_in", _WHOLE, "heads", "People who came from another employer inside the system, over the run."),
        ("movers_out", _WHOLE, "heads", "People who went to another employer inside the system, over the run."),
        ("rotating", _NUMBER, "heads", "Own people working elsewhere under an agreement, mean of the months."),
        ("onboarding_days", _NUMBER, "working days", "Days that new arrivals were out of the numbers, over the run."),
        ("onboarding_gbp", _NUMBER, "GBP", "Pay for those days, at the mean cost of a working day; part of cost_gbp."),
        ("bank_fte", _NUMBER, "FTE", "Work done by the employer's own bank, mean of the months."),
        ("agency_fte", _NUMBER, "FTE", "Work bought from agencies, mean of the months."),
        ("unfilled_fte", _NUMBER, "FTE", "Required work that nobody did, mean of the months."),
        ("cost_gbp", _NUMBER, "GBP", "Pay of those in post, bank and agency, over the run."),
    ),
    *_of(
        "comparison",
        ("sector", _WORDS, "sector", "Sector of the employer, or all."),
        ("measure", _WORDS, "column", "Column of the summary that is compared."),
        ("today", _NUMBER, "of the measure", "Its value in the run without the agreement."),
        ("agreement", _NUMBER, "of the measure", "Its value in the run under the agreement."),
        ("difference", _NUMBER, "of the measure", "Agreement minus today."),
    ),
    *_of(
        "trace",
        ("month", _WORDS, "YYYY-MM", "Month; what follows is of its end."),
        ("person", _WORDS, "name", "As asked for: organisation, staff group and number."),
        ("in_system", _TRUTH, "", "Whether the person is there; if not, the rest is empty."),
        ("employer", _WORDS, "code", "Who holds the contract."),
        ("host", _WORDS, "code", "Where the person works this month."),
        ("staff_group", _WORDS, "staff group", "Staff group at the employer."),
        ("band", _WHOLE, "band", "Agenda for Change band: 8 for 8a, 9 for 8b, 0 for none."),
        ("fte", _NUMBER, "FTE", "Contracted hours."),
        ("age", _WHOLE, "years", "Age."),
        ("tenure_months", _WHOLE, "months", "Time with the employer."),
        ("strain", _WHOLE, "0-100", "Exhaustion from workload."),
        ("belonging", _WHOLE, "0-100", "Attachment to the place and the system."),
        ("appointed_to", _WORDS, "code", "Where the person has been appointed and not yet started; else empty."),
        ("starts", _WORDS, "YYYY-MM", "Month they start there."),
        ("leave_hazard", _NUMBER, "per month", "Hazard of leaving the system: the product of its factors."),
        ("leave_factors", _WORDS, "name value; ...", "Those factors."),
        ("seek_hazard", _NUMBER, "per month", "Hazard of looking elsewhere: the product of its factors."),
        ("seek_factors", _WORDS, "name value; ...", "Those factors."),
    ),
)
"""Columns of the tables of a run, in order."""
