"""tools/find-browser finds a browser, installs Debian's where it may, and otherwise says what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "find-browser"


class Machine:
    """A PATH with nothing on it but what a test puts there; nothing on it is real."""

    def __init__(self, root: Path) -> None:
        self.bin, self.done = root / "bin", root / "done"
        self.bin.mkdir()
        for name in ("cat", "sh", "env", "chmod", "true"):
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.has("id", "echo 1000")

    def has(self, name: str, body: str = "true") -> str:
        """Put a command there; its path."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    def has_apt(self, *, works: bool = True) -> None:
        """An apt-get that notes its words and, if it works, installs a chromium."""
        put = f'case "$*" in *install*) echo > {self.bin}/chromium; chmod +x {self.bin}/chromium;; esac'
        self.has("apt-get", f'echo "$*" >> {self.done}\n{put if works else "exit 100"}')

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(shutil.which("sh")), str(SCRIPT)],
            env={"PATH": str(self.bin), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installed(self) -> str:
        return self.done.read_text() if self.done.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_one_that_is_there_is_taken(machine: Machine, name: str) -> None:
    path = machine.has(name)
    machine.has_apt()
    found = machine.find()
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{path}\n", "")
    assert machine.installed == ""


def test_root_has_debians_installed(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has_apt()
    found = machine.find()
    assert (found.returncode, found.stdout) == (0, f"{machine.bin}/chromium\n")
    assert machine.installed.splitlines() == [
        "-qq update",
        "-qq install -y --no-install-recommends chromium fonts-dejavu-core",
    ]


def test_so_has_a_sudo_that_asks_for_no_password(machine: Machine) -> None:
    machine.has("sudo", 'shift; exec "$@"')
    machine.has_apt()
    assert machine.find().stdout == f"{machine.bin}/chromium\n"


@pytest.mark.parametrize("case", ["no apt", "no root", "sudo asks", "apt fails"])
def test_otherwise_it_says_what_to_do_and_does_not_fail(machine: Machine, case: str) -> None:
    if case == "apt fails":
        machine.has("id", "echo 0")
    if case == "sudo asks":
        machine.has("sudo", "exit 1")
    if case != "no apt":
        machine.has_apt(works=case != "apt fails")
    found = machine.find()
    assert (found.returncode, found.stdout) == (0, "")
    assert "No browser found: the tests that open or print pages are left out" in found.stderr
    assert "sudo apt install chromium" in found.stderr
    assert ("-qq update" in machine.installed) is (case == "apt fails")


def test_where_nothing_may_be_left_out_it_fails(machine: Machine) -> None:
    found = machine.find(ICSIM_BROWSER_NEEDED="1")
    assert (found.returncode, found.stdout) == (1, "")
    assert "may not be left out" in found.stderr


def test_the_environment_names_the_one_to_take_or_none(machine: Machine) -> None:
    machine.has("chromium")
    machine.has_apt()
    mine = machine.has("my-chrome")
    assert machine.find(ICSIM_BROWSER=mine).stdout == f"{mine}\n"
    assert machine.find(ICSIM_BROWSER="my-chrome").stdout == f"{mine}\n"
    assert machine.find(ICSIM_BROWSER="none").stdout == ""
    assert machine.installed == ""
