"""Agreements that each integrated care system signs for itself, in a run of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.three_systems import write_three_systems
from tests.worlds import AT_ONCE, agree, quiet_model, world

from icsim.agreement import Agreement, groups_that_sign, read_agreement, sign, signed_by_each
from icsim.errors import InputError
from icsim.fit import examine
from icsim.load import load_system
from icsim.model import ICS
from icsim.months import Calendar
from icsim.system import Edge, System, join_systems

MONTHS = 15
ROTATION = {"staff_groups": ["nurse"], "places": 20, "months": 3, "pattern": "hub", "backfill": "swap"}
WHOLE = {
    "rotation": ROTATION,
    "passport": {"recognises": ["identity", "dbs"]},
    "training": {"apprenticeships_per_year": 12, "shared_learning": True, "preceptorship": True},
    "shared_bank": {"max_travel_minutes": 60},
    "aligned_terms": {"close_gap_share": 0.5},
    "partnership": {"shared_goals": True, "joint_board": True},
    "belonging": {"place_based_careers": True},
}
"""Most kinds of clause at once."""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> System:
    """Two neighbours, QXA and QXB, and QXC, far away."""
    return load_system(write_three_systems(tmp_path_factory.mktemp("tables") / "three"))


def tables(system: System, *agreements: Agreement, months: int = MONTHS) -> dict[str, pd.DataFrame]:
    model = ICS(system, agreements, rng=3, parameters=AT_ONCE)
    model.run_for(months)
    return model.results.tables


def of(system: System, codes: Iterable[str], monthly: pd.DataFrame) -> pd.DataFrame:
    """Rows of the organisations of some systems."""
    there = {o.code for o in system.organisations if o.system in codes}
    return monthly[monthly["organisation"].isin(there)].reset_index(drop=True)


@pytest.fixture(scope="module")
def today(three: System) -> pd.DataFrame:
    return tables(three)["monthly"]


@pytest.fixture(scope="module")
def by_each(three: System) -> dict[str, pd.DataFrame]:
    return tables(three, agree(signed_by="each_system", **WHOLE))


@pytest.fixture(scope="module")
def by_the_far_one(three: System) -> dict[str, pd.DataFrame]:
    return tables(three, agree(signed_by=["QXC"], **WHOLE))


def test_it_is_signed_once_in_each_system_by_the_parties_there(three: System) -> None:
    signed = sign([agree(signed_by="each_system", parties=["sector:acute", "sector:community"], **WHOLE)], three,
                  Calendar("2026-04"))  # fmt: skip
    assert len(signed) == 3 * len(WHOLE)
    assert [each.number for each in signed] == list(range(len(signed)))
    for ics in range(3):
        own = [each for each in signed if each.system == ics]
        codes = {three.organisations[party].code for each in own for party in each.parties}
        name = three.systems[ics]
        assert codes == {f"TA1-{name}", f"TC1-{name}"}
        assert len({each.identity for each in own}) == len(WHOLE)
    passports = {each.identity for each in signed if each.clause.key == "passport"}
    assert len(passports) == 1, "the luck of people is their own: it is the same whoever else signs"


def test_one_system_signs_as_it_would_together() -> None:
    system = load_system("small")
    words = {"parties": ["sector:acute", "sector:community", "sector:social_care"], **WHOLE}
    together, each = (tables(system, agree(signed_by=by, **words)) for by in ("together", "each_system"))
    assert together.keys() == each.keys()
    for name, table in together.items():
        pd.testing.assert_frame_equal(table, each[name], check_exact=True)


def test_nothing_reaches_a_system_far_away_that_does_not_sign(
    three: System, today: pd.DataFrame, by_the_far_one: dict[str, pd.DataFrame]
) -> None:
    near = ("QXA", "QXB")
    signed = by_the_far_one["monthly"]
    pd.testing.assert_frame_equal(of(three, near, signed), of(three, near, today), check_exact=True)
    assert not of(three, ["QXC"], signed).equals(of(three, ["QXC"], today))


def test_what_others_sign_changes_nothing_in_a_system_far_away(
    three: System, by_each: dict[str, pd.DataFrame], by_the_far_one: dict[str, pd.DataFrame]
) -> None:
    both = (run["monthly"] for run in (by_each, by_the_far_one))
    pd.testing.assert_frame_equal(*(of(three, ["QXC"], monthly) for monthly in both), check_exact=True)


def test_nobody_rotates_across_a_border(three: System, by_each: dict[str, pd.DataFrame]) -> None:
    flows = by_each["flows"]
    home = {o.code: o.system for o in three.organisations}
    rotations = flows[flows["reason"].isin(["rotation_out", "rotation_home"])]
    assert len(rotations)
    assert (rotations["from"].map(home).astype(str) == rotations["to"].map(home).astype(str)).all()
    assert set(rotations["from"].map(home)) == set(three.systems), "each has places of its own"


@pytest.mark.parametrize(("signed_by", "joined"), [("together", {"C", "D"}), (["X"], {"C"})])
def test_only_organisations_of_the_same_system_may_join(signed_by: str | list[str], joined: set[str]) -> None:
    """C and D know A equally well; C is of A's system, D of another."""
    edges = [Edge("A", end, "shared_catchment", 1.0) for end in "BCD"]
    system = world({code: {"nurse": {"heads": 20}} for code in "ABCD"}, edges=edges)
    apart = tuple(replace(o, system="Y" if o.code == "D" else "X") for o in system.organisations)
    written = agree(parties=["A", "B"], signed_by=signed_by, passport={"recognises": ["dbs"]})
    eager = {
        "spread.join_hazard": 0.5,
        "spread.seen_months": 3,
        "spread.trust_level": 0.0,
        "trust.level_per_weight": 0.5,
    }
    two = replace(system, organisations=apart, maturity=np.array([1, 1]))
    model = quiet_model(two, written, parameters=eager)
    model.run_for(24)
    happened = model.results.agreements
    assert set(happened.loc[happened["event"] == "joined", "organisation"]) == joined


def test_a_system_with_one_party_does_not_sign(tmp_path: Path) -> None:
    system = load_system(write_three_systems(tmp_path / "two", shrink="QXB"))
    path = tmp_path / "a.yaml"
    text = "agreement: A\nparties: [sector:acute, sector:community]\nsigned_by: each_system\n"
    path.write_text(f"{text}passport: {{recognises: [dbs]}}\n", encoding="utf-8")
    written = read_agreement(path)
    assert [system.systems[ics] for ics, _ in groups_that_sign(written.value, system)] == ["QXA", "QXC"]
    faults, warnings = examine(written, system)
    assert not faults
    assert [str(each) for each in warnings] == [
        f"{path}:2:10: parties: fewer than two organisations of QXB would sign: nothing is signed there"
    ]


def test_what_stops_one_system_is_a_warning_and_what_stops_all_a_fault(tmp_path: Path, three: System) -> None:
    def found(hub: str) -> tuple[list[str], list[str]]:
        path = tmp_path / "a.yaml"
        rotation = f"{{staff_groups: [nurse], places: 4, pattern: hub, hub: {hub}}}"
        path.write_text(f"agreement: A\nparties: all\nsigned_by: each_system\nrotation: {rotation}\n", encoding="utf-8")
        faults, warnings = examine(read_agreement(path), three)
        return [each.message for each in faults], [each.message for each in warnings]

    faults, warnings = found("TA1-QXA")
    assert not faults
    assert len(warnings) == 1
    assert warnings[0].startswith("'TA1-QXA' is not among the parties")
    assert warnings[0].endswith("(so in QXB and QXC, each for itself)")
    faults, _ = found("TX9")
    assert len(faults) == 1
    assert faults[0].startswith("'TX9' is no organisation of Three valleys")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signed_by": ["QXD"]}, "no integrated care system 'QXD' in Three valleys"),
        ({"signed_by": "each_system", "parties": ["TA1-QXA", "TA1-QXB"]}, "in no integrated care system of"),
        ({"signed_by": ["QXA"], "exits": {"TA1-QXB": "2026-09"}}, "'TA1-QXB' is not among the parties"),
    ],
)
def test_nonsense_is_refused(three: System, fields: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ICS(three, [agree(**fields, passport={"recognises": ["dbs"]})])


def test_systems_that_a_file_names_are_kept_when_each_is_asked_to_sign() -> None:
    named = agree(signed_by=["QXA"], passport={"recognises": ["dbs"]})
    plain = agree(passport={"recognises": ["dbs"]})
    assert signed_by_each(named).signed_by == ["QXA"]
    assert signed_by_each(plain).signed_by == "each_system"


def test_each_system_has_its_sums_and_its_border(three: System, by_each: dict[str, pd.DataFrame]) -> None:
    by_system, monthly = by_each["by_system"].set_index("system"), by_each["monthly"]
    assert list(by_system.index) == ["QXA", "QXB", "QXC", "all"]
    assert list(by_system["name"]) == ["Wendle Valley", "Upper Wendle", "Far Wendle", "all"]
    for code in three.systems:
        own = of(three, [code], monthly)
        assert by_system.loc[code, "leavers"] == own["leavers"].sum()
        assert by_system.loc[code, "cost_gbp"] == pytest.approx(own["cost_gbp"].sum())
        net = own["movers_in"].sum() - own["movers_out"].sum()
        assert by_system.loc[code, "border_net"] == net, "what does not cancel inside has crossed the border"
    whole = by_each["summary"].set_index("sector").loc["all"]
    assert by_system.loc["all", whole.index].tolist() == pytest.approx(whole.tolist(), abs=1e-6)
    assert by_system.loc["all", "border_net"] == 0
    assert by_system.loc["QXC", ["border_in", "border_out"]].tolist() == [0, 0], "nobody commutes three degrees"


def test_border_moves_are_the_moves_of_the_flows(three: System, by_each: dict[str, pd.DataFrame]) -> None:
    moves, flows = by_each["border_moves"], by_each["flows"]
    home = {o.code: o.system for o in three.organisations}
    ends = {end: flows[end].astype(str).map(home) for end in ("from", "to")}
    crossed = flows[(flows["reason"] == "moved") & ends["from"].notna() & (ends["from"] != ends["to"])]
    assert moves["heads"].sum() == crossed["heads"].sum() > 0
    assert set(zip(moves["from_system"], moves["to_system"], strict=True)) <= {("QXA", "QXB"), ("QXB", "QXA")}
    assert np.all(moves["heads"] > 0)


def test_one_system_has_no_tables_of_systems() -> None:
    assert not {"by_system", "border_moves"} & set(tables(world(), months=2))


def test_systems_joined_in_one_run_know_their_names() -> None:
    one, other = (world({code: {"nurse": {"heads": 9}}}, system=code) for code in ("A", "B"))
    assert [join_systems(one, other).name_of(code) for code in ("A", "B")] == ["System A", "System B"]
