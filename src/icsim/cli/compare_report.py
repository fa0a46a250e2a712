"""What ``icsim compare`` prints when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.cli.conditions import parameter_words
from icsim.cli.screen import say, show_numbers
from icsim.experiment.amounts import amount, bare
from icsim.experiment.measures import ALL, BY_NAME, SECTOR, SYSTEM, Measure
from icsim.experiment.question import TODAY
from icsim.report.wording import with_range

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.compare import Comparison
    from icsim.took import Took

_HEADINGS = (
    "Whole system",
    "Today",
    "Agreement",
    "Difference",
    "95%\ninterval",
    "Better in\nof seeds",
    "Pairing\nfactor",
)
_NOTE = (
    "Difference: agreement less today, mean over the seeds, the same people and the same luck in both. Better in: "
    "share of the seeds in which the system is better off; nothing where neither way is better. Pairing factor: how "
    "many times more runs seeds of their own would need for the same interval."
)
_LEDGER = ("vacancy_fte", "leavers", "net_moves", "onboarding_days", "bank_gbp", "agency_gbp", "recharge_gbp",
           "cost_gbp")  # fmt: skip
_MARKS = {"clearly gains": " G", "gains": " g", "pays": " p", "clearly pays": " P"}
_LEDGER_NOTE = (
    "Ledger: agreement less today, mean over the seeds. G gains and P pays, for certain even though many things are "
    "looked at; g and p by an ordinary 95% interval, of which a few in every ledger are chance."
)
_GRADES = ("high", "medium", "low", "recalled", "assumption")
_HALF = 0.5
MOST_SYSTEMS = 10
"""Integrated care systems that are printed; files have all."""
_NAME = 40
"""Letters of a name in a table on the screen."""


def print_comparison(comparison: Comparison, out: Path | None, took: Took | None = None) -> None:
    """Print the headline table, the ledger in words, and where everything is.

    Parameters
    ----------
    comparison
        What was found.
    out
        Folder that holds it; None if none does.
    took
        The time and the memory it took, where that is known.
    """
    question = comparison.question
    length = "1 month" if question.months == 1 else f"{question.months} months"
    seeds = "1 seed" if len(comparison.seeds) == 1 else f"{len(comparison.seeds)} seeds"
    part = "" if question.sample_share == 1 else f", a sample of {question.sample_share:.0%} of the staff"
    say(f"{question.system.name}, {length} from {question.start}, {seeds}{part}. {_stopped(comparison)}")
    drawn = () if question.draws is None else question.draws.names
    for phrase in parameter_words(question.system, question.parameters, drawn):
        say(f"{phrase}.")
    if question.draws is not None:
        say(question.draws.words)
    for future in question.futures:
        for arm in question.arms[1:]:
            print()
            under = "" if len(question.futures) == 1 else f", under {future.future}"
            say(f"{arm.name}{under}")
            print()
            _print_arm(comparison, future.future, arm.name)
    print()
    say(_NOTE)
    say(_LEDGER_NOTE)
    for lines in (_robustness(comparison), _evidence(comparison), _clauses(comparison), _turning(comparison)):
        for line in lines:
            print()
            say(line)
    if out is not None:
        print()
        print(f"Tables in {out}: ledger.csv, differences.csv and others; runs in {out / 'runs'}.")
    if took is not None and len(question.system.systems) > 1:
        print(f"It took {took} in one process.")


def _stopped(comparison: Comparison) -> str:
    because = comparison.stopped_because
    return f"{because[0].upper()}{because[1:]}." if because else ""


def _print_arm(comparison: Comparison, future: str, arm: str) -> None:
    """The headline table of one agreement, its ledger, and what becomes of people and posts."""
    rows = _of(comparison.differences, future, arm)
    rows = rows[(rows["against"] == TODAY) & (rows["place"] == ALL)]
    show_numbers(_HEADINGS, [_line(row) for _, row in rows.iterrows()])
    print()
    _print_ledger(comparison, future, arm)
    for line in (_people(comparison, future, arm), _binding(comparison, future, arm)):
        say(line)


def _of(table: pd.DataFrame, future: str, arm: str) -> pd.DataFrame:
    return table[(table["future"] == future) & (table["agreement"] == arm)]


def _line(row: pd.Series[Any]) -> list[str]:
    measure = BY_NAME[str(row["measure"])]
    unit = "" if measure.unit in {"GBP", "share"} else f", {measure.unit}"
    factor, better = row["variance_factor"], row["better_share"]
    # A hyphen for a minus: what is copied from a terminal is to be read by programs as a number.
    numbers = with_range(measure, row["difference"], row["low"], row["high"])
    difference, interval = (text.replace("−", "-").replace("–", "-") for text in numbers)
    return [
        f"{measure.title}{unit}",
        amount(measure, row["base"]) if not unit else bare(measure, row["base"]),
        amount(measure, row["value"]) if not unit else bare(measure, row["value"]),
        difference,
        interval,
        "" if better != better else f"{better:.0%}" if row["low"] or row["high"] else "same",
        "" if factor != factor else f"{factor:,.1f}",
    ]


def _print_ledger(comparison: Comparison, future: str, arm: str) -> None:
    """Who gains and who pays, sector by sector, and in a sentence where one gains what another loses."""
    rows = _of(comparison.ledger, future, arm)
    _print_ledger_of("Ledger", rows[rows["place"].str.startswith(SECTOR) | (rows["place"] == ALL)])
    print()
    if len(systems := comparison.question.system.systems) > 1:
        largest = _largest_systems(comparison, future, arm)
        print(f"By integrated care system: the {len(largest)} largest of {len(systems)}; differences.csv has all.")
        print()
        _print_ledger_of("Ledger", rows[rows["place"].isin(largest)])
        print()
        say(_borders(comparison, future, arm))
        print()
    for sentence in _of(comparison.drains, future, arm)["sentence"]:
        say(f"! {sentence}.")


def _print_ledger_of(title: str, rows: pd.DataFrame) -> None:
    """A line for each place of some rows of a ledger."""
    shown = [BY_NAME[name] for name in _LEDGER]
    heads = [f"{measure.title}\n{'' if measure.unit == 'GBP' else measure.unit}" for measure in shown]
    lines = []
    for name, own in rows.groupby("place_name", sort=False):
        by = own.set_index("measure")
        lines.append([_short(str(name)), *(_entry(by, measure) for measure in shown)])
    show_numbers([title, *heads], lines)


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _largest_systems(comparison: Comparison, future: str, arm: str) -> list[str]:
    """Places of the systems with most staff in post today, the largest first."""
    rows = _of(comparison.differences, future, arm)
    rows = rows[rows["place"].str.startswith(SYSTEM) & (rows["against"] == TODAY) & (rows["measure"] == "in_post_fte")]
    return rows.sort_values(["base", "place"], ascending=[False, True])["place"].tolist()[:MOST_SYSTEMS]


def _borders(comparison: Comparison, future: str, arm: str) -> str:
    """How many move from one system to another."""
    rows = comparison.border_moves[comparison.border_moves["flow"] == "movers"]
    today, signed = (float(_of(rows, future, name)["value"].sum()) for name in (TODAY, arm))
    pairs = _of(rows, future, TODAY).sort_values("value", ascending=False).head(1)
    most = "".join(f"; most of them from {row.origin} to {row.target} ({row.value:,.0f})" for row in pairs.itertuples())
    words = (
        f"People who move from one system to another: {today:,.0f} today{most}, and {signed:,.0f} under the agreement"
    )
    return f"{words}; border_moves.csv has every pair of systems."


def _entry(rows: pd.DataFrame, measure: Measure) -> str:
    """A difference from today, marked where the place gains or pays."""
    mark = _MARKS.get(str(rows["verdict"][measure.name]), "  ")
    return f"{bare(measure, float(rows['difference'][measure.name]), sign=True)}{mark}"


def _people(comparison: Comparison, future: str, arm: str) -> str:
    rows = _of(comparison.people, future, arm)
    rows = rows[(rows["place"] == ALL) & (rows["who"] == "starting_staff")]
    found = rows.iloc[0]
    return (
        f"People: of {found['left_today']:,.0f} starting staff who leave today, {found['stays']:,.0f} stay under the "
        f"agreement; of {found['left_agreement']:,.0f} who leave under it, {found['leaves']:,.0f} stay today."
    )


def _binding(comparison: Comparison, future: str, arm: str) -> str:
    rows = _of(comparison.binding, future, arm)
    rows = rows[(rows["place"] == ALL) & (rows["open_fte"] > 0)].sort_values("open_fte", ascending=False)
    said = [f"{str(row['binds']).replace('_', ' ')} {row['open_fte']:,.0f} FTE" for row in rows.to_dict("records")]
    return f"Open posts at the end, by what keeps them so: {', '.join(said) or 'there are none'}."


def _robustness(comparison: Comparison) -> Iterator[str]:
    """Which arm loses least whatever the future."""
    if len(comparison.question.futures) == 1:
        return
    table = comparison.robustness
    for name in ("vacancy_share", "leavers", "cost_gbp"):
        rows = table[(table["measure"] == name) & table["least_regret"]]
        if len(rows):
            measure, row = BY_NAME[name], rows.iloc[0]
            worst = amount(measure, float(row["max_regret"]), sign=True) if row["max_regret"] else "nothing"
            yield f"Over the futures, {row['agreement']} risks least on {measure.title.lower()}: at worst {worst} lost."


def _evidence(comparison: Comparison) -> Iterator[str]:
    table = comparison.evidence
    for arm, rows in table.groupby("agreement", sort=False):
        counts = rows["grade"].value_counts()
        said = ", ".join(f"{counts[grade]} {grade}" for grade in _GRADES if grade in counts)
        strong = rows["assumed_share"].iloc[0] > _HALF
        more = " More than half is assumed." if strong else ""
        yield f"{arm} rests on {len(rows)} numbers, by grade {said}.{more}"


def _clauses(comparison: Comparison) -> Iterator[str]:
    """What each clause adds to the measures of a ledger."""
    table = comparison.attribution
    if table.empty:
        return
    for (arm, name), rows in table[table["place"] == ALL].groupby(["agreement", "measure"], sort=False):
        if name in {"vacancy_fte", "leavers", "cost_gbp"} and len(rows) > 1:
            measure = BY_NAME[str(name)]
            said = ", ".join(f"{row['clause']} {amount(measure, row['share'], sign=True)}"
                             for row in rows.to_dict("records"))  # fmt: skip
            yield f"{arm}, {measure.title.lower()} by clause: {said}."


def _turning(comparison: Comparison) -> Iterator[str]:
    table = comparison.break_even
    if table.empty:
        return
    for (arm, against), rows in table.groupby(["agreement", "against"], sort=False):
        turned = rows[rows["verdict"] == "turns"]
        measure = BY_NAME[str(rows["measure"].iloc[0])]
        said = ", ".join(f"{row['parameter']} at {row['break_even']:.3g}" for row in turned.to_dict("records"))
        never = int((rows["verdict"] == "never in its range").sum())
        unsure = "" if rows["certain"].iloc[0] else "a lead that is not certain; "
        words = f"{unsure}it is gone with {said}; " if said else unsure
        end = f"{never} of {len(rows)} assumptions never turn it."
        yield f"{arm} against {against} on {measure.title.lower()}: {words}{end}"
