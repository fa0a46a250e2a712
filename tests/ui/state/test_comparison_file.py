"""The whole comparison in one file, and files from anybody."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from tests.ui.state.states import comparisons

from icsim.config.located import MAX_BYTES
from icsim.errors import InputError
from icsim.ui.state.changes import add_preset
from icsim.ui.state.comparison import ComparisonState, agreement_yaml
from icsim.ui.state.comparison_file import from_file, is_comparison, read_column, to_file

TEXT = to_file(add_preset(ComparisonState.first(), "new_roles"))


@settings(max_examples=40, deadline=None)
@given(comparisons())
def test_a_finished_comparison_comes_back_from_its_file(state: ComparisonState) -> None:
    try:
        for column in state.columns:
            column.located()
    except InputError:
        assume(False)
    text = to_file(state).encode()
    assert is_comparison(text)
    assert from_file("comparison.yaml", text) == state


def test_one_agreement_is_not_a_comparison_and_comes_back_too() -> None:
    column = ComparisonState.first().columns[0]
    text = agreement_yaml(column).encode()
    assert not is_comparison(text)
    assert read_column("mine.yaml", text).written == column.written


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("system: QR1", "system: QR9", "2:9: system: no system 'QR9'"),
        ("months: 60", "months: 500", "4:9: months: 500 is out of range: must be 1 to 180"),
        ("futures: [flat]", "futures: [/etc/passwd]", "5:11: futures[1]: no future"),
        ("places: 80", "places: lots", "agreements[1].rotation.places: must be a whole number, not 'lots'"),
        ("places: 80", "place: 80", "unknown key 'place'|place: unknown key|(did you mean places?)"),
        ("agreement: New roles", "agreement: Today", "agreements[2].agreement: Today is what"),
        ("rotation_passport", "nothing_of_the_kind", "came_from[1]"),
    ],
)
def test_faults_are_named_with_line_and_column(old: str, new: str, where: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        from_file("mine.yaml", TEXT.replace(old, new, 1).encode())
    assert any(each in str(caught.value) for each in where.split("|"))
    assert all(problem.line for problem in caught.value.problems)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfea\x00",
        b"a: [",
        b"x: !!python/object/apply:os.system [ls]\n",
        BOMB.encode(),
        b"[" * 5000,
        b"agreement: x\x00y\n",
        b"",
        b"icsim: comparison of agreements, version 1\n" + b"#" * MAX_BYTES,
        b"agreement: Today\nparties: all\n",
        b"agreement: A\nparties: all\nrotation: {places: 3}\n",
        b"<<: {a: 1}\nagreement: A\n",
    ],
)
def test_hostile_files_are_refused_in_words(content: bytes) -> None:
    read = from_file if is_comparison(content) else read_column
    with pytest.raises(InputError) as caught:
        read("evil<script>.yaml", content)
    assert str(caught.value).startswith("evil<script>.yaml")
