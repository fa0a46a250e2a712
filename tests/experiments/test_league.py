"""League: which systems gain most, when all sign at once and when each is alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.three_systems import write_three_systems
from tests.worlds import AT_ONCE, agree

from icsim.agreement import Agreement, signed_by_each
from icsim.errors import InputError
from icsim.experiment.ask import ask
from icsim.experiment.league import League, LeagueQuestion, league, league_question, top_of
from icsim.experiment.runner import Runner
from icsim.experiment.store import RunStore
from icsim.load import load_system
from icsim.model import ICS

MONTHS, SEEDS = 9, 2
MEASURES = ("vacancy_share", "unfilled_fte")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two neighbours, QXA and QXB, and QXC, far away."""
    return write_three_systems(tmp_path_factory.mktemp("tables") / "three")


def agreement() -> Agreement:
    return agree(
        aligned_terms={"close_gap_share": 1.0},
        released_time={"staff_groups": ["nurse", "care_worker"], "hours_share": 0.1, "ramp_months": 1},
    )


def asked(tables: Path, *, alone: bool = False, measures: tuple[str, ...] = MEASURES) -> LeagueQuestion:
    question, warnings = ask(str(tables), [agreement()], months=MONTHS, parameters=AT_ONCE, each_system=True)
    return league_question(question, measures, alone=alone, warnings=warnings)


@pytest.fixture(scope="module")
def together(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> League:
    with Runner(RunStore(tmp_path_factory.mktemp("together"))) as runner:
        return league(asked(tables), SEEDS, runner)


def test_a_gain_is_that_of_the_systems_own_organisations(tables: Path, together: League) -> None:
    """Worked out once more from the monthly tables of the same two runs."""
    system = load_system(tables)
    home = {o.code: o.system for o in system.organisations}
    found = []
    for signed in ((), (signed_by_each(agreement()),)):
        model = ICS(system, signed, rng=1, parameters=AT_ONCE)
        model.run_for(MONTHS)
        monthly = model.results.monthly
        sums = monthly.groupby(monthly["organisation"].astype(str).map(home))[
            ["vacancy_fte", "establishment_fte", "unfilled_fte", "in_post_fte"]
        ].sum()
        found.append(sums)
    today, under = found
    seeds = together.seeds_table[together.seeds_table["seed"] == 1].set_index("system")
    share = (today["vacancy_fte"] / today["establishment_fte"]) - (under["vacancy_fte"] / under["establishment_fte"])
    own = seeds[seeds["measure"] == "vacancy_share"]["gain"]
    assert own.to_dict() == pytest.approx((100 * share).to_dict())
    unfilled = (today["unfilled_fte"] - under["unfilled_fte"]) / today["in_post_fte"] * 1000
    own = seeds[seeds["measure"] == "unfilled_fte"]["gain"]
    assert own.to_dict() == pytest.approx(unfilled.to_dict())
    assert (own > 0).all(), "hours given back fill work"


def test_the_table_is_the_mean_of_the_seeds_the_best_first(together: League) -> None:
    for measure in MEASURES:
        rows = together.table[together.table["measure"] == measure]
        means = together.seeds_table[together.seeds_table["measure"] == measure].groupby("system")["gain"].mean()
        assert rows["system"].tolist() == means.sort_values(ascending=False).index.tolist()
        assert rows.set_index("system")["gain"].to_dict() == pytest.approx(means.to_dict())
        assert rows["rank"].tolist() == [1, 2, 3]
        assert ((rows["rank_low"] <= rows["rank"]) & (rows["rank"] <= rows["rank_high"])).all()
        assert rows["top_prob"].sum() == pytest.approx(1), "one of three counts as the best"


def test_cost_stands_beside_gain_for_each_fte(together: League) -> None:
    rows = together.table[together.table["measure"] == "vacancy_share"]
    assert (rows["cost_gbp_per_fte"] > 0).all(), "better terms cost"
    assert ((rows["cost_low"] <= rows["cost_gbp_per_fte"]) & (rows["cost_gbp_per_fte"] <= rows["cost_high"])).all()


def test_alone_each_system_is_run_by_itself(tables: Path, together: League, tmp_path: Path) -> None:
    """Nobody crosses to the far system, so there the two designs are one; a neighbour is not the same alone."""
    question = asked(tables, alone=True)
    specs = list(question.specs([1]))
    assert [spec.system for spec in specs] == [f"{tables}:{code}" for code in ("QXA", "QXB", "QXC") for _ in range(2)]
    with Runner(RunStore(tmp_path / "alone")) as runner:
        alone = league(question, 1, runner)
    first = together.seeds_table[together.seeds_table["seed"] == 1].set_index(["measure", "system"])
    own = alone.seeds_table.set_index(["measure", "system"])
    for code, same in (("QXC", True), ("QXA", False)):
        both = [table.xs(code, level="system")[["today", "agreement"]].to_numpy() for table in (first, own)]
        assert np.array_equal(*both) == same
    assert alone.table["gain_low"].isna().all(), "one seed has no interval"


def test_runs_are_made_once(tables: Path, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "kept")
    told: list[tuple[int, int]] = []
    for seeds in (1, 2):
        with Runner(store, progress=lambda progress: told.append((progress.made, progress.kept))) as runner:
            league(asked(tables, measures=("leavers",)), seeds, runner)
    assert told[1] == (2, 0)
    assert told[-1] == (2, 2), "the pair of the first seed was there"


def test_a_system_that_does_not_sign_is_not_ranked(tmp_path: Path) -> None:
    tables = write_three_systems(tmp_path / "two", shrink="QXB")
    question = asked(tables)
    assert question.signing == ("QXA", "QXC")
    with Runner(RunStore(tmp_path / "runs")) as runner:
        found = league(question, 1, runner)
    assert set(found.table["system"]) == {"QXA", "QXC"}


@pytest.mark.parametrize(
    ("system", "measure", "words"),
    [
        (None, "movers_in", "neither way is better for movers_in"),
        (None, "leaver", "no headline measure 'leaver'"),
        ("small", "leavers", "is one integrated care system"),
    ],
)
def test_what_makes_no_league_is_refused(tables: Path, system: str | None, measure: str, words: str) -> None:
    question, _ = ask(system or str(tables), [agreement()], months=MONTHS)
    with pytest.raises(InputError, match=words):
        league_question(question, [measure], alone=False)


def test_the_best_are_a_quarter_and_ten_at_most() -> None:
    assert [top_of(n) for n in (1, 3, 8, 42, 100)] == [1, 1, 2, 10, 10]


def test_one_system_of_a_folder_is_found_by_its_code(tables: Path) -> None:
    one = load_system(f"{tables}:QXB")
    assert one.systems == ("QXB",)
    assert one.name == "Upper Wendle"
    assert load_system("england:QR1").digest == load_system("QR1").digest
    with pytest.raises(InputError, match="no organisation is of system 'QXD'"):
        load_system(f"{tables}:QXD")


def test_a_comparison_has_a_place_for_each_system(tables: Path, tmp_path: Path) -> None:
    from icsim.experiment.compare import compare

    found = compare(tables, [signed_by_each(agreement())], months=MONTHS, seeds=1, parameters=AT_ONCE)
    rows = found.differences[found.differences["measure"] == "leavers"].set_index("place")
    systems = rows.loc[["ics:QXA", "ics:QXB", "ics:QXC"]]
    assert systems["place_name"].tolist() == ["Wendle Valley", "Upper Wendle", "Far Wendle"]
    assert systems["base"].sum() == rows.loc["all", "base"]
    net = found.differences[found.differences["measure"] == "net_moves"].set_index("place")["base"]
    moves = found.border_moves
    today = moves[(moves["agreement"] == "Today") & (moves["flow"] == "movers")]
    came = today.groupby("target")["value"].sum() - today.groupby("origin")["value"].sum()
    assert net["ics:QXA"] == came.get("QXA", 0.0)
    assert net["ics:QXC"] == 0
    open_fte = found.binding.groupby(["agreement", "place"])["open_fte"].sum()["Today"]
    assert open_fte[["ics:QXA", "ics:QXB", "ics:QXC"]].sum() == pytest.approx(open_fte["all"])
    assert isinstance(found.tables["border_moves"], pd.DataFrame)
