"""A comparison is the same question as on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from icsim.errors import InputError
from icsim.experiment.ask import ask
from icsim.ui.state.changes import add_preset, duplicate, put
from icsim.ui.state.comparison import Column, ComparisonState, agreement_yaml
from icsim.ui.state.shelf import presets, systems

SMALL = ComparisonState(system="small")


def digests(question: object) -> list[str]:
    return [spec.digest for spec in question.specs([1, 2])]  # type: ignore[attr-defined]


def test_it_asks_for_the_very_runs_of_icsim_compare(tmp_path: Path) -> None:
    state = put(duplicate(add_preset(SMALL, "rotation_passport"), 0), 1, ("rotation", "places"), 12)
    state = state.with_(futures=("flat", "pay_round"), months=24, start="2026-05")
    files = []
    for column in state.columns:
        files.append(tmp_path / f"{column.file_name}.yaml")
        files[-1].write_text(agreement_yaml(column), encoding="utf-8")
    asked, _ = ask("small", files, state.futures, months=24, start="2026-05")
    assert digests(state.question()) == digests(asked)
    assert [arm.name for arm in state.question().arms] == [arm.name for arm in asked.arms]


def test_the_headlines_are_under_one_future_and_a_sample_may_stand_for_all() -> None:
    state = add_preset(SMALL, "passport_only").with_(futures=("flat", "pay_round"))
    question = state.question(0.5, under=("flat",))
    assert [future.future for future in question.futures] == ["Flat"]
    assert question.sample_share == 0.5


@pytest.mark.parametrize("preset", presets())
def test_an_agreement_comes_back_from_the_file_it_is_downloaded_as(preset: str, tmp_path: Path) -> None:
    column = Column.of_preset(preset)
    (tmp_path / "agreement.yaml").write_text(agreement_yaml(column), encoding="utf-8")
    from icsim.agreement import load_agreement

    assert load_agreement(tmp_path / "agreement.yaml") == column.located().value


NAMES = ("<b>bold</b>", "{{ 7*7 }}", "a: b # c", "yes", "2026", "'\"\\", "- x", "Ünïcode 😀", "null")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_survives_the_file(name: str) -> None:
    column = Column.of_preset("passport_only", name)
    assert column.located().value.agreement == name
    assert column.file_name.replace("_", "").isalnum()


def test_what_is_wrong_is_found_with_the_way_to_its_entry() -> None:
    state = put(add_preset(SMALL, "rotation_passport"), 0, ("rotation", "staff_groups"), [])
    assert [fault.key for fault in state.findings(state.columns[0]).faults] == ["rotation.staff_groups"]
    with pytest.raises(InputError, match="must not be empty"):
        state.question()


def test_what_does_not_suit_the_system_or_the_months_is_found_too() -> None:
    state = add_preset(SMALL, "rotation_passport")
    hub = put(state, 0, ("rotation", "hub"), "NOBODY")
    assert [fault.key for fault in hub.findings(hub.columns[0]).faults] == ["rotation.hub"]
    late = put(state, 0, ("starts",), "2040-01")
    assert [fault.key for fault in late.findings(late.columns[0]).faults] == ["starts"]
    idle = put(state, 0, ("rotation", "places"), 1)
    ring = put(idle, 0, ("rotation", "pattern"), "ring")
    assert "rotation.places" in [warning.key for warning in ring.findings(ring.columns[0]).warnings]
    assert ring.findings(ring.columns[0]).faults == ()


def test_every_system_of_england_can_be_chosen_and_the_teaching_one() -> None:
    words = [each.word for each in systems()]
    assert len(words) == 43
    assert words[-1] == "small"
    assert all(each.group for each in systems())
