"""Milestones in a replay: what happened to agreements, month by month, as the run's own table says it."""

from __future__ import annotations

from icsim.experiment.record import run
from icsim.experiment.replay_rows import ReplayRows
from icsim.ui.state.watch_link import WatchState

SPEC = WatchState("small", preset="rotation_passport", months=16, start="2026-09").spec()


def test_they_are_the_events_of_the_run() -> None:
    model = SPEC.build()
    model.run_for(16)
    rows = run(SPEC).frame("milestone").astype({"organisation": str, "measure": str})
    found = {(r.organisation, r.measure, model.calendar.name(int(r.month))) for r in rows.itertuples()}
    table = model.results.agreements
    assert found == {(r.organisation, f"{r.event}/{r.agreement}", r.month) for r in table.itertuples()}
    assert len(rows) == len(found) > 6


def test_one_signed_before_the_run_counts_as_signed_in_its_first_month() -> None:
    late = WatchState("small", preset="rotation_passport", months=1, start="2027-09").spec()
    rows = run(late).frame("milestone").astype({"measure": str})
    assert set(rows[rows["measure"].str.startswith("signed/")]["month"]) == {0}


def test_today_has_none() -> None:
    assert run(WatchState("small", months=2).spec()).frame("milestone").empty


def test_taken_in_pieces_they_are_the_same() -> None:
    model = SPEC.build()
    rows, pieces = ReplayRows(model, 1.0), []
    for month in range(16):
        model.run_for(1)
        rows.month()
        if month % 5 == 4 or month == 15:
            piece = rows.fresh().to_pandas()
            pieces += piece[piece["table"] == "milestone"]["month"].tolist()
    assert pieces == run(SPEC).frame("milestone")["month"].tolist()
