"""What ``icsim validate`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from icsim.cli.conditions import parameter_words
from icsim.cli.screen import say, show, show_numbers

if TYPE_CHECKING:
    from icsim.fitting.validation import Validated


def print_validation(found: Validated) -> None:
    """Print every figure by what it was used for, the verdicts counted, and how trusts lie in their intervals."""
    from icsim.fitting.figures import records
    from icsim.fitting.targets import USE_WORDS
    from icsim.fitting.validation_words import GROUP_WORDS, marked

    seeds = f"{len(found.seeds)} seed{'' if len(found.seeds) == 1 else 's'}"
    say(f"{found.system.name}: {seeds}, {found.months} months from {found.start}.")
    for phrase in parameter_words(found.system, found.parameters, () if found.draws is None else found.draws.names):
        say(f"{phrase}.")
    if found.draws is not None:
        say(found.draws.words)
    if not found.whole_country:
        say("The published figures are of the whole of England: they are shown for context, nothing passes or fails.")
    rows = marked(records(found.table))
    accepted = [row for row in rows if row["acceptance"]]
    if accepted:
        _figures("What the model is accepted by", accepted)
    for use in reversed(USE_WORDS):
        some = [row for row in rows if row["use"] == USE_WORDS[use] and not row["acceptance"]]
        if some:
            _figures(GROUP_WORDS[use][0], some)
    _tally(found)
    _trusts(found)


def _figures(title: str, rows: list[dict[str, Any]]) -> None:
    from icsim.fitting.acceptance import Verdict
    from icsim.fitting.figures import UNIT_WORDS, figure, more_digits, span, years
    from icsim.fitting.validation_words import VERDICT_MARKS

    lines = []
    for row in rows:
        unit, digits = row["unit"], more_digits(row)
        said = Verdict(row["verdict"])
        lines.append(
            (
                row["title"],
                years(row["first_year"], row["last_year"]),
                figure(row["published"], unit),
                span(row["low"], row["high"], unit, digits),
                figure(row["model"], unit, digits),
                span(row["model_low"], row["model_high"], unit, digits),
                UNIT_WORDS.get(unit, unit),
                f"{VERDICT_MARKS[said]} {said}",
            )
        )
    columns = ("Figure", "Years", "Published", "Range", "Model", "Nine runs in ten", "Unit", "Verdict")
    show(title, columns, lines, whole=("Years", "Published", "Range", "Model", "Verdict"))


def _tally(found: Validated) -> None:
    from icsim.fitting.acceptance import Verdict, tally
    from icsim.fitting.figures import records

    counted = records(tally(found.table))
    verdicts = [str(each) for each in Verdict]
    print()
    say("Verdicts by what figures are used for; acceptance figures are among those of their use.")
    show_numbers(("Figures", *verdicts), [[row["figures"], *(f"{row[each]}" for each in verdicts)] for row in counted])


def _trusts(found: Validated) -> None:
    """Shares of trusts inside their intervals."""
    from icsim.fitting.figures import figure, records

    table = found.prediction
    if table.empty:
        return
    print()
    say(
        "One month of each trust and staff group: share of published counts in their 90% interval, from the part of "
        "each count's own probability inside it. Fitted: their own month is what the first year was fitted to. Left "
        "out: their own figures hidden."
    )
    headings = {"fitted_calibrated": "Fitted", "left_out_calibrated_alone": "Left out,\nmodel alone"}
    headings["left_out_calibrated"] = "Left out,\nwith spread"
    shown = [name for name in headings if name in table.columns]
    rows = [
        [
            f"{row['flow']}, {str(row['staff_group']).replace('_', ' ')}",
            f"{row['cells']:,}",
            *(figure(row[name], "share") for name in shown),
        ]
        for row in records(table)
    ]
    show_numbers(("", "Counts", *(headings[name] for name in shown)), rows)
