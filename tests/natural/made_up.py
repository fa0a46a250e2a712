"""A natural experiment for tests: small, quick, and with a row of each kind of comparison."""

from __future__ import annotations

from pathlib import Path

from icsim.natural.reader import Natural, read_natural

TEXT = """\
natural: A test
question: Does leaving follow what is imposed?
imposed: Leaving doubles in the second half-year.
follows: Vacancies.
system: small
calibration: none
start: 2026-04
months: 8
seeds: 2
facts:
  - {fact: leaving, what: People who leave, value: 0.1, low: 0.05, high: 0.2, unit: per year, source: made up}
groups:
  first: [TA1]
both: {set: {strain.newcomer: 40}}
arms:
  as it was: {}
  doubled:
    future: {future: Doubled, leaving_by_year: [2]}
rows:
  - {row: Leaving, kind: imposed, measure: leaving_nhs_rate, scope: trusts, arm: doubled, over: all,
     against: {how: ratio, arm: as it was}, facts: [leaving], published: 2, low: 1.2, high: 3, band: wide}
  - {row: Vacancy, kind: predicted, measure: vacancy_share, scope: trusts, arm: doubled, over: 2026-11,
     against: {how: difference, over: 2026-04}, low: 0.9, band: out of reach}
  - {row: At the first, kind: predicted, measure: leaving_rate, scope: [trusts, "among:first"], arm: doubled,
     over: months 5 to 8, against: {how: fall beyond, over: months 1 to 4, scope: [trusts, "not_among:first"]}}
picture:
  - {title: Leaving, measure: leaving_rate, scope: [trusts, "among:first"], others: [trusts, "not_among:first"],
     trailing_months: 3, arms: [as it was, doubled], published: [{at: 2026-10, fact: leaving}]}
  - {title: Posts, measure: gap_fte, scope: trusts, arms: [doubled]}
"""


def written(folder: Path, text: str = TEXT) -> Path:
    """The file."""
    path = folder / "test.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def natural(folder: Path, text: str = TEXT) -> Natural:
    """The natural experiment."""
    return read_natural(written(folder, text))
