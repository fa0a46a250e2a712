"""A report of a comparison on disk: what its note says in words, and that nothing else is believed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.experiments.questions import MONTHS, passport, small_question

from icsim.errors import InputError
from icsim.experiment.compare import Asked, answer
from icsim.experiment.comparison_files import NOTE, write_comparison
from icsim.experiment.question import Arm
from icsim.experiment.runner import Runner
from icsim.experiment.store import RunStore
from icsim.report import BRIEF, WORKBOOK, write_brief, written
from icsim.report.findings import parties_words, read_findings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A passport against today, two seeds."""
    folder = tmp_path_factory.mktemp("comparison") / "kept"
    question = small_question(Arm("Passport", (passport(),)))
    store = RunStore(folder)
    store.claim(question.design)
    with Runner(store) as runner:
        write_comparison(answer(question, runner, Asked(seeds=2)), folder)
    return folder


@pytest.fixture
def folder(compared: Path, tmp_path: Path) -> Path:
    shutil.copytree(compared, tmp_path / "own", ignore=shutil.ignore_patterns("runs"))
    return tmp_path / "own"


def test_the_note_in_words(folder: Path) -> None:
    found = read_findings(folder)
    assert found.months == MONTHS
    assert found.seeds == (1, 2)
    assert found.shown == ("Passport",)
    ((name, sentence),) = found.agreements[0].signed[0].clauses
    assert name == "Passport"
    assert sentence == passport().clauses[0].sentence()
    assert "every organisation in the system" in found.agreements[0].signed[0].terms
    assert dict(found.made)["Seeds"] == "1 to 2: 2 seeds were asked for"


def test_the_same_folder_gives_the_same_files(folder: Path) -> None:
    brief, book = write_brief(folder)
    assert (brief.name, book.name) == (BRIEF, WORKBOOK)
    first = brief.read_bytes(), book.read_bytes()
    write_brief(folder)
    assert (brief.read_bytes(), book.read_bytes()) == first


def report(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "icsim", "report", folder], capture_output=True, text=True, check=False
    )


def test_the_command_names_what_it_wrote(folder: Path) -> None:
    done = report(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [str(folder / BRIEF), str(folder / WORKBOOK)]


def test_a_folder_without_a_comparison_is_refused(tmp_path: Path) -> None:
    done = report(tmp_path)
    assert done.returncode == 2
    assert "holds no comparison" in done.stderr


def test_a_changed_table_is_refused(folder: Path) -> None:
    table = folder / "ledger.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Today", "Tonight", 1), encoding="utf-8")
    with pytest.raises(InputError, match="was changed after the comparison"):
        write_brief(folder)
    assert not (folder / BRIEF).exists()


def test_a_note_that_lacks_something_is_refused(folder: Path) -> None:
    note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    del note["arms"]
    (folder / NOTE).write_text(json.dumps(note), encoding="utf-8")
    with pytest.raises(InputError, match="is not the note of a comparison"):
        write_brief(folder)


def test_missing_libraries_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "NEEDED", ("jinja2", "no_such_library"))
    with pytest.raises(InputError, match=r"needs no_such_library: install icsim\[report\]"):
        write_brief(folder)


def test_parties_in_words() -> None:
    assert parties_words(["all"]) == "every organisation in the system"
    both = ["sector:acute", "RTE", "sector:social_care"]
    assert parties_words(both) == "every acute and social care organisation and RTE"
    assert parties_words(["district:E07000078"]) == "the organisations in district E07000078"
