"""What universities teach, how organisations are led and how far systems have come: from tables to a system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.worlds import world

from icsim.codes import APPRENTICESHIPS, QUALIFIES_AS, Leadership, Maturity, Programme, StaffGroup
from icsim.config.tables import read_system
from icsim.errors import InputError
from icsim.system import Course, System, join_systems

Complaints = Callable[..., list[str]]

NURSING = Course("U4", Programme.adult_nursing, 9, 36, 41)
MIDWIFERY = Course("U4", Programme.midwifery, 9, 36, 7)


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8", newline="")


def system(folder: Path, code: str | None = None) -> System:
    return System.from_tables(read_system(folder, code))


def led(folder: Path, **styles: str) -> dict[str, Leadership]:
    """Leadership by organisation, with a column of these styles put behind the others."""
    header, *rows = (folder / "organisations.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header},leadership", *(f"{row},{styles.get(row[:2], '')}" for row in rows)]
    (folder / "organisations.csv").write_text("\n".join(lines), encoding="utf-8")
    return {o.code: o.leadership for o in system(folder).organisations}


def stages(found: System) -> dict[str, Maturity]:
    return dict(zip(found.systems, map(Maturity, found.maturity.tolist()), strict=True))


def test_every_programme_leads_to_a_staff_group() -> None:
    assert list(QUALIFIES_AS) == list(Programme)
    assert QUALIFIES_AS[Programme.nursing_associate_apprenticeship] is StaffGroup.nursing_associate
    assert {programme.name for programme in APPRENTICESHIPS} == {p for p in Programme.words() if "apprentice" in p}


def test_programmes_are_courses_in_order_of_university_and_programme(folder: Path) -> None:
    assert system(folder).programmes == (NURSING, MIDWIFERY)


def test_two_intakes_a_year_are_two_courses(folder: Path) -> None:
    rewrite(folder, "programmes.csv", "U4,midwifery,9,", "U4,adult_nursing,2,")
    assert system(folder).programmes == (replace(NURSING, intake_month=2, places=7), NURSING)


def test_a_system_without_the_table_teaches_nothing(folder: Path) -> None:
    (folder / "programmes.csv").unlink()
    assert system(folder).programmes == ()


def test_each_system_has_the_programmes_of_its_own_universities(folder: Path) -> None:
    assert system(folder, "S1").programmes == (NURSING, MIDWIFERY)
    assert system(folder, "S2").programmes == ()


def test_a_university_of_two_systems_trains_for_each_at_its_share(folder: Path) -> None:
    rewrite(folder, "shares.csv", "C3,S1,0.3", "U4,S1,0.5\nU4,S2,0.5\nC3,S1,0.3")
    assert [course.places for course in system(folder, "S2").programmes] == [21, 4]  # of 41 and 7, halves up
    assert [course.places for course in system(folder).programmes] == [41, 7]


def test_places_for_students_are_part_of_the_digest(folder: Path) -> None:
    before = read_system(folder).digest
    rewrite(folder, "programmes.csv", ",41", ",42")
    assert read_system(folder).digest != before


def test_a_fault_in_another_system_is_found_when_one_is_read(folder: Path, complaints: Complaints) -> None:
    rewrite(folder, "programmes.csv", "U4,midwifery", "U44,midwifery")
    fault = "cwm/programmes.csv:2:1: university: 'U44' is not in organisations.csv (did you mean U4?)"
    assert complaints(read_system, folder, "S2") == [fault]


def test_each_wrong_university_is_named_with_the_line(folder: Path, complaints: Complaints) -> None:
    rewrite(folder, "programmes.csv", "U4,", "B2,")
    assert complaints(read_system, folder) == [
        "cwm/programmes.csv:2:1: university: 'B2' is no university but of sector primary_care",
        "cwm/programmes.csv:3:1: university: 'B2' is no university but of sector primary_care",
    ]


def test_a_misnamed_table_is_not_passed_over(folder: Path, complaints: Complaints) -> None:
    (folder / "programmes.csv").rename(folder / "programs.csv")
    assert complaints(read_system, folder) == [
        "cwm/programs.csv: is no table of a system (did you mean programmes.csv?)"
    ]


def test_leadership_is_transactional_where_nothing_is_said(folder: Path) -> None:
    assert {o.leadership for o in system(folder).organisations} == {Leadership.transactional}
    found = led(folder, A1="transformational", C3="maintaining")
    assert found == {
        "A1": Leadership.transformational,
        "B2": Leadership.transactional,
        "C3": Leadership.maintaining,
        "U4": Leadership.transactional,
    }


def test_a_style_of_leadership_that_is_none_is_refused(folder: Path, complaints: Complaints) -> None:
    with pytest.raises(InputError, match=r"organisations\.csv:3:44: leadership: 'transforming' is not allowed; use "):
        led(folder, B2="transforming")


def test_systems_are_developing_where_nothing_is_said(folder: Path) -> None:
    assert stages(system(folder)) == {"S1": Maturity.developing, "S2": Maturity.developing}


def test_the_folder_says_how_far_all_its_systems_have_come(folder: Path) -> None:
    rewrite(folder, "system.yaml", "code: CWM", "code: CWM\nmaturity: maturing")
    assert stages(system(folder)) == {"S1": Maturity.maturing, "S2": Maturity.maturing}
    assert stages(system(folder, "S2")) == {"S2": Maturity.maturing}
    (folder / "systems.csv").unlink()
    assert stages(system(folder, "S2")) == {"S2": Maturity.maturing}


def test_a_system_that_says_so_itself_differs_from_its_folder(folder: Path) -> None:
    rewrite(folder, "system.yaml", "code: CWM", "code: CWM\nmaturity: maturing")
    (folder / "systems.csv").write_text(
        "code,slug,name,population,maturity\nS1,cwm,Cwm,900,\nS2,dyffryn,Dyffryn,700,emerging\n"
    )
    assert stages(system(folder)) == {"S1": Maturity.maturing, "S2": Maturity.emerging}
    assert stages(system(folder, "S1")) == {"S1": Maturity.maturing}
    assert stages(system(folder, "S2")) == {"S2": Maturity.emerging}


def taught(code: str, courses: tuple[Course, ...], maturity: Maturity) -> System:
    """A system with one trust and one university."""
    sectors = {f"{code}-T": "acute", f"{code}-U": "university"}
    staff = {f"{code}-T": {"nurse": {"heads": 3}}, f"{code}-U": {}}
    return replace(world(staff, sectors, system=code), programmes=courses, maturity=np.array([maturity]))


def test_systems_side_by_side_keep_their_programmes_and_maturity() -> None:
    east = taught("E", (replace(NURSING, university="E-U"),), Maturity.thriving)
    west = taught("W", (replace(NURSING, university="W-U"), replace(MIDWIFERY, university="W-U")), Maturity.emerging)
    both = join_systems(west, replace(east, places=()))
    assert both.programmes == east.programmes + west.programmes
    assert stages(both) == {"E": Maturity.thriving, "W": Maturity.emerging}


def test_two_parts_of_one_system_are_as_far_as_the_slower() -> None:
    part = taught("E", (), Maturity.thriving)
    rest = replace(world({"X": {"nurse": {"heads": 1}}}, system="E"), maturity=np.array([Maturity.emerging]))
    assert stages(join_systems(part, rest)) == stages(join_systems(rest, part)) == {"E": Maturity.emerging}


def test_a_programme_of_no_university_is_refused() -> None:
    with pytest.raises(InputError, match=r"^System E: E-T: has programmes but is no university of the system$"):
        taught("E", (replace(NURSING, university="E-T"),), Maturity.emerging)


def test_a_maturity_for_each_system_or_one_for_all() -> None:
    three = [replace(o, system=name) for o, name in zip(world().organisations, "XYZ", strict=True)]
    spread = replace(world(), organisations=tuple(three), maturity=np.array([Maturity.thriving]))
    assert spread.maturity.tolist() == [Maturity.thriving] * 3
    with pytest.raises(ValueError, match="2 maturities for 3 integrated care systems"):
        replace(spread, maturity=np.array([0, 1]))
