"""Parts of pages made from the code and from committed tables, between markers; the rest is by hand."""

from __future__ import annotations

from collections.abc import Callable

from docs import assumptions, calibrated, data_tables, england, odd, paper, validation

PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("odd.md", "variables"): odd.variables,
    ("odd.md", "schedule"): odd.schedule,
    ("odd.md", "submodels"): odd.submodels,
    ("assumptions.md", "counts"): assumptions.counts,
    ("assumptions.md", "subjects"): assumptions.subjects,
    ("assumptions.md", "numbers"): assumptions.numbers,
    ("calibration.md", "values"): calibrated.values,
    ("calibration.md", "fit"): calibrated.fit,
    ("calibration.md", "recovery"): calibrated.recovery,
    ("data.md", "tables"): data_tables.tables,
    ("england.md", "league"): england.league,
    ("paper.md", "steps"): paper.steps,
    ("validation.md", "summary"): validation.summary,
    ("validation.md", "acceptance"): validation.acceptance,
    ("validation.md", "figures"): validation.others,
    ("validation.md", "misses"): validation.misses,
    ("validation.md", "trusts"): validation.trusts,
    ("validation.md", "definitions"): validation.definitions,
}
"""Page and name of its markers -> what stands between them."""
