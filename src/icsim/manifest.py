"""The manifest of a run: what made these results, so that they can be made again."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from icsim import __version__

FORMAT = "icsim run 1"
"""Name and number of the layout of a run's folder."""

_LIBRARIES = ("numpy", "pandas", "mesa", "pyarrow")


@dataclass(frozen=True)
class RunFacts:
    """What distinguishes one run from another.

    Parameters
    ----------
    system, system_name
        Code and name of the system.
    arm
        ``today``, or ``agreement`` for a run under agreements.
    agreements
        Names of the agreements in force.
    future
        Name of the future, None for none.
    start, months, seed
        First month (``YYYY-MM``), number of months, seed of the run.
    calibrated
        Parameters that hold as they are calibrated for the system.
    parameters
        Parameters set away from their declared values, or from calibrated ones.
    config_digest
        SHA-256 of what the user wrote: agreements, future, parameters.
    config
        The same, written out, with the people traced and the word the system was found by.
    data_digest
        SHA-256 of the system's tables.
    command
        Words of the command line, empty when run from Python.
    wall_seconds
        Time the run took.
    peak_memory_bytes
        Most memory that the process had held by its end; 0 where that is not known.
    """

    system: str
    system_name: str
    start: str
    months: int
    seed: int
    arm: str = "today"
    agreements: tuple[str, ...] = ()
    future: str | None = None
    calibrated: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    config_digest: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    data_digest: str = ""
    command: tuple[str, ...] = ()
    wall_seconds: float = 0.0
    peak_memory_bytes: int = 0


@dataclass(frozen=True)
class FileFacts:
    """One file of the results: its SHA-256, bytes and rows of data."""

    sha256: str
    bytes: int
    rows: int

    @classmethod
    def of(cls, path: Path, rows: int) -> FileFacts:
        """Facts of a file that has been written."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(digest, path.stat().st_size, rows)


def manifest_text(facts: RunFacts, files: Mapping[str, FileFacts]) -> str:
    """The manifest as JSON, keys in a fixed order.

    Parameters
    ----------
    facts
        What the run was.
    files
        Facts of each file beside the manifest, by name.

    Returns
    -------
    str
        JSON text.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "system": {"code": facts.system, "name": facts.system_name},
        "arm": facts.arm,
        "agreements": list(facts.agreements),
        "future": facts.future,
        "start": facts.start,
        "months": facts.months,
        "seed": facts.seed,
        "calibrated": dict(sorted(facts.calibrated.items())),
        "parameters": dict(sorted(facts.parameters.items())),
        "config_digest": facts.config_digest,
        "config": dict(facts.config),
        "data_digest": facts.data_digest,
        "icsim": __version__,
        "git": code_commit(Path(__file__).parents[2]),
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        "platform": platform.platform(),
        "command": list(facts.command),
        "wall_seconds": round(facts.wall_seconds, 3),
        "peak_memory_bytes": facts.peak_memory_bytes,
        "files": {name: {**vars(files[name])} for name in sorted(files)},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def code_commit(root: Path) -> dict[str, Any] | None:
    """Commit the code was at, and whether files differ from it.

    Parameters
    ----------
    root
        Folder the package's source lies in, one above ``src``.

    Returns
    -------
    dict or None
        ``commit`` and ``dirty``; None if the code is not in a repository of
        its own (an installed package) or git is not there.
    """
    if not (root / ".git").exists() or not (root / "pyproject.toml").is_file():
        return None
    try:
        commit = _git(root, "rev-parse", "--verify", "HEAD")
        return {"commit": commit, "dirty": bool(_git(root, "status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        return None


def _git(root: Path, *words: str) -> str:
    answer = subprocess.run(
        ["git", "--no-optional-locks", "-C", str(root), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return answer.stdout.strip()
