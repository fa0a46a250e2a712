"""Choice: a multinomial logit over what is in reach, with staying as one of the options."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from tests.worlds import cell, quiet_model, world

from icsim import choice
from icsim.luck import Purpose
from icsim.model import ICS
from icsim.recognition import Item

FALSE_ALARM_Z = 3.89
"""Two-sided false-alarm probability 0.0001 for each comparison, were the seeds not fixed."""
STAFF = {
    "A": {"nurse": {"heads": 10, "posts": 12}},
    "B": {"nurse": {"heads": 10, "posts": 14}},
    "C": {"nurse": {"heads": 10, "posts": 18}},
}


def options(model: ICS, origin: str = "A", home: int = 0, known: int = 1) -> tuple[dict[int, float], float]:
    """Utility by cell, and of staying, for somebody who lives in a place and works at an organisation."""
    weigh, strain = model.choice, np.full(model.posts.n, 40.0)
    cells, utility, stay = weigh.options(
        np.array([home]), np.array([cell(model, origin)]), np.array([known]),
        weigh.attraction(model.posts.open_fte, strain), weigh.quality(strain), model.recognition,
    )  # fmt: skip
    able = np.isfinite(utility[0])
    return dict(zip(cells[0][able].tolist(), utility[0][able].tolist(), strict=True)), float(stay[0])


def test_utilities_by_hand() -> None:
    model = quiet_model(world(STAFF))
    found, stay = options(model)
    pay = 1.5 * math.log(0.45 * 33487 + 0.33 * 40823 + 0.17 * 50273 + 0.05 * 58487)
    # open posts, pay, strain 40 at 1 log odd per 100, sector known, 10.5 days of onboarding, journey over 24 minutes
    same = pay - 0.4 + 0.7
    assert found == pytest.approx(
        {1: math.log(4) + same - 0.05 * 10.5 - 10 / 24, 2: math.log(8) + same - 0.05 * 10.5 - 20 / 24}, abs=1e-6
    )
    assert stay == pytest.approx(2.0 + same, abs=1e-6)


def test_a_sector_not_known_is_less_attractive() -> None:
    model = quiet_model(world(STAFF, sectors={"C": "ambulance"}))
    stranger, _ = options(model, known=1)
    insider, _ = options(model, known=1 | 1 << 3)
    assert insider[2] - stranger[2] == pytest.approx(0.7)
    assert insider[1] == stranger[1]


def test_recognition_lowers_the_friction() -> None:
    model = quiet_model(world(STAFF))
    before, _ = options(model)
    model.recognition.grant(np.array([0, 1]), Item.dbs)
    after, _ = options(model)
    assert after[1] - before[1] == pytest.approx(0.05 * 0.8)
    assert after[2] == before[2]


def test_own_employer_is_no_option_unless_it_is_many() -> None:
    model = quiet_model(world(STAFF))
    assert set(options(model, "A")[0]) == {1, 2}
    model.posts.providers[0] = 30
    assert set(options(model, "A")[0]) == {0, 1, 2}


def test_without_a_vacancy_or_out_of_reach_there_is_no_option() -> None:
    model = quiet_model(world({**STAFF, "B": {"nurse": {"heads": 10, "posts": 10.49}}}, minutes={"C": 76}))
    assert options(model)[0] == {}
    model = quiet_model(world({**STAFF, "B": {"nurse": {"heads": 10, "posts": 10.5}}}, minutes={"C": 75}))
    assert set(options(model)[0]) == {1, 2}


def test_choices_come_up_as_often_as_the_logit_says() -> None:
    """20,000 people, three alternatives: 3 comparisons, false-alarm budget 0.0003."""
    n = 20_000
    model = quiet_model(world(STAFF), parameters={"seek.stay_bonus": 1})
    found, stay = options(model)
    row = np.full(choice.N_CHOICES, -np.inf)
    row[: len(found)] = list(found.values())
    cells = np.full(choice.N_CHOICES, -1)
    cells[: len(found)] = list(found)
    words = model.luck.blocks(np.arange(n, dtype=np.uint64), Purpose.seek, -(-choice.WORDS // 4))[: choice.WORDS]
    chosen = Counter(
        model.choice.decide(np.tile(cells, (n, 1)), np.tile(row, (n, 1)), np.full(n, stay), words).tolist()
    )
    total = sum(math.exp(value) for value in (*found.values(), stay))
    for where, value in {**found, -1: stay}.items():
        share = math.exp(value) / total
        assert abs(chosen[where] - n * share) < FALSE_ALARM_Z * math.sqrt(n * share * (1 - share))


def test_nobody_chooses_nothing() -> None:
    model = quiet_model(world(STAFF))
    empty = np.empty((0, choice.N_CHOICES))
    nobody = model.choice.decide(empty.astype(int), empty, np.empty(0), np.empty((choice.WORDS, 0), dtype=np.uint64))
    assert len(nobody) == 0


def test_only_the_largest_and_nearest_are_compared() -> None:
    staff = {f"A{i:02}": {"nurse": {"heads": 10 + i, "posts": 20 + i}} for i in range(40)}
    model = quiet_model(world(staff, minutes=dict.fromkeys(staff, 0.0)))
    people = np.array([0]), np.array([0]), np.array([1])
    weigh, strain = model.choice, model.state.strain
    compared, _, _ = weigh.options(*people, weigh.attraction(model.posts.open_fte, strain), weigh.quality(strain))
    assert sorted(compared[0].tolist()) == list(range(40 - choice.N_CHOICES, 40))


def test_what_employing_costs_the_employer_moves_nobody() -> None:
    """People compare pay, not on-costs."""
    plain = quiet_model(world(STAFF))
    dear = quiet_model(world(STAFF), parameters={"pay.nhs_oncost_ratio": 1.3, "pay.care_oncost_ratio": 1.18})
    assert options(plain) == options(dear)
