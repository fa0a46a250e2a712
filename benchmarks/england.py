"""England: every NHS and social care employer in one process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from itertools import pairwise

from benchmarks.report import Report

MONTHS = 180
MOST_GIB = 2.0
"""Memory that a laptop can spare."""


def measure(quick: bool) -> Report:
    """Time and peak memory of England, in a process of its own."""
    months = 12 if quick else MONTHS
    words = [sys.executable, "-m", "benchmarks.england", str(months)]
    answer = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    facts = json.loads(answer)
    report = Report("england", f"England, {months} months, one process", ["what", "value"], quick=quick)
    report.rows = [
        ["staff at the start", facts["staff"]],
        ["organisations", facts["organisations"]],
        ["read the tables, CPU seconds", facts["read"]],
        ["build, CPU seconds", facts["build"]],
        ["run, CPU seconds", facts["run"]],
        ["run, wall seconds", facts["wall"]],
        ["ns of CPU per staff-month", facts["run"] * 1e9 / facts["staff_months"]],
        ["memory after building, GiB", facts["built_gib"]],
        ["peak memory, GiB", facts["peak_gib"]],
    ]
    verdict = "within" if facts["peak_gib"] <= MOST_GIB else "above"
    report.notes = [f"Peak memory is {verdict} the target of {MOST_GIB:g} GiB."]
    return report


def run(months: int) -> dict[str, float | int]:
    """Run England and say what it took."""
    import icsim

    model_class = icsim.ICS
    marks = [time.process_time()]
    system = icsim.load_system("england")
    marks.append(time.process_time())
    model = model_class(system)
    marks.append(time.process_time())
    built, start = _peak_gib(), time.perf_counter()
    model.run_for(months)
    wall = time.perf_counter() - start
    marks.append(time.process_time())
    read, build, ran = (after - before for before, after in pairwise(marks))
    return {
        "staff": int(model.posts.start_heads.sum()),
        "organisations": len(system.organisations),
        "read": read,
        "build": build,
        "run": ran,
        "wall": wall,
        "staff_months": int(model.monthly.column("in_post_heads").sum(dtype="int64")),
        "built_gib": built,
        "peak_gib": _peak_gib(),
    }


def _peak_gib() -> float:
    """Most memory this process has held, GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(int(sys.argv[1]))))
