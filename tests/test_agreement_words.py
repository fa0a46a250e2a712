"""An agreement in plain English."""

from __future__ import annotations

from tests.worlds import agree

from icsim.agreement_words import how_it_comes, paragraph, spoken, when_and_who


def test_who_signs_and_from_when() -> None:
    agreement = agree(parties=["A", "sector:primary_care"], starts="2026-10", ends="2028-01")
    assert when_and_who(agreement, {"A": "Alpha Trust"}) == (
        "From 2026-10 until 2028-01, when it no longer holds, between Alpha Trust and every primary care organisation."
    )


def test_who_leaves_and_who_may_join() -> None:
    agreement = agree(parties=["A", "B"], exits={"B": "2027-04"}, open_to_others=False)
    assert how_it_comes(agreement).endswith("B leaves in 2027-04. Nobody else may join.")


def test_the_paragraph_has_every_clause_that_is_switched_on() -> None:
    off = {"staff_groups": ["nurse"], "places": 3, "enabled": False}
    agreement = agree(parties=["A", "B"], passport={"recognises": ["dbs"]}, rotation=off)
    assert "DBS check" in paragraph(agreement)
    assert "Up to 3" not in paragraph(agreement)
    assert "the same as today" in paragraph(agree(parties=["A", "B"]))


def test_words_for_parties() -> None:
    assert [spoken(word) for word in ("all", "sector:acute", "district:E07", "RTE")] == [
        "every organisation in the system",
        "every acute organisation",
        "the organisations in district E07",
        "RTE",
    ]
