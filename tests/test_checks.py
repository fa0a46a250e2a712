"""Checks: a count that has come apart from the people stops the run and says where and by how much."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.worlds import cell, quiet_model

from icsim.checks import check_month
from icsim.errors import ConservationError
from icsim.model import ICS
from icsim.rule import Phase, Rule


def add(name: str, amount: int) -> Callable[[ICS], None]:
    """Break one count of B's nurses."""

    def broken(model: ICS) -> None:
        getattr(model.posts, name)[cell(model, "B")] += amount

    return broken


def overwrite(column: str, value: int) -> Callable[[ICS], None]:
    """Break one column of the first person, who is a nurse of A."""

    def broken(model: ICS) -> None:
        with model.staff_table.writing([column]):
            model.staff_table[column][0] = value

    return broken


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (add("heads", 1), r"2026-06: .* of B \(Nurse\): .* difference -1"),
        (add("fte", -50), r"2026-06: .* of B \(Nurse\): .* difference 50"),
        (add("hosted_heads", 2), r"2026-06: .* of B \(Nurse\): .* difference -2"),
        (add("hosted_fte", 7), r"2026-06: .* of B \(Nurse\): .* difference -7"),
        (add("appointed_fte", 100), r"2026-06: .* of B \(Nurse\): .* difference -100"),
        (overwrite("employer_cell", 1), r"2026-06: "),
        (overwrite("host_cell", 2), r"2026-06: "),
        (overwrite("fte", 99), r"2026-06: .* of A \(Nurse\): .* difference -1"),
    ],
)
def test_a_broken_count_names_month_organisation_and_difference(break_it: Callable[[ICS], None], said: str) -> None:
    model = quiet_model()
    model.run_for(2)
    break_it(model)
    with pytest.raises(ConservationError, match=said):
        model.step()


def test_somebody_in_two_posts_is_found() -> None:
    model = quiet_model()
    staff = model.staff_table
    with staff.writing(["key"]):
        staff.key[1] = staff.key[0]
    with pytest.raises(ConservationError, match="two posts"):
        model.step()


def test_work_that_is_neither_done_nor_undone_is_found() -> None:
    model = quiet_model()
    model.step()
    model.state.unfilled_fte[cell(model, "B")] += 5
    with pytest.raises(ConservationError, match=r"of B \(Nurse\): .* difference 5"):
        check_month(model)


def test_a_rule_that_makes_people_vanish_stops_the_run_in_that_month() -> None:
    class Vanish(Rule):
        """Somebody is no longer there, and nobody has been told."""

        phase = Phase.feel

        def month(self, model: ICS) -> None:
            if model.month == 1:
                model.staff_table.remove(np.array([0]))

    model = quiet_model()
    model.rules.append(Vanish(model))
    with pytest.raises(ConservationError, match=r"2026-05: .* of A \(Nurse\): counted 39, kept 40, difference -1"):
        model.run_for(6)
    assert model.month == 1


def test_an_intact_model_passes() -> None:
    model = quiet_model()
    model.run_for(13)
    check_month(model)
