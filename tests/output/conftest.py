"""Small tables in the shape a run hands over."""

from __future__ import annotations

import pandas as pd
import pytest

from icsim.manifest import RunFacts

Tables = dict[str, pd.DataFrame]


def small_tables() -> Tables:
    return {
        "monthly": pd.DataFrame(
            {
                "month": pd.Categorical(["2026-04", "2026-04", "2026-05"], categories=["2026-04", "2026-05"]),
                "organisation": pd.Categorical(["RTE", "Tŷ Bryn 🏥", "RTE"]),
                "staff_group": ["nurse", "other", "nurse"],
                "in_post_heads": pd.Series([3, 0, 2], dtype="int32"),
                "in_post_fte": [2.6, 0.0, 1.8],
                "strain": pd.Series([41.5, float("nan"), 43.25], dtype="float32"),
            }
        ),
        "flows": pd.DataFrame({"month": ["2026-05"], "reason": ["leave"], "from": ["RTE"], "to": [""], "heads": [1]}),
        "refusals": pd.DataFrame({"month": [], "rule": [], "reason": [], "heads": pd.Series([], dtype="int64")}),
        "summary": pd.DataFrame({"sector": ["acute"], "leavers": [1], "vacancy_rate": [0.1]}),
    }


@pytest.fixture
def tables() -> Tables:
    return small_tables()


@pytest.fixture
def facts() -> RunFacts:
    return RunFacts("TST", "Test", "2026-04", 2, 1, data_digest="d" * 64, command=("icsim", "run", "TST"))
