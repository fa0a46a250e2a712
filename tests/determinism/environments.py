"""Environments that icsim says it works in: each supported Python, with the oldest and the newest libraries it allows.

Each is a folder below the machine's folder for temporary files, made by pip
once and used again until what it was made from changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDER = Path(tempfile.gettempdir()) / "icsim-determinism"
"""Where the environments are."""
SHOWN = ("numpy", "pandas", "pyarrow", "scipy", "mesa", "networkx", "pydantic")
"""Libraries whose version a row of the evidence says."""

Libraries = Literal["oldest", "locked", "newest"]

_PROBE = "import sys, ensurepip, venv; print(*sys.version_info[:2], sep='.', end=' '); print(sys.executable)"
_LOOK = """
import json, platform
from importlib.metadata import version
from numpy._core import _multiarray_umath as core
print(json.dumps({
    "python": platform.python_version(),
    "libraries": {name: version(name) for name in SHOWN},
    "features": [name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)],
}))
"""


class NotMade(Exception):
    """An environment that cannot be made here, with the reason."""


@cache
def project() -> dict[str, Any]:
    """The ``[project]`` table of ``pyproject.toml``."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)["project"]
    return content


def supported() -> list[str]:
    """Versions of Python that the project names: ``3.12`` and so on."""
    said = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line) for line in project()["classifiers"])
    return [found[1] for found in said if found]


def requirements() -> list[Requirement]:
    """What icsim needs to run a model, with the ranges it allows."""
    return [Requirement(line) for line in project()["dependencies"]]


def oldest(requirement: Requirement) -> str:
    """The lowest version of a range.

    Raises
    ------
    ValueError
        If the range has no lower end.
    """
    ends = [each.version for each in requirement.specifier if each.operator in {">=", "=="}]
    if len(ends) != 1:
        raise ValueError(f"{requirement}: a range has one lower end")
    return ends[0]


@dataclass(frozen=True)
class Environment:
    """One Python with one choice of libraries.

    Parameters
    ----------
    python
        Version, as ``3.12``.
    libraries
        The oldest that ``pyproject.toml`` allows, the newest, or those of ``constraints.txt``.
    """

    python: str
    libraries: Libraries

    @property
    def folder(self) -> Path:
        """Where it is."""
        return FOLDER / f"python{self.python}-{self.libraries}"

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return self.folder / "bin" / "python"

    def wanted(self) -> list[str]:
        """Lines of a requirements file: exact versions of what the project names, for the oldest."""
        if self.libraries == "oldest":
            return [f"{each.name}=={oldest(each)}" for each in requirements()]
        return [str(each) for each in requirements()]

    def made_from(self) -> str:
        """What the folder must be made anew for: another interpreter, ranges or locked versions."""
        locked = (ROOT / "constraints.txt").read_bytes() if self.libraries == "locked" else b""
        content = json.dumps([self.python, self.wanted(), hashlib.sha256(locked).hexdigest()])
        return hashlib.sha256(content.encode()).hexdigest()

    def make(self, say: Callable[[str], object]) -> None:
        """Make the folder, unless it is there.

        Raises
        ------
        NotMade
            If there is no such Python, or pip cannot install what is wanted.
        """
        note = self.folder / "made-from"
        if note.is_file() and note.read_text(encoding="utf-8") == self.made_from():
            return
        say(f"installing into {self.folder}")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        _call([interpreter_of(self.python), "-m", "venv", str(self.folder)])
        listed = self.folder / "requirements.txt"
        listed.write_text("\n".join(self.wanted()) + "\n", encoding="utf-8")
        locked = ["-c", str(ROOT / "constraints.txt")] if self.libraries == "locked" else []
        pip = [str(self.interpreter), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        _call([*pip, "-r", str(listed), *locked])
        note.write_text(self.made_from(), encoding="utf-8")

    def look(self) -> dict[str, Any]:
        """Its exact Python, versions of libraries, and processor features that numpy chooses faster code for."""
        there = _call([str(self.interpreter), "-c", f"SHOWN = {SHOWN!r}\n{_LOOK}"])
        seen: dict[str, Any] = json.loads(there)
        return seen


def every() -> list[Environment]:
    """All of them: the locked libraries are tried with each Python too, because ``make`` installs those."""
    kinds: tuple[Libraries, ...] = ("oldest", "locked", "newest")
    return [Environment(python, libraries) for python in supported() for libraries in kinds]


@cache
def interpreter_of(version: str) -> str:
    """Path of a Python of a version that can make environments.

    Raises
    ------
    NotMade
        If none is found.
    """
    for candidate in _candidates(version):
        done = subprocess.run([candidate, "-c", _PROBE], capture_output=True, text=True, check=False)
        said, _, path = done.stdout.strip().partition(" ")
        if done.returncode == 0 and said == version:
            return path
    raise NotMade(f"no Python {version} with its venv module was found")


def _candidates(version: str) -> Iterator[str]:
    """Places where a Python of a version may be: the one that runs, the path, pyenv, the user's own."""
    if "{}.{}".format(*sys.version_info[:2]) == version:
        yield sys.executable
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    for root in filter(None, (os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv"))):
        yield from map(str, sorted((Path(root) / "versions").glob(f"{version}.*/bin/python3"), reverse=True))
    yield from map(str, (Path.home() / ".local" / "bin").glob(f"python{version}"))


def _call(command: list[str]) -> str:
    """Output of a command that must not fail."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise NotMade(f"{Path(command[0]).name} {' '.join(command[1:4])}: {' '.join(last)}")
    return done.stdout
