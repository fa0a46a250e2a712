"""Comparisons: what is run, when it stops, what is kept, and that nothing comes of nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.experiments.questions import MONTHS, passport, passport_and_rotation, small_question
from tests.worlds import AT_ONCE, agree

from icsim.errors import InputError
from icsim.experiment import compare as comparing
from icsim.experiment.ask import ask
from icsim.experiment.compare import Asked, Comparison, answer, compare, widest
from icsim.experiment.comparison_files import csv_text, file_of, read_note, read_tables, write_comparison
from icsim.experiment.gather import Gathered
from icsim.experiment.overwriting import clear
from icsim.experiment.question import TODAY, Arm, Question
from icsim.experiment.record import run
from icsim.experiment.runner import Runner, RunsFailed
from icsim.experiment.store import RunStore
from icsim.future import Future
from icsim.load import load_system
from icsim.model import ICS

pytestmark = pytest.mark.slow

GROWTH = Future(future="More work", demand_growth_rate=0.05)


@pytest.fixture(scope="module")
def question() -> Question:
    return small_question(
        Arm("Passport", (passport(),)), Arm("Both", (passport_and_rotation(),)), futures=(Future(), GROWTH)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comparison") / "kept"


@pytest.fixture(scope="module")
def compared(question: Question, folder: Path) -> Comparison:
    """Two agreements and today under two futures, three seeds, kept in a folder."""
    store = RunStore(folder)
    store.claim(question.design)
    with Runner(store) as runner:
        comparison = answer(question, runner, Asked(seeds=3, attribution=True))
    write_comparison(comparison, folder)
    return comparison


def of(table: pd.DataFrame, **equal: object) -> pd.DataFrame:
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


class TestAgainstItself:
    """An arm less itself is nothing, exactly: in every output, month and organisation."""

    def test_two_runs_of_one_agreement_are_the_same_in_every_table(self) -> None:
        def tables() -> dict[str, pd.DataFrame]:
            model = ICS(load_system("small"), [passport_and_rotation()], rng=5, parameters=AT_ONCE)
            model.run_for(MONTHS)
            return dict(model.results.tables)

        first, second = tables(), tables()
        assert first["monthly"]["rotating_out"].sum() > 0
        assert first.keys() == second.keys()
        for name, table in first.items():
            pd.testing.assert_frame_equal(table, second[name], check_exact=True)

    def test_two_records_of_one_run_hold_the_same(self, question: Question) -> None:
        spec = question.spec(question.arms[2], GROWTH, 7)
        assert run(spec).content_digest == run(spec).content_digest

    def test_an_agreement_that_reaches_nobody_changes_nothing(self, tmp_path: Path) -> None:
        nobody = agree(agreement="Nobody", rotation={"staff_groups": ["nurse"], "bands": [9], "places": 8, "months": 3})
        found = answered(small_question(Arm("Nobody", (nobody,))), tmp_path, 2)
        assert len(found.runs["run"].unique()) == 4
        assert set(found.differences["difference"]) == {0.0}
        assert set(found.differences["sd"]) == {0.0}
        assert set(found.curves["difference"].dropna()) == {0.0}
        assert set(found.binding["difference"]) == {0.0}
        assert set(found.ledger["verdict"]) == {"the same"}
        assert found.people[["stays", "leaves", "met_once"]].to_numpy().sum() == 0
        assert found.drains.empty

    def test_the_same_agreement_twice_is_run_once(self, tmp_path: Path) -> None:
        again = passport().model_copy(update={"note": "as before"})
        found = answered(small_question(Arm("A", (passport(),)), Arm("A again", (again,))), tmp_path, 2)
        assert len(found.runs["run"].unique()) == 4
        between = of(found.differences, against="A", agreement="A again")
        assert len(between) > 0
        assert set(between["difference"]) == {0.0}


def answered(question: Question, folder: Path, seeds: int) -> Comparison:
    with Runner(RunStore(folder)) as runner:
        return answer(question, runner, Asked(seeds=seeds))


class TestWhatIsCompared:
    def test_every_pair_under_every_future(self, compared: Comparison) -> None:
        pairs = compared.differences[["future", "against", "agreement"]].drop_duplicates()
        assert list(pairs.itertuples(index=False, name=None)) == [
            (future, *pair)
            for future in ("Flat", "More work")
            for pair in ((TODAY, "Passport"), (TODAY, "Both"), ("Passport", "Both"))
        ]

    def test_differences_are_those_of_the_runs(self, compared: Comparison, question: Question, folder: Path) -> None:
        from icsim.experiment.gather import whole

        store = RunStore(folder)
        today, both = (
            [whole(store, question.spec(arm, GROWTH, seed), "onboarding_days") for seed in (1, 2, 3)]
            for arm in (question.arms[0], question.arms[2])
        )
        row = of(
            compared.differences,
            future="More work", against=TODAY, agreement="Both", place="all", measure="onboarding_days",
        ).iloc[0]  # fmt: skip
        assert row["base"] == pytest.approx(np.mean(today), rel=1e-12)
        assert row["difference"] == pytest.approx(np.mean(np.subtract(both, today)), rel=1e-12)
        assert row["difference"] != 0

    def test_places_and_measures_are_the_same_everywhere(self, compared: Comparison, question: Question) -> None:
        places = of(compared.differences, future="Flat", against=TODAY, agreement="Both", measure="leavers")["place"]
        assert tuple(places) == question.places

    def test_curves_end_where_the_run_ends(self, compared: Comparison) -> None:
        last = of(compared.curves, future="Flat", agreement="Both", place="all", measure="vacancy_fte", month="2026-11")
        end = of(compared.differences, future="Flat", against=TODAY, agreement="Both", place="all",
                 measure="vacancy_end_fte")  # fmt: skip
        assert last["value"].iloc[0] == pytest.approx(end["value"].iloc[0], rel=1e-12)
        assert compared.curves["month"].nunique() == MONTHS

    def test_flows_between_sectors_add_up_to_the_movers(self, compared: Comparison) -> None:
        moved = of(compared.flows, future="Flat", agreement="Both", flow="movers")["value"].sum()
        movers = of(compared.differences, future="Flat", against=TODAY, agreement="Both", place="all",
                    measure="movers_in")["value"].iloc[0]  # fmt: skip
        assert moved == pytest.approx(movers)

    def test_binding_constraints_of_sectors_add_up(self, compared: Comparison) -> None:
        rows = of(compared.binding, future="Flat", agreement="Both")
        whole = of(rows, place="all").set_index("binds")["open_fte"]
        sectors = rows[rows["place"].str.startswith("sector:")].groupby("binds")["open_fte"].sum()
        assert whole.sum() > 0
        for kind, value in whole.items():
            assert sectors[kind] == pytest.approx(value)

    def test_clause_shares_are_those_of_the_difference(self, compared: Comparison) -> None:
        rows = of(compared.attribution, agreement="Both", place="all", measure="onboarding_days")
        assert list(rows["clause"]) == ["passport", "rotation"]
        row = of(compared.differences, future="Flat", against=TODAY, agreement="Both", place="all",
                 measure="onboarding_days").iloc[0]  # fmt: skip
        assert rows["share"].sum() == pytest.approx(row["difference"], rel=1e-12)
        assert of(compared.attribution, agreement="Passport")["share"].equals(
            of(compared.attribution, agreement="Passport")["total"]
        )

    def test_the_evidence_is_that_of_the_clauses(self, compared: Comparison) -> None:
        rows = of(compared.evidence, agreement="Both")
        assert {"rotation.accept_share", "passport.time_saved_share"} & set(rows["parameter"])
        assumed = (rows["grade"] == "assumption").mean()
        assert rows["assumed_share"].iloc[0] == pytest.approx(assumed)


class TestSeeds:
    """Seeds are added until the interval is narrow, four at a time."""

    @pytest.fixture
    def counted(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """No run is made; the interval of n seeds is 10 / n wide on either side."""
        made: list[int] = []

        def make(_runner: Runner, specs: object) -> None:
            made.append(len({spec.seed for spec in specs}))  # type: ignore[attr-defined]

        monkeypatch.setattr(Runner, "make", make)
        monkeypatch.setattr(comparing, "widest", lambda _question, seeds, _store, _measure: 10 / len(seeds))
        return made

    def stopped(self, question: Question, asked: Asked, folder: Path) -> tuple[tuple[int, ...], str]:
        return comparing._run(question, Runner(RunStore(folder)), asked)

    def test_stops_when_narrow_enough(self, question: Question, counted: list[int], tmp_path: Path) -> None:
        seeds, because = self.stopped(question, Asked(until_halfwidth=1.0), tmp_path)
        assert seeds == tuple(range(1, 13))
        assert counted == [4, 4, 4]
        assert because == "the interval of leavers is within 0.8333 of its mean"

    def test_stops_at_the_most(self, question: Question, counted: list[int], tmp_path: Path) -> None:
        seeds, because = self.stopped(question, Asked(seeds=6, until_halfwidth=0.1), tmp_path)
        assert seeds == tuple(range(1, 7))
        assert counted == [4, 2]
        assert because.startswith("6 seeds are the most")

    def test_a_fixed_number_is_kept(self, question: Question, counted: list[int], tmp_path: Path) -> None:
        assert self.stopped(question, Asked(seeds=5), tmp_path)[0] == (1, 2, 3, 4, 5)
        assert counted == [5]

    def test_the_widest_interval_counts(self, compared: Comparison, question: Question, folder: Path) -> None:
        rows = of(compared.differences, against=TODAY, place="all", measure="leavers")
        halves = (rows["high"] - rows["low"]) / 2
        assert widest(question, (1, 2, 3), RunStore(folder), "leavers") == pytest.approx(halves.max())

    def test_one_seed_is_never_enough(self, compared: Comparison, question: Question, folder: Path) -> None:
        assert widest(question, (1,), RunStore(folder), "leavers") == np.inf

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"measure": "leaver"}, "no headline measure 'leaver'"),
            ({"seeds": 0}, "0 is too few"),
            ({"until_halfwidth": 0.0}, "0 is not above 0"),
            ({"measure": "joiners", "break_even": True}, "neither way is better for joiners"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, fields: dict[str, object], words: str) -> None:
        with pytest.raises(InputError, match=words):
            Asked(**fields)  # type: ignore[arg-type]


class TestFolder:
    def test_a_second_time_nothing_is_run_and_every_byte_is_the_same(
        self, compared: Comparison, question: Question, folder: Path, tmp_path: Path
    ) -> None:
        before = {path: path.read_bytes() for path in sorted(folder.glob("*.*"))}
        told: list[int] = []
        with Runner(RunStore(folder), progress=lambda progress: told.append(progress.made)) as runner:
            write_comparison(answer(question, runner, Asked(seeds=3, attribution=True)), folder)
        assert set(told) == {0}
        assert {path: path.read_bytes() for path in sorted(folder.glob("*.*"))} == before

    def test_more_seeds_only_add_runs(self, compared: Comparison, question: Question, folder: Path) -> None:
        before = set(RunStore(folder).digests())
        with Runner(RunStore(folder)) as runner:
            answer(question, runner, Asked(seeds=4))
        assert before < set(RunStore(folder).digests())
        RunStore(folder).claim(question.design)

    def test_another_question_is_refused(self, compared: Comparison, question: Question, folder: Path) -> None:
        other = small_question(Arm("Passport", (passport(),)))
        with pytest.raises(InputError, match="holds the runs of another design"):
            RunStore(folder).claim(other.design)

    def test_tables_are_read_back_as_they_were(self, compared: Comparison, folder: Path) -> None:
        tables = read_tables(folder)
        assert list(tables) == list(compared.tables)
        for name, table in tables.items():
            pd.testing.assert_frame_equal(
                table, compared.tables[name], check_dtype=False, rtol=1e-11, atol=1e-12, check_categorical=False
            )

    def test_the_note_says_what_it_is(self, compared: Comparison, folder: Path) -> None:
        note = read_note(folder)
        assert [arm["name"] for arm in note["arms"]] == [TODAY, "Passport", "Both"]
        assert (note["months"], note["seeds"], note["system"]["word"]) == (MONTHS, [1, 2, 3], "small")
        assert set(note["files"]) == {file_of(name) for name in compared.tables}
        assert len(note["arms"][2]["sentences"]) == 2

    def test_a_changed_table_is_noticed(self, compared: Comparison, folder: Path) -> None:
        path = folder / "people.csv"
        kept = path.read_bytes()
        path.write_bytes(kept.replace(b"Flat", b"Fiat", 1))
        try:
            with pytest.raises(InputError, match="was changed after the comparison"):
                read_tables(folder)
        finally:
            path.write_bytes(kept)

    def test_clearing_takes_what_is_ours_and_nothing_else(self, tmp_path: Path) -> None:
        question = small_question(Arm("Passport", (passport(),)), months=1)
        store = RunStore(tmp_path / "out")
        store.claim(question.design)
        write_comparison(answered(question, store.folder, 2), store.folder)
        (store.folder / "letter.txt").write_text("mine")
        with pytest.raises(InputError, match=r"letter\.txt, which is none of this command"):
            clear(store.folder)
        assert list(store.digests())
        (store.folder / "letter.txt").unlink()
        clear(store.folder)
        assert list(store.folder.iterdir()) == []

    def test_a_folder_of_somebody_else_is_never_cleared(self, tmp_path: Path) -> None:
        (tmp_path / "plan.json").write_text("{}")
        with pytest.raises(InputError, match="no folder of runs that icsim made"):
            clear(tmp_path)
        assert (tmp_path / "plan.json").exists()

    def test_a_run_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        question = small_question(Arm("Passport", (passport(),)), months=1)
        gone = Question(
            str(tmp_path / "gone"), question.system, question.arms, months=1, parameters=question.parameters
        )
        with pytest.raises(RunsFailed, match=r"4 runs could not be made; the first: .*no such folder"):
            answered(gone, tmp_path / "out", 2)


class TestSpreadsheets:
    """Names come from files of many hands; a spreadsheet must not run them."""

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx", "\rx"])
    def test_text_that_looks_like_a_formula_is_disarmed(self, name: str) -> None:
        text = csv_text(pd.DataFrame({"agreement": [name, "plain"], "difference": [-1.5, 2.0]}))
        rows = text.split("\n")
        assert rows[1].lstrip('"').startswith("'")
        assert rows[1].endswith(",-1.5")
        assert rows[2] == "plain,2"

    def test_a_hostile_name_comes_back_as_it_was(self, tmp_path: Path) -> None:
        hostile = agree(agreement="=HYPERLINK(1)", passport={"recognises": ["dbs"]})
        found = answered(small_question(Arm("=HYPERLINK(1)", (hostile,)), months=1), tmp_path / "runs", 2)
        write_comparison(found, tmp_path)
        assert "\nFlat,Today,'=HYPERLINK(1)," in (tmp_path / "differences.csv").read_text()
        assert set(read_tables(tmp_path)["ledger"]["agreement"]) == {"=HYPERLINK(1)"}


class TestAsking:
    def test_shipped_names_files_and_objects(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.yaml"
        path.write_text("agreement: Mine\nparties: all\npassport: {recognises: [dbs]}\n")
        question, warnings = ask(
            "small", ["passport_only", path, [passport(), agree(agreement="Second", passport={"recognises": ["dbs"]})]],
            ["pay_round"],
        )  # fmt: skip
        assert [arm.name for arm in question.arms] == [TODAY, "Passport only", "Mine", "Passport and Second"]
        assert [future.future for future in question.futures] != ["Flat"]
        assert warnings == ()

    def test_every_fault_is_said_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.yaml"
        path.write_text("agreement: Bad\nparties: [XX]\npassport: {recognises: [dbx]}\n")
        with pytest.raises(InputError) as raised:
            ask("small", [path, "passport_onyl"], ["nowhere"], months=9999, start="2026", sample_share=2.0)
        said = str(raised.value)
        assert f"{path}:3:" in said
        for words in ("passport_only", "--future", "--months", "--sample"):
            assert words in said

    def test_two_of_one_name_are_refused(self) -> None:
        with pytest.raises(InputError, match="'Passport' is the name of two"):
            ask("small", [passport(), passport()])

    def test_nothing_to_compare_is_refused(self) -> None:
        with pytest.raises(InputError, match="name at least one agreement"):
            ask("small", [])


def test_the_python_way_returns_tidy_tables_and_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import icsim

    monkeypatch.chdir(tmp_path)
    found = icsim.compare("small", [passport()], months=2, seeds=2, parameters=AT_ONCE)
    assert isinstance(found, Comparison)
    assert compare is icsim.compare
    assert found.seeds == (1, 2)
    assert {"future", "against", "agreement", "place", "measure", "difference", "low", "high"} <= set(found.differences)
    assert list(tmp_path.iterdir()) == []


def test_gathered_arrays_have_a_place_for_every_future_arm_and_seed(
    compared: Comparison, question: Question, folder: Path
) -> None:
    from icsim.experiment.gather import gather

    found = gather(question, (1, 2, 3), RunStore(folder))
    assert isinstance(found, Gathered)
    assert found.outcome.shape[:3] == found.people.shape[:3] == (2, 3, 3)
    assert found.people[:, 0, :, :, :, 1].sum() == 0  # nobody stays under today who leaves under today
    with pytest.raises(InputError, match="is missing or damaged; compare again"):
        gather(question, (1, 99), RunStore(folder))
