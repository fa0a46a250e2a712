"""Draws: read with every fault named, one for each seed, the same in every arm, and found again from a manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from icsim.config.catalogue import configs_root
from icsim.errors import InputError
from icsim.experiment.ask import ask
from icsim.experiment.question import Question
from icsim.fitting.calibration_file import shipped_calibration
from icsim.fitting.draws import noted, posterior
from icsim.fitting.targets import read_targets, shipped_targets
from icsim.fitting.validation import Validation

LEAVERS, COVER = "turnover.nurse_leavers_ratio", "cover.agency_fill_share"
ROWS = ((1.1, 0.5), (1.2, 0.6), (0.9, 0.7))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's system with a calibration and three draws."""
    folder = tmp_path / "mine"
    shutil.copytree(configs_root() / "systems" / "small", folder)
    values = [
        f"  {LEAVERS}: {{value: 1.05, low: 0.9, high: 1.2, answers_to: x}}",
        f"  {COVER}: {{value: 0.6, low: 0.5, high: 0.7, answers_to: x}}",
    ]
    (folder / "calibration.yaml").write_text("\n".join(["calibration: T", "system: small", "values:", *values]) + "\n")
    write(folder, f"{LEAVERS},{COVER}", *(f"{a},{b}" for a, b in ROWS))
    return folder


def write(folder: Path, *lines: str) -> None:
    (folder / "calibration.draws.csv").write_text("\n".join(lines) + "\n")


def question(own: Path, **options: object) -> Question:
    passport = configs_root() / "agreements" / "passport_only.yaml"
    return ask(own, [passport], months=12, posterior=True, **options)[0]  # type: ignore[arg-type]


def drawn(asked: Question, seed: int) -> list[dict[str, float]]:
    return [dict(asked.spec(arm, asked.futures[0], seed).parameters) for arm in asked.arms]


def test_each_seed_has_its_own_draw_the_same_in_every_arm(own: Path) -> None:
    asked = question(own)
    for seed, (leavers, cover) in enumerate(ROWS, start=1):
        assert drawn(asked, seed) == [{LEAVERS: leavers, COVER: cover}] * len(asked.arms)
    assert drawn(asked, 4) == drawn(asked, 1)


def test_what_is_set_wins_over_a_draw(own: Path) -> None:
    asked = question(own, parameters={LEAVERS: 1.3})
    assert [each[LEAVERS] for seed in (1, 2) for each in drawn(asked, seed)] == [1.3] * 4
    assert drawn(asked, 1)[0][COVER] == ROWS[0][1]
    assert asked.draws is not None
    assert asked.draws.names == (COVER,)
    assert question(own, parameters={LEAVERS: 1.3, COVER: 0.55}).draws is None


def test_draws_of_a_named_calibration_are_taken_in_place_of_its_values(own: Path) -> None:
    asked = question(configs_root() / "systems" / "small", calibration=own / "calibration.yaml")
    assert drawn(asked, 2)[0] == {LEAVERS: 1.2, COVER: 0.6}


def test_a_folder_of_runs_is_that_of_its_draws(own: Path) -> None:
    with_draws = question(own).design
    write(own, f"{LEAVERS},{COVER}", "1,0.5")
    assert question(own).design != with_draws


def test_a_validation_takes_a_draw_a_seed(own: Path) -> None:
    targets = read_targets(shipped_targets()).value
    asked = Validation(str(own), targets, months=12, seeds=2, parameters={COVER: 0.65}, draws=posterior(own))
    assert [dict(each.spec.parameters) for each in asked.main] == [
        {LEAVERS: ROWS[0][0], COVER: 0.65},
        {LEAVERS: ROWS[1][0], COVER: 0.65},
    ]


def test_they_are_found_again_from_a_manifest_unless_they_changed(own: Path) -> None:
    note = json.loads(json.dumps(posterior(own).note))
    found = noted(own, note)
    assert found is not None
    assert found.of(3) == {LEAVERS: 0.9, COVER: 0.7}
    assert noted(own, None) is None
    write(own, f"{LEAVERS},{COVER}", "1,0.5")
    with pytest.raises(InputError, match=r"calibration\.draws\.csv: the draws are not those"):
        noted(own, note)


def test_every_fault_has_its_place(own: Path) -> None:
    write(own, f"{LEAVERS},cover.agency_fil_share", "1.1,0.5", "lots,0.5", "99,0.5")
    with pytest.raises(InputError) as caught:
        posterior(own)
    path = own / "calibration.draws.csv"
    first, second, third = map(str, caught.value.problems)
    assert first.startswith(f"{path}:1:30: cover.agency_fil_share: is no parameter that the calibration fits (did you")
    assert second.startswith(f"{path}:3:1: {LEAVERS}: 'lots' is no number")
    assert third.startswith(f"{path}:4:1: {LEAVERS}: 99 is outside the parameter's range")


@pytest.mark.parametrize("choice", [None, "none"])
def test_without_a_calibration_there_is_nothing_to_draw_from(choice: str | None) -> None:
    with pytest.raises(InputError, match=r"^--posterior: "):
        posterior("small", choice)


def test_a_calibration_without_draws_says_which_file_is_missing(own: Path) -> None:
    (own / "calibration.draws.csv").unlink()
    with pytest.raises(InputError, match=r"no file .*calibration\.draws\.csv"):
        posterior(own)


def test_a_file_with_no_draw_is_refused(own: Path) -> None:
    write(own, f"{LEAVERS},{COVER}")
    with pytest.raises(InputError, match="has no draws"):
        posterior(own)


def test_another_calibrations_draws_are_refused(tmp_path: Path) -> None:
    for name in ("england.yaml", "england.draws.csv"):
        shutil.copy(configs_root() / "calibrations" / name, tmp_path / name)
    draws = tmp_path / "england.draws.csv"
    draws.write_text("\n".join(draws.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(InputError, match="is not the file of draws that"):
        posterior("QR1", tmp_path / "england.yaml")


def test_the_shipped_draws_are_those_of_the_shipped_calibration() -> None:
    shipped, draws = shipped_calibration(), posterior("QR1")
    assert shipped is not None
    assert shipped.provenance is not None
    assert set(draws.names) == set(shipped.values)
    assert len(draws.rows) == shipped.provenance.draws
    content = (configs_root() / "calibrations" / "england.draws.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == draws.digest
