"""Files of natural experiments: what may be written, and what is said of faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.natural.made_up import TEXT, natural

from icsim.errors import InputError


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        natural(folder, text)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_sound_file_has_arms_and_says_what_is_kept_of_each(tmp_path: Path) -> None:
    found = natural(tmp_path)
    assert list(found.arms) == ["as it was", "doubled"]
    assert found.arms["doubled"].future.leaving_by_year == [2]
    assert found.arms["as it was"].parameters == {"strain.newcomer": 40}
    assert found.system.calibrated == ()
    first, others = ("trusts", "among:first"), ("trusts", "not_among:first")
    assert found.watched("as it was") == (
        ("leaving_nhs_rate", ("trusts",)),
        ("leaving_rate", first),
        ("leaving_rate", others),
    )
    assert set(found.watched("doubled")) - set(found.watched("as it was")) == {
        ("gap_fte", ("trusts",)),
        ("vacancy_share", ("trusts",)),
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("measure: vacancy_share", "measure: vacancy_shar", "no measure 'vacancy_shar' (did you mean vacancy_share?)"),
        ("over: 2026-11", "over: 2026-12", "the run has the 8 months from 2026-04 to 2026-11 only"),
        ("over: 2026-11", "over: sum", "'sum' is not all, end, months 1 to 12, 2022-06 or 2020-10 to 2021-09"),
        ("arm: doubled, over: 2026-11", "arm: doubld, over: 2026-11", "no arm 'doubld' (did you mean doubled?)"),
        ("facts: [leaving]", "facts: [leaving, joining]", "no figure 'joining'"),
        ("first: [TA1]", "first: [TA9]", "no organisation 'TA9' (did you mean TA1"),
        ("source: made up", "source: made up, evidence: leaver.x", "say where it is from: either evidence or source"),
        ("over: months 1 to 4, scope", "scope", "a fall beyond that of others needs over, the time before, and"),
        ("{how: difference, over: 2026-04}", "{how: difference}", "is the row itself; say another arm, other months"),
        ("low: 1.2, high: 3", "low: 4, high: 3", "is above high"),
        ("trailing_months: 3", "trailing_months: 9", "9 months back is more than the 8 that are run"),
        ("at: 2026-10", "at: 2040-01", "the run has the 8 months from 2026-04 to 2026-11 only"),
        ("row: At the first", "row: Vacancy", "'Vacancy' is the name of two rows"),
        ("strain.newcomer: 40", "strain.newcomr: 40", "no such parameter"),
        ('"among:first"], arm', '"among:last"], arm', "no among 'last'"),
        ("system: small", "system: smal", "no system 'smal' (did you mean small?)"),
        (
            "kind: imposed",
            "kind: proven",
            "'proven' is not allowed; use fitted, imposed, predicted, placebo, direction or",
        ),
    ],
)
def test_faults_are_named_by_line_and_column(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    (found,) = faults(tmp_path, text)
    file, line, column, _ = found.split(":", 3)
    assert file == "test.yaml"
    assert 1 <= int(line) <= len(text.splitlines())
    assert int(column) >= 1
    assert fault in found


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("measure: vacancy_share", "measure: vacancy").replace("first: [TA1]", "first: [TA9]")
    assert len(faults(tmp_path, text)) == 2
