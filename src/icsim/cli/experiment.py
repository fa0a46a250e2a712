"""``icsim experiment``: questions with an expected answer, put to the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from icsim.cli import options
from icsim.cli.interrupt import from_now_on, stop_if_asked

if TYPE_CHECKING:
    from icsim.experiment.mechanism import Mechanism
    from icsim.experiment.paired import Outcome

CONTRARY = 1
"""Exit code when something goes against what is expected."""

_HEADINGS = (
    "experiment", "measured", "baseline", "changed", "difference", "95% interval", "p", "seeds", "expected", "verdict",
)  # fmt: skip
_WHOLE = ("baseline", "changed", "difference", "p", "seeds", "expected", "verdict")
_NOTE = (
    "Both arms have the same people and the same luck. Difference: changed less baseline, mean over the seeds. p: "
    "paired t-test, one-sided. Seeds: share of them that go the way expected."
)


def experiment(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Experiment files.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write NAME.csv and seeds/NAME.csv of each here.", show_default=False),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(min=3, help="Runs of each arm, instead of what the files say.", show_default=False)
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Run experiments and say whether they show what is expected.

    Ends with exit code 1 when something goes against what is expected.
    """
    from icsim.cli.progress import progress_bar
    from icsim.cli.screen import warn
    from icsim.experiment.paired import Paired
    from icsim.experiment.verdict import CONTRADICTED

    with progress_bar(quiet=quiet) as shown:
        shown.wait("Reading")
        mechanisms = _read(files)
        warn([warning for mechanism in mechanisms for warning in mechanism.warnings])
        paired = Paired(mechanisms, seeds)
        title = mechanisms[0].written.experiment if len(mechanisms) == 1 else f"{len(mechanisms)} experiments"
        one_month = shown.count(title, sum(job.seeds * job.months for job in paired.jobs))

        def advance() -> None:
            one_month()
            stop_if_asked()

        for job in paired.jobs:
            job.run(advance)
    outcomes = paired.outcomes()
    _show(outcomes)
    _conclude(outcomes)
    if out is not None:
        _write(out, outcomes)
    if any(finding.verdict == CONTRADICTED for outcome in outcomes for _, finding in outcome.findings):
        raise typer.Exit(CONTRARY)


def _read(files: Sequence[Path]) -> list[Mechanism]:
    """Read every file; every fault of every file is named at once."""
    from icsim.errors import InputError, Problem
    from icsim.experiment.mechanism import read_mechanism
    from icsim.load import load_system

    load = cache(load_system)
    mechanisms: list[Mechanism] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(files):
        if path.stem in (mechanism.stem for mechanism in mechanisms):
            problems.append(Problem(str(path), 0, 0, "", "is the name of two files; results are named after them"))
        try:
            mechanisms.append(read_mechanism(path, load))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return mechanisms


def _show(outcomes: Sequence[Outcome]) -> None:
    """Print what was found; of a single experiment, what it asks and why as well."""
    from icsim.cli.screen import say, show

    if len(outcomes) == 1:
        written = outcomes[0].mechanism.written
        say(written.question)
        say(f"Expected because: {written.why}")
    show("Experiments", _HEADINGS, [row for outcome in outcomes for row in _rows(outcome)], whole=_WHOLE)


def _rows(outcome: Outcome) -> Iterator[list[str]]:
    from icsim.experiment.table import p_words
    from icsim.experiment.verdict import UNCHANGED

    for expectation, finding in outcome.findings:
        reading = expectation.reading
        low, high = finding.interval
        n = len(finding.baseline)
        yield [
            outcome.mechanism.written.experiment,
            f"{reading.measure}, {reading.scope_words}, {reading.over}",
            _number(sum(finding.baseline) / n),
            _number(sum(finding.changed) / n),
            _number(finding.mean),
            f"{_number(low)} to {_number(high)}",
            "" if finding.direction == UNCHANGED else p_words(finding.p(finding.direction)),
            f"{finding.share:.0%} of {n}",
            finding.direction,
            finding.verdict,
        ]


def _number(value: float) -> str:
    """Four digits that count, with separators in large numbers."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value + 0.0:.4g}"


def _conclude(outcomes: Sequence[Outcome]) -> None:
    from icsim.cli.screen import say
    from icsim.experiment.verdict import CONFIRMED, LEVEL

    verdicts = [finding.verdict for outcome in outcomes for _, finding in outcome.findings]
    confirmed = verdicts.count(CONFIRMED)
    say(
        f"{confirmed} of {len(verdicts)} expectations confirmed: at p of {LEVEL:g} or less, or exactly unchanged in "
        f"every seed. {_NOTE}"
    )


def _write(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Write two tables for each experiment: what was found, and what each seed gave."""
    from icsim.experiment.table import results_csv, seeds_csv

    from_now_on(f"Stopped; {folder} may hold some of the results.")
    for outcome in outcomes:
        name = f"{outcome.mechanism.stem}.csv"
        _write_text(folder / "seeds" / name, seeds_csv(outcome))
        _write_text(folder / name, results_csv(outcome))
    from_now_on(f"Stopped; the results are in {folder}.")
    print(f"Results in {folder}")


def _write_text(path: Path, text: str) -> None:
    """Write one file under another name first, so that it is never half-written."""
    from icsim.errors import InputError

    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as fault:
        with suppress(OSError):
            part.unlink()
        raise InputError.at(path, f"cannot be written: {fault.strerror or fault}") from None
