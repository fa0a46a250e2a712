"""Every number of the derivation that is not read from the source folder, with its grade.

``recalled`` is general knowledge of published statistics that was not read again; ``assumption`` is a
judgement. Both are explained in SOURCES.md beside the tables.
"""

from __future__ import annotations

# --- NHS trusts ---------------------------------------------------------------------------------------
NURSING_ASSOCIATE_SHARE = 0.025
"""Nursing associates as a share of support to clinical staff (recalled: about 9,000 in English trusts)."""

RESIDENT_DOCTORS_HEADS = 75_000
"""Resident doctors employed by trusts in England (recalled; the turnover tables leave them out)."""

RESIDENT_DOCTOR_FTE_PER_HEAD = 1.0
"""Whole-time working (assumption)."""

TRANSFER_LEAVER_RATE = 0.023
TRANSFER_JOINER_RATE = 0.025
"""Leavers or joiners in one month over opening heads of a whole trust; above it a team transfer is
suspected and the trust's counts are left empty (assumption: RM1, RGP, RV3 and RXX; RP1)."""

TRANSFER_GROUP_RATE = 0.10
TRANSFER_GROUP_HEADS = 30
"""The same for one published staff group: above this rate and at least this many people in one month
(assumption; the autumn intake of newly qualified midwives stays below it)."""

# --- primary care -------------------------------------------------------------------------------------
PRACTICE_NURSE_FTE_PER_HEAD = 0.71
DIRECT_CARE_FTE_PER_HEAD = 0.76
PRACTICE_ADMIN_FTE_PER_HEAD = 0.75
"""FTE per head in general practice outside GPs (recalled)."""

DIRECT_CARE_SPLIT = {
    "clinical_support": 0.50,
    "ahp_scientific": 0.32,
    "paramedic": 0.07,
    "nursing_associate": 0.03,
    "other": 0.08,
}
"""Other direct patient care by group: health care assistants, phlebotomists, dispensers and care
co-ordinators; pharmacists and physiotherapists; paramedics; nursing associates; link workers (assumption)."""

EQUAL_NETWORK_SHARE = 0.5
"""Part of a system's patients shared equally between its networks, the rest by number of practices
(assumption: networks were set up to serve 30,000 to 50,000 patients, whatever the number of practices)."""

# --- adult social care --------------------------------------------------------------------------------
INDEPENDENT_SHARE = 0.79
"""Independent employers' share of filled posts (recalled). The rest: councils 7%, shown as their own
rows; NHS 7%, already counted in trusts; personal assistants of people with a direct payment 7%, left
out because no organisation employs them."""

HOME_CARE_SHARE = 0.53
"""Home care, with day and community services, as a share of independent posts (recalled)."""

HOME_CARE_SPLIT = {"care_worker": 0.85, "other": 0.15}
CARE_HOME_AHP_SHARE = 0.002
CARE_HOME_CARE_WORKER_SHARE = 0.70
"""Split by group (assumption, near the published 76% direct care); care homes' nurses are published for
England, managers and ancillary staff are the remainder."""

CARE_FTE_PER_HEAD = {"care_worker": 0.74, "nurse": 0.85, "ahp_scientific": 0.80, "other": 0.80}
"""FTE per filled post in the independent sector (recalled)."""

POSTS_PER_HOME_CARE_PROVIDER = 55
POSTS_PER_CARE_HOME = 41
"""Filled posts of one home-care branch and one care home (recalled: 12,000 and 14,500 in England)."""

# --- councils and voluntary sector --------------------------------------------------------------------
COUNCIL_PEOPLE = 109_600
COUNCIL_WTE = 92_400
COUNCIL_OCCUPATIONAL_THERAPISTS = 3_800
"""Read in the notes of two rows of the evidence table (asc.la_jobs and asc.social_worker_la)."""

COUNCIL_CARE_WORKER_SHARE = 0.45
"""Direct care as a share of councils' adult social care staff (assumption)."""

GLOUCESTERSHIRE_FTE = 1010
"""Read in the note of la.gloucestershire.asc_headcount."""

VOLUNTARY_PER_1000 = 0.5
VOLUNTARY_SPLIT = {"care_worker": 0.6, "other": 0.4}
VOLUNTARY_FTE_PER_HEAD = 0.70
POSTS_PER_VOLUNTARY_PROVIDER = 12
"""Paid care-related staff of charities per 1,000 people, their split and employer size (assumption)."""

# --- places -------------------------------------------------------------------------------------------
CITY_OF_LONDON_PEOPLE = 8_600
"""Residents of the City of London, too few to show in any trust's catchment (recalled, Census 2021)."""

MERGED_TRUST_WEIGHT = {
    "RA4": ("RH5", 0.25),
    "RBZ": ("RH8", 0.25),
    "RVY": ("RBN", 0.35),
    "RAP": ("RAL", 0.35),
}
"""Trusts in the 2022 catchment file that have merged since: today's code and the part of today's
admissions that came from the old trust (assumption)."""

# --- students -----------------------------------------------------------------------------------------
NURSING_FIELDS = {
    "adult_nursing": 0.66,
    "child_nursing": 0.13,
    "mental_health_nursing": 0.17,
    "learning_disability_nursing": 0.04,
}
"""Field of the students who start nursing (assumption)."""

UK_PEOPLE = 67_600_000
"""Residents of the United Kingdom, mid-2022 (recalled): midwifery is published for all of it."""

MEDICAL_PLACES_NOW = 0.5
"""Medical places today over those planned for 2031: the plan was to double them (read in the note of
ltwp.medical_school_places)."""

MEDICINE_HERE = 0.70
"""Part of England's medical places at universities that train nurses too, as all in the table do (assumption)."""

STUDENTS = {
    "allied_health": 13_000,
    "paramedic_science": 1_500,
    "social_work": 2_000,
    "nursing_associate_apprenticeship": 1_000,
    "nurse_degree_apprenticeship": 800,
}
"""Students who start in England each year (assumption). Social work: those who will go to adult services.
Apprenticeships: fewer than start, because posts for nursing associates do not grow in these tables."""

PROGRAMME_MONTHS = {"medicine": 59, "nursing_associate_apprenticeship": 24, "nurse_degree_apprenticeship": 48}
OTHER_PROGRAMME_MONTHS = 36
"""Months from start to qualifying (recalled). Medicine ends in August, when resident doctors change posts."""

INTAKE_MONTH = 9
"""September for every programme: newly qualified staff begin in September and October, as published turnover
shows (read in seasonality.nqn_start_months). That nobody starts in spring is an assumption."""

MEAN_INTAKE = {
    "adult_nursing": 150,
    "child_nursing": 40,
    "mental_health_nursing": 40,
    "learning_disability_nursing": 25,
    "midwifery": 60,
    "allied_health": 150,
    "paramedic_science": 50,
    "social_work": 35,
    "nursing_associate_apprenticeship": 20,
    "nurse_degree_apprenticeship": 20,
}
"""Students a year that a programme needs: no more universities teach it than have so many on average (assumption)."""

EQUAL_UNIVERSITY_SHARE = 0.3
"""Part of a programme's places shared equally between the universities that teach it; the rest by the people
of their system, shared equally between those of one system (assumption)."""

MEDICAL_SCHOOLS = {
    "anglia-ruskin-chelmsford", "birmingham", "brighton", "brunel-london", "canterbury-christ-church",
    "chester", "city-st-georges-london", "east-anglia", "edge-hill", "exeter", "hull", "keele",
    "kings-college-london", "lancashire", "leeds", "leicester", "lincoln", "liverpool", "manchester",
    "nottingham", "plymouth", "sheffield", "southampton", "sunderland", "surrey", "worcester", "york",
}  # fmt: skip
"""Universities of the table with a medical school, by the slug of their code (recalled)."""

# --- edges --------------------------------------------------------------------------------------------
LEAST_OVERLAP = 0.02
LEAST_ADMISSIONS = 0.04
"""Overlap of two acute trusts' catchments, and share of a trust's admissions from a district, below which no
edge is kept."""

STATED_WEIGHTS = {
    "mental_health": {"acute": 0.30, "local_authority": 0.20, "primary_care": 0.10},
    "community": {"acute": 0.30, "local_authority": 0.20, "primary_care": 0.15, "social_care": 0.10},
    "ambulance": {"acute": 0.30, "mental_health": 0.10, "community": 0.10},
    "voluntary": {"acute": 0.05, "mental_health": 0.05, "local_authority": 0.15},
    "university": {"acute": 0.20, "mental_health": 0.20, "community": 0.20},
}
"""Partnership weight with each organisation of the other sector in the same system (assumption)."""

NEIGHBOUR_WEIGHTS = {
    ("primary_care", "social_care"): 0.10,
    ("social_care", "social_care"): 0.20,
    ("local_authority", "social_care"): 0.30,
    ("local_authority", "primary_care"): 0.15,
}
"""Partnership weight of two organisations in the same place (assumption)."""
