"""Verifying: a result made again is the same, and what is not is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.experiments.questions import passport, small_question

from icsim.errors import InputError
from icsim.experiment import verify as verifying
from icsim.experiment.compare import Asked, answer
from icsim.experiment.comparison_files import write_comparison
from icsim.experiment.question import Arm
from icsim.experiment.record import RunRecord, read_record
from icsim.experiment.runner import Runner
from icsim.experiment.store import PLAN, RunStore
from icsim.experiment.verify import provenance, verify

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "made"
    question = small_question(Arm("Passport", (passport(),)), months=2)
    store = RunStore(folder)
    store.claim(question.design)
    with Runner(store) as runner:
        write_comparison(answer(question, runner, Asked(seeds=2)), folder)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def faults(folder: Path, **options: object) -> dict[str, str]:
    return {each.name: each.fault for each in verify(folder, **options).different}  # type: ignore[arg-type]


def test_an_untouched_comparison_is_the_same(made: Path) -> None:
    told: list[tuple[int, int]] = []
    found = verify(made, told=lambda done, of: told.append((done, of)))
    assert found.different == ()
    assert found.exit_code == 0
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert "differences.csv made again" in {each.name for each in found.checked}


def test_a_sample_makes_fewer_runs_again(made: Path) -> None:
    runs = [each for each in verify(made, sample=1).checked if each.name.startswith("runs/")]
    assert len(runs) == 1


def test_a_number_changed_in_a_record_is_found(copy: Path) -> None:
    """The forger writes a whole record, with digests that fit."""
    store = RunStore(copy)
    digest = next(store.digests())
    _, record = read_record(store.path(digest))
    values = record.table.column("value").to_pylist()
    forged = record.table.set_column(record.table.column_names.index("value"), "value", [[values[0] + 1, *values[1:]]])
    store.put(digest, RunRecord(record.spec, forged))
    assert faults(copy)[f"runs/{digest[:2]}/{digest}"] == "differs when made again"


def test_a_damaged_record_is_found(copy: Path) -> None:
    path = RunStore(copy).path(next(RunStore(copy).digests()))
    path.write_bytes(path.read_bytes()[:-9])
    assert "is damaged" in faults(copy).values()


def test_a_changed_table_is_found(copy: Path) -> None:
    path = copy / "ledger.csv"
    path.write_text(path.read_text().replace("Flat", "Fiat"))
    assert faults(copy) == {"ledger.csv": "was changed after it was written"}


def test_a_table_whose_digest_was_changed_with_it_is_found(copy: Path) -> None:
    import hashlib

    path, note = copy / "people.csv", copy / "comparison.json"
    path.write_text(path.read_text().replace("Flat", "Fiat"))
    content = json.loads(note.read_text())
    content["files"]["people.csv"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    note.write_text(json.dumps(content))
    assert faults(copy) == {"people.csv made again": "differs"}


def test_other_code_is_said_and_tried_all_the_same(copy: Path) -> None:
    path = copy / PLAN
    path.write_text(json.dumps({**json.loads(path.read_text()), "code": "0" * 64, "icsim": "9.9"}))
    found = verify(copy)
    said = " ".join(found.notes)
    assert "was made by icsim 9.9" in said
    assert "was made by other code (000000000000)" in said
    assert not [each for each in found.different if each.name.startswith("runs/")]


@pytest.mark.parametrize(
    ("git", "words"),
    [
        ({"commit": "a" * 40, "dirty": True}, "was made from a changed copy of commit aaaaaaaaaaaa"),
        ({"commit": "a" * 40, "dirty": False}, "was made at commit aaaaaaaaaaaa; this is bbbbbbbbbbbb"),
    ],
)
def test_a_changed_tree_is_said(git: dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "code_commit", lambda _root: {"commit": "b" * 40, "dirty": True})
    notes = provenance("9.9", git)
    assert words in notes
    assert any(note.startswith("was made by icsim 9.9") for note in notes)
    assert "the code at hand is a changed copy of its commit" in notes


def test_a_folder_that_does_not_say_its_system_needs_to_be_told(copy: Path) -> None:
    (copy / "comparison.json").unlink()
    with pytest.raises(InputError, match="does not say which system"):
        verify(copy)
    assert verify(copy, system="small").different == ()


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no result of icsim"):
        verify(tmp_path)
