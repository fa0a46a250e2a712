"""tools/find-python picks a Python that works, and says what to install if none does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "find-python"
NEEDED = ("ls", "sort", "cat")

Python = Callable[..., Path]


def fake(path: Path, version: str = "3.13.0", body: str = "pass") -> Path:
    """A candidate: this interpreter, saying it is another version in another place."""
    parts = ", ".join(version.split("."))
    prelude = f'import sys; sys.version_info = ({parts}); sys.executable = "{path}"; {body}'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' -I -c '{prelude}; exec(sys.argv[2])' \"$@\"\n")
    path.chmod(0o755)
    return path


def shim(path: Path) -> Path:
    """A pyenv shim for a version that is not active: it exists, starts, and fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n')
    path.chmod(0o755)
    return path


class Machine:
    """A PATH and a home folder with nothing on them but what a test puts there."""

    def __init__(self, root: Path) -> None:
        self.bin, self.home = root / "bin", root / "home"
        self.bin.mkdir()
        self.home.mkdir()
        for name in NEEDED:
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        shell = str(shutil.which("sh"))
        return subprocess.run(
            [shell, str(SCRIPT)],
            check=False,
            env={"PATH": str(self.bin), "HOME": str(self.home), **environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_newest_named_python_wins(machine: Machine) -> None:
    fake(machine.bin / "python3", "3.12.1")
    fake(machine.bin / "python3.12", "3.12.4")
    best = fake(machine.bin / "python3.13", "3.13.0")
    assert machine.find().stdout.strip() == str(best)


def test_a_broken_shim_is_passed_over(machine: Machine) -> None:
    shim(machine.bin / "python3.14")
    shim(machine.bin / "python3.13")
    good = fake(machine.bin / "python3", "3.12.1")
    assert machine.find().stdout.strip() == str(good)


def test_an_old_python3_is_passed_over_for_pyenv_versions_newest_first(machine: Machine) -> None:
    shim(machine.bin / "python3.12")
    fake(machine.bin / "python3", "3.11.7")
    versions = machine.home / ".pyenv" / "versions"
    for old in ("2.7.18", "3.9.18", "3.12.1", "3.12.10"):
        fake(versions / old / "bin" / "python3", old)
    fake(versions / "3.13.0t" / "bin" / "python3", "3.13.0")
    assert machine.find().stdout.strip() == str(versions / "3.12.10" / "bin" / "python3")


def test_pyenv_root_comes_before_the_home_folder(machine: Machine, tmp_path: Path) -> None:
    fake(machine.home / ".pyenv" / "versions" / "3.14.0" / "bin" / "python3", "3.14.0")
    best = fake(tmp_path / "root of pyenv" / "versions" / "3.12.1" / "bin" / "python3", "3.12.1")
    assert machine.find(PYENV_ROOT=str(tmp_path / "root of pyenv")).stdout.strip() == str(best)


def test_python_without_venv_is_passed_over(machine: Machine) -> None:
    fake(machine.bin / "python3.13", body='sys.modules["ensurepip"] = None')
    good = fake(machine.bin / "python3.12", "3.12.1")
    assert machine.find().stdout.strip() == str(good)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: fake(path, "3.11.7"), "python3: older than 3.12"),
        (lambda path: fake(path, body='sys.modules["ensurepip"] = None'), "without the venv module"),
        (shim, "python3: does not start"),
        (lambda path: path, "no Python on the PATH or under pyenv"),
    ],
    ids=["old", "no venv", "shim", "none"],
)
def test_none_found_says_why_and_what_to_install(machine: Machine, make: Python, reason: str) -> None:
    make(machine.bin / "python3")
    result = machine.find()
    assert result.returncode == 1
    assert result.stdout == ""
    assert "icsim needs Python 3.12 or newer" in result.stderr
    assert reason in result.stderr
    assert "apt install python3 python3-venv" in result.stderr


def test_a_named_python_is_the_only_candidate(machine: Machine, tmp_path: Path) -> None:
    fake(machine.bin / "python3.13")
    named = fake(tmp_path / "my python", "3.12.1")
    assert machine.find(ICSIM_PYTHON=str(named)).stdout.strip() == str(named)
    assert machine.find(ICSIM_PYTHON=str(tmp_path / "absent")).returncode == 1


def test_a_python_kept_in_the_home_folder_is_the_last_resort(machine: Machine) -> None:
    fake(machine.bin / "python3", "3.9.18")
    good = fake(machine.home / ".local" / "bin" / "python3.13")
    assert machine.find().stdout.strip() == str(good)
