"""What ``icsim compare`` prints, of made-up results."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.experiments.questions import made_up

from icsim.cli.compare_report import print_comparison
from icsim.experiment.binding import binding_table
from icsim.experiment.break_even import NEVER, TURNS
from icsim.experiment.compare import Comparison
from icsim.experiment.curves import curve_table, flow_table
from icsim.experiment.differences import difference_table
from icsim.experiment.evidence import evidence_table
from icsim.experiment.ledger import drains, ledger_table
from icsim.experiment.people import people_table
from icsim.experiment.robust import robustness_table

VALUES = {
    ("all", "leavers"): [[10, 12, 10, 12], [8, 11, 8, 11], [9, 9, 9, 9]],
    ("sector:acute", "vacancy_fte"): [[50, 51, 52, 53], [40, 41, 42, 43.1], [50, 51, 52, 53]],
    ("sector:social_care", "vacancy_fte"): [[20, 21, 22, 23], [28, 29, 30, 31.1], [20, 21, 22, 23]],
}


@pytest.fixture
def comparison() -> Comparison:
    """Two agreements under two futures, four seeds."""
    gathered = made_up(VALUES, arms=("B", "C"), futures=("Flat", "Bad"))
    differences = difference_table(gathered)
    ledger = ledger_table(differences)
    share = {"place": "all", "measure": "leavers", "agreement": "B"}
    lead = {"agreement": "B", "against": "Today", "measure": "leavers", "certain": False}
    return Comparison(
        question=gathered.question,
        seeds=gathered.seeds,
        differences=differences,
        ledger=ledger,
        drains=drains(ledger),
        curves=curve_table(gathered),
        flows=flow_table(gathered),
        people=people_table(gathered),
        binding=binding_table(gathered),
        robustness=robustness_table(gathered),
        evidence=evidence_table(gathered.question),
        attribution=pd.DataFrame(
            [{**share, "clause": "passport", "share": -2.0}, {**share, "clause": "rotation", "share": 0.5}]
        ),
        interaction=pd.DataFrame(),
        break_even=pd.DataFrame(
            [
                {**lead, "parameter": "rotation.leave_ratio", "verdict": TURNS, "break_even": 0.954},
                {**lead, "parameter": "rotation.accept_share", "verdict": NEVER, "break_even": float("nan")},
            ]
        ),
        runs=pd.DataFrame(),
        stopped_because="4 seeds were asked for",
    )


def test_everything_that_was_asked_for_is_printed(comparison: Comparison, capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison(comparison, Path("results/here"))
    said = capsys.readouterr().out
    one_line = " ".join(said.split())
    for expected in (
        "System test, 2 months from 2026-04, 4 seeds. 4 seeds were asked for.",
        "B, under Flat",
        "C, under Bad",
        "Leavers, heads 11 10 -2",
        "! Vacancies: Acute (-10.0 FTE) gains while Social care (+8.0 FTE) loses.",
        "Acute -10.0 G",
        "Social care +8.0 P",
        "People: of 0 starting staff who leave today",
        "Over the futures, C risks least on leavers: at worst nothing lost.",
        "B, leavers by clause: passport -2 heads, rotation 0 heads.",
        "B against Today on leavers: a lead that is not certain; it is gone with rotation.leave_ratio at 0.954; 1 of 2",
        "B rests on ",
        "Tables in results/here: ledger.csv, differences.csv and others; runs in results/here/runs.",
    ):
        assert expected in one_line
    assert max(map(len, said.splitlines())) <= 120


def test_without_a_folder_no_place_is_named(comparison: Comparison, capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison(comparison, None)
    assert "Tables in" not in capsys.readouterr().out
