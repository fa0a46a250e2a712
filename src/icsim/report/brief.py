"""The brief: one page for a browser that needs nothing else, and prints on two to four sheets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icsim.codes import Grade
from icsim.experiment.question import TODAY
from icsim.report import basis, gains, headlines
from icsim.report.trend import trend
from icsim.report.wording import capital, count, duration, last_month, listed, month_words

if TYPE_CHECKING:
    from jinja2 import Template

    from icsim.report.findings import Findings, Signing

_HERE = Path(__file__).parent
_TEMPLATE, _STYLE = "brief.html.jinja", "brief.css"


def brief_html(findings: Findings) -> str:
    """The brief as HTML: the same text for the same findings.

    Parameters
    ----------
    findings
        What a comparison found.
    """
    shown = headlines.shown_agreements(findings)
    return _template().render(
        style=(_HERE / _STYLE).read_text(encoding="utf-8"),
        findings=findings,
        question=question(findings),
        provisions=provisions(findings),
        left_out=[arm.name for arm in findings.agreements if arm.name not in shown],
        span=f"{month_words(findings.start)} to {month_words(last_month(findings.start, findings.months))}",
        duration=duration(findings.months),
        summaries=[(each, *gains.who_pays(findings, each.name)) for each in headlines.summaries(findings)],
        groups=headlines.groups(findings),
        trend=trend(findings),
        ledger_heads=gains.heads(),
        books=gains.books(findings),
        fates=gains.people(findings),
        open_posts=gains.open_posts(findings),
        shares=basis.attribution(findings),
        share_heads=basis.deciding_heads(difference=True),
        grids=basis.grids(findings),
        grid_futures=basis.shown_futures(findings),
        grade_names=[grade.label for grade in Grade],
        grades=basis.grades(findings),
        assumptions=basis.assumptions(findings),
        searched="break_even" in findings.tables,
        cannot=list(basis.cannot_tell(findings)),
        today=TODAY,
        blank=gains.blank(),
    )


def question(findings: Findings) -> str:
    """What is asked, as a sentence."""
    names = [arm.name for arm in findings.agreements]
    signed = f"“{names[0]}”" if len(names) == 1 else f"one of {count(len(names))} agreements"
    over = duration(findings.months)
    future = "" if len(findings.futures) == 1 else f", and does the answer hold under {count(len(findings.futures))} futures"
    return (
        f"What would change in {findings.system} over {over} from {month_words(findings.start)} if its organisations "
        f"signed {signed}, rather than carry on as today{future}?"
    )


def provisions(findings: Findings) -> list[tuple[Signing, list[tuple[str, str]]]]:
    """Each agreement with its clauses in plain English; what an earlier one says in the same words is not said again."""
    shown, said, found = headlines.shown_agreements(findings), dict[tuple[str, str], str](), []
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
