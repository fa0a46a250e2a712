"""One strong example of every clause that is shipped: what an agreement changes, these change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.worlds import agree

from icsim.agreement import Agreement
from icsim.clause import all_clauses

EXAMPLES: dict[str, dict[str, Any]] = {
    "passport": {"recognises": ["identity", "dbs", "training", "occupational_health"]},
    "rotation": {"staff_groups": ["nurse", "clinical_support"], "places": 20, "months": 3, "pattern": "hub"},
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
