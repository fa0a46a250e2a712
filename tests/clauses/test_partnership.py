"""Partnership: parties work on the conditions of a working partnership, from signing on, at a shared cost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.determinism.same import assert_same_people
from tests.worlds import agree, cell, quiet_model, world

from icsim.clauses.partnership import Partnership
from icsim.model import ICS
from icsim.partnerships import CONDITIONS

ALL = {
    "shared_goals": True, "relationship_building": True, "joint_board": True, "transparency": True,
    "coordinator_fte": 0.3,
}  # fmt: skip
RELATED = {"maturity.developing_months": 9, "maturity.developing_parties": 2}


def under(parties: tuple[str, ...] = ("A", "B"), starts: str | None = None, **clause: Any) -> ICS:
    return quiet_model(world(), agree(parties=parties, starts=starts, partnership=clause), parameters=RELATED)


def edge(model: ICS, one: str = "A", other: str = "B") -> int:
    at, _ = model.partnerships.find(model.system.index[one], model.system.index[other])
    return int(at)


def conditions(model: ICS) -> dict[str, float]:
    return dict(zip(CONDITIONS, model.partnerships.conditions[:, edge(model)].tolist(), strict=True))


def test_it_does_not_wait_for_the_agreement_to_come_into_use() -> None:
    model = under(shared_goals=True)
    model.step()
    assert conditions(model)["shared_goals"] == pytest.approx(0.35)
    assert [event.event.name for event in model.standing.happened] == ["signed", "signed"]


@pytest.mark.parametrize(
    ("field", "value", "condition"),
    [
        ("shared_goals", True, "shared_goals"),
        ("relationship_building", True, "relationships"),
        ("joint_board", True, "governance"),
        ("coordinator_fte", 0.2, "capacity"),
    ],
)
def test_each_field_raises_its_condition_to_the_level(field: str, value: object, condition: str) -> None:
    model = under(**{field: value})
    model.run_for(120)
    for name, level in conditions(model).items():
        assert level == pytest.approx(0.8 if name == condition else 0.3, abs=0.001)


def test_coordinators_give_capacity_in_proportion() -> None:
    """0.1 FTE for each of two parties would be full; half of that leads half way from 0.3 to 0.8."""
    model = under(coordinator_fte=0.1)
    model.run_for(120)
    assert conditions(model)["capacity"] == pytest.approx(0.55, abs=0.001)


def test_only_edges_between_parties_are_worked_on() -> None:
    model = under(parties=("A", "B"), **ALL)
    model.run_for(24)
    assert edge(model, "A", "C") < 0
    both = quiet_model(
        world(), agree(parties=["A", "B"], partnership=ALL), agree(agreement="Other", passport={"recognises": ["dbs"]})
    )
    both.run_for(24)
    assert both.partnerships.conditions[0, edge(both, "A", "B")] > 0.7
    assert both.partnerships.conditions[0, edge(both, "A", "C")] == pytest.approx(0.3)


def test_trust_rises_faster_and_open_books_more_than_closed() -> None:
    trust = {}
    for name, clause in {"nothing": {}, "closed": ALL | {"transparency": False}, "open": ALL}.items():
        model = quiet_model(world(), agree(passport={"recognises": ["dbs"]}, partnership=clause))
        model.run_for(36)
        trust[name] = float(model.partnerships.mutual_trust[edge(model)])
    assert 0.35 < trust["nothing"] < trust["closed"] < trust["open"]


def test_an_agreement_comes_into_use_sooner() -> None:
    used = {}
    for name, clause in {"without": None, "with": ALL}.items():
        fields = {} if clause is None else {"partnership": clause}
        slow = {"maturity.developing_months": 24, "standing.pace_per_trust": 3.0, "relate.gain_per_commitment": 0.02}
        model = quiet_model(world(), agree(passport={"recognises": ["dbs"]}, **fields), parameters=slow)
        model.run_for(36)
        used[name] = model.standing.lives[0].used_from
    assert used["with"] < used["without"]


def test_the_cost_by_hand() -> None:
    """Three parties: board 600 each, visits 250 each, 0.3 FTE of 58,000 a year: 2,550 + 1,450 = 4,000 GBP a month."""
    model, today = under(("A", "B", "C"), **ALL), quiet_model(parameters=RELATED)
    for each in (model, today):
        each.step()
    more = (model.state.cost_pence - today.state.cost_pence).tolist()
    cells = [cell(model, "A", "nurse"), cell(model, "B", "nurse"), cell(model, "C", "care_worker")]
    assert [more[c] for c in cells] == [133_334, 133_333, 133_333]
    assert sum(more) == 400_000


def test_open_books_and_shared_goals_alone_cost_nothing() -> None:
    model, today = under(shared_goals=True, transparency=True), quiet_model(parameters=RELATED)
    for each in (model, today):
        each.step()
    assert model.state.cost_pence.tolist() == today.state.cost_pence.tolist()


def test_alone_it_moves_nobody() -> None:
    model, today = under(**ALL), quiet_model(parameters=RELATED)
    for each in (model, today):
        each.run_for(12)
    assert_same_people(model, today)


def test_a_sentence_for_the_file_and_a_remark_where_nothing_is_done() -> None:
    assert Partnership(**ALL).sentence() == (
        "The parties write and review goals together, visit, shadow and meet one another, decide through a joint "
        "board, open their books on vacancies, money and releases and pay 0.3 FTE of coordinators between them."
    )
    assert [remark.wrong for remark in Partnership().remarks()] == [False]
    assert list(Partnership(**ALL).remarks()) == []
