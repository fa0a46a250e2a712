"""Blocks: headlines, curves, ledger, people and posts, and what the result cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

import solara
from solara.alias import rv

from icsim.experiment.measures import ALL, BY_NAME
from icsim.report.basis import grades
from icsim.report.gains import COLUMNS
from icsim.report.limits import cannot_tell
from icsim.ui.compare.answers import Answer
from icsim.ui.compare.curve_block import DIFFERENCE, HAVING_CURVES, LEVEL, curve_picture
from icsim.ui.compare.headline_block import cards, glances, headline_picture, side_by_side
from icsim.ui.compare.ledger_block import ledger
from icsim.ui.compare.people_block import people_picture, posts_picture
from icsim.ui.compare.picture import Picture
from icsim.ui.parts import Chart, Choice, DataTable, Details, Heading, Notice, Panel, Words
from icsim.ui.state.comparison import ComparisonState
from icsim.ui.state.evidence_view import evidence_link


@solara.component
def Drawn(picture: Picture, *, with_sentence: bool = True) -> None:
    """A picture with its sentence above and its table below."""
    if with_sentence:
        Words(picture.sentence)
    Chart(picture.sentence, picture.option, picture.columns, picture.rows, picture.title, picture.key, picture.height)
    for note in picture.notes:
        Words(note, "note")


def choices(names: Sequence[str], labels: Sequence[str] | None = None) -> list[dict[str, str]]:
    """Options of a choice; measures are called by their titles."""
    said = labels or [BY_NAME[name].title for name in names]
    return [{"value": name, "label": label} for name, label in zip(names, said, strict=True)]


@solara.component
def Headlines(answer: Answer) -> None:
    """What each agreement changes for the whole system."""
    findings = answer.findings
    picture = solara.use_memo(lambda: headline_picture(findings), [id(answer)])
    Heading(3, "What changes for the whole system")
    Words(picture.sentence, "lead")
    with Panel(label="Side by side"):
        DataTable("Today, and what each agreement changes for the whole system", *side_by_side(findings))
    with rv.Html(tag="div", class_="ics-columns"):
        for card in cards(findings):
            with Panel(label=f"In brief: {card.name}"):
                Heading(4, card.name)
                with rv.Html(tag="dl", class_="ics-said"):
                    for head, words in card.said:
                        rv.Html(tag="dt", children=[head])
                        rv.Html(tag="dd", children=[words])
    with Panel(label="Headlines"):
        Drawn(picture, with_sentence=False)


_SIGNS = {"better": "✓ ", "worse": "✕ "}
"""What stands before a change that turns out as hoped, or does not; colour says the same."""


@solara.component
def AtAGlance(answer: Answer, called: str, *, is_stale: bool) -> None:
    """Every agreement in a line at the foot of the window, in sight while agreements are edited."""
    lines = solara.use_memo(lambda: glances(answer.findings), [id(answer)])
    kind = "ics-glance ics-glance-stale" if is_stale else "ics-glance"
    with rv.Html(tag="aside", class_=kind, attributes={"aria-label": "Results at a glance"}):
        rv.Html(tag="p", class_="ics-note", children=[f"Against today. {'Of earlier settings: ' * is_stale}{called}."])
        with rv.Html(tag="ul"):
            for line in lines:
                with rv.Html(tag="li"):
                    rv.Html(tag="strong", children=[line.name])
                    with rv.Html(tag="span"):
                        for title, words, judged in line.changes:
                            said = f"{_SIGNS.get(judged, '')}{title} {words}"
                            rv.Html(tag="span", class_=f"ics-way-{judged.replace(' ', '-')}", children=[said])


@solara.component
def Curves(answer: Answer) -> None:
    """A measure month by month."""
    name, set_name = solara.use_state("vacancy_fte")
    place, set_place = solara.use_state(ALL)
    shown, set_shown = solara.use_state(DIFFERENCE)
    question = answer.plan.question
    where = place if place in question.totals else ALL
    picture = solara.use_memo(lambda: curve_picture(answer.gathered, name, where, shown),
                              [id(answer), name, where, shown])  # fmt: skip
    Heading(3, "Month by month")
    with Panel(label="Month by month"):
        with rv.Html(tag="div", class_="ics-columns"):
            Choice("Measure", name, choices(HAVING_CURVES), BY_NAME[name].meaning, on_value=set_name)
            places = [ALL, *(total for total in question.totals if total != ALL)]
            titles = ["Whole system", *(question.titles[total] for total in places[1:])]
            Choice("Where", where, choices(places, titles), on_value=set_place)
            words = ["Difference from today, with its 95% band", "Level, with a band that holds every seed"]
            Choice("Shown", shown, choices([DIFFERENCE, LEVEL], words), on_value=set_shown)
        Drawn(picture)


@solara.component
def LedgerBlock(answer: Answer) -> None:
    """Who gains and who pays."""
    findings = answer.findings
    asked, set_asked = solara.use_state("")
    name, set_name = solara.use_state(COLUMNS[0])
    agreement = asked if asked in findings.shown else findings.shown[0]
    book = solara.use_memo(
        lambda: ledger(findings, answer.plan.question, agreement, name), [id(answer), agreement, name]
    )
    Heading(3, "Who gains and who pays")
    with Panel(label="Who gains and who pays"):
        with rv.Html(tag="div", class_="ics-columns"):
            if len(findings.shown) > 1:
                Choice("Agreement", agreement, choices(findings.shown, findings.shown), on_value=set_asked)
            Choice("Measure of the bars", name, choices(COLUMNS), BY_NAME[name].meaning, on_value=set_name)
        Words(book.sentence)
        if book.drains:
            Notice("One sector's gain stands beside another's loss", "", book.drains, kind="warning")
        Drawn(book.by_sector)
        Drawn(book.by_organisation)
        with Details("Every measure by sector, as a table"):
            DataTable(f"Difference from today under {agreement}", *book.sectors)


@solara.component
def PeopleAndPosts(answer: Answer) -> None:
    """What becomes of people who leave, and what keeps posts open."""
    findings = answer.findings
    people = solara.use_memo(lambda: people_picture(findings), [id(answer)])
    posts = solara.use_memo(lambda: posts_picture(findings), [id(answer)])
    with rv.Html(tag="div", class_="ics-columns"):
        with rv.Html(tag="div"):
            Heading(3, "What becomes of people")
            with Panel(label="What becomes of people"):
                Drawn(people)
        with rv.Html(tag="div"):
            Heading(3, "What keeps posts open")
            with Panel(label="What keeps posts open"):
                Drawn(posts)


@solara.component
def Limits(state: ComparisonState, answer: Answer) -> None:
    """What the result rests on, and what it cannot tell."""
    findings = answer.findings
    Heading(3, "How far to trust it")
    for each in grades(findings):
        Words(f"{each.agreement} rests on {each.total} numbers; {each.assumed} of them are assumed, not measured.")
    with rv.Html(tag="p"):
        rv.Html(tag="a", attributes={"href": evidence_link(state)}, children=["See every number it rests on"])
    with Details("What it cannot tell"), rv.Html(tag="ul"):
        for head, sentence in cannot_tell(findings):
            with rv.Html(tag="li"):
                rv.Html(tag="strong", children=[head])
                rv.Html(tag="span", children=[f" {sentence}"])
