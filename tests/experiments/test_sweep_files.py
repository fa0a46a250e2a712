"""Sweep files: what may be written, and what is said of faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.experiments.made_up import sweep_file, sweep_in

from icsim.errors import InputError
from icsim.experiment.sweep_plan import Sweep
from icsim.experiment.sweep_reader import read_sweep

SOUND = """\
question: Which?
system: small
months: 12
replications: 3
agreements:
  - passport_only
  - agreement: Mine
    parties: [TA1, TC1, TM1]
    rotation: {staff_groups: [nurse], places: 6, months: 6}
  - [released_time, passport_only]
futures: [flat, {future: Growth, demand_growth_rate: 0.03}]
fixed: {strain.newcomer: 40}
vary:
  agreement.rotation.pattern: [ring, hub]
  agreement.rotation.months: {low: 3, high: 9}
  rotation.leave_ratio: {from: range}
design: {kind: latin_hypercube, n: 4}
against: Passport only
measures: [leavers, vacancy_fte]
places: [all, sectors, TA1]
expect:
  - {agreements: Mine, measure: leavers, direction: falls}
"""


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        sweep_in(folder, text)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SOUND)
    assert [arm.name for arm in sweep.arms] == ["Today", "Passport only", "Mine", "Released time and Passport only"]
    assert [future.name for future in sweep.futures] == ["Flat", "Growth"]
    assert sweep.futures[0].future is None
    assert sweep.fixed == (("strain.newcomer", 40.0),)
    assert sweep.places[:2] == ("all", "sector:acute")
    assert sweep.places[-1] == "TA1"
    assert len(sweep.points) == 2 * 4
    assert [row["agreement.rotation.pattern"] for row in sweep.points] == ["ring"] * 4 + ["hub"] * 4
    assert all(row["agreement.rotation.months"] in range(3, 10) for row in sweep.points)
    assert all(0.6 <= row["rotation.leave_ratio"] <= 1.05 for row in sweep.points)
    assert len(sweep) == 3 * 8 * 2 * 4


def test_a_sweep_is_the_same_when_it_has_been_written_and_read(tmp_path: Path) -> None:
    sweep = sweep_in(tmp_path, SOUND)
    again = Sweep.from_dict(json.loads(json.dumps(sweep.as_dict())))
    assert again == sweep
    assert again.digest == sweep.digest
    assert [run.spec.digest for run in again.runs()] == [run.spec.digest for run in sweep.runs()]


def test_values_go_where_their_names_say(tmp_path: Path) -> None:
    runs = [run for run in sweep_in(tmp_path, SOUND).runs() if run.future == "Growth" and run.seed == 1]
    mine = [json.loads(run.spec.agreements[0])["rotation"] for run in runs if run.arm == "Mine"]
    assert {rotation["pattern"] for rotation in mine} == {"ring", "hub"}
    assert len({rotation["months"] for rotation in mine}) > 1
    assert all(dict(run.spec.parameters).keys() == {"strain.newcomer", "rotation.leave_ratio"} for run in runs)
    assert all(json.loads(run.spec.future or "{}")["demand_growth_rate"] == 0.03 for run in runs)
    only = {run.spec.agreements for run in runs if run.arm == "Passport only"}
    assert len(only) == 1, "an agreement without the clause stays as it is"


def test_a_clause_may_be_switched_off_and_a_future_varied(tmp_path: Path) -> None:
    text = """\
question: Which?
system: small
months: 12
replications: 1
agreements: [rotation_passport]
vary:
  agreement.passport.enabled: [true, false]
  future.attrition_ratio: [1.0, 0.5]
"""
    runs = list(sweep_in(tmp_path, text.replace("months: 6", "months: 12")).runs())
    clauses = [
        set(json.loads(run.spec.agreements[0])) & {"passport", "rotation"} for run in runs if run.spec.agreements
    ]
    assert clauses == [{"passport", "rotation"}, {"passport", "rotation"}, {"rotation"}, {"rotation"}]
    assert [run.spec.future is None for run in runs] == [True, True, False, False] * 2


def test_several_parameters_may_be_named_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("rotation.leave_ratio: {from: range}", "rotation.*: {from: range}")
    names = [each.name for each in sweep_in(tmp_path, text).varied]
    assert {"rotation.leave_ratio", "rotation.interested_share", "rotation.reach_minutes"} <= set(names)


def test_what_would_do_nothing_is_said(tmp_path: Path) -> None:
    text = SOUND.replace("strain.newcomer: 40", "shared_bank.fee_share: 0.04")
    (warning,) = read_sweep(sweep_file(tmp_path, text)).warnings
    assert "belongs to the shared_bank clause, which no agreement here has: it changes nothing" in str(warning)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("replications: 3", "replication: 3", "sweep.yaml:4:1: replication: unknown key (did you mean replications?)"),
        ("system: small", "system: smal", "sweep.yaml:2:9: system: no system 'smal' (did you mean small?)"),
        ("- passport_only", "- pasport_only", "sweep.yaml:6:5: agreements[1]: no shipped agreement 'pasport_only' (d"),
        ("[flat,", "[./flat.yaml,", "sweep.yaml:11:11: futures[1]: no such file: './flat.yaml'"),
        ("TC1, TM1", "TC1, TMX", "agreements[2].parties[3]: no organisation 'TMX' in Wendle Valley"),
        ("newcomer: 40", "newcomer: 400", "fixed.strain.newcomer: 400 is outside its range"),
        ("newcomer: 40", "newcomr: 40", "fixed.strain.newcomr: no such parameter (did you mean strain.newcomer?)"),
        ("[ring, hub]", "[ring, star]", "[2]: agreement.rotation.pattern: 'star' is not allowed"),
        ("low: 3, high: 9", "low: 9, high: 3", "the range from 9 to 3 is empty"),
        ("low: 3, high: 9", "low: 3, high: 90", "agreement.rotation.months: 90 is out of range"),
        ("agreement.rotation.months", "agreement.rotation.month", "agreement.rotation.month: unknown key"),
        ("agreement.rotation.months", "agreement.rotatoin.months", "no clause 'rotatoin' (did you mean rotation?)"),
        ("agreement.rotation.months", "agreement.training.months", "no agreement here has the clause training"),
        ("leave_ratio: {from: range}", "leave_ratoi: {from: range}", "no such parameter (did you mean rotation.leave"),
        ("leave_ratio: {from: range}", "leave_ratio: {low: 0.1, high: 1}", "0.1 is outside its range 0.6 to 1.05"),
        ("leave_ratio: {from: range}", "leave_ratio: [low]", "'low' is not a number"),
        ("latin_hypercube, n: 4", "latin_hypercube", "design: latin_hypercube needs n, the number of points"),
        ("latin_hypercube, n: 4", "sobol, n: 6", "design.n: must be a power of two, such as 8"),
        ("latin_hypercube, n: 4", "morris, n: 4", "morris needs a range, not a list of values"),
        ("latin_hypercube, n: 4", "morris, n: 1", "design.n: morris needs 2 trajectories to see a spread"),
        ("latin_hypercube, n: 4", "grid", "a grid needs a list of values, not a range"),
        ("latin_hypercube, n: 4", "lattice", "'lattice' is not allowed; use grid, list, latin_hypercube"),
        ("design: {kind: latin_hypercube, n: 4}\n", "", "vary: has ranges: say design, with a kind that draws from"),
        ("against: Passport", "against: Pasport", "against: no arm 'Pasport only' (did you mean Passport only?)"),
        ("[leavers, vac", "[leaver, vac", "measures[1]: 'leaver' is not allowed"),
        ("sectors, TA1", "sectors, TA9", "places[3]: no place 'TA9' in Wendle Valley (did you mean TA1?)"),
        ("{agreements: Mine,", "{agreements: Yours,", "expect[1].agreements: no arm 'Yours'"),
        ("direction: falls", "direction: drops", "'drops' is not allowed; use falls, rises or unchanged"),
        ("  - [released_time, passport_only]", "  - [passport_only]", "'Passport only' is the name of two arms"),
    ],
)
def test_faults_are_named_where_they_stand(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SOUND
    found = faults(tmp_path, SOUND.replace(old, new, 1))
    assert any(fault in line for line in found), found
    assert all(line.startswith("sweep.yaml:") for line in found)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("TA1]", "TA9]", 1).replace("newcomer: 40", "newcomer: 400").replace("Passport only\n", "No\n")
    assert len(faults(tmp_path, text)) == 3
