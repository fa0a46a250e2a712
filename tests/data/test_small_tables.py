"""The teaching system: eight organisations, about 600 staff, nothing left for the model to fill in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from icsim.codes import QUALIFIES_AS, Programme

FOLDER = Path(__file__).parents[2] / "configs" / "systems" / "small"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def test_eight_organisations_and_about_600_staff() -> None:
    assert len(read("organisations")) == 8
    assert read("staff")["heads"].sum() == pytest.approx(600, abs=25)
    assert set(read("staff")["organisation"]) == set(read("organisations")["code"]) - {"UNI-WEN"}


def test_every_cell_is_filled_and_marked_fictional() -> None:
    for name in ("organisations", "staff", "places", "edges", "programmes"):
        rows = read(name)
        assert not rows.isna().any(axis=None), name
        if name != "edges":
            assert set(rows["source"]) == {"fictional"}
            assert set(rows["basis"]) == {"estimated"}


def test_vacancies_are_about_eight_per_cent() -> None:
    staff = read("staff")
    assert (staff["fte"] <= staff["heads"]).all()
    assert (staff["establishment_fte"] >= staff["fte"]).all()
    assert 1 - staff["fte"].sum() / staff["establishment_fte"].sum() == pytest.approx(0.08, abs=0.005)


def test_fewer_start_to_learn_than_organisations_take_on() -> None:
    programmes, staff = read("programmes"), read("staff")
    assert set(programmes["university"]) == {"UNI-WEN"}
    assert not programmes.duplicated(["university", "programme", "intake_month"]).any()
    group = programmes["programme"].map({p.name: QUALIFIES_AS[p].name for p in Programme})
    starting = programmes.groupby(group)["places"].sum()
    taken_on = staff.groupby("staff_group")["joiners_per_month"].sum() * 12
    for name in ("nurse", "ahp_scientific", "social_worker"):
        assert starting[name] < 0.85 * taken_on[name], name
    for name in ("midwife", "nursing_associate"):  # one place is the least there can be
        assert starting[name] == 1, name


def test_keys_and_references() -> None:
    organisations, staff, places, edges = (read(n) for n in ("organisations", "staff", "places", "edges"))
    assert organisations["code"].is_unique
    assert places["code"].is_unique
    assert not staff.duplicated(["organisation", "staff_group"]).any()
    assert not edges.duplicated(["a", "b"]).any()
    assert set(organisations["place"]) == set(places["code"])
    assert set(edges["a"]) | set(edges["b"]) == set(organisations["code"])
    assert (edges["a"] < edges["b"]).all()
