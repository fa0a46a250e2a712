"""``icsim replay``: a page from a system, a folder of runs or a record; nothing of others is overwritten."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from tests.cli.conftest import Command

from icsim.experiment.record import read_record
from icsim.experiment.spec import RunSpec
from icsim.report.replay import Replay

AGREEMENT = "agreement: Wendle bank\nparties: [all]\nshared_bank: {}\n"


def replay_in(page: Path) -> Replay:
    found = re.search(r'id="replay">([^<]+)<', page.read_text(encoding="utf-8"))
    assert found
    return Replay.decode(base64.b64decode(found[1]))


def facts(page: Path) -> dict[str, str]:
    return dict(replay_in(page).header["facts"])


def test_a_run_as_it_is_asked_for(icsim: Command, tmp_path: Path) -> None:
    agreement, out = tmp_path / "bank.yaml", tmp_path / "page.html"
    agreement.write_text(AGREEMENT)
    words = ("--agreement", agreement, "--months", 3, "--seed", 5, "--set", "leave.strain_ratio=1.5", "--out", out)
    answer = icsim("replay", "small", *words)
    assert (answer.code, answer.err) == (0, "")
    assert str(out) in answer.out
    said = facts(out)
    assert (said["Agreements"], said["Seed"]) == ("Wendle bank", "5")
    assert said["Parameters changed"] == "leave.strain_ratio = 1.5"
    assert replay_in(out).header["months"] == 3


def test_a_replay_is_replaced_when_asked_for_and_nothing_else_ever(icsim: Command, tmp_path: Path) -> None:
    out, other = tmp_path / "page.html", tmp_path / "thesis.html"
    other.write_text("<h1>My thesis</h1>")
    assert icsim("replay", "small", "--months", 1, "--out", out).code == 0
    before = out.read_bytes()
    answer = icsim("replay", "small", "--months", 2, "--out", out)
    assert (answer.code, out.read_bytes()) == (2, before)
    assert "--overwrite" in answer.err
    assert icsim("replay", "small", "--months", 2, "--out", out, "--overwrite").code == 0
    assert replay_in(out).header["months"] == 2
    answer = icsim("replay", "small", "--months", 1, "--out", other, "--overwrite")
    assert (answer.code, other.read_text()) == (2, "<h1>My thesis</h1>")
    assert icsim("replay", "small", "--out", tmp_path, "--overwrite").code == 2


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of icsim compare."""
    from icsim.cli import main

    folder = tmp_path_factory.mktemp("compared")
    (folder / "bank.yaml").write_text(AGREEMENT)
    out = folder / "runs"
    words = ["compare", "small", "--agreement", str(folder / "bank.yaml"), "--months", "3", "--seeds", "2"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--out", str(out), "--quiet"])
    assert not ended.value.code
    return out


def records(folder: Path) -> list[Path]:
    return sorted(folder.glob("runs/*/*.parquet"))


def test_a_run_of_a_comparison_is_run_again_to_be_watched(icsim: Command, compared: Path, tmp_path: Path) -> None:
    path, out = records(compared)[0], tmp_path / "page.html"
    digest, record = read_record(path)
    assert icsim("replay", compared, "--run", digest[:12], "--out", out).code == 0
    made = facts(out)
    assert made["Seed"] == str(record.spec.seed)
    again = RunSpec.from_dict({**record.spec.as_dict(), "system": "small", "detail": "replay"})
    assert again.digest.startswith(made["Run"])
    from_record = tmp_path / "record.html"
    assert icsim("replay", path, "--out", from_record).code == 0
    assert replay_in(from_record).encode() == replay_in(out).encode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("smal",), "did you mean small"),
        (("small", "--run", "abcdef"), "no folder of runs"),
        (("COMPARED", "--run", "xyz"), "no digest"),
        (("COMPARED", "--run", "0123456789abcdef0123"), "holds no run"),
        (("RECORD", "--system", "QR1"), "its tables differ"),
        (("nowhere.parquet",), "cannot be read"),
        (("OTHER",), "no record of a run"),
        (("small", "--months", "100000"), "too long"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    icsim: Command, compared: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    other = tmp_path / "other.parquet"
    other.write_bytes(b"PAR1 this is not one")
    here = {"COMPARED": compared, "RECORD": records(compared)[0], "OTHER": other}
    answer = icsim("replay", *(here.get(word, word) for word in words), "--out", tmp_path / "page.html")
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "page.html").exists()


def test_a_record_away_from_its_folder_needs_to_be_told_its_system(
    icsim: Command, compared: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "deep" / "er" / "run.parquet"
    alone.parent.mkdir(parents=True)
    alone.write_bytes(records(compared)[0].read_bytes())
    out = tmp_path / "page.html"
    answer = icsim("replay", alone, "--out", out)
    assert answer.code == 2
    assert "--system" in answer.err
    assert icsim("replay", alone, "--system", "small", "--out", out).code == 0
