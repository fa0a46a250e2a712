"""The page on determinism: what is kept, and where it was made again."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.determinism import kept
from tests.determinism.examples import QUICK
from tests.determinism.matrix import SETS, SMALLEST, fingerprint
from tests.determinism.ways import CONTROLS

from icsim.cli.screen import as_markdown

TABLE = Path(__file__).with_name("determinism.csv")
NOTE = "<!-- Made by `make docs` from docs/determinism.csv, which `make determinism` writes. -->\n\n"
_LEFT = ("numpy", "pandas", "pyarrow", "scipy", "mesa", "networkx", "pydantic")

_PROMISE = """The same files, seed and version of icsim are to give the same results to the last bit: on every supported
Python, with every library version that is allowed, on every processor, however strings are hashed, whatever the
language and time zone, and with any number of threads and worker processes. How this is brought about is in
[design](design.md#luck). This page says how it is held to, and where it has been tried.

## What is kept

`tests/determinism/golden.json` holds a SHA-256 for each of these runs: every shipped agreement and every shipped future
with the teaching system and with Gloucestershire, all 42 systems, and the whole of England. It covers every column of
every table of the run, and every column of everybody in it at the end; for records, everything a store keeps of the
run; for designs, which values the runs of a sweep have. Agreements are in full use from their first month, so that they
matter in the months that are run.

"""

_CHANGE = """
## When a digest changes

`make test` makes the first four sets again and fails if a digest is another. If the change is meant, its reason is
written first, as a line of CHANGELOG.md that begins with **Results change**, and the digests are made afresh with some
words of that line:

```text
python -m tests.determinism.golden "recruitment from outside"
```

The command refuses where a digest changed and no line is new. The file bears a seal, so that an edit by hand shows, and
names the line; tests see to it that the line stays, and that no commit of the history at hand changed a digest without
one. More examples need no line: a new agreement or future is asked for by a test until the command has been run.

To see where two machines part, compare what each prints here, a digest for each column:

```text
python -m tests.determinism.golden --parts "small, all_in, 12 months"
```
"""

_WHERE = """
## Where it was made again

`make determinism` installs each supported Python with the oldest and the newest libraries that `pyproject.toml` allows,
makes the runs above in each, and writes `docs/determinism.csv`. The first environment is tried in every way that must
make no difference, one by one, with the smallest sets; every environment as it is, with the sets of `make test`, and in
all of them at once, with every set.

"""

_CONTROLS = """
A switch that does nothing would prove nothing. So three results that are known to depend on the machine, and are not
used where the state of a run depends on them, are worked out beside the runs: a letter for each distinct value. Where
the letters differ and the digests do not, the runs do not depend on it.
"""

_NOT = """
## What is not promised

Widths of intervals and other summaries over runs (`icsim compare`, `icsim sweep`) use the machine's own square roots,
sines and linear algebra; they may differ in the last digits that are not shown. So may what `icsim calibrate` fits; but
what it has fitted is a file, from which a run is the same everywhere. Parquet files hold the same values whatever
pyarrow wrote them, but not the same bytes. Processors other than those of the table, big-endian ones among them, were
not at hand; nothing in the code depends on them that the tests know of.
"""


def page() -> str:
    """The page, from the digests and the table."""
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())) if TABLE.is_file() else []
    text = f"# Determinism\n\n{NOTE}{_PROMISE}{_kept()}{_CHANGE}{_WHERE}"
    return text + (_evidence(rows) if rows else "It has not been run yet.\n") + _NOT


def _kept() -> str:
    """A line for each set."""
    golden = kept.parse((kept.ROOT / kept.GOLDEN).read_text(encoding="utf-8"))[0]
    order = [*QUICK, *(one for one in golden.digests if one not in QUICK)]
    lines = [
        (
            one,
            len(golden.digests[one]),
            f"make {'test' if one in QUICK else 'determinism'}",
            golden.because[one] or "none yet",
        )
        for one in order
    ]
    return as_markdown(("set", "runs", "made again by", "last change"), lines)


def _evidence(rows: list[dict[str, str]]) -> str:
    """The environments, then what each gave."""
    places = {(row["python"], row["libraries"]): row for row in rows}
    versions = [[*place, *_versions(row)] for place, row in places.items()]
    text = as_markdown(("Python", "libraries", *_LEFT), versions)
    if "newest" not in {row["libraries"] for row in rows}:
        text += "\nThe newest libraries there were are those that `constraints.txt` locks, so they were tried once.\n"
    letters: dict[tuple[int, str], str] = {}
    table = []
    for row in rows:
        marks = [_letter(letters, at, mark) for at, mark in enumerate(row["controls"].split())]
        same = int(row["runs"]) - int(row["different"])
        table.append((row["python"], row["libraries"], row["way"], *marks, row["runs"], same))
    text += "\n" + as_markdown(("Python", "libraries", "way", *CONTROLS, "runs", "equal"), table) + _CONTROLS
    machines = sorted({row["processor"] for row in rows})
    return f"{text}\nProcessor: {'; '.join(machines)}.{_stale(rows)}\n"


def _versions(row: dict[str, str]) -> list[str]:
    words = row["versions"].split()
    return [dict(zip(words[::2], words[1::2], strict=True))[name] for name in _LEFT]


def _letter(letters: dict[tuple[int, str], str], at: int, mark: str) -> str:
    """A letter for each value of a control, in the order in which they come."""
    if (at, mark) not in letters:
        letters[at, mark] = "abcdefghijklmnop"[sum(control == at for control, _ in letters)]
    return letters[at, mark]


def _stale(rows: list[dict[str, str]]) -> str:
    """Says so where results have changed since the table was made."""
    digests = kept.parse((kept.ROOT / kept.GOLDEN).read_text(encoding="utf-8"))[0].digests
    now = {fingerprint({one: digests.get(one, {}) for one in some}) for some in (SMALLEST, *SETS.values())}
    if {row["digests"] for row in rows} <= now:
        return " These are the digests of this version."
    return " Results have changed since: `make determinism` makes the table again."
