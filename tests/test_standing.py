"""Standing: signed, coming into use party by party, losing parties and gaining them, ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.determinism.same import assert_same_organisations, assert_same_people, histories
from tests.worlds import agree, flows, quiet_model, world

from icsim.agreement import read_agreement, sign
from icsim.cli import main
from icsim.codes import Leadership, Maturity
from icsim.errors import InputError
from icsim.fit import dates_outside, examine
from icsim.model import ICS
from icsim.months import Calendar
from icsim.system import Edge, System, join_systems

CODES = "ABCDEF"
STAFF = {code: {"nurse": {"heads": 100}} for code in CODES}
SLOW = {
    "maturity.developing_months": 9, "maturity.developing_parties": 2, "trust.stop_level": 0.2, "trust.full_level": 0.5,
    "standing.leave_level": 0.12,
}  # fmt: skip
"""Declared values in place of those of a quiet world."""
PASSPORT = {"recognises": ["dbs"]}
SWAP = {"staff_groups": ["nurse"], "places": 60, "months": 6, "voluntary": False}


def model_of(*agreements: Any, system: System | None = None, **changes: float) -> ICS:
    return quiet_model(system or world(STAFF), *agreements, parameters=SLOW | changes)


def events(model: ICS, word: str) -> list[tuple[str, str]]:
    """Months and organisations of one kind of event."""
    table = model.results.agreements
    return list(table.loc[table["event"] == word, ["month", "organisation"]].itertuples(index=False, name=None))


def acting(model: ICS) -> list[str]:
    """Who acts, in order."""
    return [model.system.organisations[party].code for party in model.standing.lives[0].actors]


def led(system: System, style: str) -> System:
    return replace(system, organisations=tuple(replace(o, leadership=Leadership[style]) for o in system.organisations))


# Coming into use


def test_without_agreements_there_is_nothing_to_tell() -> None:
    model = model_of()
    model.run_for(3)
    assert model.results.agreements.empty
    assert list(model.results.agreements.columns) == ["agreement", "month", "organisation", "event"]


def test_signed_at_once_in_use_after_nine_months_two_parties_at_a_time() -> None:
    model = model_of(agree(passport=PASSPORT, starts="2026-05"))
    model.run_for(14)
    assert events(model, "signed") == [("2026-05", code) for code in CODES]
    assert events(model, "in_use") == [
        ("2027-02", "A"), ("2027-02", "B"), ("2027-03", "C"), ("2027-03", "D"), ("2027-04", "E"), ("2027-04", "F"),
    ]  # fmt: skip


@pytest.mark.parametrize(("stage", "first", "full"), [("emerging", 12, 16), ("maturing", 6, 7), ("thriving", 3, 3)])
def test_the_stage_of_the_system_sets_time_and_waves(stage: str, first: int, full: int) -> None:
    """At one a month the first month still takes two: one party alone has nobody to act with."""
    declared = {"emerging": (12, 1), "maturing": (6, 4), "thriving": (3, 8)}[stage]
    changes = {f"maturity.{stage}_months": declared[0], f"maturity.{stage}_parties": declared[1]}
    system = replace(world(STAFF), maturity=np.array([int(Maturity[stage])]))
    model = model_of(agree(passport=PASSPORT), system=system, **changes)
    model.run_for(18)
    months = [model.calendar.index(month) for month, _ in events(model, "in_use")]
    assert (months[0], months[1], months[-1]) == (first, first, full)


def test_leadership_shortens_and_lengthens_the_way_to_use() -> None:
    used = []
    for style in ("maintaining", "transactional", "transformational"):
        model = model_of(agree(passport=PASSPORT), system=led(world(STAFF), style))
        model.run_for(20)
        used.append(model.standing.lives[0].used_from)
    assert used == [18, 9, 6]


def test_parties_that_trust_each_other_are_sooner_in_use_and_come_first() -> None:
    """D and E have known each other for long; the mean over all edges is hardly higher."""
    system = world(STAFF, edges=[Edge("D", "E", "agreement", 1.0)])
    model = model_of(agree(passport=PASSPORT), system=system)
    model.run_for(14)
    assert [code for _, code in events(model, "in_use")] == ["D", "E", "A", "B", "C", "F"]
    near = [Edge(a, b, "agreement", 1.0) for i, a in enumerate(CODES) for b in CODES[i + 1 :]]
    trusting = model_of(agree(passport=PASSPORT), system=world(STAFF, edges=near))
    trusting.run_for(14)
    assert trusting.standing.lives[0].used_from == 7  # 1.3 months' way a month
    assert model.standing.lives[0].used_from == 9


def test_an_agreement_signed_before_the_run_is_on_its_way() -> None:
    model = model_of(agree(passport=PASSPORT, starts="2025-10"))
    model.run_for(4)
    assert events(model, "signed")[0] == ("2025-10", "A")
    assert events(model, "in_use")[0] == ("2026-07", "A")


def test_nothing_happens_before_use_and_places_open_with_the_parties() -> None:
    """Two of six parties act first: a third of the places are open, and young trust releases half of them."""
    model, today = model_of(agree(rotation=SWAP)), model_of()
    for each in (model, today):
        each.run_for(9)
    assert_same_people(model, today)
    model.run_for(1)
    out = [(origin, to, heads) for month, why, origin, to, _, heads in flows(model) if month == "2027-01"]
    assert [(origin, to) for origin, to, _ in out] == [("A", "B"), ("B", "A")]
    assert all(heads in (4, 5) for *_, heads in out)


def test_an_agreement_that_starts_later_changes_nothing_before() -> None:
    today, later = model_of(), model_of(agree(rotation=SWAP, starts="2026-10"))
    for each in (today, later):
        each.run_for(6)
    assert_same_people(later, today)
    assert later.results.partnerships.equals(today.results.partnerships)


# Exits


def test_a_party_leaves_when_the_file_says_and_its_people_come_home() -> None:
    """C is left out of the ring from October; whoever is away finishes the placement."""
    at_once = {"maturity.developing_months": 0, "maturity.developing_parties": 6, "trust.stop_level": 0}
    at_once["trust.full_level"] = 0
    clause = SWAP | {"places": 30, "months": 4, "placements": 2}
    model = model_of(agree(parties=["A", "B", "C"], rotation=clause, exits={"C": "2026-10"}), **at_once)
    model.run_for(6)
    assert acting(model) == ["A", "B", "C"]
    before = flows(model)
    model.run_for(8)
    after = [row for row in flows(model) if row not in before]
    assert events(model, "left") == [("2026-10", "C")]
    assert acting(model) == ["A", "B"]
    assert not any(why != "rotation_home" and "C" in (origin, to) for _, why, origin, to, *_ in after)
    staff, nurses = model.staff_table, model.posts.organisation
    of_c = (nurses[staff.employer_cell] == 2) | (nurses[staff.host_cell] == 2)
    assert not (of_c & (staff.placement >= 0)).any()


def test_an_agreement_of_one_is_none() -> None:
    model = model_of(agree(parties=["A", "B"], passport=PASSPORT, exits={"B": "2026-08"}))
    model.run_for(14)
    assert events(model, "left") == [("2026-08", "B")]
    assert events(model, "ended") == [("2026-08", "A")]
    assert events(model, "in_use") == []


def test_months_of_distrust_end_in_leaving() -> None:
    """Trust with both others is below 0.12 from the first month in use: six months later A leaves."""
    model = model_of(agree(parties=["A", "B", "C"], passport=PASSPORT), **{"maturity.developing_months": 0})
    model.step()
    low = [model.partnerships.find(0, other)[0] for other in (1, 2)]
    model.partnerships.mutual_trust[low] = 0.0
    for _ in range(7):
        model.partnerships.mutual_trust[low] = np.minimum(model.partnerships.mutual_trust[low], 0.05)
        model.step()
    assert events(model, "stopped_releasing")[0] == ("2026-05", "A")
    assert events(model, "left") == [("2026-10", "A")]
    assert acting(model) == ["B", "C"]


def test_a_party_nobody_releases_to_is_passed_over_and_told() -> None:
    """A and B fell out: A goes to C past B, and C home to A; as both hold back, their trust falls further."""
    changes = {"maturity.developing_months": 0, "maturity.developing_parties": 6}
    model = model_of(agree(parties=["A", "B", "C"], rotation=SWAP), **changes)
    model.partnerships.sign(np.array([0, 1, 2]))
    between = int(model.partnerships.find(0, 1)[0])
    model.partnerships.mutual_trust[:] = 0.6
    model.partnerships.mutual_trust[between] = 0.15
    model.step()
    legs = {(origin, to) for _, why, origin, to, *_ in flows(model) if why == "rotation_out"}
    assert legs == {("A", "C"), ("C", "A")}
    assert model.partnerships.mutual_trust[between] < 0.15
    refused = model.results.refusals
    assert refused.loc[refused["reason"] == "not released", "heads"].tolist() == [20]


# Joining


def seen(trust: float, **changes: float) -> ICS:
    """A and B agree; C has an edge to A, D has none. Joining is as likely as can be."""
    weight = (trust - 0.35) / 0.3
    edges = [Edge("A", "B", "agreement", 0.5), Edge("A", "C", "agreement", weight)]
    fast = {"spread.join_hazard": 0.5, "spread.trust_level": 0.4, "spread.seen_months": 12}
    agreement = agree(parties=["A", "B"], passport=PASSPORT)
    system = world({code: STAFF[code] for code in "ABCD"}, edges=edges)
    return model_of(agreement, system=system, **{"maturity.developing_months": 0} | fast | changes)


def test_somebody_who_trusts_a_party_joins_once_there_are_results() -> None:
    model = seen(0.65)
    model.run_for(12)
    assert events(model, "joined") == []
    model.run_for(60)
    assert [code for _, code in events(model, "joined")] == ["C"]
    assert acting(model) == ["A", "B", "C"]
    assert (model.partnerships.trust([1], [2]) > 0.3).all()  # C and B are partners now


def test_nobody_joins_who_trusts_no_party_or_where_none_is_wanted() -> None:
    for model in (seen(0.39), seen(0.65, **{"spread.join_hazard": 0})):
        model.run_for(72)
        assert events(model, "joined") == []
    closed = agree(parties=["A", "B"], passport=PASSPORT, open_to_others=False)
    fast = {"maturity.developing_months": 0, "spread.join_hazard": 0.5, "spread.trust_level": 0.4}
    model = model_of(closed, system=world(STAFF, edges=[Edge("A", "C", "agreement", 1.0)]), **fast)
    model.run_for(72)
    assert events(model, "joined") == []


def test_nobody_joins_of_a_sector_the_agreement_does_not_have() -> None:
    system = world(STAFF, sectors={"C": "primary_care"}, edges=[Edge("A", "C", "agreement", 1.0)])
    fast = {"maturity.developing_months": 0, "spread.join_hazard": 0.5, "spread.trust_level": 0.4}
    model = model_of(agree(parties=["A", "B"], passport=PASSPORT), system=system, **fast)
    model.run_for(72)
    assert events(model, "joined") == []


def test_who_has_left_does_not_come_back() -> None:
    edges = [Edge("A", code, "agreement", 1.0) for code in "BC"]
    fast = {"maturity.developing_months": 0, "spread.join_hazard": 0.5, "spread.trust_level": 0.4}
    agreement = agree(parties=["A", "B", "C"], passport=PASSPORT, exits={"C": "2026-06"})
    model = model_of(agreement, system=world(STAFF, edges=edges), **fast)
    model.run_for(72)
    assert events(model, "joined") == []


def test_the_month_of_joining_is_the_organisations_own_luck() -> None:
    """A second agreement beside it leaves it as it is."""
    alone = seen(0.65)
    other = agree(agreement="Other", parties=["B", "D"], partnership={"shared_goals": True}, open_to_others=False)
    beside = model_of(
        agree(parties=["A", "B"], passport=PASSPORT),
        other,
        system=alone.system,
        **{"maturity.developing_months": 0, "spread.join_hazard": 0.5, "spread.trust_level": 0.4},
    )
    for model in (alone, beside):
        model.run_for(72)
    joined = [
        [row for row in model.results.agreements.values.tolist() if row[3] == "joined"] for model in (alone, beside)
    ]
    assert joined[0] == joined[1] != []


# The end, and others


def test_an_agreement_ends_for_everybody() -> None:
    model = model_of(agree(parties=["A", "B"], passport=PASSPORT, ends="2027-06"))
    model.run_for(18)
    assert events(model, "ended") == [("2027-06", "A"), ("2027-06", "B")]
    assert acting(model) == []
    assert not model.recognition


def test_two_agreements_have_lives_of_their_own() -> None:
    one = agree(agreement="One", parties=["A", "B"], passport=PASSPORT, exits={"A": "2026-06"})
    two = agree(agreement="Two", parties=["A", "B"], passport=PASSPORT)
    model = model_of(one, two)
    model.run_for(12)
    table = model.results.agreements
    assert set(table.loc[table["event"] == "left", "agreement"]) == {"One"}
    assert set(table.loc[table["event"] == "in_use", "agreement"]) == {"Two"}


def test_one_person_due_in_two_rotations_goes_with_the_first_by_name() -> None:
    at_once = {"maturity.developing_months": 0, "maturity.developing_parties": 6, "trust.stop_level": 0}
    everybody = {**SWAP, "places": 100, "backfill": "capacity"}
    staff = {code: {"nurse": {"heads": 50}} for code in "AB"}
    agreements = (agree(agreement=name, rotation=everybody | {"places": n}) for name, n in (("A", 100), ("B", 10)))
    model = model_of(
        *agreements, system=world(staff), **at_once, **{"trust.full_level": 0, "rotation.settled_months": 0}
    )
    model.step()
    assert (model.staff_table.placement == 0).all()
    refused = model.results.refusals
    assert refused.loc[refused["reason"] == "on another rotation", "heads"].tolist() == [10]


def test_a_system_without_an_edge_to_the_parties_is_left_alone() -> None:
    """Everything at its declared value: time to use, release, exits and joining."""
    busy = {"nurse": {"heads": 100, "posts": 108, "leavers": 1, "joiners": 1}}
    ours = world(dict.fromkeys("AB", busy), edges=[Edge("A", "B", "agreement", 0.5)], system="ours")
    theirs = world(dict.fromkeys("XYZ", busy), edges=[Edge("X", "Z", "agreement", 1.0)], system="theirs",
                   minutes={"X": 3000, "Y": 3010, "Z": 3020})  # fmt: skip
    pair = join_systems(ours, theirs)
    agreement = agree(parties=["X", "Y"], rotation=SWAP, passport=PASSPORT, partnership={"joint_board": True})
    models = [ICS(pair, agreements, rng=3) for agreements in ((), (agreement,))]
    identities = set(pair.identity[:2].tolist())
    kept = [histories(model, 24, lambda key: key >> 32 in identities) for model in models]
    assert kept[0] == kept[1]
    assert_same_organisations(*models, ["A", "B"])
    ties = [model.results.partnerships for model in models]
    ours_only = [table[table["a"] == "A"].reset_index(drop=True) for table in ties]
    assert ours_only[0].equals(ours_only[1])
    assert models[0].maturity.points[0] == models[1].maturity.points[0]
    assert models[0].maturity.points[1] != models[1].maturity.points[1]


# Files

HEAD = "agreement: Test\nparties: [A, B, C]\nstarts: 2026-10\nends: 2028-04\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("exits: {A: 2027-10}", []),
        ("exits: {AA: 2027-10}", ["5:9: exits.AA: 'AA' is not among the parties (did you mean A?)"]),
        ("exits: {A: 2026-10}", ["5:12: exits.A: 2026-10 is not after starts (2026-10)"]),
        ("exits: {A: 2028-04}", ["5:12: exits.A: 2028-04 is not before ends (2028-04), when all leave"]),
    ],
)
def test_exits_are_checked(text: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    found, _ = examine(read_agreement(path), world(STAFF))
    assert [str(fault).removeprefix(f"{path}:") for fault in found] == faults


def test_a_month_that_is_none_and_one_the_run_does_not_reach(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + "exits: {A: soon}", encoding="utf-8")
    with pytest.raises(InputError, match=r"exits\.A: .*is not a month, write YYYY-MM"):
        read_agreement(path)
    path.write_text(HEAD + "exits: {A: 2027-10}", encoding="utf-8")
    outside = [str(problem) for problem in dates_outside(read_agreement(path), Calendar("2026-04"), 12)]
    assert any("exits.A: 2027-10 is outside the run, 2026-04 to 2027-03" in problem for problem in outside)


def test_signing_refuses_somebody_leaving_who_is_no_party() -> None:
    with pytest.raises(InputError, match="'Z' is not among the parties"):
        sign([agree(passport=PASSPORT, exits={"Z": "2026-10"})], world(STAFF), Calendar())


def test_explain_says_who_leaves_and_who_may_join(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + "exits: {A: 2027-10}\nopen_to_others: false", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["explain", str(path)])
    said = " ".join(capsys.readouterr().out.split())
    assert "A leaves in 2027-10. Nobody else may join." in said
