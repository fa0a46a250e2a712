"""Experiment files: what may be written, and what is said of faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from icsim.codes import Leadership, Maturity
from icsim.errors import InputError
from icsim.experiment.mechanism import Mechanism, read_mechanism
from icsim.experiment.reading import Reading

SOUND = """\
experiment: Test
question: Does it?
why: Because.
months: 12
seeds: 4
baseline: {set: {strain.newcomer: 40}}
changed:
  agreements:
    - passport_only
    - agreement: Mine
      parties: [TA1, TM1]
      rotation: {staff_groups: [nurse], places: 4}
  future: national_plan
  set: {strain.newcomer: 41}
expect:
  - {measure: leavers, over: sum, direction: falls}
  - {measure: strain, scope: [sector:acute, staff_group:nurse], over: last 6 months, direction: rises}
  - {measure: movers_in, scope: all, over: sum, direction: unchanged}
"""


def read(folder: Path, text: str) -> Mechanism:
    path = folder / "test.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mechanism(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_sound_file_becomes_two_arms_and_expectations(tmp_path: Path) -> None:
    mechanism = read(tmp_path, SOUND)
    assert mechanism.stem == "test"
    assert mechanism.baseline.agreements == ()
    assert [a.agreement for a in mechanism.changed.agreements] == ["Passport only", "Mine"]
    assert [c.key for a in mechanism.changed.agreements for c in a.clauses] == ["passport", "rotation"]
    assert mechanism.changed.future.future == "National plan growth"
    assert mechanism.changed.parameters == {"strain.newcomer": 41}
    assert [e.reading for e in mechanism.expectations] == [
        Reading("leavers", (), "sum"),
        Reading("strain", ("sector:acute", "staff_group:nurse"), "last 6 months"),
        Reading("movers_in", (), "sum"),
    ]


def test_agreements_and_futures_may_be_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "pair.yaml").write_text("agreement: Pair\nparties: [TA1, TM1]\n", encoding="utf-8")
    (tmp_path / "more.yaml").write_text("future: More\ndemand_growth_rate: 0.1\n", encoding="utf-8")
    text = SOUND.replace("passport_only", "pair.yaml").replace("national_plan", "./more.yaml")
    changed = read(tmp_path, text).changed
    assert changed.agreements[0].agreement == "Pair"
    assert changed.future.demand_growth_rate == 0.1


def test_what_holds_in_both_arms_is_written_once(tmp_path: Path) -> None:
    both = (
        "both: {agreements: [rotation_passport], future: flat, set: {strain.newcomer: 30, seek.friction_per_day: 0}}\n"
    )
    mechanism = read(tmp_path, SOUND.replace("baseline:", f"{both}baseline:"))
    assert [a.agreement for a in mechanism.baseline.agreements] == ["Nurse rotation with passport"]
    assert mechanism.changed.agreements[0].agreement == "Nurse rotation with passport"
    assert mechanism.baseline.parameters == {"strain.newcomer": 40, "seek.friction_per_day": 0}
    assert mechanism.changed.parameters == {"strain.newcomer": 41, "seek.friction_per_day": 0}
    assert (mechanism.baseline.future.future, mechanism.changed.future.future) == ("Flat", "National plan growth")


def test_an_arm_may_be_led_otherwise_and_begin_at_another_stage(tmp_path: Path) -> None:
    text = SOUND.replace("baseline: {", "both: {maturity: emerging}\nbaseline: {leadership: maintaining, ")
    mechanism = read(tmp_path, text.replace("changed:", "changed:\n  maturity: thriving"))
    today, changed = mechanism.baseline.of(mechanism.system), mechanism.changed.of(mechanism.system)
    assert {o.leadership for o in today.organisations} == {Leadership.maintaining}
    assert {o.leadership for o in changed.organisations} == {Leadership.transactional}
    assert (today.maturity.tolist(), changed.maturity.tolist()) == ([Maturity.emerging], [Maturity.thriving])
    assert mechanism.baseline.key != mechanism.changed.key


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("seeds:", "seds:", "test.yaml:5:1: seds: unknown key (did you mean seeds?)"),
        ("falls", "drops", "test.yaml:16:46: expect[1].direction: 'drops' is not allowed; use falls, rises or unch"),
        ("measure: leavers", "measure: leaver", "test.yaml:16:15: expect[1].measure: no measure 'leaver' (did you"),
        ("over: sum, direction: f", "over: all, direction: f", "test.yaml:16:30: expect[1].over: 'all' is not sum"),
        ("last 6", "last 18", "test.yaml:17:71: expect[2].over: the run has 12 months only"),
        ("sector:acute", "sector:acut", "test.yaml:17:30: expect[2].scope: no sector 'acut' in Wendle Valley (did"),
        ("scope: all", "scope: some", "test.yaml:18:33: expect[3].scope: 'some' is no scope of monthly; write all"),
        ("passport_only", "passport_olny", "test.yaml:9:7: changed.agreements[1]: no shipped agreement 'passport_oln"),
        ("passport_only", "x/y.yaml", "test.yaml:9:7: changed.agreements[1]: no such file: 'x/y.yaml'"),
        ("passport_only", "7", "test.yaml:9:7: changed.agreements[1]: must be a mapping of keys to values, not 7"),
        ("national_plan", "nationl_plan", "test.yaml:13:11: changed.future: no shipped future 'nationl_plan' (did"),
        ("TM1", "TM2", "test.yaml:11:22: changed.agreements[2].parties[2]: no organisation 'TM2' in Wendle Valley"),
        ("places: 4", "places: 0", "test.yaml:12:49: changed.agreements[2].rotation.places: 0 is out of range: must"),
        ("places: 4", "places: 4, patern: x", "test.yaml:12:52: changed.agreements[2].rotation.patern: unknown key ("),
        (
            "groups: [nurse]",
            "groups: [midwife]",
            "test.yaml:12:32: changed.agreements[2].rotation.staff_groups: only",
        ),
        ("Mine", "Passport only", "test.yaml:9:5: changed.agreements: 'Passport only' is the name of two agreements"),
        ("strain.newcomer: 41", "strain.newcome: 41", "test.yaml:14:25: changed.set.strain.newcome: no such param"),
        ("strain.newcomer: 41", "strain.newcomer: 999", "test.yaml:14:26: changed.set.strain.newcomer: 999 is out"),
        ("baseline: {", "baseline: {maturity: old, ", "test.yaml:6:22: baseline.maturity: 'old' is not allowed; use "),
        ("seeds: 4", "seeds: 2", "test.yaml:5:8: seeds: 2 is out of range: must be 3 to 10000"),
        ("months: 12", "system: smal\nmonths: 12", "test.yaml:4:9: system: no system 'smal' (did you mean small?)"),
    ],
)
def test_faults_are_named_by_line_and_column(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = SOUND.replace(old, new, 1)
    assert text != SOUND
    (found,) = faults(tmp_path, text)
    assert found.startswith(fault)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("passport_only", "nothing").replace("leavers", "leaver").replace("TM1", "TM2")
    assert len(faults(tmp_path, text)) == 3


def test_arms_that_are_the_same_are_refused(tmp_path: Path) -> None:
    text = (
        SOUND[: SOUND.index("changed:")] + "changed: {set: {strain.newcomer: 40}}\n" + SOUND[SOUND.index("expect:") :]
    )
    assert faults(tmp_path, text)[0].endswith("changed: is the same as the baseline: nothing can differ")


def test_what_would_do_nothing_is_a_warning(tmp_path: Path) -> None:
    (warning,) = read(tmp_path, SOUND.replace("places: 4", "places: 4, pattern: pair, placements: 2")).warnings
    assert str(warning).startswith(f"{tmp_path}/test.yaml:12:")
    assert "only a ring has a further party to go on to" in warning.message
