"""Make every figure and number of README and docs again: ``python -m docs.paper``, or ``make paper``.

Each step is made again only if what it is made from has changed since, by
digest, and what was made is written down after each in ``docs/paper.json``: an
interruption loses at most the step it fell in, and most steps keep their runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from docs.paper_steps import ROOT, STEPS, Step
from icsim.cli.screen import as_markdown

RECORD = ROOT / "docs" / "paper.json"
"""What each step was last made from, and what it made, by digest."""
SCRATCH = ROOT / "results" / "paper"
STALE = 1
"""Exit code of ``--check`` when anything is to be made again."""
_LONG = 12
_SKIPPED = {"__pycache__"}


@cache
def _sha(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, worked out once for as long as it does not change."""
    return _sha(path, path.stat().st_mtime_ns)


def files(patterns: Iterable[str]) -> list[Path]:
    """Files of a list of patterns, those of patterns that begin with ``!`` left out, in order."""
    wanted: set[Path] = set()
    for pattern in patterns:
        found = {path for path in ROOT.glob(pattern.removeprefix("!")) if not _SKIPPED & set(path.parts)}
        if pattern.startswith("!"):
            wanted -= found | {path for path in wanted if any(parent in found for parent in path.parents)}
        else:
            wanted |= {inside for path in found for inside in (path, *path.glob("**/*"))}
    return sorted(path for path in wanted if path.is_file() and not _SKIPPED & set(path.parts))


def marked(path: Path, name: str) -> str:
    """What stands between the markers of a name in a page; empty if they are not there."""
    between = rf"<!-- {re.escape(name)}: made by [^>]*-->\n(.*?)<!-- end of {re.escape(name)} -->"
    found = re.search(between, path.read_text(encoding="utf-8"), re.DOTALL) if path.is_file() else None
    return found[1] if found else ""


def inputs(step: Step) -> dict[str, str]:
    """Digest of each kind of input of a step: all files of a pattern together."""
    out = [pattern for pattern in step.inputs if pattern.startswith("!")]
    kinds = [pattern for pattern in step.inputs if not pattern.startswith("!")]
    return {kind: _together(files([kind, *out])) for kind in kinds}


def outputs(step: Step) -> dict[str, str]:
    """Digest of each kind of output of a step; empty where nothing is there."""
    made = {}
    for kind in step.outputs:
        page, _, name = kind.partition("#")
        text = marked(ROOT / page, name) if name else ""
        made[kind] = hashlib.sha256(text.encode()).hexdigest() if text else _together(files([page]))
        if name and not text:
            made[kind] = ""
    return made


def _together(found: Sequence[Path]) -> str:
    if not found:
        return ""
    lines = "".join(f"{path.relative_to(ROOT).as_posix()} {digest_of(path)}\n" for path in found)
    return hashlib.sha256(lines.encode()).hexdigest()


def record() -> dict[str, dict[str, dict[str, str]]]:
    """What has been written down, by step."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}


def write_down(step: Step) -> None:
    """Write down that a step has been made from its inputs as they are."""
    known = {step.name for step in STEPS}
    kept = {name: each for name, each in record().items() if name in known}
    kept[step.name] = {"inputs": inputs(step), "outputs": outputs(step)}
    new = RECORD.with_suffix(".new")
    new.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(RECORD)


def why_stale(step: Step, kept: dict[str, dict[str, dict[str, str]]]) -> str:
    """Why a step is to be made again, in words; empty if it is not."""
    if step.name not in kept:
        return "not made yet"
    was = kept[step.name]
    moved = [kind for kind, digest in inputs(step).items() if was["inputs"].get(kind) != digest]
    if moved or set(was["inputs"]) != set(inputs(step)):
        return f"{', '.join(moved) or 'the list of its inputs'} changed"
    made = outputs(step)
    if gone := [kind for kind, digest in made.items() if not digest]:
        return f"{', '.join(gone)} not there"
    if other := [kind for kind, digest in made.items() if was["outputs"].get(kind) != digest]:
        return f"{', '.join(other)} not as it was made"
    return ""


def scratch(step: Step) -> Path:
    """Folder of a step for as long as its inputs stay as they are."""
    mark = hashlib.sha256(json.dumps(inputs(step), sort_keys=True).encode()).hexdigest()[:_LONG]
    return SCRATCH / f"{step.name.replace(':', '_')}-{mark}"


def words(command: str, out: Path) -> list[str]:
    """A command of a step as a list: its folder filled in, names with ``*`` replaced by the files there are."""
    listed: list[str] = []
    for word in shlex.split(command.replace("{out}", out.relative_to(ROOT).as_posix())):
        found = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(word)) if "*" in word else []
        listed += found or [word]
    return [sys.executable, "-m", *listed]


def make(step: Step) -> None:
    """Make a step, and write it down.

    Raises
    ------
    SystemExit
        If one of its commands fails, or its inputs change meanwhile.
    """
    SCRATCH.mkdir(parents=True, exist_ok=True)
    before, out = inputs(step), scratch(step)
    for command in step.commands:
        code = subprocess.run(words(command, out), cwd=ROOT, check=False).returncode
        if code:
            raise SystemExit(f"{step.name}: `{command}` ended with {code}. `make paper` goes on from here.")
    if inputs(step) != before:
        raise SystemExit(f"{step.name}: what it is made from changed while it was made. Make it again.")
    for name, place in step.kept:
        (ROOT / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(out / name, ROOT / place)
    write_down(step)


def chosen(names: Sequence[str]) -> list[Step]:
    """Steps by name, or by what stands before its colon; all without a name.

    Raises
    ------
    SystemExit
        If a name is no step's.
    """
    if unknown := [name for name in names if not any(_is(step, name) for step in STEPS)]:
        raise SystemExit(f"No step {', '.join(unknown)}. There are: {', '.join(step.name for step in STEPS)}")
    return [step for step in STEPS if not names or any(_is(step, name) for name in names)]


def _is(step: Step, name: str) -> bool:
    return name in (step.name, step.name.partition(":")[0])


def make_all(asked: Sequence[Step], again: bool = False) -> None:
    """Make those of the steps that are to be made, saying how far it is."""
    began = time.monotonic()
    for at, step in enumerate(asked, 1):
        place = f"[{at}/{len(asked)}] {step.name}"
        reason = "asked for" if again else why_stale(step, record())
        if not reason:
            print(f"{place}: as it was")
            continue
        left = sum(other.minutes for other in asked[at - 1 :] if again or why_stale(other, record()))
        print(f"{place}: {step.what} ({reason})")
        print(f"{place}: about {step.minutes:g} minutes, {left:g} with what follows", flush=True)
        since = time.monotonic()
        make(step)
        print(f"{place}: made in {(time.monotonic() - since) / 60:.1f} minutes")
    print(f"Everything is made: {(time.monotonic() - began) / 60:.1f} minutes.")


def steps() -> str:
    """The steps as a table, for their page."""
    rows = [(f"`{step.name}`", step.what, f"{step.minutes:g}") for step in STEPS]
    total = sum(step.minutes for step in STEPS) / 60
    return f"{as_markdown(('step', 'makes', 'minutes'), rows)}\nAll of it: about {total:.0f} hours on two cores.\n"


def check(asked: Sequence[Step]) -> int:
    """Say which steps are to be made again, and why; the exit code."""
    reasons = {step.name: why_stale(step, record()) for step in asked}
    for name, reason in reasons.items():
        print(f"{name}: {reason or 'as it was made'}")
    return STALE if any(reasons.values()) else 0


def main(given: Sequence[str] | None = None) -> int:
    """Make, list or check the steps."""
    parser = argparse.ArgumentParser(prog="python -m docs.paper", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="STEP", help="these steps; made even if as they were")
    parser.add_argument("--list", action="store_true", help="list the steps, what each makes and how long it takes")
    parser.add_argument("--check", action="store_true", help="say what is to be made again; make nothing")
    parser.add_argument(
        "--adopt", action="store_true", help="write down that the steps of --only have just been made by hand"
    )
    asked = parser.parse_args(given)
    wanted = chosen(asked.only)
    if asked.list:
        for step in wanted:
            print(f"{step.name:32} {step.minutes:5g} min  {step.what}")
        return 0
    if asked.check:
        return check(wanted)
    if asked.adopt:
        if not asked.only:
            parser.error("--adopt wants --only: say which steps")
        for step in wanted:
            write_down(step)
        return 0
    make_all(wanted, again=bool(asked.only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
