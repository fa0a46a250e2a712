"""Replay: the numbers of the record, the places of the system, the facts of the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pytest
from tests.report.replays import BY_HAND, small_run, table
from tests.worlds import agree, world

from icsim.codes import StaffGroup
from icsim.experiment.spec import RunSpec
from icsim.load import load_system
from icsim.report import palette
from icsim.report.replay import Replay, facts, title
from icsim.report.replay_arrays import arrays_of
from icsim.report.replay_map import APPROXIMATE, OFFICIAL, map_of

GROUPS = StaffGroup.words()
A, B, OUTSIDE = 0, 1, 2


def by_hand():
    return arrays_of(table(BY_HAND), ["A", "B"], GROUPS)


def small() -> Replay:
    return Replay.of(small_run().table, load_system("small"), small_run().spec)


def test_staff_by_organisation_and_group_nothing_where_nothing_is_said() -> None:
    words, arrays = by_hand()
    cells = list(zip(arrays["cell_organisation"].whole, arrays["cell_group"].whole, strict=True))
    assert cells == [(A, GROUPS.index("nurse")), (B, GROUPS.index("care_worker"))]
    assert (words.first, words.months) == (0, 2)
    assert arrays["staff_in_post_fte"].values.tolist() == [[92.5, 70_000.0], [104.0, 0.0]]
    assert arrays["staff_vacancy_fte"].values.tolist() == [[7.5, 0.0], [-4.0, 0.0]]


def test_places_have_levels_only_where_said_and_money_in_whole_pounds() -> None:
    words, arrays = by_hand()
    assert words.places == ("A", "B", "all")
    strain = arrays["place_strain"].values
    assert strain[0, 0] == 45.3
    assert strain[1, 2] == 51.0
    assert np.isnan(strain[[0, 0, 1, 1], [1, 2, 0, 1]]).all()
    assert arrays["place_agency_gbp"].values.tolist() == [[0, 0, 3_000_000_000], [0, 0, 0]]
    assert "place_bank_gbp" not in arrays


def test_moves_month_by_month_with_the_outside_last() -> None:
    words, arrays = by_hand()
    assert arrays["move_start"].whole.tolist() == [0, 2, 4]
    columns = [arrays[f"move_{name}"].whole for name in ("what", "from", "to", "heads")]
    assert [(words.moves[what], *rest) for what, *rest in zip(*columns, strict=True)] == [
        (("joiner", "nurse"), OUTSIDE, A, 1),
        (("mover", "nurse"), A, B, 2),
        (("leaver", "nurse"), A, OUTSIDE, 3),
        (("placement", "adult_nursing"), A, B, 4),
    ]


def test_a_partnership_is_not_there_before_it_is_made() -> None:
    _, arrays = by_hand()
    assert (arrays["edge_a"].whole.tolist(), arrays["edge_b"].whole.tolist()) == ([A], [B])
    trust = arrays["edge_trust"].values[:, 0]
    assert np.isnan(trust[0])
    assert trust[1] == 0.5


def test_a_record_in_less_detail_is_refused() -> None:
    with pytest.raises(ValueError, match="not made in detail"):
        arrays_of(table([row for row in BY_HAND if row[0] == "outcome"]), ["A", "B"], GROUPS)


def test_every_move_of_a_run_is_in_its_replay() -> None:
    record, replay = small_run(), small()
    moves = record.table.filter(pc.equal(record.table["table"], "move")).to_pandas()
    starts = replay.arrays["move_start"].whole
    heads = np.add.reduceat(replay.arrays["move_heads"].whole, starts[:-1])
    assert heads.tolist() == moves.groupby("month")["value"].sum().tolist()
    whole = moves.assign(kind=moves["measure"].astype(str).str.partition("/")[0]).groupby("kind")["value"].sum()
    kinds = [replay.header["moves"][what][0] for what in replay.arrays["move_what"].whole]
    assert {kind: sum(replay.arrays["move_heads"].whole[np.array(kinds) == kind]) for kind in set(kinds)} == dict(whole)
    assert set(kinds) <= palette.MOVES.keys(), "a kind of move has no colour, mark and name"


def test_staff_of_a_run_are_those_of_its_record() -> None:
    record, replay = small_run(), small()
    staff = record.table.filter(pc.equal(record.table["measure"], "in_post_fte")).to_pandas()
    staff = staff[staff["table"] == "staff"].groupby("month")["value"].sum()
    # each cell is rounded to a tenth of an FTE
    cells = len(replay.arrays["cell_group"].whole)
    assert replay.arrays["staff_in_post_fte"].values.sum(axis=1) == pytest.approx(staff.to_numpy(), abs=0.05 * cells)


def test_months_of_a_run_as_they_come_are_those_of_the_whole() -> None:
    record, spec, system = small_run().table, small_run().spec, load_system("small")
    whole = small()
    early = pc.and_(pc.greater_equal(record["month"], 0), pc.less(record["month"], 3))
    parts = [Replay.of(record.filter(keep), system, spec) for keep in (early, pc.greater_equal(record["month"], 3))]
    assert [(part.header["first"], part.header["months"]) for part in parts] == [(0, 3), (3, 5)]
    for name in ("move_from", "move_to", "move_heads"):
        assert np.concatenate([part.arrays[name].whole for part in parts]).tolist() == whole.arrays[name].whole.tolist()
    totals = [part.arrays["staff_vacancy_fte"].whole.sum(axis=1) for part in parts]
    assert np.concatenate(totals).tolist() == whole.arrays["staff_vacancy_fte"].whole.sum(axis=1).tolist()


def test_the_same_run_gives_the_same_bytes_which_can_be_read_again() -> None:
    replay = small()
    content = replay.encode()
    assert content == small().encode()
    again = Replay.decode(content)
    assert again.encode() == content
    assert again.header["organisations"][0]["name"] == load_system("small").organisations[0].name


def test_the_layout_of_another_version_is_refused() -> None:
    other = Replay({**small().header, "format": "icsim replay 99"}, {})
    with pytest.raises(ValueError, match="another version"):
        Replay.decode(other.encode())


@pytest.mark.slow
def test_five_years_of_gloucestershire_are_quickly_sent() -> None:
    from icsim.experiment.record import run

    spec = RunSpec.of("QR1", months=60, seed=1, detail="replay")
    assert len(Replay.of(run(spec).table, load_system("QR1"), spec).encode()) <= 400_000


def inside(point: tuple[float, float], ring) -> bool:
    """Whether a point is within a ring, by counting how often a line to the east crosses it."""
    x, y = point
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    crossed = [(a, b) for a, b in sides if (a[1] > y) != (b[1] > y)]
    return sum(x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in crossed) % 2 == 1


def test_gloucestershire_has_its_outline_with_its_organisations_in_it() -> None:
    flat = map_of(load_system("QR1"))
    assert flat.note == OFFICIAL
    assert len(flat.rings) == 1
    assert all(inside(point, flat.rings[0]) for point in flat.organisations)
    xs, ys = zip(*flat.rings[0], strict=True)
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx((70.4, 59.4), abs=3)  # kilometres


def test_every_system_of_england_has_an_outline() -> None:
    assert len(map_of(load_system("england")).rings) >= 42


@pytest.mark.parametrize("system", [load_system("small"), world(system="QE1"), world({"A": {"nurse": {"heads": 1}}})])
def test_elsewhere_an_outline_is_drawn_round_everybody_and_said_to_be_approximate(system) -> None:
    flat = map_of(system)
    assert flat.note == APPROXIMATE
    assert all(inside(point, flat.rings[0]) for point in flat.organisations)


def test_the_north_is_up() -> None:
    flat = map_of(world())
    assert flat.organisations[0][1] > flat.organisations[1][1] > flat.organisations[2][1]


def test_the_facts_say_what_was_run() -> None:
    system = load_system("small")
    agreement = agree(passport={"recognises": ["dbs"]}).model_copy(update={"agreement": "Severn passport"})
    spec = RunSpec.of("small", months=12, seed=7, agreements=[agreement], parameters={"leave.strain_ratio": 1.5})
    said = dict(facts(system, spec))
    assert said["Agreements"] == "Severn passport"
    assert said["Seed"] == "7"
    assert said["Months"] == "April 2026 to March 2027 (one year)"
    assert said["Parameters changed"] == "leave.strain_ratio = 1.5"
    assert spec.digest.startswith(said["Run"])
    assert "Modelled" not in said
    assert dict(facts(system, replace(spec, sample_share=0.1)))["Modelled"].startswith("10% of the staff")
    assert title(system, spec) == "Wendle Valley: Severn passport"
