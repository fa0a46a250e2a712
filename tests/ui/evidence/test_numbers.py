"""What the page of evidence shows: the numbers of the command line, looked for by words and by grade."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsim.cli.describe import _parameters
from icsim.codes import Grade
from icsim.experiment.evidence import evidence_table
from icsim.registry import all_parameters
from icsim.ui.evidence.numbers import ANY, as_csv, basis_of, every_number, found, grades, sentence, shown
from icsim.ui.state.comparison import Column, ComparisonState
from icsim.ui.state.evidence_view import EvidenceView

words = st.text(max_size=30)
views = st.builds(EvidenceView, words, st.sampled_from(["", *Grade.words()]), words, words, words)


@given(views)
def test_an_address_holds_the_whole_view(view: EvidenceView) -> None:
    assert EvidenceView.from_query(view.to_query()) == (view, [])


@pytest.mark.parametrize("query", ["grade=best", "wrong=1", f"find={'a' * 500}", "a" * 40_000, "&".join(["a=1"] * 99)])
def test_what_means_nothing_is_said_and_left_out(query: str) -> None:
    view, faults = EvidenceView.from_query(query)
    assert view == EvidenceView()
    assert len(faults) == 1


def test_the_file_has_the_numbers_of_the_command_line() -> None:
    columns, theirs = _parameters()
    rows = list(csv.DictReader(io.StringIO(as_csv(every_number()))))
    ours = [tuple(row[name] for name in columns) for row in rows]
    said = [tuple(str(cell) for cell in row) for row in theirs]
    numbers = {"value", "low", "high"}
    for mine, yours in zip(ours, said, strict=True):
        for name, a, b in zip(columns, mine, yours, strict=True):
            assert float(a) == pytest.approx(float(b), rel=1e-11) if name in numbers else a == b


def test_every_number_says_what_uses_it() -> None:
    by_name = {number.parameter.name: number for number in every_number()}
    assert list(by_name) == [parameter.name for parameter in all_parameters()]
    assert all(number.used_by for number in by_name.values())
    assert by_name["aligned_terms.leave_elasticity"].used_by.startswith("clause aligned terms")
    assert any("rests on it" in number.used_by for number in by_name.values())


def test_a_source_names_its_entries_of_the_evidence() -> None:
    by_name = {number.parameter.name: number for number in every_number()}
    assert by_name["aligned_terms.leave_elasticity"].keys == ["asc.turnover.pay_150p_above_nlw"]
    assumed = [number for number in by_name.values() if number.parameter.source == "icsim assumption"]
    assert assumed
    assert not any(number.keys for number in assumed)


def test_all_words_that_are_looked_for_have_to_be_there_in_any_order() -> None:
    every = every_number()
    one = found(every, EvidenceView(find="LEAVE_elasticity leaving aligned_terms."))
    assert [number.parameter.name for number in one] == ["aligned_terms.leave_elasticity"]
    assert found(every, EvidenceView(find="elasticity zebra")) == []
    for grade in Grade:
        of = found(every, EvidenceView(grade=grade.name))
        assert {number.parameter.grade for number in of} == {grade}
    assert found(every, EvidenceView()) == list(every)


def test_grades_are_counted_and_explained() -> None:
    _, rows = grades(every_number())
    assert sum(int(str(row[1])) for row in rows) == len(every_number())
    assert [row[3] for row in rows] == [grade.meaning for grade in Grade]
    assert f"rests on {len(every_number())} numbers" in sentence(every_number(), "The model")


def test_what_a_comparison_rests_on_is_its_table_of_evidence() -> None:
    state = ComparisonState(columns=tuple(map(Column.of_preset, ("rotation_passport", "shared_bank_region"))))
    question = state.question()
    table, basis = evidence_table(question), basis_of(question)
    assert list(basis.by_agreement) == [column.name for column in state.columns]
    for name in basis.by_agreement:
        theirs = table[table["agreement"] == name]
        numbers = basis.numbers(name)
        assert [number.parameter.name for number in numbers] == list(theirs["parameter"])
        assert [number.value for number in numbers] == list(theirs["value"])
        assumed = sum(number.parameter.grade == Grade.assumption for number in numbers)
        assert assumed / len(numbers) == theirs["assumed_share"].iloc[0]
    both = {number.parameter.name for number in basis.numbers(ANY)}
    assert both == set(table["parameter"])


def test_numbers_are_written_as_people_read_them() -> None:
    assert [shown(value) for value in (7000.0, 0.05, -1.5, 1.6)] == ["7,000", "0.05", "−1.5", "1.6"]
