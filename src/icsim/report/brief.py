"""The brief: one page for a browser that needs nothing else, and prints on two to four sheets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.codes import Grade
from icsim.experiment.question import TODAY
from icsim.report import basis, futures, gains, headlines, limits
from icsim.report.shares import attribution, deciding_heads
from icsim.report.trend import trend
from icsim.report.wording import capital, count, duration, last_month, listed, month_words

if TYPE_CHECKING:
    from jinja2 import Template

    from icsim.report.findings import Findings, Signing

ROOM, MOST_ROOM = 110, 150
"""Lines of clauses, ledger, shares and futures that four sheets have room for: as they are, and set smaller."""

_LINE = 110
"""Characters of a line of a clause."""
_EACH, _HEAD = 20, 6
"""Lines that an agreement takes whatever is in it, and the head of a part that may be absent."""
_HERE = Path(__file__).parent
_TEMPLATE, _STYLE = "brief.html.jinja", "brief.css"


def brief_html(findings: Findings) -> str:
    """The brief as HTML: the same text for the same findings.

    Parameters
    ----------
    findings
        What a comparison found.
    """
    while lines(findings) > MOST_ROOM and len(findings.shown) > 1:
        findings = replace(findings, most_shown=len(findings.shown) - 1)
    return _template().render(
        dense=lines(findings) > ROOM,
        style=(_HERE / _STYLE).read_text(encoding="utf-8"),
        findings=findings,
        question=question(findings),
        provisions=provisions(findings),
        left_out=[arm.name for arm in findings.agreements if arm.name not in findings.shown],
        span=f"{month_words(findings.start)} to {month_words(last_month(findings.start, findings.months))}",
        duration=duration(findings.months),
        summaries=[
            (each, *gains.who_pays(findings, each.name), gains.drains(findings, each.name))
            for each in headlines.summaries(findings)
        ],
        groups=headlines.groups(findings),
        pairing=headlines.pairing(findings),
        trend=trend(findings),
        ledger_heads=gains.heads(),
        books=gains.books(findings),
        fates=gains.people(findings),
        open_posts=gains.open_posts(findings),
        shares=attribution(findings),
        share_heads=deciding_heads(),
        grids=futures.grids(findings),
        grid_futures=futures.shown_futures(findings),
        grade_names=[grade.label for grade in Grade],
        grades=basis.grades(findings),
        assumptions=basis.assumptions(findings),
        searched="break_even" in findings.tables,
        cannot=list(limits.cannot_tell(findings)),
        today=TODAY,
        blank=gains.blank(),
    )


def lines(findings: Findings) -> int:
    """About how many lines those parts take whose length depends on what was asked."""
    grids = futures.grids(findings) if len(findings.futures) > 1 else []
    ledger, shares = gains.books(findings), attribution(findings)
    rows = [*(book.rows for book in ledger), *(share.rows for share in shares), *(grid.rows for grid in grids)]
    said = [sentence for _, clauses in provisions(findings) for _, sentence in clauses]
    long = sum(1 + len(sentence) // _LINE for sentence in said)
    heads = _HEAD * (bool(shares) + bool(grids))
    return sum(len(each) + 1 for each in rows) + long + heads + _EACH * len(findings.shown)


def question(findings: Findings) -> str:
    """What is asked, as a sentence."""
    names = [arm.name for arm in findings.agreements]
    signed = f"“{names[0]}”" if len(names) == 1 else f"one of {count(len(names))} agreements"
    over = duration(findings.months)
    tried = count(len(findings.futures))
    future = "" if len(findings.futures) == 1 else f", and does the answer hold under {tried} futures"
    return (
        f"What would change in {findings.system} over {over} from {month_words(findings.start)} if its organisations "
        f"signed {signed}, rather than carry on as today{future}?"
    )


def provisions(findings: Findings) -> list[tuple[Signing, list[tuple[str, str]]]]:
    """Each agreement with its clauses; what an earlier one says in the same words is not said again."""
    shown, said, found = findings.shown, dict[tuple[str, str], str](), []
    for signing in (signing for arm in findings.agreements if arm.name in shown for signing in arm.signed):
        clauses = []
        for clause, sentence in signing.clauses:
            before = said.setdefault((clause, sentence), signing.name)
            clauses.append((clause, sentence if before == signing.name else f"As in {before}."))
        found.append((signing, clauses))
    return found


@cache
def _template() -> Template:
    """The page; names are escaped, whatever is in them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"listed": listed, "capital": capital, "words": count}
    return environment.get_template(_TEMPLATE)
