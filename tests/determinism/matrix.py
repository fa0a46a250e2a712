"""The golden digests in every environment and every way: ``python -m tests.determinism.matrix``.

``make determinism`` runs it. Makes the environments (:mod:`tests.determinism.environments`), makes the
examples' digests in each, says whether they are those that are kept, and
writes a row each to ``docs/determinism.csv``, from which ``make docs`` makes
the page. ``--quick`` leaves out the sets that take minutes; ``--only WORD``
keeps to environments and ways that have a word in their name.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.determinism import kept
from tests.determinism.environments import FOLDER, ROOT, SHOWN, Environment, NotMade, every
from tests.determinism.examples import QUICK, RECORDS, WIDE
from tests.determinism.ways import AS_IT_IS, AT_ONCE, IN_SHORT, ONE_BY_ONE, PROBE, Way

from icsim.experiment.spec import code_digest

TABLE = ROOT / "docs" / "determinism.csv"
TRIED = FOLDER / "tried"
"""Rows of this code and these digests, so that a trial that was cut short goes on where it was."""

SMALLEST = ("teaching system", RECORDS, "designs")
"""Sets that are made in every way."""
SETS = {AS_IT_IS.name: QUICK, AT_ONCE.name: (*QUICK, *WIDE)}
"""Sets that are made in a way, where more than the smallest are."""


@dataclass(frozen=True)
class Row:
    """What one environment gave in one way."""

    python: str
    libraries: str
    versions: str
    processor: str
    way: str
    disabled: str
    controls: str
    runs: int
    different: int
    first_different: str
    digests: str


def fingerprint(digests: dict[str, dict[str, str]]) -> str:
    """A short digest of kept digests: says for which state of the model a row holds."""
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:12]


def compare(made: dict[str, dict[str, str]], wanted: dict[str, dict[str, str]]) -> list[str]:
    """Examples whose digest is not the kept one, by set and name."""
    ours = kept.Kept({one: wanted.get(one, {}) for one in made}).flat
    theirs = kept.Kept(made).flat
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def attempt(environment: Environment, seen: dict[str, Any], way: Way, sets: Iterable[str]) -> Row:
    """Make the digests of some sets in one environment in one way.

    Raises
    ------
    NotMade
        If a run fails.
    """
    variables = way.environment(seen["features"])
    controls = json.loads(_run(environment, variables, "-c", PROBE))
    words = ["-m", "tests.determinism.golden", "--show", "--workers", str(way.workers), "--sets", *sets]
    made = json.loads(_run(environment, variables, *words))
    wanted = kept.parse((ROOT / kept.GOLDEN).read_text(encoding="utf-8"))[0].digests
    different = compare(made, wanted)
    return Row(
        python=seen["python"],
        libraries=environment.libraries,
        versions=" ".join(f"{name} {seen['libraries'][name]}" for name in SHOWN),
        processor=_processor(),
        way=way.name,
        disabled=variables.get("NPY_DISABLE_CPU_FEATURES", ""),
        controls=" ".join(f"{mark}" for mark in controls),
        runs=sum(map(len, made.values())),
        different=len(different),
        first_different=different[0] if different else "",
        digests=fingerprint({one: wanted.get(one, {}) for one in made}),
    )


def remembered(environment: Environment, seen: dict[str, Any], way: Way, sets: Iterable[str]) -> Row:
    """As :func:`attempt`, unless the same was tried before.

    Raises
    ------
    NotMade
        If a run fails.
    """
    what = [seen, environment.libraries, asdict(way), [*sets], _processor(), code_digest()]
    digested = [ROOT / kept.GOLDEN, *sorted((ROOT / "tests" / "determinism").glob("*.py"))]
    digested += sorted(path for path in (ROOT / "configs").rglob("*") if path.is_file())
    what += [hashlib.sha256(path.read_bytes()).hexdigest() for path in digested]
    note = TRIED / f"{hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]}.json"
    if note.is_file():
        return Row(**json.loads(note.read_text(encoding="utf-8")))
    row = attempt(environment, seen, way, sets)
    TRIED.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(asdict(row)), encoding="utf-8")
    return row


def _run(environment: Environment, variables: dict[str, str], *words: str) -> str:
    """Output of a Python of an environment on this source tree, with these variables and no others of their kind."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "LC_", "NPY_"))}
    ours |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    command = [str(environment.interpreter), *words]
    done = subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMade(" ".join(done.stderr.strip().splitlines()[-2:]))
    return done.stdout


def _processor() -> str:
    """Name of the processor, as far as the machine says."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _write(rows: list[Row]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*Row.__dataclass_fields__], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


class Trial:
    """Everything that is tried, told as it happens.

    Parameters
    ----------
    only
        What the name of an environment and way must have.
    quick
        Whether to leave out the sets that take minutes.
    """

    def __init__(self, only: str = "", *, quick: bool = False) -> None:
        self.rows: list[Row] = []
        self.missing: list[str] = []
        self._only, self._quick, self._seen = only, quick, set[str]()

    def environment(self, environment: Environment) -> None:
        """Try the ways of one environment: all of them of the first, and none where the libraries were tried before."""
        try:
            environment.make(_say)
            seen = environment.look()
        except NotMade as reason:
            self._miss(f"Python {environment.python}, {environment.libraries} libraries: {reason}")
            return
        what = json.dumps(seen)
        if what in self._seen:
            _say(f"Python {seen['python']}, {environment.libraries} libraries: the same versions were tried before")
            return
        for way in IN_SHORT if self._seen else ONE_BY_ONE:
            name = f"Python {seen['python']}, {environment.libraries} libraries, {way.name}"
            if self._only in name:
                self._way(name, environment, seen, way)
        self._seen.add(what)

    def _way(self, name: str, environment: Environment, seen: dict[str, Any], way: Way) -> None:
        began = time.perf_counter()
        sets = SETS.get(way.name, SMALLEST)
        if self._quick:
            sets = tuple(one for one in sets if one not in WIDE)
        try:
            row = remembered(environment, seen, way, sets)
        except NotMade as reason:
            self._miss(f"{name}: {reason}")
            return
        self.rows.append(row)
        said = "equal" if not row.different else f"{row.different} DIFFERENT, {row.first_different} first"
        _say(f"{name}: {row.runs} runs, {said} ({time.perf_counter() - began:.0f} s)")

    def _miss(self, line: str) -> None:
        self.missing.append(line)
        _say(f"NOT TRIED: {line}")


def main() -> int:
    """Try all of it, a line each, and write the table if all of it was tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.determinism.matrix", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the sets that take minutes")
    parser.add_argument("--only", default="", metavar="WORDS", help="what names of environments and ways must have")
    asked = parser.parse_args()
    trial = Trial(asked.only, quick=asked.quick)
    for environment in every():
        trial.environment(environment)
    if asked.quick or asked.only or trial.missing:
        _say(f"{TABLE.relative_to(ROOT)} stays as it is: not everything was tried")
    else:
        _write(trial.rows)
        _say(f"{TABLE.relative_to(ROOT)}: {len(trial.rows)} rows; make docs writes the page")
    return int(bool(trial.missing) or any(row.different for row in trial.rows))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
