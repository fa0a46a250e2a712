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
        return file_of(self.table)


_WORDS, _WHOLE, _NUMBER, _TRUTH = "words", "whole number", "number", "True or False"

_CSV_TABLES = frozenset({"summary", "by_system", "border_moves", "comparison", "trace", "agreements", "indicators"})
"""Small tables, for people and spreadsheets."""


def file_of(table: str) -> str:
    """Name of the file a table is in, with its ending."""
    return f"{table}.{'csv' if table in _CSV_TABLES else 'parquet'}"


def _of(table: str, *columns: tuple[str, str, str, str]) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(table, *column) for column in columns)


_SUMS = (
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
    ("bank_gbp", _NUMBER, "GBP", "Own and shared bank shifts of own staff, over the run; part of cost_gbp."),
    ("agency_gbp", _NUMBER, "GBP", "Agency shifts, over the run; part of cost_gbp."),
    ("recharge_gbp", _NUMBER, "GBP", "Paid to other organisations less received, over the run; part of cost_gbp."),
    ("cost_gbp", _NUMBER, "GBP", "Everything spent on staff over the run, recharges included."),
)
"""Columns of a summary, by sector or by integrated care system."""

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
        ("available_fte", _NUMBER, "FTE", "Hosted people less onboarding and learning, plus hours given back."),
        ("vacancy_fte", _NUMBER, "FTE", "Funded posts less people in post and appointed; negative if over."),
        ("joiners", _WHOLE, "heads", "People who entered the system here this month."),
        ("leavers", _WHOLE, "heads", "People who left the system from here this month, retirement included."),
        ("movers_in", _WHOLE, "heads", "People who came from another employer inside the system."),
        ("movers_out", _WHOLE, "heads", "People who went to another employer inside the system."),
        ("regraded_in", _WHOLE, "heads", "People who came from another staff group by qualifying."),
        ("regraded_out", _WHOLE, "heads", "People who went to another staff group by qualifying."),
        ("rotating_in", _WHOLE, "heads", "Other employers' people working here under an agreement."),
        ("rotating_out", _WHOLE, "heads", "Own people working elsewhere under an agreement."),
        ("apprentices", _WHOLE, "heads", "Own people who learn for another staff group, or wait for a post in it."),
        ("onboarding_days", _NUMBER, "working days", "Days that new arrivals were out of the numbers."),
        ("bank_fte", _NUMBER, "FTE", "Work done by the employer's own bank."),
        ("shared_bank_fte", _NUMBER, "FTE", "Work done here by other parties' staff, from a bank they share."),
        ("shared_bank_out_fte", _NUMBER, "FTE", "Bank hours that own staff worked at other parties."),
        ("agency_fte", _NUMBER, "FTE", "Work bought from agencies."),
        ("unfilled_fte", _NUMBER, "FTE", "Required work that nobody did."),
        ("cost_gbp", _NUMBER, "GBP", "Everything spent on staff in the month, recharges included; see costs.parquet."),
        ("bank_gbp", _NUMBER, "GBP", "Own and shared bank shifts of the employer's own staff; part of cost_gbp."),
        ("agency_gbp", _NUMBER, "GBP", "Agency shifts; part of cost_gbp."),
        ("recharge_gbp", _NUMBER, "GBP", "Paid to other organisations less received from them; part of cost_gbp."),
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
        "costs",
        ("month", _WORDS, "YYYY-MM", "Month."),
        ("organisation", _WORDS, "code", "Who pays; in the second row of a recharge, who is paid."),
        ("staff_group", _WORDS, "staff group", "Staff group the money is spent on."),
        ("kind", _WORDS, "kind", "What it is spent on: pay, bank, shared_bank, agency, training and so on."),
        ("counterparty", _WORDS, "code", "The other organisation of a recharge; outside for staff and suppliers."),
        ("gbp", _NUMBER, "GBP", "Amount; negative for what is received."),
    ),
    *_of(
        "partnerships",
        ("month", _WORDS, "YYYY-MM", "Month; what is counted is of its end."),
        ("a", _WORDS, "code", "One organisation."),
        ("b", _WORDS, "code", "The other."),
        ("shared_goals", _NUMBER, "0-1", "Condition of a working partnership: goals held in common."),
        ("relationships", _NUMBER, "0-1", "Condition: people who know one another."),
        ("capacity", _NUMBER, "0-1", "Condition: time for partnership work."),
        ("governance", _NUMBER, "0-1", "Condition: governance and leadership of the partnership."),
        ("mutual_trust", _NUMBER, "0-1", "Condition: trust and trustworthiness; it gates the release of staff."),
        ("joint_from_a", _NUMBER, "heads a month", "Staff of a at work for b, smoothed over about a year."),
        ("joint_from_b", _NUMBER, "heads a month", "Staff of b at work for a, smoothed over about a year."),
    ),
    *_of(
        "agreements",
        ("agreement", _WORDS, "name", "Agreement."),
        ("month", _WORDS, "YYYY-MM", "Month of the event."),
        ("organisation", _WORDS, "code", "Whose."),
        ("event", _WORDS, "event", "signed, in_use, joined, stopped_releasing, releasing_again, left or ended."),
    ),
    *_of(
        "indicators",
        ("organisation", _WORDS, "code", "Employer of nursing staff."),
        ("sector", _WORDS, "sector", "Sector of the employer."),
        ("degree_nurse_share_start", _NUMBER, "share of FTE", "Registered nurses among nursing staff, first month."),
        ("degree_nurse_share_end", _NUMBER, "share of FTE", "Registered nurses among nursing staff, last month."),
        ("degree_nurse_share_mean", _NUMBER, "share of FTE", "Registered nurses among nursing staff, mean of months."),
        (
            "associated_odds_ratio",
            _NUMBER,
            "odds ratio",
            "Odds of death associated with the change; acute trusts only.",
        ),
        ("odds_ratio_low", _NUMBER, "odds ratio", "Lower end of the published interval."),
        ("odds_ratio_high", _NUMBER, "odds ratio", "Upper end of the published interval."),
        ("caveat", _WORDS, "sentence", "What must be said with it: an association, not an effect."),
    ),
    *_of(
        "students",
        ("month", _WORDS, "YYYY-MM", "Month; what is counted in stock is of its end."),
        ("university", _WORDS, "code", "Where they study."),
        ("programme", _WORDS, "programme", "What they study; apprentices are staff and not counted here."),
        ("entered", _WHOLE, "heads", "Students who started this month."),
        ("in_training", _WHOLE, "heads", "Students."),
        ("qualified", _WHOLE, "heads", "Students who qualified this month."),
        ("dropped_out", _WHOLE, "heads", "Students who dropped out this month."),
        ("delayed", _WHOLE, "heads", "Students whose course has ended and who have not qualified yet."),
        ("placed", _WHOLE, "heads", "Students with a host in the system."),
        ("placed_outside", _WHOLE, "heads", "Students with a host outside the system; all of medicine."),
        ("unplaced", _WHOLE, "heads", "Students with no host, for want of anybody to supervise them."),
        ("first_jobs", _WHOLE, "heads", "Newly qualified people who started a first job in the system this month."),
        ("left_elsewhere", _WHOLE, "heads", "People who qualified this month and look elsewhere; all of medicine."),
        ("left_without_job", _WHOLE, "heads", "Newly qualified people who found no first job and left this month."),
        ("seeking", _WHOLE, "heads", "Newly qualified people who look for a first job, or wait to start it."),
        ("placement_quality", _NUMBER, "0-100", "Mean quality of the placements in the system, none counted as poor."),
    ),
    *_of(
        "summary",
        ("sector", _WORDS, "sector", "Sector of the employer, or all."),
        *_SUMS,
    ),
    *_of(
        "by_system",
        ("system", _WORDS, "code", "Integrated care system, or all; of a run of several alone."),
        ("name", _WORDS, "name", "Its name."),
        *_SUMS,
        ("border_in", _WHOLE, "heads", "Movers who came from an employer of another system; part of movers_in."),
        ("border_out", _WHOLE, "heads", "Movers who went to an employer of another system; part of movers_out."),
        ("border_net", _WHOLE, "heads", "The first less the second."),
    ),
    *_of(
        "border_moves",
        ("from_system", _WORDS, "code", "Integrated care system they left; of a run of several alone."),
        ("to_system", _WORDS, "code", "Integrated care system they went to."),
        ("staff_group", _WORDS, "staff group", "Staff group where they went."),
        ("heads", _WHOLE, "heads", "How many, over the run."),
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
        ("onboarding_days", _NUMBER, "working days", "Time out of the numbers in and after the month."),
        ("rotation_ends", _WORDS, "YYYY-MM", "Month the present placement at a host ends; else empty."),
        ("retires", _WORDS, "YYYY-MM", "Month they will retire if still in the system; empty for never."),
        ("course", _WORDS, "programme", "Apprenticeship the person is on; else empty."),
        ("qualifies", _WORDS, "YYYY-MM", "Month the apprenticeship ends; past for whoever waits for a post."),
        ("leave_hazard", _NUMBER, "per month", "Hazard of leaving the system: the product of its factors."),
        ("leave_factors", _WORDS, "name value; ...", "Those factors."),
        ("seek_hazard", _NUMBER, "per month", "Hazard of looking elsewhere: the product of its factors."),
        ("seek_factors", _WORDS, "name value; ...", "Those factors."),
    ),
)
"""Columns of the tables of a run, in order."""
