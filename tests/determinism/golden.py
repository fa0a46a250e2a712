"""Digests of the shipped examples, kept in ``golden.json``: a change of any number in any of them shows.

When a change of the model is meant, say why in a new **Results change** line
of the change log, then make the digests afresh, with some words of that
line::

    python -m tests.determinism.golden "recruitment from outside"

``--sets`` names sets to be made, the others staying as they are; ``--show``
prints instead of writing; ``--workers`` makes the records in that many
processes; ``--parts NAME`` prints a digest for each column of one example,
to see where two machines part.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.determinism import kept
from tests.determinism.examples import RECORDS, Example, sets
from tests.determinism.same import parts

ROOT = kept.ROOT
GOLDEN = ROOT / kept.GOLDEN


def digests(wanted: Iterable[str], workers: int = 0, say: Callable[[str], object] = str) -> dict[str, dict[str, str]]:
    """Digests of some sets.

    Parameters
    ----------
    wanted
        Names of the sets.
    workers
        Processes that make the records; 0 for this one.
    say
        Told which set is being made, and how long it took.
    """
    made, every = {}, sets()
    for one in wanted:
        began = time.perf_counter()
        some = every[one]
        if one == RECORDS and workers:
            made[one] = _records_by(workers, [each for each in some if isinstance(each, Example)])
        else:
            made[one] = {each.name: each.digest() for each in some}
        say(f"{one}: {len(some)} runs in {time.perf_counter() - began:.0f} s")
    return made


def read() -> tuple[kept.Kept, str]:
    """What is kept, and its seal."""
    return kept.parse(GOLDEN.read_text(encoding="utf-8"))


def _records_by(workers: int, some: list[Example]) -> dict[str, str]:
    """Digests of the content of records that worker processes put into a store."""
    from icsim.experiment.engine import run_all
    from icsim.experiment.record import read_record
    from icsim.experiment.store import RunStore

    specs = {each.name: each.spec() for each in some}
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        store.claim({"examples": list(specs)})
        run_all(specs.values(), store, workers)
        return {name: read_record(store.path(spec.digest))[1].content_digest for name, spec in specs.items()}


def main() -> int:
    """Make the digests and write them, show them, or refuse."""
    asked = _asked()
    if asked.parts:
        every = {each.name: each for some in sets().values() for each in some if isinstance(each, Example)}
        if asked.parts not in every:
            print(f"no example is called {asked.parts!r}; {kept.GOLDEN} has their names", file=sys.stderr)
            return 1
        print(json.dumps(parts(every[asked.parts].run()), indent=2))
        return 0
    wanted = asked.sets or list(sets())
    if asked.show:
        print(json.dumps(digests(wanted, asked.workers), indent=2))
        return 0
    base = kept.committed() or (read()[0] if GOLDEN.exists() else kept.Kept())
    changelog = (ROOT / kept.CHANGELOG).read_text(encoding="utf-8")
    try:
        if asked.words:
            kept.chosen(base, changelog, asked.words, 0)
        made = digests(wanted, asked.workers, lambda line: print(line, flush=True))
        after = kept.explained(_but(base, wanted), made, changelog, asked.words)
    except kept.Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    changed = kept.changed(base, after)
    GOLDEN.write_text(after.text(), encoding="utf-8")
    print(f"{kept.GOLDEN}: {len(after.flat)} digests, {len(changed)} of them changed")
    return 0


def _but(base: kept.Kept, wanted: list[str]) -> kept.Kept:
    """What is kept, without sets that are gone, and with those that are not made anew as they are in the file now."""
    now = read()[0] if GOLDEN.exists() else base
    names = sets()
    digests = {one: some for one, some in base.digests.items() if one in names}
    stay = {one: some for one, some in now.digests.items() if one in names and one not in wanted}
    because = {**base.because, **{one: now.because.get(one, "") for one in stay}}
    return kept.Kept({**digests, **stay}, because, base.known)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.determinism.golden", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="some words of the Results change line")
    parser.add_argument("--sets", nargs="+", choices=list(sets()), help="sets to make; all of them, if none is named")
    parser.add_argument("--show", action="store_true", help="print the digests, write nothing")
    parser.add_argument("--workers", type=int, default=0, help="processes that make the records")
    parser.add_argument("--parts", metavar="NAME", help="print a digest of each column of one example")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
