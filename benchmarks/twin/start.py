"""Start: the people, rates and appointments of a built icsim model, as Mesa agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.twin.person import Person
from benchmarks.twin.workplace import Facts, Workplace
from icsim.codes import Sector, StaffGroup

if TYPE_CHECKING:
    from benchmarks.twin.model import Twin
    from icsim.model import ICS


def workplaces_of(twin: Twin, ics: ICS) -> list[Workplace]:
    """A workplace for each cell, in cell order."""
    posts, rates = ics.posts, ics.rates
    columns = (
        posts.organisation.tolist(),
        ics.system.system_index[posts.organisation].tolist(),
        [Sector(s) for s in posts.sector.tolist()],
        [StaffGroup(g) for g in posts.staff_group.tolist()],
        posts.providers.tolist(),
        posts.start_heads.tolist(),
        posts.funded_fte.tolist(),
        [fte / max(heads, 1) for fte, heads in zip(posts.start_fte.tolist(), posts.start_heads.tolist(), strict=True)],
        rates.leave.tolist(),
        rates.seek.tolist(),
        rates.fill_prob.tolist(),
        rates.steady_prob.tolist(),
        rates.liking.tolist(),
        ics.choice.pay_utility.tolist(),
    )
    strain, pressure = ics.state.strain.tolist(), ics.state.pressure.tolist()
    places = []
    for cell, facts in enumerate(zip(*columns, strict=True)):
        place = Workplace(twin, Facts(*facts), strain[cell])
        place.pressure = pressure[cell]
        places.append(place)
    return places


def staff_of(twin: Twin, ics: ICS, places: list[Workplace]) -> None:
    """A person for each row, and everybody who has been appointed and not started.

    Raises
    ------
    ValueError
        If the model has already run.
    """
    if ics.month:
        raise ValueError("a twin starts from a model before its first month")
    staff = ics.staff_table
    names = ("employer_cell", "home", "birth_month", "hired_month", "band", "fte", "strain", "belonging")
    pending = zip(staff.appointed_cell.tolist(), staff.start_month.tolist(), strict=True)
    for row, (cell, start_month) in zip(zip(*(staff[n].tolist() for n in names), strict=True), pending, strict=True):
        person = Person(twin, places[row[0]], *row[1:])
        if cell >= 0:
            person.accept(places[cell], start_month)
    waiting = ics.appointments.waiting
    for cell, hours, month in zip(
        waiting.cell.tolist(), waiting.fte.tolist(), waiting.start_month.tolist(), strict=True
    ):
        places[cell].appointed_fte += hours
        twin.newcomers[month].append((places[cell], hours))
