# ruff: noqa: E501 (the expected lines are kept whole)
"""A system folder: every fault of its tables, one system out of several, and the digest."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from icsim.codes import Basis, Programme, Sector, StaffGroup
from icsim.config.tables import read_system

OPTIONAL = ("places.csv", "edges.csv", "shares.csv", "systems.csv", "programmes.csv")
"""Tables that a folder may do without."""


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_good_folder_is_read_in_a_fixed_order(folder):
    tables = read_system(folder)
    assert tables.file.system == "Cwm Ŵyn 🏥"
    assert [row.code for row in tables.organisations] == ["A1", "B2", "C3", "U4"]
    assert tables.organisations[0].name == 'Ysbyty Ŵyn, "Cwm"'
    assert tables.organisations[0].sector is Sector.acute
    assert (tables.organisations[0].providers, tables.organisations[0].basis) == (1, None)
    assert [(row.organisation, row.staff_group, row.heads, row.fte) for row in tables.staff] == [
        ("A1", StaffGroup.nurse, 50, 44.25),
        ("B2", StaffGroup.gp, 5, 3.5),
        ("C3", StaffGroup.paramedic, 25, 24.9),
    ]
    assert tables.staff[1].establishment_fte is None
    assert [(row.a, row.b, row.weight) for row in tables.edges] == [("A1", "B2", 0.4), ("A1", "C3", 0.001)]
    assert [
        (row.university, row.programme, row.intake_month, row.length_months, row.places) for row in tables.programmes
    ] == [("U4", Programme.adult_nursing, 9, 36, 41), ("U4", Programme.midwifery, 9, 36, 7)]


def test_one_system_holds_its_share_of_what_serves_several(folder):
    tables = read_system(folder, "S1")
    assert (tables.file.system, tables.file.code, tables.file.slug) == ("Cwm", "S1", "cwm")
    assert [(row.code, row.place) for row in tables.organisations] == [
        ("A1", "P1"),
        ("B2", "P1"),
        ("C3", None),
        ("U4", "P1"),
    ]
    assert {row.system for row in tables.organisations} == {"S1"}
    assert (tables.organisations[2].lat, tables.organisations[2].lon) == (52.0, -2.0)  # Cwm, the only place
    part = tables.staff[2]
    assert (part.heads, part.fte, part.establishment_fte) == (8, 7.47, 9.0)  # 7.5 people are 8
    assert (part.leavers_per_month, part.joiners_per_month) == (0.6, 0.9)
    assert tables.staff[0] == read_system(folder).staff[0]
    assert [row.code for row in tables.places] == ["P1"]
    assert [(row.organisation, row.system, row.share) for row in tables.shares] == [("C3", "S1", 0.3)]
    home = read_system(folder, "S2")
    assert [(row.organisation, row.heads) for row in home.staff] == [("C3", 18)]
    assert home.edges == ()
    assert (len(tables.programmes), home.programmes) == (2, ())  # the university is all in S1
    assert len({tables.digest, home.digest, read_system(folder).digest}) == 3


def test_what_another_system_lends_stands_at_the_centre_of_this_one(folder):
    rewrite(folder, "places.csv", "P2,", "P3,Cwm Isaf,S1,52.4,-2.1,300\nP2,")
    (borrowed,) = [row for row in read_system(folder, "S1").organisations if row.code == "C3"]
    assert (borrowed.system, borrowed.place, borrowed.lat, borrowed.lon) == ("S1", None, 52.1, -2.025)
    rewrite(folder, "places.csv", "900", "0")
    rewrite(folder, "places.csv", "300", "0")
    (borrowed,) = [row for row in read_system(folder, "S1").organisations if row.code == "C3"]
    assert (borrowed.lat, borrowed.lon) == (52.2, -2.05)
    (home,) = [row for row in read_system(folder, "S2").organisations if row.code == "C3"]
    assert (home.system, home.place, home.lat, home.lon) == ("S2", "P2", 52.2, -2.2)


def test_without_places_what_is_lent_keeps_its_coordinates(folder):
    (folder / "places.csv").unlink()
    rewrite(folder, "organisations.csv", ",P1,52.0", ",,52.0")
    rewrite(folder, "organisations.csv", ",P1,52.1", ",,52.1")
    rewrite(folder, "organisations.csv", ",P2,", ",,")
    (borrowed,) = [row for row in read_system(folder, "S1").organisations if row.code == "C3"]
    assert (borrowed.system, borrowed.lat, borrowed.lon) == ("S1", 52.2, -2.2)


def test_codes_with_the_same_identity_are_refused(folder, complaints):
    for name in ("organisations.csv", "staff.csv", "edges.csv"):
        for old, new in (("A1,", "T35735,"), ("B2,", "T79106,")):
            path = folder / name
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="")
    assert complaints(read_system, folder) == [
        "cwm/organisations.csv:3:1: code: 'T79106' has the same 32-bit identity as 'T35735'; give one of them another code"
    ]


def test_fte_never_exceeds_the_heads_that_are_held(folder):
    rewrite(folder, "staff.csv", "C3,paramedic,25,24.9", "C3,paramedic,1,0.9")
    assert (read_system(folder, "S1").staff[2].heads, read_system(folder, "S1").staff[2].fte) == (0, 0.0)


def test_rows_in_any_order_are_the_same_system(folder):
    before = read_system(folder)
    for path in folder.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(path.name).shuffle(rows)
        path.write_text("\r\n".join(["\ufeff" + header, *reversed(rows), "", ",,,"]), encoding="utf-8", newline="")
    rewrite(folder, "edges.csv", "B2,A1,shared_catchment,0.4", "A1, B2 ,shared_catchment,0.40")
    assert read_system(folder) == before
    rewrite(folder, "staff.csv", "44.25", "44.26")
    assert read_system(folder).digest != before.digest


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("organisations.csv", "acute", "acutee", "organisations.csv:2:26: sector: 'acutee' is not allowed; use acute, mental_health, community, ambulance, primary_care, social_care, local_authority, voluntary or university (did you mean acute?)"),
        ("systems.csv", "S2", "S1", "organisations.csv:4:24: system: 'S2' is not in systems.csv|places.csv:3:12: system: 'S2' is not in systems.csv|shares.csv:3:4: system: 'S2' is not in systems.csv|systems.csv:3:1: code: S1 is given twice (first on line 2)"),
        ("places.csv", "P2", "P 2", "organisations.csv:4:27: place: 'P2' is not in places.csv (did you mean P 2?)|places.csv:3:1: code: 'P 2' is no code; use letters, digits, '.', '_' and '-', no blanks"),
        ("organisations.csv", "52.0", "5.20", "organisations.csv:2:38: lat: 5.20 is out of range: must be 49.5 to 61"),
        ("organisations.csv", "-2.1", "+21", "organisations.csv:3:39: lon: +21 is out of range: must be -9 to 2.5"),
        ("organisations.csv", "P2", "P9", "organisations.csv:4:27: place: 'P9' is not in places.csv"),
        ("organisations.csv", "S2", "SS2", "organisations.csv:4:24: system: 'SS2' is not in systems.csv (did you mean S2?)"),
        ("organisations.csv", "Meddygfa 🩺", "", "organisations.csv:3:4: name: is empty; a value is needed"),
        ("organisations.csv", "Meddygfa 🩺", '"Med\ndygfa"', "organisations.csv:3:1: a cell holds a line break, or a quote is not closed"),
        ("organisations.csv", "Meddygfa", "Med\tdygfa", "organisations.csv:3:4: name: 'Med\\tdygfa 🩺' holds a tab; use blanks"),
        ("organisations.csv", "Meddygfa", "Med,dygfa", "organisations.csv:3:1: 8 cells where the header has 7; put text with a comma in double quotes"),
        ("organisations.csv", "code,name", "code,nmae", "organisations.csv:1:1: name: column is missing|organisations.csv:1:6: nmae: unknown column (did you mean name?)"),
        ("organisations.csv", "code,name", "code,code", "organisations.csv:1:1: name: column is missing|organisations.csv:1:6: code: column given twice"),
        ("organisations.csv", "name,sector,system", "name,sector,", "organisations.csv:1:18: column 4 has no name; columns are code, name, sector, system, place, lat, lon, providers, leadership, basis or source"),
        ("staff.csv", "50", "-50", "staff.csv:2:10: heads: -50 is out of range: must be 0 to 65535"),
        ("staff.csv", "50", "nan", "staff.csv:2:10: heads: must be a number, not 'nan'; leave the cell empty where it is not known"),
        ("staff.csv", "50", "1_000", "staff.csv:2:10: heads: must be a number, not '1_000' (did you mean 1000?)"),
        ("staff.csv", "50", "5.5", "staff.csv:2:10: heads: must be a whole number, not '5.5'"),
        ("staff.csv", "44.25", "inf", "staff.csv:2:13: fte: must be a number, not 'inf'"),
        ("staff.csv", "44.25", "1e999", "staff.csv:2:13: fte: 1e999 is not a finite number"),
        ("staff.csv", "44.25", "50.01", "staff.csv:2:13: fte: 50.01 is more than heads (50); a person is at most 1.0 FTE"),
        ("staff.csv", "nurse", "nurze", "staff.csv:2:4: staff_group: 'nurze' is not allowed; use nurse, midwife, doctor_senior, doctor_resident, gp, ahp_scientific, paramedic, nursing_associate, clinical_support, social_worker, care_worker or other (did you mean nurse?)"),
        ("staff.csv", "B2,gp", "A1,nurse", "staff.csv:3:4: staff_group: A1 and nurse is given twice (first on line 2)"),
        ("staff.csv", "B2", "Z9", "staff.csv:3:1: organisation: 'Z9' is not in organisations.csv"),
        ("places.csv", "P2", "P1", "organisations.csv:4:27: place: 'P2' is not in places.csv|places.csv:3:1: code: P1 is given twice (first on line 2)"),
        ("edges.csv", "B2,A1", "A1,A1", "edges.csv:2:4: b: 'A1' is a partner of itself"),
        ("edges.csv", "B2,A1", "C3,A1", "edges.csv:3:4: b: A1 with C3 is given twice (first on line 2)"),
        ("edges.csv", "0.4", "1.4", "edges.csv:2:24: weight: 1.4 is out of range: must be 0 to 1"),
        ("edges.csv", "other", "othr", "edges.csv:3:7: kind: 'othr' is not allowed; use shared_catchment, agreement or other (did you mean other?)"),
        ("shares.csv", "0.7", "0.6", "shares.csv:3:7: share: the shares of C3 add up to 0.9; they must add up to 1"),
        ("shares.csv", "S2", "S1", "shares.csv:3:4: system: C3 and S1 is given twice (first on line 2)"),
        ("systems.csv", "dyffryn", "cwm", "systems.csv:3:4: slug: cwm is given twice (first on line 2)"),
        ("programmes.csv", "U4", "U44", "programmes.csv:2:1: university: 'U44' is not in organisations.csv (did you mean U4?)"),
        ("programmes.csv", "U4", "A1", "programmes.csv:2:1: university: 'A1' is no university but of sector acute"),
        ("programmes.csv", "midwifery", "adult_nursing", "programmes.csv:3:18: intake_month: U4 and adult_nursing and 9 is given twice (first on line 2)"),
        ("programmes.csv", "midwifery", "midwivery", "programmes.csv:2:4: programme: 'midwivery' is not allowed; use adult_nursing, child_nursing, mental_health_nursing, learning_disability_nursing, midwifery, allied_health, paramedic_science, social_work, medicine, nursing_associate_apprenticeship or nurse_degree_apprenticeship (did you mean midwifery?)"),
        ("programmes.csv", ",9,", ",0,", "programmes.csv:2:14: intake_month: 0 is out of range: must be 1 to 12"),
        ("programmes.csv", ",36,", ",5,", "programmes.csv:2:16: length_months: 5 is out of range: must be 6 to 84"),
        ("programmes.csv", ",41", ",5001", "programmes.csv:3:23: places: 5001 is out of range: must be 0 to 5000"),
        ("programmes.csv", ",41", ",4.1", "programmes.csv:3:23: places: must be a whole number, not '4.1'"),
        ("programmes.csv", ",41", ",", "programmes.csv:3:23: places: is empty; a value is needed"),
        ("organisations.csv", "U4,Prifysgol Ŵyn,university", "U4,Prifysgol Ŵyn,universty", "organisations.csv:5:18: sector: 'universty' is not allowed; use acute, mental_health, community, ambulance, primary_care, social_care, local_authority, voluntary or university (did you mean university?)"),
        ("system.yaml", "code: CWM", "code: CWM\nmaturity: mature", "system.yaml:3:11: maturity: 'mature' is not allowed; use emerging, developing, maturing or thriving (did you mean maturing?)"),
        ("system.yaml", "code", "cod", "system.yaml:1:1: code: is missing|system.yaml:2:1: cod: unknown key (did you mean code?)"),
    ],
)  # fmt: skip
def test_each_fault_in_words(folder, complaints, name, old, new, line):
    rewrite(folder, name, old, new)
    expected = [f"cwm/{part}" for part in line.split("|")]
    assert complaints(read_system, folder) == expected


def test_faults_of_all_files_come_together(folder, complaints):
    rewrite(folder, "staff.csv", "50", "x")
    rewrite(folder, "places.csv", "900", "")
    rewrite(folder, "places.csv", "52.3", "x")
    (folder / "edges.csv").write_text("")
    (folder / "shares.csv").write_text("organisation;system;share\n")
    (folder / "systems.csv").write_text('code,slug\nS1,"x\n')
    (folder / "system.yaml").unlink()
    assert complaints(read_system, folder) == [
        "cwm/edges.csv: the table is empty; its first line must name the columns",
        "cwm/places.csv:3:15: lat: must be a number, not 'x'",
        "cwm/shares.csv:1:1: cells are separated by semicolons; commas are needed",
        "cwm/staff.csv:2:10: heads: must be a number, not 'x'",
        "cwm/system.yaml: no such file (did you mean systems.csv?)",
        "cwm/systems.csv:2:1: a double quote is opened and never closed",
    ]


def test_folders_that_hold_no_system(folder, complaints):
    assert complaints(read_system, Path("nowhere")) == ["nowhere: no such folder"]
    assert complaints(read_system, folder / "staff.csv") == [
        "cwm/staff.csv: is a file; the folder of a system is needed"
    ]
    assert complaints(read_system, Path()) == [
        ".: is not the folder of a system (system.yaml, organisations.csv, staff.csv)"
    ]
    assert complaints(read_system, folder, "S9") == ["cwm: no organisation is of system 'S9'"]
    (folder / "edges.csv").rename(folder / "edge.csv")
    assert complaints(read_system, folder) == ["cwm/edge.csv: is no table of a system (did you mean edges.csv?)"]


def test_only_the_first_two_tables_are_needed(folder):
    for name in OPTIONAL:
        (folder / name).unlink()
    tables = read_system(folder)
    assert (tables.places, tables.edges, tables.shares, tables.systems, tables.programmes) == ((), (), (), (), ())
    assert read_system(folder, "S2").file.system == "S2"


def test_the_smallest_systems(folder, complaints):
    for name in OPTIONAL:
        (folder / name).unlink()
    long = "🏥, " * 5_000 + "Ŵyn"
    (folder / "organisations.csv").write_text(
        f'code,name,sector,lat,lon,basis\nA1,"{long}",voluntary,52,-2,estimated\n', encoding="utf-8"
    )
    (folder / "staff.csv").write_text("organisation,staff_group,heads,fte\n")
    tables = read_system(folder)
    assert (tables.organisations[0].name, tables.organisations[0].basis, tables.staff) == (long, Basis.estimated, ())
    (folder / "organisations.csv").write_text("code,name,sector,lat,lon\n")
    assert complaints(read_system, folder) == ["cwm/organisations.csv: holds no organisation; at least one is needed"]


def test_thousands_of_faults_are_bounded(folder, complaints):
    rows = "".join(f"A1,nurze{number},x,y\n" for number in range(20_000))
    (folder / "staff.csv").write_text("organisation,staff_group,heads,fte\n" + rows)
    lines = complaints(read_system, folder)
    assert len(lines) == 51
    assert lines[-1] == "cwm/staff.csv: and 950 more problems, not listed"
    (folder / "staff.csv").write_text("organisation,staff_group,heads,fte\n" + "x\n" * 300_000)
    assert complaints(read_system, folder) == ["cwm/staff.csv: has more than 200,000 lines"]
    with (folder / "staff.csv").open("wb") as stream:
        stream.truncate(50 << 20)
    assert complaints(read_system, folder) == ["cwm/staff.csv: is too large: 50.0 MiB, at most 20.0 MiB are allowed"]
