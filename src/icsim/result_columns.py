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
        Name; words, whole number or number.
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


_WORDS, _WHOLE, _NUMBER = "words", "whole number", "number"


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
)
"""Columns of the tables of a run, in order."""
