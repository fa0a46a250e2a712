# ruff: noqa: E501 (the expected lines are kept whole)
"""Whether an agreement suits a system and a run: every fault and warning in words, with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.worlds import agree, quiet_model, world

from icsim.agreement import read_agreement, resolve_parties, sign
from icsim.errors import InputError
from icsim.fit import dates_outside, examine
from icsim.model import ICS
from icsim.months import Calendar
from icsim.system import System

STAFF = {
    "ACUTE": {"nurse": {"heads": 40}, "clinical_support": {"heads": 30}},
    "CARE": {"care_worker": {"heads": 40}, "nurse": {"heads": 5}},
    "HOME": {"care_worker": {"heads": 40}, "nurse": {"heads": 0, "posts": 3}},
    "MIND": {"nurse": {"heads": 30}, "social_worker": {"heads": 5}},
}
HEAD = "agreement: Test\nparties: [ACUTE, CARE, MIND]\n"


@pytest.fixture(scope="module")
def system() -> System:
    return world(STAFF)


def written(folder: Path, text: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "fault", "warning"),
    [
        (HEAD, "", ""),
        (HEAD + "rotation: {staff_groups: [nurse], places: 2, bands: [0, 5], pattern: hub, hub: MIND}", "", ""),
        ("agreement: Test\nparties: [MIND, MINDD]", "2:17: parties[2]: no organisation 'MINDD' in System test (did you mean MIND?)", ""),
        ("agreement: Test\nparties: [MIND, 'sector:acut']", "2:17: parties[2]: no sector 'acut' (did you mean acute?)", ""),
        ("agreement: Test\nparties: [MIND, 'sector:x']", "2:17: parties[2]: no sector 'x'; sectors are acute, mental_health, community, ambulance, primary_care, social_care, local_authority, voluntary, university", ""),
        ("agreement: Test\nparties: [MIND, 'district:PMINE']", "2:17: parties[2]: no organisation in district 'PMINE' in System test (did you mean PMIND?)", ""),
        ("agreement: Test\nparties: [MIND, 'sector:university']", "2:10: parties: fewer than two organisations of System test would sign", ""),
        (HEAD + "rotation: {staff_groups: [nurse], places: 3, hub: MIND}", "3:51: rotation.hub: goes with pattern: hub; the pattern here is ring", ""),
        (HEAD + "rotation: {staff_groups: [nurse], places: 2, pattern: hub, hub: MINE}", "3:65: rotation.hub: 'MINE' is no organisation of System test (did you mean MIND?)", ""),
        (HEAD + "rotation: {staff_groups: [nurse], places: 2, pattern: hub, hub: HOME}", "3:65: rotation.hub: 'HOME' is not among the parties", ""),
        (HEAD + "rotation: {staff_groups: [care_worker, clinical_support], places: 2, pattern: hub, hub: MIND}", "3:89: rotation.hub: MIND has no care_worker or clinical_support, so nobody can go there or come from it", "3:27: rotation.staff_groups[1]: fewer than two parties have care_worker: none of them would rotate|3:40: rotation.staff_groups[2]: fewer than two parties have clinical_support: none of them would rotate"),
        (HEAD + "rotation: {staff_groups: [social_worker], places: 2}", "3:26: rotation.staff_groups: only MIND among the parties has social_worker; a rotation needs two that have them", ""),
        (HEAD + "rotation: {staff_groups: [gp, midwife], places: 2}", "", "3:26: rotation.staff_groups: none of the parties has gp or midwife: nobody would rotate"),
        (HEAD + "rotation: {staff_groups: [nurse, social_worker], places: 3}", "", "3:34: rotation.staff_groups[2]: fewer than two parties have social_worker: none of them would rotate"),
        (HEAD + "rotation: {staff_groups: [nurse], places: 3, bands: [5, 3]}", "3:57: rotation.bands[2]: no nurse is in band 3; bands of theirs are 0, 5, 6, 7 or 8 (8 for 8a, 9 for 8b, 0 for none)", ""),
        ("agreement: Test\nparties: [CARE, HOME]\nrotation: {staff_groups: [nurse], places: 2, bands: [5, 6]}", "3:53: rotation.bands: nobody of these parties (nurse) is in them; their bands are 0", ""),
        ("agreement: Test\nparties: [ACUTE, MIND]\nrotation: {staff_groups: [nurse], places: 2, bands: [0]}", "3:53: rotation.bands: nobody of these parties (nurse) is in them; their bands are 5, 6, 7 or 8", ""),
        (HEAD + "rotation: {staff_groups: [nurse], places: 2, placements: 2, pattern: pair}", "", "3:58: rotation.placements: only a ring has a further party to go on to; with pattern pair everybody goes home|3:27: rotation.staff_groups[1]: an odd number of parties has nurse: MIND has nobody to exchange with"),
        (HEAD + "rotation: {staff_groups: [nurse], places: 2}", "", "3:43: rotation.places: a ring of 3 parties that swap needs at least 3 places: nobody would rotate"),
        (HEAD + "rotation: {staff_groups: [gp], places: 2, hub: X, enabled: false}", "", ""),
    ],
)  # fmt: skip
def test_each_fault_and_warning_in_words(tmp_path: Path, system: System, text: str, fault: str, warning: str) -> None:
    path = written(tmp_path, text)
    faults, warnings = examine(read_agreement(path), system)
    assert [str(each).removeprefix(f"{path}:") for each in faults] == [line for line in fault.split("|") if line]
    assert [str(each).removeprefix(f"{path}:") for each in warnings] == [line for line in warning.split("|") if line]


def test_without_a_system_what_holds_in_any_is_found(tmp_path: Path) -> None:
    text = "agreement: Test\nparties: [X]\nrotation: {staff_groups: [gp], bands: [5], places: 1, hub: X, placements: 3, pattern: pair}\n"
    faults, warnings = examine(read_agreement(written(tmp_path, text)))
    assert [fault.key for fault in faults] == ["parties", "rotation.hub", "rotation.bands[1]"]
    assert [warning.key for warning in warnings] == ["rotation.placements"]


@pytest.mark.parametrize(
    ("parties", "line"),
    [
        ("[X, Y]", ""),
        ("all", ""),
        ("[all]", ""),
        ("['sector:acute']", ""),
        ("['district:P']", ""),
        ("[X]", "2:10: parties: fewer than two organisations would sign"),
        ("[X, 'sector:acut']", "2:14: parties[2]: no sector 'acut' (did you mean acute?)"),
        ("[X, Y, X]", "2:17: parties[3]: is written twice; once is enough"),
    ],
)
def test_parties_without_a_system(tmp_path: Path, parties: str, line: str) -> None:
    path = written(tmp_path, f"agreement: Test\nparties: {parties}\n")
    faults, _ = examine(read_agreement(path))
    assert [str(each).removeprefix(f"{path}:") for each in faults] == ([line] if line else [])


def test_a_party_is_written_once(tmp_path: Path, system: System) -> None:
    path = written(tmp_path, "agreement: Test\nparties:\n  - MIND\n  - CARE\n  - MIND\n")
    faults, _ = examine(read_agreement(path), system)
    assert [str(each) for each in faults] == [f"{path}:5:5: parties[3]: is written twice; once is enough"]


def test_all_needs_no_brackets_and_any_other_bare_word_is_told_of_them(tmp_path: Path) -> None:
    assert read_agreement(written(tmp_path, "agreement: Test\nparties: all\n")).value.parties == ["all"]
    path = written(tmp_path, "agreement: Test\nparties: MIND, CARE\n")
    with pytest.raises(InputError) as caught:
        read_agreement(path)
    assert str(caught.value) == f"{path}:2:10: parties: must be a list: write [MIND, CARE]"


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        ("starts: 2026-04", ""),
        ("starts: 2027-03\nends: 2027-04", ""),
        ("starts: 2026-03", "3:9: starts: 2026-03 is outside the run, 2026-04 to 2027-03"),
        ("starts: 2027-04", "3:9: starts: 2027-04 is outside the run, 2026-04 to 2027-03"),
        ("ends: 2027-05", "3:7: ends: 2027-05 is outside the run, 2026-04 to 2027-03"),
        ("ends: 2026-05", ""),
        ("ends: 2026-04", "3:7: ends: 2026-04 is the first month no longer in force: no month of the run, 2026-04 to 2027-03"),
        ("ends: 2025-04", "3:7: ends: 2025-04 is outside the run, 2026-04 to 2027-03"),
    ],
)  # fmt: skip
def test_dates_outside_the_run(tmp_path: Path, dates: str, line: str) -> None:
    path = written(tmp_path, HEAD + dates)
    found = dates_outside(read_agreement(path), Calendar("2026-04"), 12)
    assert [str(each).removeprefix(f"{path}:") for each in found] == ([line] if line else [])


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        ("starts: 2026-4", "3:9: starts: '2026-4' is not a month, write YYYY-MM, for example 2026-10"),
        ("starts: 2026-13", "3:9: starts: '2026-13' is not a month, write YYYY-MM, for example 2026-10"),
        ("starts: 2027", "3:9: starts: 2027 is not a month, write YYYY-MM, for example 2026-10"),
        ("starts: 2026-04-01", "3:9: starts: '2026-04-01' is not a month, write YYYY-MM, for example 2026-10"),
        ("starts: [2026-04]", "3:9: starts: must be text, not a list"),
        ("ends: ٢٠٢٦-١٠", "3:7: ends: '٢٠٢٦-١٠' is not a month, write YYYY-MM, for example 2026-10"),
        ("starts: 2026-10\nends: 2026-10", "4:7: ends: 2026-10 is not after starts (2026-10); it is the first month no longer in force"),
        ("ends: 2026-10\nstarts: 2026-11", "3:7: ends: 2026-10 is not after starts (2026-11); it is the first month no longer in force"),
    ],
)  # fmt: skip
def test_dates_that_are_none(tmp_path: Path, dates: str, line: str) -> None:
    path = written(tmp_path, HEAD + dates)
    with pytest.raises(InputError) as caught:
        read_agreement(path)
    assert [str(each).removeprefix(f"{path}:") for each in caught.value.problems] == [line]


def test_the_model_takes_one_agreement_or_several_and_says_what_it_needs() -> None:
    one = agree(parties=["A", "B"], passport={"recognises": ["dbs"]})
    assert quiet_model(None, one).clauses[0].clause == ICS(world(), one).clauses[0].clause
    with pytest.raises(TypeError, match=r"system must be a System, not 'QR1': icsim\.load_system"):
        ICS("QR1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"not 'a\.yaml': icsim\.load_agreement"):
        ICS(world(), ["a.yaml"])  # type: ignore[list-item]


@pytest.mark.parametrize("parties", [["MIND"], ["MIND", "MIND"], ["sector:university"], ["district:PMIND", "MIND"]])
def test_nobody_agrees_alone(system: System, parties: list[str]) -> None:
    with pytest.raises(InputError, match="fewer than two organisations of System test would sign"):
        sign([agree(parties=parties, passport={"recognises": ["dbs"]})], system, Calendar())
    with pytest.raises(InputError, match="no organisation 'X'"):
        resolve_parties([*parties, "X"], system)
