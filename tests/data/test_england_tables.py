"""The committed England tables: complete, consistent, and as published where they say so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.source_data import source_folder

from icsim.codes import QUALIFIES_AS, Basis, Programme, Sector, StaffGroup

SYSTEMS = Path(__file__).parents[2] / "configs" / "systems"
FOLDER = SYSTEMS / "england"
TABLES = ("systems", "organisations", "staff", "places", "edges", "shares", "programmes", "outlines")
TRUST_SECTORS = ("acute", "mental_health", "community", "ambulance")

NO_MENTAL_HEALTH_TRUST = {"QGH", "QSL"}  # R1A and RH5, listed as community and acute, provide it
NO_UNIVERSITY = {"QNQ", "QOX", "QSL"}
COMMUNITY_TRUSTS_IN = {
    "QGH", "QHL", "QJ2", "QJM", "QKS", "QM7", "QMM", "QNX", "QOC", "QRV", "QUE", "QWO", "QYG",
}  # fmt: skip

TRUST_HEADS = {
    "nurse": 420_958,
    "midwife": 32_293,
    "doctor_senior": 83_812,
    "ahp_scientific": 210_577,
    "paramedic": 24_753,
    "other": 111_042 + 84_010 + 23_288 + 11_570 + 250,
}
"""Heads of trusts at the end of October 2025, as published by staff group."""


def read(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def organisations() -> pd.DataFrame:
    return read("organisations")


@pytest.fixture(scope="module")
def staff(organisations: pd.DataFrame) -> pd.DataFrame:
    rows = pd.read_csv(FOLDER / "staff.csv")
    return rows.merge(organisations[["code", "sector", "system"]], left_on="organisation", right_on="code", how="left")


@pytest.fixture(scope="module")
def trust_staff(staff: pd.DataFrame) -> pd.DataFrame:
    return staff[staff["sector"].isin(TRUST_SECTORS)]


def serving(organisations: pd.DataFrame) -> pd.DataFrame:
    """Each organisation with every system it serves."""
    shares = read("shares").rename(columns={"organisation": "code"})
    alone = organisations[~organisations["code"].isin(shares["code"])][["code", "system"]].assign(share=1.0)
    return pd.concat([alone, shares]).merge(organisations[["code", "sector"]], on="code")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("systems", "code slug name region population"),
        ("organisations", "code name sector system place lat lon providers basis source"),
        (
            "staff",
            """organisation staff_group heads fte establishment_fte leavers_per_month joiners_per_month
            basis source""",
        ),
        ("places", "code name system lat lon population basis source"),
        ("edges", "a b kind weight"),
        ("shares", "organisation system share"),
        ("programmes", "university programme intake_month length_months places basis source"),
    ],
)
def test_columns(table: str, columns: str) -> None:
    assert list(read(table).columns) == columns.split()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("systems", ["code"]),
        ("systems", ["slug"]),
        ("organisations", ["code"]),
        ("staff", ["organisation", "staff_group"]),
        ("places", ["code"]),
        ("edges", ["a", "b"]),
        ("shares", ["organisation", "system"]),
        ("programmes", ["university", "programme"]),
    ],
)
def test_no_duplicate_keys_and_sorted(table: str, key: list[str]) -> None:
    keys = [tuple(row) for row in read(table)[key].astype(str).to_numpy()]
    assert len(keys) == len(set(keys))
    if key != ["slug"]:
        assert keys == sorted(keys)


@pytest.mark.parametrize("table", TABLES)
def test_files_are_modest(table: str) -> None:
    assert (FOLDER / f"{table}.csv").stat().st_size < 2_500_000


def test_every_word_is_in_the_code_lists(organisations: pd.DataFrame, staff: pd.DataFrame) -> None:
    assert set(organisations["sector"]) == set(Sector.words())
    assert set(staff["staff_group"]) == set(StaffGroup.words())
    assert set(organisations["basis"]) | set(staff["basis"]) | set(read("places")["basis"]) == set(Basis.words())
    assert set(read("edges")["kind"]) <= {"shared_catchment", "agreement", "other"}


def test_every_reference_exists(organisations: pd.DataFrame, staff: pd.DataFrame) -> None:
    codes, systems, places = set(organisations["code"]), set(read("systems")["code"]), read("places")
    assert set(staff["organisation"]) <= codes
    assert set(organisations["system"]) == systems == set(places["system"])
    place_system = dict(zip(places["code"], places["system"], strict=True))
    assert list(organisations["place"].map(place_system)) == list(organisations["system"])
    edges, shares = read("edges"), read("shares")
    assert set(edges["a"]) | set(edges["b"]) <= codes
    assert set(shares["organisation"]) <= codes
    universities = set(organisations.loc[organisations["sector"] == "university", "code"])
    assert set(read("programmes")["university"]) <= universities
    assert set(shares["system"]) <= systems


def test_every_source_is_explained(organisations: pd.DataFrame, staff: pd.DataFrame) -> None:
    explained = set(re.findall(r"`([a-z0-9-]+)`", (FOLDER / "SOURCES.md").read_text(encoding="utf-8")))
    sources = pd.concat(
        [organisations["source"], staff["source"], read("places")["source"], read("programmes")["source"]]
    )
    assert sources.str.len().min() > 0
    assert set(sources.str.split(";").explode()) <= explained


def test_size_of_england(organisations: pd.DataFrame, staff: pd.DataFrame) -> None:
    assert len(read("systems")) == 42
    assert len(read("places")) == 307
    count = organisations["sector"].value_counts()
    assert count[list(TRUST_SECTORS)].to_dict() == {
        "acute": 134,
        "mental_health": 47,
        "community": 14,
        "ambulance": 10,
    }
    assert organisations["code"].str.startswith("U").sum() - organisations["code"].str.startswith("UNI-").sum() == 1298
    assert count["local_authority"] == 153
    assert count["university"] == 72
    assert count["voluntary"] == 42
    assert staff["heads"].sum() == pytest.approx(3_200_000, rel=0.02)  # about 3.2 million people


def test_staff_rows_are_possible(staff: pd.DataFrame) -> None:
    assert staff["heads"].min() > 0
    assert (staff["fte"] > 0).all()
    assert (staff["fte"] <= staff["heads"]).all()
    assert not (staff["leavers_per_month"] < 0).any()
    assert not (staff["joiners_per_month"] < 0).any()
    assert not (staff["leavers_per_month"] > staff["heads"] + 1).any()


@pytest.mark.parametrize("table", ["organisations", "places"])
def test_positions_lie_in_england(table: str) -> None:
    rows = read(table)
    assert rows["lat"].between(49.8, 55.9).all()
    assert rows["lon"].between(-6.5, 1.9).all()


def test_population_sums_to_each_system() -> None:
    systems = read("systems").set_index("code")["population"]
    places = read("places").groupby("system")["population"].sum()
    assert (places == systems.sort_index()).all()
    assert systems.sum() == 57_106_398
    assert read("places")["population"].min() > 0


@pytest.mark.parametrize(("group", "heads"), TRUST_HEADS.items())
def test_published_groups_keep_their_england_total(trust_staff: pd.DataFrame, group: str, heads: int) -> None:
    rows = trust_staff[trust_staff["staff_group"] == group]
    assert rows["heads"].sum() == heads
    assert set(rows["basis"]) == {"published"}


def test_clinical_support_and_nursing_associates_keep_their_total(trust_staff: pd.DataFrame) -> None:
    rows = trust_staff[trust_staff["staff_group"].isin(["clinical_support", "nursing_associate"])]
    assert rows["heads"].sum() == 344_866 + 101_739 + 29_014
    assert set(rows.loc[rows["staff_group"] == "nursing_associate", "basis"]) == {"estimated"}


def test_resident_doctors_work_in_acute_and_mental_health_trusts(staff: pd.DataFrame) -> None:
    residents = staff[staff["staff_group"] == "doctor_resident"]
    assert residents["heads"].sum() == 75_000
    assert set(residents["sector"]) == {"acute", "mental_health"}


def test_gloucestershire_hospitals_nurses(staff: pd.DataFrame) -> None:
    row = staff[(staff["organisation"] == "RTE") & (staff["staff_group"] == "nurse")].iloc[0]
    assert (row["heads"], row["fte"], row["leavers_per_month"], row["joiners_per_month"]) == (
        2545,
        2244.1,
        9,
        19,
    )
    assert row["basis"] == "published"


def test_gloucestershire_council_has_its_published_total(staff: pd.DataFrame) -> None:
    rows = staff[staff["organisation"] == "LA-E10000013"]
    assert rows["heads"].sum() == 1131
    assert rows["fte"].sum() == pytest.approx(1010, abs=0.5)


@pytest.mark.parametrize("trust", ["RM1", "RGP"])
def test_team_transfers_leave_no_rates(staff: pd.DataFrame, trust: str) -> None:
    rows = staff[staff["organisation"] == trust]
    assert rows[["leavers_per_month", "joiners_per_month"]].isna().all(axis=None)
    published = rows[rows["staff_group"] != "doctor_resident"]
    assert published["source"].str.contains("team-transfer").all()


def test_a_split_group_keeps_the_published_rate(staff: pd.DataFrame) -> None:
    # RTE: 2,021 + 671 heads, 23 + 14 leavers, published as support to clinical and to scientific staff.
    rows = staff[
        (staff["organisation"] == "RTE") & staff["staff_group"].isin(["clinical_support", "nursing_associate"])
    ]
    assert rows["heads"].sum() == 2692
    assert rows["leavers_per_month"].sum() == pytest.approx(37)
    assert list(rows["leavers_per_month"] / rows["heads"]) == pytest.approx([37 / 2692] * 2, rel=1e-3)


def test_national_totals_outside_trusts(staff: pd.DataFrame) -> None:
    by_sector = staff.groupby("sector")[["heads", "fte"]].sum()
    assert by_sector.loc["local_authority", "heads"] == 109_600
    assert by_sector.loc["local_authority", "fte"] == pytest.approx(92_400, rel=0.002)
    assert by_sector.loc["social_care", "heads"] == pytest.approx(0.79 * 1_600_000, rel=0.001)
    care_nurses = staff[(staff["sector"] == "social_care") & (staff["staff_group"] == "nurse")]
    assert care_nurses["heads"].sum() == pytest.approx(34_000, rel=0.001)
    assert set(care_nurses["organisation"].str[:3]) == {"RC-"}
    assert staff.loc[staff["staff_group"] == "gp", "fte"].sum() == pytest.approx(28_250, rel=0.005)
    assert by_sector.loc["primary_care", "fte"] == pytest.approx(2.37 * 63_790, rel=0.01)


def test_students_of_england_start_as_published_planned_or_assumed() -> None:
    starts = read("programmes").groupby("programme")["places"].sum()
    nursing = starts[["adult_nursing", "child_nursing", "mental_health_nursing", "learning_disability_nursing"]]
    assert nursing.sum() == 18_300
    assert list(nursing / 18_300) == pytest.approx([0.66, 0.13, 0.17, 0.04], abs=0.001)
    assert starts["midwifery"] == round(4_140 * 57_106_398 / 67_600_000)
    assert starts["medicine"] == round(7_500 * 0.7)
    assert starts[["allied_health", "paramedic_science", "social_work"]].to_list() == [13_000, 1_500, 2_000]
    assert set(starts.index) == set(Programme.words())
    assert set(read("programmes")["basis"]) == {"estimated"}


def test_the_totals_and_universities_of_each_programme_are_on_the_page() -> None:
    written = re.findall(r"\| (\w+) \| ([\d,]+) \| (\d+) \| `students", (FOLDER / "SOURCES.md").read_text("utf-8"))
    counted = read("programmes").groupby("programme")["places"].agg(["sum", "size"])
    assert {name: (int(total.replace(",", "")), int(size)) for name, total, size in written} == {
        name: (row["sum"], row["size"]) for name, row in counted.iterrows()
    }


def test_every_university_trains_adult_nurses_and_many_do_more(organisations: pd.DataFrame) -> None:
    programmes = read("programmes")
    universities = set(organisations.loc[organisations["sector"] == "university", "code"])
    assert set(programmes.loc[programmes["programme"] == "adult_nursing", "university"]) == universities
    assert set(programmes["university"]) == universities
    each = programmes.groupby("university").size()
    assert each.between(3, len(Programme)).all()
    assert each.median() == pytest.approx(8, abs=1)
    assert programmes["places"].between(10, 400).all()


def test_places_follow_the_people_of_a_system(organisations: pd.DataFrame) -> None:
    system = organisations.set_index("code")["system"]
    programmes = read("programmes")
    nursing = programmes[programmes["programme"] == "adult_nursing"]
    places = nursing.groupby(nursing["university"].map(system))["places"].sum()
    people = read("systems").set_index("code")["population"][places.index]
    each = places / people * 57_106_398 / 12_078
    assert each.between(0.7, 1.6).all()  # a university more or less makes a difference, but not twofold


def test_students_qualify_when_newly_qualified_staff_begin() -> None:
    programmes = read("programmes")
    months = (programmes["intake_month"] + programmes["length_months"] - 1) % 12 + 1
    assert set(months[programmes["programme"] != "medicine"]) == {9}
    assert set(months[programmes["programme"] == "medicine"]) == {8}  # residents change posts in August


def test_fewer_qualify_than_organisations_take_on(staff: pd.DataFrame) -> None:
    # A published month's joiners, moves included, of organisations that have them; so many start, not all qualify.
    taken_on = staff.groupby("staff_group")["joiners_per_month"].sum() * 12
    programmes = read("programmes")
    group = programmes["programme"].map({p.name: QUALIFIES_AS[p].name for p in Programme})
    starting = programmes.groupby(group)["places"].sum()
    for name in ("nurse", "midwife", "ahp_scientific", "paramedic", "nursing_associate"):
        assert starting[name] < 0.9 * taken_on[name], name


def test_shares_sum_to_one() -> None:
    shares = read("shares")
    assert shares["share"].between(0, 1, inclusive="right").all()
    assert list(shares.groupby("organisation")["share"].sum()) == pytest.approx(
        [1.0] * shares["organisation"].nunique()
    )


def test_every_system_has_its_sectors(organisations: pd.DataFrame) -> None:
    found = serving(organisations).groupby("system")["sector"].agg(set)
    everywhere = {"acute", "ambulance", "primary_care", "social_care", "local_authority", "voluntary"}
    for system, sectors in found.items():
        expected = set(everywhere)
        expected |= set() if system in NO_MENTAL_HEALTH_TRUST else {"mental_health"}
        expected |= set() if system in NO_UNIVERSITY else {"university"}
        expected |= {"community"} if system in COMMUNITY_TRUSTS_IN else set()
        assert sectors == expected, system


def test_edges_are_undirected_and_weighted() -> None:
    edges = read("edges")
    assert (edges["a"] < edges["b"]).all()
    assert edges["weight"].between(0, 1, inclusive="right").all()
    assert len(edges) < 15_000


def test_every_employer_has_a_partner_in_reach(organisations: pd.DataFrame) -> None:
    edges = read("edges")
    assert set(organisations["code"]) == set(edges["a"]) | set(edges["b"])


def test_the_derivation_reproduces_the_tables(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "derive.py"), str(source_folder()), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([*(f"{table}.csv" for table in TABLES), "system.yaml"])
    for name in names:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
