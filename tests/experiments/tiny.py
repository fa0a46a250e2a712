"""Tiny runs for tests of stores and engines: records of one row, and runs that go wrong on purpose.

A tiny run's ``system`` says how it behaves; its seed is what it is.
"""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import sys
import time
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa

from icsim.experiment import engine
from icsim.experiment.record import WORDS, RunRecord
from icsim.experiment.spec import RunSpec
from icsim.experiment.store import RunStore
from icsim.experiment.wanted import Progress


def tiny_spec(seed: int, kind: str = "fine") -> RunSpec:
    return RunSpec(system=kind, system_digest=kind, start="2026-04", months=1, seed=seed)


def tiny_specs(n: int, kind: str = "fine") -> list[RunSpec]:
    return [tiny_spec(seed, kind) for seed in range(n)]


def tiny_record(spec: RunSpec) -> RunRecord:
    words = {name: pa.array(["all"]).dictionary_encode() for name in WORDS}
    numbers = {"month": np.int16(-1), "value": np.float64(spec.seed) / 7, "key": np.uint64(spec.seed)}
    return RunRecord(spec, pa.table(words | {name: pa.array([number]) for name, number in numbers.items()}))


def make_tiny(spec: RunSpec, digest: str, folder: str) -> None:
    RunStore(folder).put(digest, tiny_record(spec))


def make_busily(spec: RunSpec, digest: str, folder: str) -> None:
    """Takes a fifth of a second of the processor."""
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    make_tiny(spec, digest, folder)


def make_slowly(spec: RunSpec, digest: str, folder: str) -> None:
    """Notes the process that is at it, and takes a moment."""
    note = Path(folder).with_name("workers") / str(os.getpid())
    note.parent.mkdir(exist_ok=True)
    note.touch()
    time.sleep(0.03)
    make_tiny(spec, digest, folder)


def make_unless_cursed(spec: RunSpec, digest: str, folder: str) -> None:
    """Runs may raise, or kill their process, unless a file says that they are cured."""
    if not Path(folder).with_name("cured").exists():
        if spec.system == "raises":
            raise Unpicklable("no staff", spec.seed)
        if spec.system == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
    make_tiny(spec, digest, folder)


def make_on_a_full_disk(spec: RunSpec, digest: str, folder: str) -> None:
    with mock.patch("icsim.folder.os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
        make_tiny(spec, digest, folder)


class Unpicklable(Exception):
    """An error that cannot come back from another process: it is made of two things, and keeps one."""

    def __init__(self, what: str, where: int) -> None:
        super().__init__(what)


def folder_bytes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder by its name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def drive(folder: str, n: int) -> int:
    """A driver of n slow tiny runs in a process of its own; it says a number for each run it has made."""
    engine._PRELOADED[:] = ["icsim.experiment.task"]  # the model takes seconds to import and is not used
    store = RunStore(folder)
    store.claim({"n": "any"})
    print("begun", flush=True)

    def say(progress: Progress) -> None:
        if progress.made:
            print(progress.made, flush=True)

    return engine.run_all(tiny_specs(n), store, 2, say, task=make_slowly).exit_code


if __name__ == "__main__":
    from tests.experiments.tiny import drive as drive_by_name  # so that workers find the tasks

    sys.exit(drive_by_name(sys.argv[1], int(sys.argv[2])))
