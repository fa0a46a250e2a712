"""Calibration files: what they may say, which system has which, and that they hold in runs."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from tests.fitting.pretend import Pretend, ask
from tests.worlds import world

from icsim.config.catalogue import configs_root
from icsim.errors import InputError
from icsim.experiment.sweep_reader import read_sweep
from icsim.fitting.calibration_file import (
    FOLDER,
    CalibrationFile,
    calibrated_words,
    calibration_of,
    instead,
    read_calibration,
)
from icsim.fitting.calibration_output import (
    DRAWS_FILE,
    SWEEP_FILE,
    calibration_text,
    write_calibration,
)
from icsim.fitting.calibration_output import calibration_of as calibration_found
from icsim.fitting.search import search
from icsim.load import load_system
from icsim.model import ICS
from icsim.registry import parameters_in_force
from icsim.system import join_systems

RATIO = "turnover.nurse_leavers_ratio"
FACTS = {"command": "icsim calibrate", "data_digest": "0" * 64, "targets": "x.yaml", "targets_digest": "1" * 64}


def written(path: Path, **values: float) -> Path:
    rows = [
        f"  {name.replace('__', '.')}: {{value: {v}, low: {v}, high: {v}, answers_to: figures}}"
        for name, v in values.items()
    ]
    path.write_text("\n".join(["calibration: Test", "system: small", "values:", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's system with a calibration in its folder."""
    folder = tmp_path / "mine"
    shutil.copytree(configs_root() / "systems" / "small", folder)
    written(folder / "calibration.yaml", turnover__nurse_leavers_ratio=1.25)
    return folder


def test_a_system_has_the_calibration_in_its_folder(own: Path) -> None:
    system = load_system(own)
    assert system.calibrated == ((RATIO, 1.25),)
    assert ICS(system).p[RATIO] == 1.25


def test_what_is_set_wins_over_the_calibration(own: Path) -> None:
    assert ICS(load_system(own), parameters={RATIO: 1.1}).p[RATIO] == 1.1


def test_the_digest_of_a_system_covers_its_calibration(own: Path, tmp_path: Path) -> None:
    with_own, plain = load_system(own), load_system(own, "none")
    other = load_system(own, written(tmp_path / "other.yaml", turnover__nurse_leavers_ratio=1.3))
    assert len({with_own.digest, plain.digest, other.digest}) == 3
    assert plain.digest == load_system("small", "none").digest


def test_without_a_calibration_parameters_are_as_declared(own: Path) -> None:
    system = load_system(own, "none")
    assert system.calibrated == ()
    assert dict(ICS(system).p) == dict(parameters_in_force())


def test_none_and_another_file_hold_instead_of_the_systems_own(own: Path, tmp_path: Path) -> None:
    system = load_system(own)
    other = written(tmp_path / "other.yaml", recruit__care_supply_ratio=0.9)
    assert instead(system, None) == {}
    assert instead(system, "none") == {RATIO: 1.0}
    assert instead(system, other) == {RATIO: 1.0, "recruit.care_supply_ratio": 0.9}


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"--calibration: no file nowhere\.yaml"):
        instead(world(), "nowhere.yaml")


def test_every_fault_is_said_where_it_stands(tmp_path: Path) -> None:
    path = written(tmp_path / "bad.yaml", turnover__trust_leaver_ratio=1.0, recruit__care_supply_ratio=7.0)
    with pytest.raises(InputError) as refused:
        read_calibration(path)
    said = [str(problem).removeprefix(f"{path}:") for problem in refused.value.problems]
    assert said[0].startswith("4:3: values.turnover.trust_leaver_ratio: no such parameter (did you mean")
    assert said[1].startswith("5:38: values.recruit.care_supply_ratio.value: 7 is outside the parameter's range")


def test_a_value_outside_its_own_interval_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    row = f"  {RATIO}: {{value: 1.2, low: 0.9, high: 1.1, answers_to: figures}}"
    path.write_text(f"calibration: Test\nsystem: small\nvalues:\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"1\.2 is outside its own interval 0\.9 to 1\.1"):
        read_calibration(path)


def test_systems_of_england_share_a_calibration_and_small_has_none() -> None:
    assert calibration_of("small") is None
    assert calibration_of("QR1") == calibration_of("gloucestershire") == calibration_of("england")


def test_systems_that_are_calibrated_differently_are_not_joined(own: Path) -> None:
    with pytest.raises(InputError, match="calibrated differently"):
        join_systems(load_system(own), world())


def test_every_shipped_calibration_is_for_the_tables_there_are() -> None:
    for path in sorted((configs_root() / FOLDER).glob("*.yaml")):
        calibration = read_calibration(path).value
        assert calibration.provenance is not None
        assert calibration.provenance.data_digest == load_system(calibration.system, "none").digest
        draws = path.with_name(f"{path.stem}.draws.csv").read_bytes()
        assert hashlib.sha256(draws).hexdigest() == calibration.provenance.draws_digest
        assert set(calibrated_words()) == set(calibration.values)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found = search(ask(), Pretend(ask()))
    calibration = calibration_found(found, "Test", "small", FACTS)
    path = write_calibration(found, calibration, tmp_path)
    read = read_calibration(path).value
    assert read == calibration
    assert read.in_force == pytest.approx(found.values)
    assert read.provenance is not None
    assert hashlib.sha256((tmp_path / DRAWS_FILE).read_bytes()).hexdigest() == read.provenance.draws_digest
    assert [row.fits for row in read.fit] == [True, True, True]
    assert [wave.points for wave in read.waves] == [24, 12]


def test_draws_can_be_swept(tmp_path: Path) -> None:
    found = search(ask(), Pretend(ask()))
    write_calibration(found, calibration_found(found, "Test", "small", FACTS), tmp_path)
    sweep = read_sweep(tmp_path / SWEEP_FILE).sweep
    assert len(sweep.points) == 32
    assert {each.name for each in sweep.varied} == set(found.ask.box.names)


def test_a_calibration_written_by_hand_needs_values_alone() -> None:
    value = {"value": 1.0, "low": 1.0, "high": 1.0, "answers_to": "figures"}
    calibration = CalibrationFile.model_validate({"calibration": "Test", "system": "small", "values": {RATIO: value}})
    assert "provenance" not in calibration_text(calibration)
