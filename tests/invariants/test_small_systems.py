"""The smallest systems and the strangest names: each runs, and each table is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.determinism.same import TABLES, files
from tests.invariants.always import run_watched
from tests.worlds import AT_ONCE, THREE, agree, quiet_model, world

from icsim.config import read_system
from icsim.keys import MAX_MONTHS
from icsim.model import ICS
from icsim.people import NEVER
from icsim.system import System

SIGNED = agree(
    rotation={"staff_groups": ["nurse", "care_worker"], "places": 5, "months": 2, "pattern": "hub", "voluntary": False},
    passport={"recognises": ["dbs", "training"]},
)

PLACES = 100_000
"""Most places a rotation may offer."""


@pytest.mark.parametrize("heads", [0, 1, 30])
def test_one_organisation(heads: int) -> None:
    model = ICS(world({"A": {"nurse": {"heads": heads, "posts": heads + 2}}}))
    run_watched(model, 12)
    assert (model.results.monthly["movers_out"] == 0).all()
    assert model.results.summary["sector"].tolist() == ["acute", "all"]


def test_no_staff_at_all(tmp_path: Path) -> None:
    """Organisations without people or posts: no rows, and tables that can still be written and read."""
    model = ICS(world({"A": {}, "B": {}}), [SIGNED], parameters=AT_ONCE)
    run_watched(model, 3)
    assert model.month == 3
    assert model.results.monthly.empty
    assert model.results.flows.empty
    assert model.results.summary.empty
    assert len(files(model, tmp_path / "none")) == len(TABLES)


def test_posts_but_nobody_to_fill_them() -> None:
    """A new organisation fills its posts from outside, at the rate of others in its sector."""
    model = ICS(
        world({"A": {"nurse": {"heads": 0, "posts": 5}}, "B": {"nurse": {"heads": 0, "posts": 3}}}),
        [SIGNED],
        parameters=AT_ONCE,
    )
    run_watched(model, 24)
    heads = model.results.monthly.groupby("month", observed=True)["in_post_heads"].sum()
    assert heads.iloc[0] == 0 < heads.iloc[-1] <= 8 / 0.4


def test_nobody_works_any_hours() -> None:
    run_watched(ICS(world({"A": {"nurse": {"heads": 9, "fte": 0}}, "B": {"nurse": {"heads": 9, "fte": 0}}})), 6)


def test_no_vacancies() -> None:
    """Full organisations where nobody leaves: nobody moves either."""
    model = quiet_model()
    run_watched(model, 12)
    assert model.results.flows.empty
    assert (model.results.monthly["vacancy_fte"] == 0).all()


def test_one_month() -> None:
    model = ICS(world(), [SIGNED], parameters=AT_ONCE)
    run_watched(model, 1)
    assert model.results.monthly["month"].unique().tolist() == ["2026-04"]


def test_no_month() -> None:
    model = ICS(world())
    assert model.results.monthly.empty
    assert model.results.flows.empty
    assert model.results.summary.empty


def test_the_last_month_there_can_be() -> None:
    """Dates of joiners fit their columns to the last month a key can name; after that the model stops."""
    row = {"heads": 30, "posts": 60, "leavers": 3, "joiners": 3}
    model = ICS(world({"A": {"nurse": row}, "B": {"nurse": row}}))
    start = MAX_MONTHS - 12
    model.month = model.movements.month = start  # as if years had passed in which nothing happened
    for _ in range(12):
        model.step()
    staff = model.staff_table
    appointed = (staff.key >> np.uint64(16) & np.uint64(0x7FF)).astype(np.int64) - 1
    new = appointed >= start
    assert new.any()
    assert (appointed[new] < staff.hired_month[new]).all()
    assert (staff.birth_month[new] < staff.hired_month[new]).all()
    assert ((staff.retire_month >= model.month) & (staff.retire_month <= NEVER))[new].all()
    assert len(np.unique(staff.key)) == staff.n
    with pytest.raises(ValueError, match="a run has at most"):
        model.step()


NAMES = {
    "welsh": "Bwrdd Iechyd Prifysgol Llŷn a'r Ŵyl",
    "emoji": "🏥 Hospital 👩‍⚕️🇬🇧",
    "right to left": "מרפאה العيادة",
    "long": "Llanfair" * 1250,
    "csv": 'Smith, "Jones" & <b>Sons</b>; =1+1',
}


def written(folder: Path, name: str, code: str = "Ŵ-1") -> System:
    """A system of two organisations, read from files, one of them with a strange name and code."""
    quoted = '"' + name.replace('"', '""') + '"'
    folder.mkdir()
    tables = {
        "system.yaml": f"system: {quoted.replace('""', chr(92) + chr(34))}\ncode: T\n",
        "organisations.csv": "code,name,sector,lat,lon\n"
        f"{code},{quoted},acute,52.0,-2.0\nB,Plain,social_care,52.1,-2.0\n",
        "staff.csv": "organisation,staff_group,heads,fte\n"
        f"{code},nurse,30,26.5\n{code},clinical_support,20,16\nB,care_worker,20,15\nB,nurse,5,4\n",
    }
    for file, text in tables.items():
        (folder / file).write_text(text, encoding="utf-8")
    return System.from_tables(read_system(folder))


@pytest.mark.parametrize("kind", NAMES)
def test_strange_names(tmp_path: Path, kind: str) -> None:
    system = written(tmp_path / "system", NAMES[kind])
    assert system.name == NAMES[kind]
    assert [o.name for o in system.organisations] == ["Plain", NAMES[kind]]
    model = ICS(system, [SIGNED], parameters=AT_ONCE, trace=["Ŵ-1/nurse/0"])
    run_watched(model, 4)
    assert model.trace.table["employer"].iloc[0] == "Ŵ-1"
    kept = files(model, tmp_path / "out")
    assert kept == files(model, tmp_path / "again")
    read = pd.read_parquet(tmp_path / "out" / "monthly.parquet")
    assert set(read["organisation"]) == {"B", "Ŵ-1"}


def test_a_name_is_not_a_fate(tmp_path: Path) -> None:
    """What an organisation is called changes nothing; only its code says whose people they are."""
    histories = []
    for i, name in enumerate(NAMES.values()):
        model = ICS(written(tmp_path / str(i), name))
        model.run_for(4)
        histories.append(model.results.monthly)
    assert all(monthly.equals(histories[0]) for monthly in histories)


@pytest.mark.parametrize("pattern", ["ring", "pair", "hub"])
@pytest.mark.parametrize("backfill", ["swap", "capacity"])
def test_one_place(pattern: str, backfill: str) -> None:
    """A swap takes two people, so one place is too few for it; released people go one at a time."""
    rotation = {
        "staff_groups": ["nurse"], "places": 1, "months": 2, "pattern": pattern, "backfill": backfill,
        "voluntary": False,
    }  # fmt: skip
    model = quiet_model(world(), agree(rotation=rotation))
    run_watched(model, 6)
    out = model.results.monthly.groupby("month", observed=True)["rotating_out"].sum().to_numpy()
    assert out.max() == (1 if backfill == "capacity" else 0)


@pytest.mark.parametrize("pattern", ["ring", "pair", "hub"])
@pytest.mark.parametrize("backfill", ["swap", "capacity"])
def test_more_places_than_people(pattern: str, backfill: str) -> None:
    rotation = {
        "staff_groups": ["nurse", "clinical_support"], "places": PLACES, "months": 1, "placements": 2,
        "pattern": pattern, "backfill": backfill, "voluntary": False,
    }  # fmt: skip
    model = quiet_model(world(), agree(rotation=rotation))
    run_watched(model, 6)
    assert 0 < model.results.monthly["rotating_out"].max() <= 40


@pytest.mark.parametrize("months", [1, 6, 60])
def test_an_agreement_that_ends_before_its_placements_do(months: int) -> None:
    """In force for two months: people go in the first, and are home when it ends at the latest."""
    rotation = {"staff_groups": ["nurse"], "places": 9, "months": months, "voluntary": False}
    model = quiet_model(world(), agree(rotation=rotation, starts="2026-06", ends="2026-08"))
    run_watched(model, 12)
    away = model.results.monthly.groupby("month", observed=True)["rotating_out"].sum().to_numpy()
    assert away[:2].sum() == 0
    assert away[2] == 9  # three rounds of a ring of three
    assert (away[4:] == 0).all()


def test_an_agreement_that_ended_before_it_could_place_anybody() -> None:
    """In force, but nobody has been in post for long enough."""
    rotation = {"staff_groups": ["nurse"], "places": 10, "months": 6, "voluntary": False, "newly_qualified": True}
    staff = {code: {"nurse": {"heads": 5}} for code in "AB"}
    signed = agree(rotation=rotation, starts="2026-04", ends="2026-05")
    model = quiet_model(world(staff), signed, parameters={"rotation.settled_months": 24})
    run_watched(model, 6)
    assert model.results.flows.empty


def test_many_agreements_at_once() -> None:
    """More clauses than a byte counts."""
    rotation = {"staff_groups": ["nurse"], "places": 2, "months": 6, "voluntary": False}
    staff = {code: {"nurse": {"heads": 200}} for code in "AB"}
    model = quiet_model(world(staff), *(agree(rotation=rotation) for _ in range(140)))
    run_watched(model, 2)
    assert model.staff_table.placement.max() == 139


def test_huge_published_turnover() -> None:
    """Counts far above the staff: everybody leaves, and as many as are funded come."""
    row = {"heads": 40, "posts": 60, "leavers": 65_535, "joiners": 65_535}
    run_watched(ICS(world({"A": {"nurse": row}, "B": {"nurse": row}})), 6)


def test_the_largest_cell() -> None:
    """65,535 people of one group: keys stay apart, also from those about to start."""
    row = {"heads": 65_535, "leavers": 600, "joiners": 700, "posts": 70_000}
    model = ICS(world({"A": {"nurse": row}}))
    run_watched(model, 2)
    assert len(np.unique(model.staff_table.key)) == model.staff_table.n


def test_a_group_without_its_own_people_beside_one_with_many() -> None:
    model = ICS(world({**THREE, "D": {"paramedic": {"heads": 0, "posts": 3}}}), [SIGNED], parameters=AT_ONCE)
    run_watched(model, 6)
