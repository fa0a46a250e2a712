"""Files of targets: what may stand in them, what is said of faults, and that the shipped one keeps to its evidence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.source_data import source_folder

from icsim.codes import Sector, StaffGroup
from icsim.errors import InputError
from icsim.fitting.quantities import QUANTITIES
from icsim.fitting.targets import Target, read_targets, shipped_targets

ONE = """\
name: Test
targets:
  - key: nurse_exits
    title: Nurses who leave
    quantity: exit_hazard
    sectors: [trusts]
    staff_groups: [nurse]
    years: [1, 2]
    value: 0.008
    low: 0.007
    high: 0.009
    band: judged
    unit: per month
    evidence: leaver.nurse_hv.monthly_rate
    source: A table
    year: "2025"
    definition: What is counted.
    use: predict
"""


def read(folder: Path, text: str) -> Target:
    path = folder / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    return read_targets(path).value.targets[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    high: 0.009\n", "", ":3:5: targets[1]: has no high; a figure that is fitted to needs both ends"),
        ("value: 0.008", "value: 0.08", ":9:12: targets[1].value: 0.08 lies outside its own range, 0.007 to 0.009"),
    ],
)
def test_a_figure_that_is_fitted_to_lies_in_a_range_with_two_ends(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """Of a figure that is only held against, a range may have one end."""
    changed = ONE.replace(old, new)
    read(tmp_path, changed)
    with pytest.raises(InputError) as refused:
        read(tmp_path, changed.replace("use: predict", "use: fit"))
    (problem,) = refused.value.problems
    assert words in str(problem)


def test_words_for_several_sectors_are_spelt_out(tmp_path: Path) -> None:
    target = read(tmp_path, ONE)
    assert target.sectors == (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance)
    assert target.where.staff_groups == (StaffGroup.nurse,)
    assert target.where.years == (1, 2)
    assert read(tmp_path, ONE.replace("[nurse]", "[support]")).staff_groups == (
        StaffGroup.clinical_support, StaffGroup.nursing_associate,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("quantity: exit_hazard", "quantity: exit_hazrd", ":5:15:", "no such quantity (did you mean exit_hazard?)"),
        ("unit: per month", "unit: per year", ":13:11:", "exit_hazard is measured in 'per month'"),
        ("use: predict", "use: guess", ":18:10:", "use fit, first_year, input, held or predict"),
        ("[trusts]", "[hospitals]", ":6:", "'hospitals' is not allowed"),
        ("low: 0.007", "low: seven", ":10:10:", "must be a number"),
        ("band: judged", "band: judged\n    region: Londn", ":13:13:", "no such region (did you mean London?)"),
        ("    title: Nurses who leave\n", "", ":3:", "title: is missing"),
        ("low: 0.007", "low: 0.01", ":3:", "high must not be less than low"),
        ("years: [1, 2]", "years: [3, 2]", ":3:", "the last year must not come before the first"),
        ("key: nurse_exits", "colour: red\n    key: nurse_exits", ":3:5:", "unknown key"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, place: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, ONE.replace(old, new, 1))
    said = str(refused.value)
    assert place in said
    assert words in said


def test_a_file_without_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no figure"):
        read(tmp_path, "name: Test\ntargets: []\n")


def test_a_key_stands_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is the key of another target too"):
        read(tmp_path, ONE + ONE[ONE.index("  - key") :])


def test_the_address_of_what_is_measured_is_not_of_what_is_published(tmp_path: Path) -> None:
    one, corrected = read(tmp_path, ONE), read(tmp_path, ONE.replace("value: 0.008", "value: 0.0081"))
    assert one.measure == corrected.measure
    assert read(tmp_path, ONE.replace("[1, 2]", "[1, 3]")).measure != one.measure


def test_a_value_is_in_a_range_or_not(tmp_path: Path) -> None:
    target = read(tmp_path, ONE)
    assert [target.holds(each) for each in (0.0069, 0.007, 0.009, 0.0091)] == [False, True, True, False]
    open_above = read(tmp_path, ONE.replace("    high: 0.009\n", ""))
    assert open_above.holds(5.0)
    assert not open_above.holds(0.0069)
    assert (target.aim, read(tmp_path, ONE.replace("    value: 0.008\n", "")).aim) == (0.008, 0.008)


def test_the_shipped_figures_say_all_there_is_to_say() -> None:
    targets = read_targets(shipped_targets()).value
    assert len(targets) >= 30
    assert len(targets.of_use("predict")) >= 10
    assert len(targets.of_use("input")) <= 10
    assert sum(target.acceptance for target in targets) == 8
    for target in targets:
        assert target.quantity in QUANTITIES
        assert target.definition.endswith("."), target.key
        assert target.value is None or target.band == "acceptance" or target.holds(target.value), target.key


def test_every_figure_is_in_the_evidence_with_its_value() -> None:
    with (source_folder() / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for target in read_targets(shipped_targets()).value:
        named = [row for row in rows if row["key"] == target.evidence]
        assert named, f"{target.key}: {target.evidence} is in no row of the evidence"
        if target.value is not None and not target.derived:
            published = [float(row["value"]) for row in named]
            assert any(target.value == pytest.approx(each, rel=1e-6) for each in published), target.key
