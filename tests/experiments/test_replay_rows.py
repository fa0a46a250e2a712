"""Replay rows: the months of a record agree with the run's own tables, its ledger and its people."""

from __future__ import annotations

import io
from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest
from tests.worlds import AT_ONCE, agree, course, quiet_model, world

from icsim.experiment.measures import MEASURES
from icsim.experiment.record import Cancelled, RunRecord, run
from icsim.experiment.replay_people import MOVED
from icsim.experiment.replay_rows import ReplayRows
from icsim.experiment.replay_table import TABLES
from icsim.experiment.spec import RunSpec
from icsim.keys import named_person
from icsim.ledger import JOINERS, LEAVERS, MOVERS, REGRADED, Reason
from icsim.model import ICS

SPEC = RunSpec.of(
    "small",
    months=26,  # two intakes, and a placement after each
    seed=3,
    detail="replay",
    agreements=[
        agree(
            rotation={"staff_groups": ["nurse"], "places": 10, "months": 2}, training={"apprenticeships_per_year": 30}
        )
    ],
    parameters=AT_ONCE,
)
OUTSIDE = "outside"


@cache
def record() -> RunRecord:
    return run(SPEC)


@cache
def model() -> ICS:
    """The same run, by hand."""
    model = SPEC.build()
    model.run_for(SPEC.months)
    return model


@cache
def table(name: str) -> pd.DataFrame:
    return record().frame(name).astype({"organisation": str, "other": str, "measure": str})


def moves(kind: str) -> pd.DataFrame:
    """Moves of a kind; what stands after the kind is ``who``."""
    moved = table("move")
    parts = moved["measure"].str.split("/", expand=True)
    return moved.assign(who=parts[1])[parts[0] == kind]


def test_a_full_record_is_in_it_row_by_row() -> None:
    full = run(RunSpec.from_dict({**SPEC.as_dict(), "detail": "full"})).table.to_pandas()
    replay = record().table.to_pandas()
    pd.testing.assert_frame_equal(
        replay[: len(full)].astype(full.dtypes.map(_plain)), full.astype(full.dtypes.map(_plain))
    )
    assert set(replay[len(full) :]["table"]) == set(TABLES)


def _plain(kind: object) -> object:
    return object if isinstance(kind, pd.CategoricalDtype) else kind


@pytest.mark.parametrize("name", ["establishment_fte", "vacancy_fte", "leavers", "rotating_in", "agency_gbp", "strain"])
def test_staff_are_the_monthly_table_without_what_is_nothing(name: str) -> None:
    monthly = model().results.monthly
    wanted = monthly[["organisation", "staff_group", name]].assign(month=monthly["month"].cat.codes)
    wanted = wanted[wanted[name].fillna(0) != 0].astype({"organisation": str, "staff_group": str})
    staff = table("staff")
    found = staff[staff["measure"] == name]
    assert len(found) == len(wanted) > 0
    columns = ["month", "organisation", "other", "value"]
    assert (
        found[columns].to_numpy().tolist() == wanted[["month", "organisation", "staff_group", name]].to_numpy().tolist()
    )


def test_heads_are_the_people_employed() -> None:
    staff = table("staff")
    heads = staff[staff["measure"] == "heads"].groupby("month")["value"].sum()
    monthly = model().results.monthly
    assert heads.tolist() == monthly.groupby("month", observed=True)["in_post_heads"].sum().tolist()


def test_places_are_the_curves_with_every_organisation_besides() -> None:
    place, curve = table("place"), table("curve")
    called = {"rotating": "rotating_heads"}
    for measure in MEASURES:
        if measure.over == "end":
            continue
        wanted = curve[curve["measure"] == measure.name]
        found = place[place["measure"] == called.get(measure.name, measure.name)]
        totals = found[found["organisation"].isin(set(curve["organisation"]))]
        assert totals[["month", "organisation", "value"]].values.tolist() == (
            wanted[["month", "organisation", "value"]].values.tolist()
        )
        if measure.is_amount:
            own = found[found["organisation"].isin(model().system.index)]
            whole = found[found["organisation"] == "all"]["value"]
            assert own.groupby("month")["value"].sum().tolist() == pytest.approx(whole.tolist())


KINDS = {
    "leaver": LEAVERS,
    "joiner": tuple(reason for reason in JOINERS if reason != Reason.qualified),
    "mover": MOVERS,
    "apprentice": REGRADED,
    "rotation": (Reason.rotation_out, Reason.rotation_on),
    "return": (Reason.rotation_home,),
}


@pytest.mark.parametrize("kind", KINDS)
def test_moves_of_staff_are_those_the_ledger_counted(kind: str) -> None:
    flows = model().results.flows
    flows = flows[flows["reason"].isin([reason.name for reason in KINDS[kind]])]
    keys = ["month", "from", "to", "staff_group"]
    flows = flows.assign(month=flows["month"].cat.codes).astype(dict.fromkeys(keys[1:], str))
    wanted = flows.groupby(keys)["heads"].sum().to_dict()
    found = moves(kind).replace({"organisation": {"": OUTSIDE}, "other": {"": OUTSIDE}})
    assert found.set_index(["month", "organisation", "other", "who"])["value"].to_dict() == wanted
    assert wanted


def test_first_jobs_come_from_the_university_and_are_those_the_ledger_counted() -> None:
    flows = model().results.flows
    flows = flows[flows["reason"] == "qualified"].assign(month=lambda rows: rows["month"].cat.codes)
    flows = flows.astype({"to": str, "staff_group": str})
    found = moves("first_job")
    assert found.groupby(["month", "other", "who"])["value"].sum().to_dict() == (
        flows.groupby(["month", "to", "staff_group"])["heads"].sum().to_dict()
    )
    assert set(found["organisation"]) == {"UNI-WEN"}


def test_students_come_and_go_as_the_pipeline_counted() -> None:
    students = model().results.students.assign(month=lambda rows: rows["month"].cat.codes)
    keys = ["month", "university", "programme"]
    students = students.astype({"university": str, "programme": str}).set_index(keys)
    came = moves("student").set_index(["month", "other", "who"])["value"]
    assert came.to_dict() == students["entered"][lambda n: n > 0].to_dict()
    assert set(moves("student")["organisation"]) == {""}
    gone = moves("student_leaver").set_index(["month", "organisation", "who"])["value"]
    lost = students[["dropped_out", "left_elsewhere", "left_without_job"]].sum(axis=1)
    assert gone.to_dict() == lost[lost > 0].to_dict()


def test_students_placed_are_where_their_moves_took_them() -> None:
    placed = moves("placement")
    assert len(placed) > 0
    assert not (placed["organisation"] == placed["other"]).any()
    hosts = set(model().system.index) - {"UNI-WEN"}
    assert set(placed["other"]) & hosts


def test_each_move_is_of_people_who_are_known() -> None:
    """Whoever joins, leaves, takes a first job or studies moves once a month, so events count the same."""
    event = table("event")
    assert (event["value"] == 1).all()
    once = ("joiner", "leaver", "first_job", "student", "placement", "student_leaver")
    for kind in once:
        some = event[event["measure"].str.startswith(f"{kind}/")]
        counted = some.groupby(["month", "organisation", "other", "measure"]).size().to_dict()
        assert counted == moves(kind).set_index(["month", "organisation", "other", "measure"])["value"].to_dict()
    both = record().frame("left"), event[event["measure"].str.startswith("leaver/")]
    assert sorted(both[0]["key"]) == sorted(both[1]["key"])


def test_events_of_a_person_follow_on_one_another() -> None:
    """From where staff are employed, or hosted, to where the next thing that happens to them begins."""
    event = table("event")
    kinds = event["measure"].str.split("/").str[0]
    event = event.assign(kind=kinds)[kinds.isin(["joiner", "first_job", "mover", "rotation", "return", "leaver"])]
    followed: Counter[str] = Counter()
    for _, own in event.groupby("key", sort=False):
        employer = host = ""
        for kind, origin, to in own[["kind", "organisation", "other"]].itertuples(index=False):
            known = host if kind in ("rotation", "return") else employer
            if known:
                assert origin == known, own
                followed[kind] += 1
            host = to
            if kind == "return":
                assert to == employer or not employer
            elif kind != "rotation":
                employer = to
    assert min(followed[kind] for kind in ("mover", "rotation", "return", "leaver")) > 0


def test_partnerships_are_those_of_the_run() -> None:
    wanted = model().results.partnerships
    found = table("partnership")
    assert found["organisation"].tolist() == wanted["a"].astype(str).tolist()
    assert found["other"].tolist() == wanted["b"].astype(str).tolist()
    assert found["month"].tolist() == wanted["month"].cat.codes.tolist()
    assert found["value"].tolist() == wanted["mutual_trust"].astype(float).tolist()


@pytest.mark.parametrize("months", [1, 7])
def test_pieces_are_the_whole_and_change_no_byte_of_it(months: int) -> None:
    pieces = []

    def take(done: int, replay: ReplayRows | None) -> None:
        assert replay is not None
        if done % months == 0:
            pieces.append(replay.fresh().to_pandas().astype(dict.fromkeys(WORDS, object)))

    def written(record: RunRecord) -> bytes:
        file = io.BytesIO()
        record.write(file)
        return file.getvalue()

    cut = run(SPEC, take)
    assert cut.content_digest == record().content_digest
    assert written(cut) == written(record())
    taken = pd.concat(pieces, ignore_index=True)
    rows = record().table.to_pandas().astype(dict.fromkeys(WORDS, object))
    rows = rows[rows["table"].isin(TABLES)].reset_index(drop=True)
    pd.testing.assert_frame_equal(taken, rows[: len(taken)])
    assert taken["month"].max() == SPEC.months - 1 - SPEC.months % months


WORDS = ("table", "organisation", "other", "measure")


def test_a_sample_is_given_for_the_whole_system() -> None:
    half = RunSpec.from_dict({**SPEC.as_dict(), "sample_share": 0.5, "months": 3})
    frame = run(half).frame()
    modelled = half.build()
    modelled.run_for(3)
    monthly = modelled.results.monthly
    amounts = {"heads": "in_post_heads", "vacancy_fte": "vacancy_fte"}
    for name, column in amounts.items():
        rows = frame[(frame["table"] == "staff") & (frame["measure"] == name)]
        assert rows["value"].sum() == pytest.approx(2 * monthly[column].sum())
    leavers = frame[(frame["table"] == "move") & frame["measure"].astype(str).str.startswith("leaver/")]
    assert leavers["value"].sum() == 2 * monthly["leavers"].sum() > 0
    strain = frame[(frame["table"] == "staff") & (frame["measure"] == "strain")]
    assert strain["value"].max() <= 100
    assert (frame[frame["table"] == "event"]["value"] == 1).all()


def test_whoever_is_told_may_stop_a_run() -> None:
    told = []

    def stop(done: int, replay: ReplayRows | None) -> None:
        told.append((done, replay))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(RunSpec.of("small", months=9, seed=1), stop)
    assert told == [(1, None), (2, None)]


def events(model: ICS, months: int) -> list[tuple[int, str, str, str, int]]:
    """Month, what, from, to and who of everything that happens."""
    rows = ReplayRows(model, 1.0)
    for _ in range(months):
        model.run_for(1)
        rows.month()
    frame = rows.fresh().to_pandas()
    frame = frame[frame["table"] == "event"]
    columns = ("month", "measure", "organisation", "other", "key")
    return list(zip(*(frame[name].tolist() for name in columns), strict=True))


def test_nothing_happens_to_anybody_in_a_quiet_system() -> None:
    assert events(quiet_model(), 3) == []


def test_a_nurse_who_rotates_goes_out_and_comes_home() -> None:
    system = world({"A": {"nurse": {"heads": 40}}, "B": {"nurse": {"heads": 40}}})
    clause = {"staff_groups": ["nurse"], "places": 2, "months": 2, "pattern": "pair"}
    happened = events(quiet_model(system, agree(parties=["A", "B"], rotation=clause)), 4)
    out = {key: (month, origin, to) for month, what, origin, to, key in happened if what == "rotation/nurse"}
    home = {key: (month, origin, to) for month, what, origin, to, key in happened if what == "return/nurse"}
    assert len(out) == 4  # two in the first month, and two others once those are back
    assert {month for month, _, _ in home.values()} == {2}
    assert home.keys() < out.keys()
    for key, (month, origin, to) in home.items():
        went, employer, host = out[key]
        assert (month - went, origin, to) == (2, host, employer)
    assert len(home) == 2


def test_a_person_who_changes_employer_is_followed_by_key() -> None:
    model = quiet_model(world({"A": {"nurse": {"heads": 3}}, "B": {"nurse": {"heads": 3, "posts": 4}}}))
    rows = ReplayRows(model, 1.0)
    key = named_person(
        "A/nurse/1", dict(zip(model.system.index, model.system.identity.tolist(), strict=True)), model.calendar
    )
    row = model.staff_table.rows_of(np.array([key], dtype=np.uint64))
    model.movements.appoint(row, np.array([1]), np.array([0]))
    model.movements.start(row)
    model.run_for(1)
    rows.month()
    frame = rows.fresh().to_pandas()
    moved = frame[frame["table"] == "event"]
    assert moved[["measure", "organisation", "other", "key"]].to_numpy().tolist() == [["mover/nurse", "A", "B", key]]
    counted = frame[frame["table"] == "move"]
    assert counted[["measure", "organisation", "other", "value"]].to_numpy().tolist() == [
        ["mover/nurse", "A", "B", 1.0]
    ]


def test_students_of_a_university_alone_are_all_there_is_to_see() -> None:
    staff = {"A": {"nurse": {"heads": 50}}, "U": {"other": {"heads": 1}}}
    system = world(staff, {"U": "university"}, programmes=[course(places=5, intake_month=5)])
    happened = events(quiet_model(system, start="2026-04"), 2)
    came = [each for each in happened if each[1] == "student/adult_nursing"]
    assert [each[:4] for each in came] == [(1, "student/adult_nursing", "", "U")] * 5
    assert {each[1].split("/")[0] for each in happened} <= {"student", "placement", "student_leaver", "first_job"}


def test_every_kind_of_move_is_named_once() -> None:
    assert len(MOVED) == len(set(MOVED))
