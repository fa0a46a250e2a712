"""Samples: a smaller system of the same shape."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import agree, world

from icsim.experiment.sample import sample, sample_agreement
from icsim.experiment.spec import RunSpec
from icsim.load import load_system

STAFF = {
    "A": {"nurse": {"heads": 55, "fte": 44, "posts": 66, "leavers": 1.1}, "other": {"heads": 26}, "gp": {"heads": 19}},
    "B": {"nurse": {"heads": 3}, "other": {"heads": 1}},
}


def test_the_whole_is_the_system_itself() -> None:
    system = world(STAFF)
    assert sample(system, 1.0) is system


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, float("nan")])
def test_a_share_is_above_nothing_and_not_above_all(share: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        sample(world(STAFF), share)


def test_heads_of_an_organisation_are_kept_by_largest_remainder() -> None:
    """A tenth of 55, 26 and 19 is 5.5, 2.6 and 1.9: ten people, the last two places to 1.9 and 2.6."""
    small = sample(world(STAFF), 0.1)
    assert sorted(small.heads[0][small.heads[0] > 0].tolist()) == [2, 3, 5]
    assert small.heads.sum(axis=1).tolist() == [10, 1]  # 0.4 of a person would be nobody: one is kept


def test_hours_posts_and_leavers_go_with_the_heads_of_their_group() -> None:
    whole, small = world(STAFF), sample(world(STAFF), 0.1)
    nurse = int(np.argmax(whole.heads[0]))
    assert small.fte[0, nurse] == 400
    assert small.establishment[0, nurse] == 600
    assert small.leavers[0, nurse] == pytest.approx(0.1)
    assert small.digest != whole.digest


def test_a_real_system_keeps_its_organisations_and_its_total() -> None:
    whole = load_system("QR1")
    small = sample(whole, 0.1)
    assert small.organisations == whole.organisations
    assert abs(small.heads.sum() - whole.heads.sum() / 10) <= len(whole.organisations) / 2 + 1
    vacant = (whole.establishment > 0) & (small.heads > 0)
    ratio = small.establishment[vacant] / small.heads[vacant] / (whole.establishment[vacant] / whole.heads[vacant])
    assert ratio == pytest.approx(np.ones(len(ratio)), abs=0.02)


def test_places_of_an_agreement_go_with_the_sample() -> None:
    agreement = agree(rotation={"staff_groups": ["nurse"], "places": 84}, training={"apprenticeships_per_year": 3})
    small = sample_agreement(agreement, 0.1)
    assert small.rotation.places == 8
    assert small.training.apprenticeships_per_year == 1
    assert sample_agreement(agreement, 1.0) is agreement
    assert sample_agreement(agree(), 0.1) == agree()


def test_a_sampled_run_is_given_for_the_whole_system() -> None:
    """A tenth of Gloucestershire has about the heads and pay of the whole when counted for all of it."""
    from icsim.experiment.record import run

    whole, small = (
        run(RunSpec.of("QR1", months=1, seed=1, sample_share=share))
        .frame("outcome")
        .set_index(["organisation", "measure"])
        for share in (1.0, 0.1)
    )
    for measure in ("in_post_fte", "cost_gbp"):
        assert small.value["all", measure] == pytest.approx(whole.value["all", measure], rel=0.05)
    assert small.value["all", "strain"] == pytest.approx(whole.value["all", "strain"], abs=5)
