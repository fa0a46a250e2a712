"""Start-up: how long a person waits before anything happens."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time

from benchmarks.report import Report

COMMANDS = {
    "python alone": ["-c", "pass"],
    "import icsim": ["-c", "import icsim"],
    "icsim --help": ["-m", "icsim", "--help"],
    "import icsim and the model": ["-c", "import icsim; icsim.ICS"],
    "... and read Gloucestershire": ["-c", "import icsim; icsim.ICS; icsim.load_system('QR1')"],
    "... and build it": ["-c", "import icsim; icsim.ICS(icsim.load_system('QR1'))"],
    "... and run it for 60 months": ["-c", "import icsim; icsim.ICS(icsim.load_system('QR1')).run_for(60)"],
}
ROUNDS = 7


def measure(quick: bool) -> Report:
    """Milliseconds from a fresh interpreter to the end, in interleaved rounds."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(2 if quick else ROUNDS):
        for name, words in COMMANDS.items():
            taken[name].append(_time(words))
    report = Report("startup", "Start-up, milliseconds in a fresh interpreter", ["what", "wall", "CPU"], quick=quick)
    for name, times in taken.items():
        wall, cpu = (statistics.median(column) * 1e3 for column in zip(*times, strict=True))
        report.rows.append([name, wall, cpu])
    report.notes = [f"Medians of {2 if quick else ROUNDS} interleaved rounds; each row does what it says and ends."]
    return report


def _time(words: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one command."""
    before, start = _used(), time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    return wall, _used() - before


def _used() -> float:
    """CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
