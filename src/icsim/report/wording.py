"""Wording: differences with their ranges, lengths of time and names, as a person would say them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from icsim.experiment.amounts import bare
from icsim.experiment.measures import BY_NAME, Measure
from icsim.months import MONTHS_PER_YEAR, Calendar

_MONEY = ((1e6, (1e6, "m", 2)), (1e4, (1e3, "k", 0)))
"""From what amount money is given in what: pounds, letter and decimals."""
_MORE_DIGITS = 2
"""Digits that differences are given beyond those of their measure, at most."""
_TELLING = 0.1
"""Part of the largest of some differences from which another is something beside it."""
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """How a difference of a measure is said: ``{subject} between {a} and {b} {unit} {less or more} {noun}``.

    Parameters
    ----------
    name
        The measure inside a sentence.
    less, more
        Words for a fall and a rise.
    noun
        What there is less or more of; empty where the subject says it.
    subject
        What is lower or higher; empty where the noun says it.
    unit
        Unit after the number.
    """

    name: str
    less: str = "fewer"
    more: str = "more"
    noun: str = ""
    subject: str = ""
    unit: str = ""


_POINTS = "percentage points"
_LESS = "less", "more"
_LOWER = "lower", "higher"
PHRASES = {
    "vacancy_fte": Phrase("vacancies", noun="vacancies", unit="FTE"),
    "vacancy_end_fte": Phrase("vacancies at the end", noun="vacancies at the end", unit="FTE"),
    "vacancy_share": Phrase("the vacancy rate", *_LOWER, subject="a vacancy rate", unit=_POINTS),
    "in_post_fte": Phrase("staff in post", *_LESS, noun="staff in post", unit="FTE"),
    "leavers": Phrase("leavers", noun="leavers"),
    "joiners": Phrase("joiners", noun="joiners"),
    "movers_in": Phrase("movers in", noun="movers in"),
    "movers_out": Phrase("movers out", noun="movers out"),
    "net_moves": Phrase("net moves", *_LOWER, subject="net moves"),
    "rotating": Phrase("people on rotation", noun="people on rotation at a time"),
    "onboarding_days": Phrase("onboarding", noun="working days of onboarding"),
    "bank_gbp": Phrase("bank spending", *_LESS, noun="on bank shifts"),
    "agency_gbp": Phrase("agency spending", *_LESS, noun="on agency shifts"),
    "recharge_gbp": Phrase("recharges", *_LESS, noun="in net recharges"),
    "cost_gbp": Phrase("the cost of staff", *_LESS, noun="on staff in all"),
    "unfilled_fte": Phrase("unfilled work", *_LESS, noun="work left undone", unit="FTE"),
    "strain": Phrase("strain", *_LOWER, subject="strain", unit="points in 100"),
    "belonging": Phrase("belonging", *_LOWER, subject="belonging", unit="points in 100"),
}
"""How differences of the headline measures are said; any other is said by its title."""


def phrase(measure: Measure) -> Phrase:
    """How differences of a measure are said."""
    title = measure.title[:1].lower() + measure.title[1:]
    unit = "" if measure.unit in {"heads", "GBP"} else _POINTS if measure.unit == "share" else measure.unit
    return PHRASES.get(measure.name) or Phrase(title, *_LOWER, subject=title, unit=unit)


def change(measure: Measure, difference: float, low: float, high: float) -> str:
    """A difference in words: its range, or that it is not clear.

    Parameters
    ----------
    measure
        What it is of.
    difference, low, high
        Mean of the differences and its 95% interval, in the measure's unit;
        the interval is missing where there is one seed.

    Returns
    -------
    str
        For example ``between 12 and 30 fewer leavers``.
    """
    said = phrase(measure)
    if not (math.isfinite(low) and math.isfinite(high)):
        return _alone(measure, said, difference) if math.isfinite(difference) else f"{said.name}: not known"
    if low == high == 0:
        return f"no difference in {said.name}"
    if low <= 0 <= high:
        return _unclear(measure, said, low, high)
    near, far = sorted((abs(low), abs(high)))
    first, second = _both(measure, near, far)
    size = f"about {second}" if first == second else f"between {first} and {second}"
    if second == bare(measure, 0.0):
        return f"{said.name} hardly different"
    return _said(said, size, rises=high > 0)


def _both(measure: Measure, first: float, second: float) -> tuple[str, str]:
    """Two sizes as text, money of both in the unit of the larger one."""
    if measure.unit == "GBP":
        most = max(first, second)
        return _pounds(first, most), _pounds(second, most)
    return bare(measure, first), bare(measure, second)


def _pounds(value: float, most: float, *, sign: bool = False) -> str:
    """Money in the unit that the largest of what it stands beside is in."""
    if not math.isfinite(value):
        return "–"
    size, letter, decimals = next((unit for least, unit in _MONEY if most >= least), (1.0, "", 0))
    number = round(value / size, decimals)
    before = "−" if number < 0 else "+" if sign and number else ""
    return f"{before}£{abs(number):,.{decimals}f}{letter}"


def _said(said: Phrase, size: str, *, rises: bool) -> str:
    return " ".join(word for word in (said.subject, size, said.unit, said.more if rises else said.less, said.noun)
                    if word)  # fmt: skip


def _alone(measure: Measure, said: Phrase, difference: float) -> str:
    size = bare(measure, abs(difference))
    if size == bare(measure, 0.0):
        return f"{said.name} hardly different"
    return f"{_said(said, size, rises=difference > 0)} (in one seed)"


def _unclear(measure: Measure, said: Phrase, low: float, high: float) -> str:
    """No clear difference, and between what it may lie."""
    unit = f" {said.unit}" if said.unit else ""
    less, more = _both(measure, -low, high)
    down, up = f"{less}{unit} {said.less}", f"{more}{unit} {said.more}"
    return f"no clear difference in {said.name} (between {down} and {up})"


def way(measure: Measure, low: float, high: float) -> str:
    """Whether a difference is ``better``, ``worse``, ``different`` (neither is better), ``unclear`` or the ``same``.

    Parameters
    ----------
    measure
        What it is of.
    low, high
        Its 95% interval.
    """
    if low == high == 0:
        return "same"
    if not (low > 0 or high < 0):
        return "unclear"
    if measure.better == "neutral":
        return "different"
    return "better" if (low > 0) == (measure.better == "higher") else "worse"


def of_seeds(share: float, seeds: int) -> str:
    """In how many seeds, as ``15 of 16``; a dash where neither way is better."""
    return f"{round(share * seeds)} of {seeds}" if math.isfinite(share) else "–"


def signed(measure: Measure, value: float) -> str:
    """A difference as a number with its sign and a true minus."""
    return bare(measure, value, sign=True).replace("-", "–" if not math.isfinite(value) else "−")


def span(measure: Measure, low: float, high: float) -> str:
    """An interval as ``−30 to −12``, both ends to one precision; a dash where there is none."""
    return " to ".join(alike(measure, low, high)) if math.isfinite(low + high) else "–"


def with_range(measure: Measure, difference: float, low: float, high: float) -> tuple[str, str]:
    """A difference and its interval, all three numbers to one precision; a dash for an interval that there is not."""
    shown, *ends = alike(measure, difference, low, high)
    return shown, " to ".join(ends) if math.isfinite(low + high) else "–"


def alike(measure: Measure, *differences: float) -> list[str]:
    """Differences that belong together, as numbers with their signs, all to one precision.

    Money is in the unit of the largest of them. What is counted otherwise
    has more digits than its measure where the difference that is something
    beside the largest would read as nothing.
    """
    known = [abs(value) for value in differences if math.isfinite(value)]
    most = max(known, default=0.0)
    if measure.unit == "GBP":
        return [_pounds(value, most, sign=True) for value in differences]
    telling = [value for value in known if value and value >= _TELLING * most]
    forms = [replace(measure, decimals=measure.decimals + more) for more in range(_MORE_DIGITS + 1)]
    enough = (form for form in forms if all(bare(form, value) != bare(form, 0.0) for value in telling))
    form = next(enough, forms[-1])
    return [signed(form, value) for value in differences]


def reads_as_nothing(measure: Measure, difference: float) -> bool:
    """Whether a difference is shown as nothing, with the digits of its measure."""
    return signed(measure, difference) == signed(measure, 0.0)


def unit_words(measure: Measure, *, difference: bool = False) -> str:
    """Unit of a measure in the head of a table."""
    if measure.unit == "share":
        return "percentage points" if difference else "%"
    return {"GBP": "£", "0-100": "points in 100"}.get(measure.unit, measure.unit)


def duration(months: int) -> str:
    """A number of months as people say it: ``five years``, ``18 months``."""
    years, rest = divmod(months, MONTHS_PER_YEAR)
    number, unit = (months, "month") if rest or not years else (years, "year")
    return f"{count(number)} {unit}{'' if number == 1 else 's'}"


def count(number: int) -> str:
    """A whole number, in words up to ten."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def month_words(name: str) -> str:
    """``2026-04`` as ``April 2026``."""
    return f"{_MONTHS[int(name[5:]) - 1]} {name[:4]}"


def last_month(start: str, months: int) -> str:
    """Name of the last month of a run."""
    return Calendar(start).name(months - 1)


def listed(words: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def capital(sentence: str) -> str:
    """A sentence with a capital at its head."""
    return sentence[:1].upper() + sentence[1:]


def measure_named(name: str) -> Measure:
    """A headline measure; one this version does not know is shown by its name."""
    return BY_NAME.get(name) or Measure(name, name.replace("_", " "), "", 2, "neutral", "sum", (), "")
