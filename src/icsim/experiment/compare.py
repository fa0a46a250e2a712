"""Compare: agreements and today, under every future, with the same people and the same luck."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from icsim.errors import InputError, Problem
from icsim.experiment.binding import binding_table
from icsim.experiment.curves import border_table, curve_table, flow_table
from icsim.experiment.differences import difference_table, half_widths
from icsim.experiment.evidence import evidence_table
from icsim.experiment.gather import Gathered, gather, whole
from icsim.experiment.ledger import drains, ledger_table
from icsim.experiment.measures import BY_NAME
from icsim.experiment.people import people_table
from icsim.experiment.question import Question
from icsim.experiment.robust import robustness_table
from icsim.experiment.runner import Runner, Told
from icsim.experiment.store import RunStore

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.ask import Conditions, Signed

AT_ONCE = 4
"""Seeds added at a time when the number is not fixed, and the fewest."""
SEEDS = 16
"""Seeds where nobody says how many."""
MOST_SEEDS = 64
"""Seeds at most when the number is not fixed and nobody says how many."""
STEADIED = "leavers"
"""Measure whose interval decides when there are seeds enough, where nobody says which."""


@dataclass(frozen=True)
class Asked:
    """How an answer is wanted; see :func:`compare`.

    Raises
    ------
    InputError
        If it makes no sense.
    """

    seeds: int | None = None
    until_halfwidth: float | None = None
    measure: str = STEADIED
    attribution: bool = False
    break_even: bool = False

    def __post_init__(self) -> None:
        if self.measure not in BY_NAME:
            from icsim.config.source_text import did_you_mean, shown

            hint = did_you_mean(self.measure, BY_NAME) or f"; they are {', '.join(BY_NAME)}"
            raise InputError.at("--measure", f"no headline measure {shown(self.measure)}{hint}")
        if self.seeds is not None and self.seeds < 1:
            raise InputError.at("--seeds", f"{self.seeds} is too few")
        if self.until_halfwidth is not None and not self.until_halfwidth > 0:
            raise InputError.at("--until-halfwidth", f"{self.until_halfwidth:g} is not above 0")
        if self.break_even and BY_NAME[self.measure].better == "neutral":
            raise InputError.at("--measure", f"neither way is better for {self.measure}: nothing can break even")


def _nothing() -> pd.DataFrame:
    """A table without columns: it is not there."""
    import pandas as pd

    return pd.DataFrame()


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, as tidy tables.

    Parameters
    ----------
    question, seeds
        What was compared, and with which seeds.
    differences
        Every headline measure of every place: each arm less each before it.
    ledger, drains
        Who gains and who pays against today; where one sector's gain stands beside another's loss.
    curves, flows
        Month by month, and from sector to sector.
    people
        What becomes of those who leave.
    binding
        What keeps posts open at the end.
    robustness
        Agreements by futures, with regret.
    evidence
        The numbers it rests on.
    attribution, interaction
        Shares of each clause, and how much clauses do together only; empty if not asked for.
    break_even
        Where assumed numbers would turn the result; empty if not asked for.
    runs
        Digest of each run.
    asked
        How it was wanted.
    stopped_because
        Why no more seeds were added.
    warnings
        What would do nothing.
    border_moves
        What goes from one integrated care system to another; empty where there is one only.
    """

    question: Question
    seeds: tuple[int, ...]
    differences: pd.DataFrame
    ledger: pd.DataFrame
    drains: pd.DataFrame
    curves: pd.DataFrame
    flows: pd.DataFrame
    people: pd.DataFrame
    binding: pd.DataFrame
    robustness: pd.DataFrame
    evidence: pd.DataFrame
    attribution: pd.DataFrame
    interaction: pd.DataFrame
    break_even: pd.DataFrame
    runs: pd.DataFrame
    asked: Asked = Asked()
    stopped_because: str = ""
    warnings: tuple[Problem, ...] = ()
    border_moves: pd.DataFrame = field(default_factory=_nothing)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name; those that were not asked for, or that the system has not, are left out."""
        optional = {"attribution", "interaction", "break_even", "border_moves"}
        named = {name: value for name, value in vars(self).items() if hasattr(value, "columns")}
        return {name: table for name, table in named.items() if name not in optional or len(table.columns)}


def compare(
    system: str | Path,
    agreements: Iterable[Signed | Sequence[Signed]],
    futures: Iterable[Conditions] = (),
    *,
    months: int = 60,
    start: str = "2026-04",
    seeds: int | None = None,
    until_halfwidth: float | None = None,
    measure: str = STEADIED,
    sample: float = 1.0,
    parameters: Mapping[str, float] | None = None,
    calibration: str | Path | None = None,
    posterior: bool = False,
    each_system: bool = False,
    workers: int | None = None,
    attribution: bool = False,
    break_even: bool = False,
    out: str | Path | None = None,
    progress: Told | None = None,
) -> Comparison:
    """Compare agreements with today and with one another, paired by seed.

    Parameters
    ----------
    system
        Code, short name or folder.
    agreements
        Agreements, their files or shipped names; several in a list hold together.
    futures
        Futures, their files or shipped names; as at the start without any.
    months, start
        Length and first month of each run.
    seeds
        How many: 16, or at most 64 with ``until_halfwidth``, where not said.
    until_halfwidth
        Add seeds until the 95% interval of the difference of ``measure`` for
        the whole system is no wider than this on either side, in every
        agreement and future.
    measure
        The headline measure that ``until_halfwidth`` and ``break_even`` look at.
    sample
        Share of the staff that is modelled.
    parameters
        Parameters changed.
    calibration
        ``none``, or the path of a calibration file, to hold instead of the system's own.
    posterior
        Whether each seed takes its own draw of the calibrated parameters, the same in every arm.
    each_system
        Whether each integrated care system signs the agreements for itself, whatever the files say.
    workers
        Worker processes; without it the runs are made in this process. A
        script that names workers must do so under ``if __name__ == "__main__":``.
    attribution, break_even
        Whether to share each agreement's effect among its clauses, and to
        look for values of assumed numbers that would turn it; both take more runs.
    out
        Folder for tables and runs; runs that are there are not made again. Nothing is kept without it.
    progress
        Told after every run.

    Raises
    ------
    InputError
        With every fault of every file and option, or if the folder holds something else.
    RunsFailed
        If some runs cannot be made.
    """
    from icsim.experiment.ask import ask

    question, warnings = ask(
        system,
        agreements,
        futures,
        months=months,
        start=start,
        sample_share=sample,
        parameters=parameters,
        calibration=calibration,
        posterior=posterior,
        each_system=each_system,
    )
    with nullcontext(str(out)) if out is not None else tempfile.TemporaryDirectory() as folder:
        store = RunStore(folder)
        store.claim(question.design)
        with Runner(store, workers, progress) as runner:
            asked = Asked(seeds, until_halfwidth, measure, attribution=attribution, break_even=break_even)
            comparison = answer(question, runner, asked, warnings)
        if out is not None:
            from icsim.experiment.comparison_files import write_comparison

            write_comparison(comparison, Path(folder))
    return comparison


def answer(question: Question, runner: Runner, asked: Asked, warnings: tuple[Problem, ...] = ()) -> Comparison:
    """Make the runs of a question and put the tables together.

    Raises
    ------
    RunsFailed
        If some runs cannot be made.
    """
    seeds, because = _run(question, runner, asked)
    return put_together(gather(question, seeds, runner.store), runner, asked, because, warnings)


def put_together(
    gathered: Gathered, runner: Runner, asked: Asked, stopped_because: str, warnings: tuple[Problem, ...] = ()
) -> Comparison:
    """Put the tables of runs that have been made together.

    Parameters
    ----------
    gathered
        What came of them.
    runner
        Makes what attribution and break-even values need besides.
    asked, stopped_because, warnings
        As the comparison has them.

    Raises
    ------
    RunsFailed
        If some runs cannot be made.
    """
    import pandas as pd

    question, seeds = gathered.question, gathered.seeds
    differences = difference_table(gathered)
    ledger = ledger_table(differences)
    shares, together, turning = pd.DataFrame(), pd.DataFrame(), pd.DataFrame()
    if asked.attribution:
        from icsim.experiment.attribute import attribution_tables

        shares, together = attribution_tables(question, seeds, runner)
    if asked.break_even:
        from icsim.experiment.break_even import break_even_table

        turning = break_even_table(question, runner, BY_NAME[asked.measure])
    return Comparison(
        question=question,
        seeds=seeds,
        differences=differences,
        ledger=ledger,
        drains=drains(ledger),
        curves=curve_table(gathered),
        flows=flow_table(gathered),
        border_moves=border_table(gathered),
        people=people_table(gathered),
        binding=binding_table(gathered),
        robustness=robustness_table(gathered),
        evidence=evidence_table(question),
        attribution=shares,
        interaction=together,
        break_even=turning,
        runs=_run_table(gathered),
        asked=asked,
        stopped_because=stopped_because,
        warnings=warnings,
    )


def _run(question: Question, runner: Runner, asked: Asked) -> tuple[tuple[int, ...], str]:
    """Make the runs; the seeds, and why there are no more of them."""
    if asked.until_halfwidth is None:
        n = asked.seeds or SEEDS
        runner.make(question.specs(range(1, n + 1)))
        return tuple(range(1, n + 1)), f"{n} seeds were asked for"
    most, n = asked.seeds or MOST_SEEDS, 0
    while n < most:
        first, n = n + 1, min(n + AT_ONCE, most)
        runner.make(question.specs(range(first, n + 1)))
        half = widest(question, range(1, n + 1), runner.store, asked.measure)
        if half <= asked.until_halfwidth:
            return tuple(range(1, n + 1)), f"the interval of {asked.measure} is within {half:.4g} of its mean"
    return tuple(range(1, n + 1)), f"{most} seeds are the most; the interval of {asked.measure} is within {half:.4g}"


def widest(question: Question, seeds: Sequence[int], store: RunStore, measure: str) -> float:
    """Half the width of the widest interval of a measure's difference from today, for the whole system."""
    widest = 0.0
    for future in question.futures:
        values = np.array(
            [[whole(store, question.spec(arm, future, seed), measure) for seed in seeds] for arm in question.arms]
        )
        sd = (values[1:] - values[0]).std(axis=1, ddof=1) if len(seeds) > 1 else np.full(len(values) - 1, np.nan)
        halves = half_widths(np.full(len(sd), len(seeds)), sd)
        widest = max(widest, float(np.where(np.isfinite(halves), halves, np.inf).max(initial=0.0)))
    return widest


def _run_table(gathered: Gathered) -> pd.DataFrame:
    """Which record holds which run."""
    import pandas as pd

    question = gathered.question
    rows = [
        (future.future, arm.name, seed, question.spec(arm, future, seed).digest)
        for future in question.futures
        for arm in question.arms
        for seed in gathered.seeds
    ]
    return pd.DataFrame(rows, columns=["future", "agreement", "seed", "run"])
