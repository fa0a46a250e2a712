"""What an answer depends on: answers made up so that it is known by hand."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.experiments.made_up import made_up, sweep_in

from icsim.errors import InputError
from icsim.experiment.sensitivity import Sensitivity, analyse
from icsim.experiment.sweep_outcomes import Outcomes
from icsim.experiment.sweep_plan import Planned, Sweep
from icsim.report.tornado import description, write_tornado

FILE = """\
question: On what?
system: small
months: 6
replications: 1
agreements:
  - agreement: Mine
    parties: [TA1, TC1, TM1]
    rotation: {{staff_groups: [nurse], places: 6}}
vary:
  rotation.leave_ratio: {{low: 0.6, high: 1.0}}
  rotation.reach_minutes: {{low: 20, high: 120}}
  rotation.settled_months: {{low: 0, high: 24}}
design: {{kind: {kind}, n: {n}}}
measures: [leavers, joiners]
"""
RATIO, REACH = 50.0, -0.1
"""What the answer gains for each unit of the two numbers that it depends on: 20 and -10 over their ranges."""


def answer(run: Planned, row: dict[str, Any], _place: str, measure: str) -> float:
    """Leavers depend on two numbers under the agreement, and on the seed whatever is signed; joiners on nothing."""
    if run.arm == "Today" or measure == "joiners":
        return 1000.0 * run.seed
    return 1000.0 * run.seed + RATIO * row["rotation.leave_ratio"] + REACH * row["rotation.reach_minutes"]


def swept(folder: Path, kind: str, n: int) -> tuple[Sweep, Outcomes]:
    sweep = sweep_in(folder, FILE.format(kind=kind, n=n))
    return sweep, Outcomes(sweep, made_up(sweep, folder / "runs", answer))


def found(folder: Path, kind: str, n: int, measure: str = "leavers") -> Sensitivity:
    return analyse(swept(folder, kind, n)[1], measure, "all")


def by_name(sensitivity: Sensitivity, column: str) -> list[float]:
    return list(sensitivity.table.set_index("name")[column].reindex(NAMES))


NAMES = ["rotation.leave_ratio", "rotation.reach_minutes", "rotation.settled_months"]


def test_screening_finds_each_effect_over_its_range(tmp_path: Path) -> None:
    screened = found(tmp_path, "morris", 4)
    assert list(screened.table["name"])[:2] == NAMES[:2]
    assert by_name(screened, "mu") == pytest.approx([20, -10, 0], abs=1e-9)
    assert by_name(screened, "mu_star") == pytest.approx([20, 10, 0], abs=1e-9)
    assert by_name(screened, "sigma") == pytest.approx([0, 0, 0], abs=1e-6)
    assert by_name(screened, "swing") == pytest.approx([20, -10, 0], abs=1e-9)
    assert (screened.agreement, screened.against) == ("Mine", "Today")


@pytest.mark.slow
def test_indices_share_the_variance(tmp_path: Path) -> None:
    """A sum of two evenly spread numbers: variances go as the squares of their effects, 4 to 1."""
    shared = found(tmp_path, "saltelli", 64)
    assert by_name(shared, "total") == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert by_name(shared, "first_order") == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert by_name(shared, "swing") == pytest.approx([20, -10, 0], abs=1e-6)
    assert len(shared.pairs) == 0


@pytest.mark.slow
def test_pairs_have_nothing_together_in_a_sum(tmp_path: Path) -> None:
    text = FILE.format(kind="saltelli", n=32).replace("n: 32", "n: 32, second_order: true")
    sweep = sweep_in(tmp_path, text)
    outcomes = Outcomes(sweep, made_up(sweep, tmp_path / "runs", answer))
    pairs = analyse(outcomes, "leavers", "all").pairs
    assert list(zip(pairs["a"], pairs["b"], strict=True)) == list(itertools.combinations(NAMES, 2))
    assert list(pairs["together"]) == pytest.approx([0, 0, 0], abs=0.1)


@pytest.mark.parametrize(("kind", "n"), [("latin_hypercube", 20), ("sobol", 16)])
def test_other_designs_give_the_line_and_rank_correlations(tmp_path: Path, kind: str, n: int) -> None:
    sensitivity = found(tmp_path, kind, n)
    assert by_name(sensitivity, "swing") == pytest.approx([20, -10, 0], abs=1e-9)
    correlation = by_name(sensitivity, "rank_correlation")
    assert correlation[0] > 0.7 > -0.2 > correlation[1]
    ends = sensitivity.table.set_index("name").loc[NAMES[0]]
    assert (ends["low"], ends["high"]) == (0.6, 1.0)
    assert ends["low_outcome"] < sensitivity.mean < ends["high_outcome"]


def test_an_answer_that_never_differs_depends_on_nothing(tmp_path: Path) -> None:
    for kind in ("morris", "saltelli", "sobol"):
        folder = tmp_path / kind
        folder.mkdir()
        sensitivity = found(folder, kind, 4, "joiners")
        numbers = sensitivity.table.drop(columns=["name", "low", "high"])
        assert (numbers == 0).to_numpy().all(), kind


def test_lists_are_taken_from_first_to_last(tmp_path: Path) -> None:
    text = FILE.format(kind="grid", n=1).split("vary:")[0] + (
        "vary: {rotation.leave_ratio: [1.0, 0.8, 0.6], agreement.rotation.pattern: [ring, hub]}\nmeasures: [leavers]\n"
    )
    sweep = sweep_in(tmp_path, text)
    patterns = {"ring": 0.0, "hub": 3.0}

    def value(run: Planned, row: dict[str, Any], place: str, measure: str) -> float:
        return 0.0 if run.arm == "Today" else patterns[row["agreement.rotation.pattern"]] + 10 * row[NAMES[0]]

    table = analyse(Outcomes(sweep, made_up(sweep, tmp_path / "runs", value)), "leavers", "all").table
    assert list(table["name"]) == [NAMES[0], "agreement.rotation.pattern"]
    assert list(table["swing"]) == pytest.approx([-4, 3])
    assert (table["low"][1], table["high"][1]) == ("ring", "hub")


@pytest.mark.parametrize("kind", ["morris", "latin_hypercube", "sobol", "saltelli"])
def test_one_more_thing_that_is_varied_leaves_the_draws_of_the_others(tmp_path: Path, kind: str) -> None:
    text = FILE.format(kind=kind, n=4)
    before = sweep_in(tmp_path, text).points
    after = sweep_in(tmp_path, text.replace("design:", "  strain.newcomer: {from: range}\ndesign:")).points
    if kind == "saltelli":  # a row more for each block of points; those of the first matrix are the same
        before, after = before[:: len(NAMES) + 2], after[:: len(NAMES) + 3]
    if kind == "morris":  # trajectories are a step longer; where each number may be is not

        def spread(points: Any) -> list[set[float]]:
            return [{float(row[name]) for row in points} for name in NAMES]

        assert spread(before) == spread(after)
        return
    assert [{name: row[name] for name in NAMES} for row in after] == [dict(row) for row in before]


def test_runs_must_be_there(tmp_path: Path) -> None:
    sweep, _ = swept(tmp_path, "morris", 4)
    store = made_up(sweep, tmp_path / "runs", answer)
    store.path(next(sweep.runs()).spec.digest).unlink()
    with pytest.raises(InputError, match="1 of 16 points have no leavers; make all runs first"):
        analyse(Outcomes(sweep, store), "leavers", "all")


@pytest.mark.slow
def test_a_tornado_chart_says_in_words_what_it_shows(tmp_path: Path) -> None:
    sensitivity = found(tmp_path, "morris", 4)
    words = description(sensitivity)
    assert words.startswith("Leavers in heads, ")
    assert words.index(NAMES[0]) < words.index(NAMES[1])
    first, second = tmp_path / "a.svg", tmp_path / "b.svg"
    write_tornado(sensitivity, first)
    write_tornado(sensitivity, second)
    assert first.read_bytes() == second.read_bytes()
    assert words in "".join(ET.fromstring(first.read_text(encoding="utf-8")).itertext())
    write_tornado(sensitivity, tmp_path / "c.png")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match=r"a chart is \.svg or \.png"):
        write_tornado(sensitivity, tmp_path / "c.pdf")
