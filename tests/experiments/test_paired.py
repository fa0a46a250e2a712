"""Paired runs: arms that are alike are run once, and both arms have the same luck."""

from __future__ import annotations

from pathlib import Path

from icsim.experiment.mechanism import Mechanism, read_mechanism
from icsim.experiment.paired import Paired, run_paired
from icsim.experiment.table import COLUMNS, SEED_COLUMNS, read_seeds, results_csv, seeds_csv

FILE = """\
experiment: {name}
question: Does it?
why: Because.
months: 8
seeds: {seeds}
both: {{set: {{maturity.developing_months: 0, maturity.developing_parties: 3000}}}}
changed:
  agreements:
    - {{agreement: A, parties: [TA1, TM1, TC1], {clause}}}
expect:
  - {{measure: {measure}, over: sum, direction: rises}}
"""
ROTATION = "rotation: {staff_groups: [nurse], places: 6}"
PASSPORT = "passport: {recognises: [training]}"


def mechanism(folder: Path, name: str, clause: str, measure: str = "onboarding_days", seeds: int = 3) -> Mechanism:
    path = folder / f"{name}.yaml"
    path.write_text(FILE.format(name=name, clause=clause, measure=measure, seeds=seeds), encoding="utf-8")
    return read_mechanism(path)


def test_experiments_share_the_runs_of_a_baseline(tmp_path: Path) -> None:
    some = [mechanism(tmp_path, "a", ROTATION), mechanism(tmp_path, "b", PASSPORT, "movers_in", seeds=5)]
    paired = Paired(some)
    baseline, first, second = paired.jobs
    assert (baseline.seeds, first.seeds, second.seeds) == (5, 3, 5)
    assert [r.measure for r in baseline.readings] == ["onboarding_days", "movers_in"]
    assert [r.measure for r in second.readings] == ["movers_in"]


def test_an_experiment_finds_the_same_alone_and_among_others(tmp_path: Path) -> None:
    one, other = mechanism(tmp_path, "a", ROTATION), mechanism(tmp_path, "b", PASSPORT, seeds=4)
    together = {outcome.mechanism.stem: results_csv(outcome) for outcome in run_paired([other, one])}
    assert results_csv(run_paired([one])[0]) == together["a"]


def test_an_arm_that_nobody_can_act_on_is_the_baseline_seed_by_seed(tmp_path: Path) -> None:
    nobody = mechanism(tmp_path, "a", "rotation: {staff_groups: [nurse], bands: [7], places: 1, pattern: ring}")
    ((_, finding),) = run_paired([nobody])[0].findings
    assert finding.differences == [0, 0, 0]
    assert len(set(finding.baseline)) > 1


def test_seeds_asked_for_replace_those_of_the_file(tmp_path: Path) -> None:
    ((_, finding),) = run_paired([mechanism(tmp_path, "a", ROTATION)], seeds=5)[0].findings
    assert len(finding.differences) == 5
    shorter = run_paired([mechanism(tmp_path, "a", ROTATION)])[0].findings[0][1]
    assert list(shorter.differences) == finding.differences[:3]


def test_the_table_has_a_row_for_each_expectation(tmp_path: Path) -> None:
    text = results_csv(run_paired([mechanism(tmp_path, "a", ROTATION)])[0])
    header, row = text.splitlines()
    assert header.split(",") == list(COLUMNS)
    assert row.startswith("onboarding_days,all,sum,rises,3,")
    assert row.endswith(("confirmed", "not shown"))


def test_what_each_seed_gave_is_enough_to_find_the_same_again(tmp_path: Path) -> None:
    outcome = run_paired([mechanism(tmp_path, "a", ROTATION, seeds=5)])[0]
    text = seeds_csv(outcome)
    assert text.splitlines()[0].split(",") == list(SEED_COLUMNS)
    assert len(text.splitlines()) == 1 + 5
    ((expectation, finding),) = outcome.findings
    assert read_seeds(text, [expectation]) == [finding]
