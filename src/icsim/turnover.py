"""Published turnover and vacancy: what the first year is fitted to.

Where an organisation's own figures are published they are used, with a
little of the national figure mixed in so that a group of eight people does
not leave never, or always. Elsewhere the national figure for the sector
and group stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade, Sector, StaffGroup
from icsim.parameters import Parameter, Parameters
from icsim.posts import Posts
from icsim.system import System

Floats = NDArray[np.float64]

_TRUSTS = "NHS England, NHS Workforce Statistics, turnover benchmarking, October-November 2025"
_CARE = "Skills for Care, state of the adult social care sector and workforce"
_GUESS = "icsim assumption"


def _turnover(name: str, value: float, low: float, high: float, source: str, grade: Grade) -> Parameter:
    words = name.replace("_", " ").replace(".", ", ")
    meaning = f"Leavers from the organisation, moves included: {words}."
    return Parameter(f"turnover.{name}_hazard", value, low, high, "per month", source, grade, meaning)


def _yearly(name: str, value: float, low: float, high: float, source: str, grade: Grade) -> Parameter:
    return _turnover(name, value / 12, low / 12, high / 12, source, grade)


PARAMETERS = (
    _turnover("nurse", 0.0071, 0.0060, 0.0095, _TRUSTS, Grade.high),
    _turnover("midwife", 0.0066, 0.0055, 0.0090, _TRUSTS, Grade.high),
    _turnover("doctor_senior", 0.0087, 0.0040, 0.0100, _TRUSTS, Grade.high),
    _turnover("doctor_resident", 0.0030, 0.0, 0.0080, _GUESS, Grade.assumption),
    _turnover("gp", 0.0075, 0.0050, 0.0100, "evidence primary.gp.annual_leaver_rate", Grade.medium),
    _turnover("ahp_scientific", 0.00955, 0.0080, 0.0120, _TRUSTS, Grade.high),
    _turnover("paramedic", 0.0067, 0.0055, 0.0090, _TRUSTS, Grade.high),
    _turnover("nursing_associate", 0.0117, 0.0060, 0.0140, _TRUSTS + ", clinical support", Grade.low),
    _turnover("clinical_support", 0.0121, 0.0100, 0.0150, _TRUSTS, Grade.high),
    _yearly("social_worker", 0.16, 0.12, 0.20, _CARE + " 2022/23", Grade.high),
    _yearly("care_worker", 0.285, 0.23, 0.40, _CARE + " 2024/25", Grade.high),
    _turnover("other", 0.0106, 0.0080, 0.0130, _TRUSTS, Grade.high),
    _yearly("primary_care.nurse", 0.10, 0.07, 0.15, "evidence primary.nurse.annual_leaver_rate", Grade.assumption),
    _yearly("social_care.nurse", 0.305, 0.25, 0.441, _CARE + " 2023/24", Grade.high),
    _yearly("social_care.other", 0.20, 0.15, 0.25, "evidence asc.turnover.all and registered_manager", Grade.medium),
    _yearly("social_care.ahp_scientific", 0.121, 0.10, 0.16, _CARE + " 2021/22", Grade.high),
    _yearly("local_authority.care_worker", 0.15, 0.11, 0.20, "evidence la.gloucestershire.asc_headcount", Grade.low),
    _yearly("local_authority.other", 0.13, 0.11, 0.16, "evidence la.gloucestershire.asc_headcount", Grade.low),
    _yearly("voluntary.care_worker", 0.24, 0.15, 0.30, "evidence asc.turnover.service.all", Grade.low),
    Parameter(
        "turnover.prior_heads", 50, 0, 200, "heads", _GUESS, Grade.assumption,
        "People at the national rate mixed into each organisation's published month.",
    ),
    Parameter(
        "turnover.nurse_leavers_ratio", 1.0, 0.8, 1.4, "ratio to the published month",
        "evidence leaver.nurse_midwife.monthly_from_acute_sector, a mean of all seasons from 2012 to 2021, over "
        "evidence leaver.nurse_hv.monthly_rate, of one autumn, is 1.13", Grade.low,
        "Nurses and midwives who leave an NHS trust over a year, against those of the published month.",
    ),
    Parameter(
        "turnover.trust_joiners_ratio", 1.0, 0.6, 1.2, "ratio to the published month",
        "icsim assumption: the published month is an autumn one, when newly qualified people start", Grade.assumption,
        "Joiners of NHS trusts over a year, against those of the published month.",
    ),
    Parameter(
        "vacancy.nurse_share", 0.064, 0.05, 0.118, "share of establishment", "evidence vacancy.nurse.rate, June 2025",
        Grade.high, "Funded nurse posts with nobody in post, NHS trusts.",
    ),
    Parameter(
        "vacancy.doctor_senior_share", 0.073, 0.05, 0.09, "share of establishment", "evidence vacancy.medical.rate",
        Grade.high, "Funded medical posts with nobody in post, NHS trusts.",
    ),
    Parameter(
        "vacancy.nhs_share", 0.075, 0.05, 0.097, "share of establishment", "evidence vacancy.nhs.rate, September 2024",
        Grade.high, "Funded posts of other groups with nobody in post, NHS trusts.",
    ),
    Parameter(
        "vacancy.social_care_share", 0.07, 0.07, 0.106, "share of establishment", "evidence asc.vacancy_rate, 2024/25",
        Grade.high, "Posts with nobody in post, adult social care, councils and voluntary sector.",
    ),
    Parameter(
        "vacancy.primary_care_share", 0.06, 0.02, 0.12, "share of establishment", _GUESS, Grade.assumption,
        "Posts with nobody in post, primary care.",
    ),
    Parameter(
        "vacancy.mental_health_ratio", 1.4, 1.1, 1.7, "ratio to other trusts",
        "evidence vacancy.mental_health.multiplier_vs_acute", Grade.assumption,
        "Vacancy of mental health trusts against other trusts.",
    ),
    Parameter(
        "turnover.trust_movers_share", 0.21, 0.1, 0.5, "share of leavers",
        "evidence move.inter_trust_excl_resident_doctors over leaver.acute_trusts; sources differ threefold",
        Grade.assumption, "Leavers of an NHS trust who move to another employer in the system.",
    ),
    Parameter(
        "turnover.social_care_movers_share", 0.63, 0.59, 0.8, "share of leavers",
        "evidence asc.leavers_stay_in_sector, 2021/22, is of those who stay in care; those who go on to the NHS, "
        "evidence move.lower_paid_care_worker.to_nhs_assistant, come on top", Grade.medium,
        "Leavers of a care employer who move to another employer in the system.",
    ),
    Parameter(
        "turnover.other_movers_share", 0.3, 0.1, 0.6, "share of leavers", _GUESS, Grade.assumption,
        "Leavers of practices, councils and charities who move to another employer in the system.",
    ),
)  # fmt: skip

_NURSES = (StaffGroup.nurse, StaffGroup.midwife)
"""Staff groups of whose leaving over a year something else is published than the one month."""
_TRUST_SECTORS = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)


@dataclass(frozen=True)
class Turnover:
    """Targets of the first year, each of shape (n_cells,).

    Parameters
    ----------
    leavers, joiners
        Hazards per month: people who leave, and join, the organisation.
    vacancy
        Share of the establishment with nobody in post.
    movers
        Share of leavers who move inside the system.
    """

    leavers: Floats
    joiners: Floats
    vacancy: Floats
    movers: Floats


def targets(system: System, posts: Posts, parameters: Parameters) -> Turnover:
    """What each cell's first year should show."""
    pairs = [(Sector(s), StaffGroup(g)) for s, g in zip(posts.sector.tolist(), posts.staff_group.tolist(), strict=True)]
    national = np.array([_national(parameters, *pair) for pair in pairs])
    prior = parameters["turnover.prior_heads"]

    def own(counts: Floats, otherwise: Floats) -> Floats:
        mixed = (counts + prior * otherwise) / np.maximum(posts.start_heads + prior, 1)
        return np.where(np.isnan(counts), otherwise, mixed)

    trusts = np.isin(posts.sector, _TRUST_SECTORS)
    nurses = trusts & np.isin(posts.staff_group, _NURSES)
    cells = posts.organisation, posts.staff_group
    leavers = own(system.leavers[cells], national)
    joiners = own(system.joiners[cells], leavers) * np.where(trusts, parameters["turnover.trust_joiners_ratio"], 1.0)
    leavers = leavers * np.where(nurses, parameters["turnover.nurse_leavers_ratio"], 1.0)
    return Turnover(
        leavers=leavers,
        joiners=joiners,
        vacancy=np.array([_vacancy(parameters, *pair) for pair in pairs]),
        movers=np.array([parameters[f"turnover.{_employer_kind(sector)}_movers_share"] for sector, _ in pairs]),
    )


def _national(parameters: Parameters, sector: Sector, group: StaffGroup) -> float:
    special = f"turnover.{sector.name}.{group.name}_hazard"
    return parameters[special if special in parameters else f"turnover.{group.name}_hazard"]


def _vacancy(parameters: Parameters, sector: Sector, group: StaffGroup) -> float:
    if sector == Sector.primary_care:
        return parameters["vacancy.primary_care_share"]
    if sector not in _TRUST_SECTORS:
        return parameters["vacancy.social_care_share"]
    own = f"vacancy.{group.name}_share"
    share = parameters[own if own in parameters else "vacancy.nhs_share"]
    return share * (parameters["vacancy.mental_health_ratio"] if sector == Sector.mental_health else 1.0)


def _employer_kind(sector: Sector) -> str:
    if sector in _TRUST_SECTORS:
        return "trust"
    return "social_care" if sector == Sector.social_care else "other"
