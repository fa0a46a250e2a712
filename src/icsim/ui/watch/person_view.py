"""Person view: choose somebody, and read their months as a story."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv
from solara.lab import use_task

from icsim.codes import Sector
from icsim.ui.jobs import jobs
from icsim.ui.parts import Action, Choice, Download, Heading, Notice, NumberRow, Panel, Progress, TextRow, Words
from icsim.ui.watch.people import Suggestion, courses_at, fault_of, groups_at, suggestions
from icsim.ui.watch.seen import Seen
from icsim.ui.watch.watching import Told, follow_person


@solara.component
def PersonView(seen: Seen, organisation: str, person: str, on_person: Callable[[str], Any]) -> None:
    """Follow one person.

    Parameters
    ----------
    seen
        The run.
    organisation
        Code of the organisation that is looked at, whose people are suggested; empty for all.
    person, on_person
        Who is followed, and who is told of somebody else.
    """
    Heading(2, "Follow one person")
    Words(
        "Nobody here is real. The run is made once more to follow one of its people, month by month; it comes out the "
        "same, so the story fits what you see above."
    )
    if not seen.is_whole:
        Words("This is possible once every month of the run is there.", "note")
        return
    with rv.Html(tag="div", class_="ics-columns"):
        _Suggested(seen, organisation, person, on_person)
        _Picked(seen, organisation, on_person)
        _Named(seen, person, on_person)
    if person:
        _Story(seen, person, on_person).key("story")


@solara.component
def _Suggested(seen: Seen, organisation: str, person: str, on_person: Callable[[str], Any]) -> None:
    at = organisation if organisation in seen.system.index else ""

    async def find() -> list[Suggestion]:
        return await asyncio.to_thread(suggestions, seen, at)

    task: Any = use_task(find, dependencies=[seen.spec.digest, at])
    found: list[Suggestion] = task.value if task.finished else []
    options = [{"value": "", "label": "Choose…"}]
    options += [{"value": each.name, "label": each.label, "group": each.kind} for each in found]
    known = person if person in {each.name for each in found} else ""
    where = f" at {seen.names[at]}" if at else ""
    Choice(
        f"People with something to tell{where}",
        known,
        _distinct(options),
        note="Those to whom most happened come first.",
        on_value=on_person,
    )


def _distinct(options: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each value once: somebody may have rotated and left."""
    return list({each["value"]: each for each in reversed(options)}.values())[::-1]


@solara.component
def _Picked(seen: Seen, organisation: str, on_person: Callable[[str], Any]) -> None:
    """Any member of the staff of the first day, by organisation, staff group and number."""
    employers = [o for o in seen.system.organisations if groups_at(seen, o.code)]
    fallback = organisation if organisation in {o.code for o in employers} else employers[0].code
    chosen, set_chosen = solara.use_state("")
    code = chosen or fallback
    groups = groups_at(seen, code)
    word, set_word = solara.use_state("")
    group = word if word in groups else next(iter(groups))
    number, set_number = solara.use_state(0)
    heads = groups[group][1]
    options = [{"value": o.code, "label": o.name, "group": o.sector.label} for o in employers]
    with rv.Html(tag="fieldset", class_="ics-ticks"):
        rv.Html(tag="legend", children=["Anybody on the staff of the first day"])
        Choice("Employer", code, sorted(options, key=lambda o: (o["group"], o["label"])), on_value=set_chosen)
        titles = [{"value": name, "label": f"{title} ({n:,})"} for name, (title, n) in groups.items()]
        Choice("Staff group", group, titles, on_value=set_word)
        NumberRow("Number", min(number, heads - 1), 0, max(heads - 1, 1), 1, "", on_value=lambda n: set_number(int(n)))
        name = f"{code}/{group}/{min(number, heads - 1)}"
        Action("Follow", event_press=lambda _: on_person(name), describes=name)


@solara.component
def _Named(seen: Seen, person: str, on_person: Callable[[str], Any]) -> None:
    """Anybody by name: students and people who join later too."""
    fault, set_fault = solara.use_state("")

    def take(text: str) -> None:
        name = text.strip()
        wrong = fault_of(seen, name) if name else ""
        set_fault(wrong)
        if not wrong:
            on_person(name)

    university = next((o.code for o in seen.system.organisations if o.sector == Sector.university), "")
    taught = next(iter(courses_at(seen, university)), "") if university else ""
    student = f", a student {university}/{taught}/{seen.spec.start[:4]}-09/0" if taught else ""
    employer = next((o.code for o in seen.system.organisations if groups_at(seen, o.code)), "")
    group = next(iter(groups_at(seen, employer)), "")
    note = f"Staff of the first day {employer}/{group}/0, a joiner {employer}/{group}/{seen.spec.start}/0{student}."
    TextRow("Name", person, note=note, most=200, on_value=take)
    if fault:
        Notice("Nobody has this name", fault, kind="error")


@solara.component
def _Story(seen: Seen, person: str, on_person: Callable[[str], Any]) -> None:
    told, set_told = solara.use_state(Told())
    session = solara.get_session_id()
    fault = fault_of(seen, person)

    async def follow() -> None:
        if not fault:
            await follow_person(jobs, session, seen, person, set_told)

    use_task(follow, dependencies=[seen.spec.digest, person])
    with Panel(label="Story"):
        Heading(3, f"The story of {person}")
        Action("Close the story", "quiet", event_press=lambda _: on_person(""))
        if fault:
            Notice("Nobody in this run has this name", fault, kind="error")
        elif told.person != person:
            Words("Beginning…", "note")
        elif told.faults:
            Notice("The story could not be told", items=told.faults, kind="error")
        elif told.passages is None:
            share = told.progress.share if told.progress is not None else 0.0
            Progress("Making the run again to follow this person", share, f"{share:.0%}")
        else:
            rv.Html(
                tag="dl",
                class_="ics-said",
                children=[
                    part
                    for passage in told.passages
                    for part in (
                        rv.Html(tag="dt", children=[passage.when]),
                        rv.Html(tag="dd", children=[" ".join(passage.sentences)]),
                    )
                ],
            )
            text = "\n".join([f"{person}: {seen.replay.header['title']}", "", *(p.words for p in told.passages), ""])
            Download("Save the story", f"icsim-story-{person.replace('/', '-')}.txt", lambda: text, "text/plain")
