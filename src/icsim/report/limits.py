"""Limits: what a comparison cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from icsim.report.findings import Findings
from icsim.report.wording import count

FEW = 8
"""Seeds below which the brief says that they are few."""
HEADS = {
    "What will happen.": "These are differences between modelled futures of the same people, to compare choices; "
    "they are no forecast.",
    "More than chance.": "A range covers {covered}: 19 in 20 such ranges hold the model's own mean difference. It "
    "does not cover wrong assumptions, nor what the model leaves out. Of twenty ranges of things that do not differ, "
    "one excludes zero.",
    "Quality and safety of care.": "Staff, posts, time and money are modelled; patients are only work to be done. "
    "Cost is of staff and of what the clauses say they cost; sickness, estates and the loss of care are not in it.",
    "Any real person or single care provider.": "Staff are drawn from published counts. Social care stands for many "
    "providers in a district, estimated from national totals; the first year follows one published month of joiners "
    "and leavers.",
}
"""What no comparison can tell, whatever was asked."""


def cannot_tell(findings: Findings) -> Iterator[tuple[str, str]]:
    """What the result cannot tell: a head and a sentence each."""
    covered = "luck, and what calibration leaves open" if findings.drawn else "luck alone"
    for head, words in HEADS.items():
        yield head, words.format(covered=covered)
    seeds = len(findings.seeds)
    if seeds < FEW:
        yield "Small effects.", f"With {count(seeds)} seed{'' if seeds == 1 else 's'}, ranges are wide or unknown."
    if findings.sample_share < 1:
        yield "Detail.", f"Only {findings.sample_share:.0%} of the staff were modelled, and amounts scaled up."
    for warning in findings.warnings:
        yield "Note.", warning
