"""Words for the controls of an agreement: labels, units, how far a slider goes, what a usual value rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from icsim.codes import Band, Code, Programme, Sector, StaffGroup
from icsim.recognition import Item


class Said(NamedTuple):
    """What is said of a field beyond what its clause says itself.

    Parameters
    ----------
    label, help
        What it is; the field's own name and description without them.
    unit, step, most
        Unit, step and largest value of the slider at first, as shown.
    parameter
        Name of the parameter that holds where the agreement says nothing.
    organisation
        Whether it is the code of an organisation.
    """

    label: str = ""
    help: str = ""
    unit: str = ""
    step: float = 0.0
    most: float = 0.0
    parameter: str = ""
    organisation: bool = False


SUFFIXES: Mapping[str, tuple[str, float]] = {
    "_share": ("%", 1.0),
    "_per_year": ("a year", 5.0),
    "_months": ("months", 1.0),
    "_minutes": ("minutes", 5.0),
    "_days": ("days", 1.0),
    "_hours": ("hours", 1.0),
    "_gbp": ("GBP", 5.0),
    "_fte": ("FTE", 0.5),
}
"""Unit and step of a number by the ending of its name."""

FIELDS: Mapping[str, Said] = {
    "*.enabled": Said("Switched on", "Switched off, it is as if it were not written"),
    "aligned_terms.close_gap_share": Said("Share of the gap in pay and terms that is closed"),
    "aligned_terms.staff_groups": Said("Staff groups whose terms are aligned"),
    "belonging.place_based_careers": Said("Careers tied to the place"),
    "belonging.flexible_careers": Said("Varied and flexible careers"),
    "belonging.local_recruitment": Said("Seek out local people for entry posts"),
    "belonging.staff_groups": Said("Staff groups it is meant for"),
    "belonging.spend_per_head_gbp": Said(
        "Spending for each person", unit="GBP a year", most=300, parameter="belonging.full_spend_gbp"
    ),
    "integrated_roles.roles": Said("Whose work is done by whom"),
    "integrated_roles.roles.work_of": Said("Work of"),
    "integrated_roles.roles.done_by": Said("Done by"),
    "integrated_roles.roles.share": Said("Share of the work"),
    "integrated_roles.roles.at": Said("Where the work is"),
    "integrated_roles.roles.based_at": Said("Whose staff do it", "Staff of the same organisation, or of the nearest"),
    "integrated_roles.training_months": Said("Training first", most=24, parameter="integrated_roles.training_months"),
    "partnership.shared_goals": Said("Goals written and reviewed together"),
    "partnership.relationship_building": Said("Visits, shadowing and joint events"),
    "partnership.joint_board": Said("A joint board with delegated decisions"),
    "partnership.transparency": Said("Open books", "Open books on vacancies, money and who released whom"),
    "partnership.coordinator_fte": Said("Coordinators for all parties together", most=10),
    "passport.recognises": Said("What need not be done again"),
    "released_time.staff_groups": Said("Staff groups whose hours come back"),
    "released_time.hours_share": Said("Share of their hours that comes back", step=0.5),
    "released_time.ramp_months": Said("Until all of it comes back", most=36),
    "released_time.set_up_per_head_gbp": Said(
        "Setting up, for each person", most=1000, step=10, parameter="released_time.set_up_gbp"
    ),
    "released_time.running_per_head_gbp": Said(
        "Running, for each person", unit="GBP a month", most=100, step=1, parameter="released_time.running_gbp"
    ),
    "released_time.recruiting_tools": Said("Recruiting tools"),
    "released_time.recruiting_tools.enabled": Said("Recruiting tools are in use"),
    "released_time.recruiting_tools.time_to_hire_share": Said(
        "Time to hire falls by", parameter="released_time.time_to_hire_share"
    ),
    "rotation.staff_groups": Said("Staff groups that rotate"),
    "rotation.bands": Said("Bands that rotate", "Agenda for Change bands"),
    "rotation.places": Said("Places", "People on rotation at any time, at most", "people", 1, 200),
    "rotation.months": Said("Length of one placement", unit="months", most=24),
    "rotation.placements": Said("Placements before home", "One after another; only a ring has a further party", most=6),
    "rotation.pattern": Said("Who goes where"),
    "rotation.hub": Said("The hub", "The party that exchanges with each of the others", organisation=True),
    "rotation.backfill": Said("Who covers for those who are away", "Whether the parties exchange staff"),
    "rotation.voluntary": Said("Only those who say yes", "Otherwise everybody who is asked goes"),
    "rotation.newly_qualified": Said("Only the newly qualified", "People new in post at entry band"),
    "rotation.right_of_return": Said("Right of return", "The employer keeps the post; otherwise people may stay"),
    "shared_bank.max_travel_minutes": Said("Longest journey between two parties", most=120),
    "shared_bank.staff_groups": Said("Staff groups that take part"),
    "shared_bank.fee_share": Said(
        "Administration fee of the home employer", step=0.5, most=20, parameter="shared_bank.fee_share"
    ),
    "shared_bank.agency_cap_share": Said(
        "Most of the pay bill spent on agencies", step=0.1, parameter="cover.agency_cap_share"
    ),
    "training.shared_placements": Said("Students placed at any party"),
    "training.apprenticeships_per_year": Said("Apprentices who start", most=200),
    "training.pathways": Said("Apprenticeships"),
    "training.intake_months": Said("Months in which they start"),
    "training.backfill": Said("Bank cover for hours of learning"),
    "training.blocks": Said("Blocks of work in the other part of health and care"),
    "training.preceptorship": Said("A preceptor in the first year"),
    "training.shared_learning": Said("Professions learn together"),
}
"""What is said of the fields of the clauses that come with icsim, by clause and key."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_OPTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "rotation.pattern": (
        ("ring", "Ring: everybody goes on to the next party"),
        ("pair", "Pairs: neighbours in the list exchange"),
        ("hub", "Hub: one party exchanges with each of the others"),
    ),
    "rotation.backfill": (
        ("swap", "Swap: as many come as go"),
        ("capacity", "Capacity: released when the employer's own work allows"),
    ),
    "rotation.bands": (
        ("0", "No band: other contracts"),
        *((str(int(band)), band.label) for band in Band if band != Band.none),
    ),
    "training.intake_months": tuple((str(n), name) for n, name in enumerate(_MONTHS, 1)),
}
"""Options whose words say too little."""
_CODES: tuple[type[Code], ...] = (StaffGroup, Sector, Programme)


def options_of(way: str, schema: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Words that a field may have, each with its label.

    Parameters
    ----------
    way
        Clause and key.
    schema
        JSON Schema of one word, or of one number of a list.
    """
    if way in _OPTIONS:
        return _OPTIONS[way]
    if "enum" not in schema:
        return tuple((str(n), str(n)) for n in range(schema.get("minimum", 0), schema.get("maximum", 20) + 1))
    return tuple((word, word_label(word)) for word in map(str, schema["enum"]))


def word_label(word: str) -> str:
    """What people call a staff group, a sector, an apprenticeship or an item of a passport."""
    for codes in _CODES:
        if word in codes.__members__:
            return codes[word].label
    label = Item[word].label if word in Item.__members__ else word.replace("_", " ")
    return label[0].upper() + label[1:]
