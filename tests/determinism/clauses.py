"""One strong example of every clause that is shipped: what an agreement changes, these change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.worlds import agree

from icsim.agreement import Agreement
from icsim.clause import all_clauses

EXAMPLES: dict[str, dict[str, Any]] = {
    "aligned_terms": {"close_gap_share": 1.0},
    "belonging": {"place_based_careers": True, "flexible_careers": True, "local_recruitment": True},
    "integrated_roles": {
        "roles": [
            {"work_of": "nurse", "done_by": "clinical_support", "share": 0.3},
            {"work_of": "care_worker", "done_by": "clinical_support", "share": 0.2, "based_at": "acute"},
        ],
        "training_months": 2,
    },
    "released_time": {"staff_groups": ["nurse"], "hours_share": 0.1, "ramp_months": 3, "recruiting_tools": {}},
    "partnership": {
        "shared_goals": True,
        "relationship_building": True,
        "joint_board": True,
        "transparency": True,
        "coordinator_fte": 1.0,
    },
    "passport": {"recognises": ["identity", "dbs", "training", "occupational_health"]},
    "rotation": {"staff_groups": ["nurse", "clinical_support"], "places": 20, "months": 3, "pattern": "hub"},
    "shared_bank": {"max_travel_minutes": 60, "agency_cap_share": 0.02},
    "training": {
        "shared_placements": True,
        "apprenticeships_per_year": 12,
        "intake_months": [4, 9],
        "backfill": True,
        "blocks": True,
        "preceptorship": True,
        "shared_learning": True,
    },
}
"""Clause key -> fields. A new clause needs a line here; a test says so."""


def without_an_example() -> set[str]:
    """Clauses nobody has written an example of."""
    return {clause.key for clause in all_clauses()} - EXAMPLES.keys()


def signed(
    *clauses: str, parties: Iterable[str] = ("all",), starts: str | None = None, ends: str | None = None, **fields: Any
) -> Agreement:
    """An agreement with the example of each named clause; ``fields`` are laid over all of them."""
    written = {clause: EXAMPLES[clause] | fields for clause in clauses}
    return agree(parties=parties, starts=starts, ends=ends, **written)
