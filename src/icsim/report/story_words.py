"""Story words: what happened to somebody in one month, a sentence for each thing.

Each telling looks at the columns of a trace that changed and takes those it
tells; what no telling takes is told plainly, so nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from icsim.months import WORKING_DAYS
from icsim.report.story_phrases import Places, Row, apprenticeship, band, days, described, hours, who, why
from icsim.report.wording import listed, month_words

TOLD: Final = (
    "in_system", "employer", "host", "staff_group", "band", "fte", "appointed_to", "starts", "onboarding_days",
    "rotation_ends", "course", "qualifies", "strain", "belonging",
)  # fmt: skip
"""Columns of a trace whose changes are told.

Age and time in post pass by themselves; a date of retirement is told when it
comes, hazards when something comes of them.
"""
MOOD: Final = ("strain", "belonging")
"""Columns that drift, told from one thing that happens to the next."""
_UNITS: Final = {"onboarding_days": "working days"}


@dataclass(frozen=True)
class Step:
    """One month and the one before.

    Parameters
    ----------
    before, now
        Rows of the trace.
    place
        How organisations are named.
    university
        Where somebody studies who came as a student, as named.
    """

    before: Row
    now: Row
    place: Places
    university: str

    @property
    def changed(self) -> set[str]:
        """Columns that changed, of those told; only whether they are there if that changed."""
        before, now = self.before, self.now
        if before["in_system"] != now["in_system"]:
            return {"in_system"}
        if not now["in_system"]:
            return set()
        found = {name for name in TOLD if before[name] != now[name]}
        counted_down = max((before["onboarding_days"] or 0) - WORKING_DAYS, 0)
        if (now["onboarding_days"] or 0) <= counted_down:  # what is left grows less by itself
            found.discard("onboarding_days")
        return found

    def had(self, name: str) -> Any:
        """Value of the month before."""
        return self.before[name]


Telling = Callable[[Step, set[str]], tuple[str, set[str]]]
"""Makes a sentence of what changed, and says which columns it tells; an empty one where it does not fit."""

_NOTHING: Final = ("", set[str]())


def tell(step: Step) -> list[tuple[str, set[str]]]:
    """What happened in a month but for moods: sentences, and the columns each tells."""
    left = step.changed - set(MOOD)
    told: list[tuple[str, set[str]]] = []
    for telling in _TELLINGS:
        sentence, columns = telling(step, left)
        if sentence:
            told.append((sentence, columns & (left | set(MOOD) & step.changed)))
            left -= columns
    return told + [(_plainly(step, name), {name}) for name in TOLD if name in left]


def _left(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if changed != {"in_system"} or step.now["in_system"]:
        return _NOTHING
    before = step.before
    if before["employer"] is None:
        if step.now["month"] < (before["qualifies"] or ""):
            return f"Left the course at {step.university} before qualifying.", changed
        return f"Left {step.university} without a job in the system.", changed
    at = step.place(before["employer"])
    moods = f"strain was {before['strain']} and belonging {before['belonging']} of 100"
    if before["retires"] == step.now["month"]:
        return f"Retired from {at}, aged {before['age']}; at the end {moods}.", changed
    reasons = why(before["leave_factors"], before["leave_hazard"], "leave the system")
    return f"Left the system from {at}{reasons} At the end {moods}.", changed


def _came(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if changed != {"in_system"} or not step.now["in_system"]:
        return _NOTHING
    verb = "Joined" if step.now["employer"] else "Started the course"
    return f"{verb}: {described(step.now, step.place, step.university)}.", changed


def _first_job(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if step.had("employer") is not None or "employer" not in changed:
        return _NOTHING
    as_who = described(step.now, step.place, step.university)
    return f"Qualified, and started a first job: {as_who}.", set(TOLD)


def _moved(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "employer" not in changed:
        return _NOTHING
    was, now = step.had("employer"), step.now["employer"]
    taken = {"employer", "rotation_ends"}
    if step.now["host"] == now:
        taken.add("host")
    if step.had("host") == now:
        return f"Stayed with {step.place(now)}, the host, and is employed there from now on.", taken
    if step.had("appointed_to") == now:
        taken |= {name for name in ("appointed_to", "starts") if step.now[name] is None}
    home = f", back from rotation at {step.place(step.had('host'))}" if step.had("host") != was else ""
    return f"Moved from {step.place(was)}{home} to {step.place(now)}.", taken


def _regraded(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "staff_group" not in changed:
        return _NOTHING
    before = who(step.before)
    ended = "course" in changed and step.now["course"] is None
    taken = {"staff_group"} | ({"course", "qualifies"} if ended else set())
    if step.had("appointed_to") == step.now["employer"] and step.now["appointed_to"] is None:
        taken |= {"appointed_to", "starts"}
    through = f"Qualified through {apprenticeship(step.had('course'))} and took" if ended else "Took"
    return f"{through} a post as {who(step.now)}; was {before} before.", taken


def _rotated(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "host" not in changed or step.now["employer"] is None:
        return _NOTHING
    employer, host, was = step.now["employer"], step.now["host"], step.had("host")
    taken = {"host", "rotation_ends"}
    if host == employer:
        return f"Came home to {step.place(employer)} from rotation at {step.place(was)}.", taken
    until = f" until {month_words(step.now['rotation_ends'])}" if step.now["rotation_ends"] else ""
    begins = "Went on rotation to" if was == step.had("employer") else f"Went on from {step.place(was)} to"
    return f"{begins} {step.place(host)}{until}; the employer stays {step.place(employer)}.", taken


def _placed(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "host" not in changed or step.now["employer"] is not None:
        return _NOTHING
    was, now = step.had("host"), step.now["host"]
    if now is None:
        return f"No longer on placement at {step.place(was)}.", {"host"}
    return f"Placement at {step.place(now)}{f', after {step.place(was)}' if was else ''}.", {"host"}


def _appointed(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if not changed & {"appointed_to", "starts"}:
        return _NOTHING
    now, taken = step.now["appointed_to"], {"appointed_to", "starts"}
    if now is None and step.had("appointed_to") == step.now["employer"]:
        return f"Started in the other post at {step.place(step.now['employer'])}.", taken
    if now is None:
        return f"The appointment to {step.place(step.had('appointed_to'))} came to nothing.", taken
    start = f"{step.place(now)}, to start in {month_words(step.now['starts'])}"
    if step.had("appointed_to") is not None:
        return f"The appointment is now to {start}.", taken
    if step.now["employer"] is None:
        return f"Was appointed to a first job at {start}.", taken
    other = "another post at " if now == step.now["employer"] else ""
    if step.had("course") or step.now["course"]:
        return f"Was appointed to {other}{start}.", taken
    reasons = why(step.now["seek_factors"], step.now["seek_hazard"], "look elsewhere")
    return f"Was appointed to {other}{start}. Had looked elsewhere{reasons}", taken


def _learning(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    was, now = step.had("course"), step.now["course"]
    if "course" in changed and was is None:
        ends = month_words(step.now["qualifies"])
        return f"Began to learn on the job: {apprenticeship(now)}, to end in {ends}.", {"course", "qualifies"}
    if "course" in changed and now is None:
        ended = step.had("qualifies") is not None and step.now["month"] >= step.had("qualifies")
        words = "ended" if ended else "given up before its end"
        said = apprenticeship(was)
        return f"{said[0].upper()}{said[1:]} was {words}." if not ended else f"End of {said}.", {"course", "qualifies"}
    if "qualifies" in changed and now is not None and step.now["qualifies"]:
        before = f" instead of {month_words(step.had('qualifies'))}" if step.had("qualifies") else ""
        return f"Expected to qualify in {month_words(step.now['qualifies'])}{before}.", {"qualifies"}
    return _NOTHING


def _on_terms(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    taken = changed & {"band", "fte"}
    if not taken or step.had("band") is None:
        return _NOTHING
    parts = []
    if "band" in taken:
        parts.append(f"{band(step.now)} instead of {band(step.before)}")
    if "fte" in taken:
        parts.append(f"{hours(step.now)} instead of {hours(step.before)}")
    return f"Now {listed(parts)}.", taken


def _onboarding(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "onboarding_days" not in changed:
        return _NOTHING
    return f"Onboarding takes {days(step.now['onboarding_days'])}.", {"onboarding_days"}


def _extended(step: Step, changed: set[str]) -> tuple[str, set[str]]:
    if "rotation_ends" not in changed or step.now["rotation_ends"] is None or step.now["host"] is None:
        return _NOTHING
    return f"The placement lasts until {month_words(step.now['rotation_ends'])}.", {"rotation_ends"}


_TELLINGS: Final[tuple[Telling, ...]] = (
    _left, _came, _first_job, _moved, _regraded, _rotated, _placed, _extended, _onboarding, _on_terms, _learning,
    _appointed,
)  # fmt: skip


def _plainly(step: Step, name: str) -> str:
    word = name.replace("_", " ")
    was, now = ("none" if value is None else value for value in (step.had(name), step.now[name]))
    return f"{word[0].upper()}{word[1:]}: {now}, before {was}{' ' + _UNITS[name] if name in _UNITS else ''}."
