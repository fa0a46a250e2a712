"""Evidence view: what a comparison rests on is a link away, and the link says which comparison."""

from __future__ import annotations

from icsim.ui.state.address import from_query
from icsim.ui.state.comparison import Column, ComparisonState
from icsim.ui.state.evidence_view import EvidenceView, evidence_link


def test_the_link_of_a_comparison_leads_to_what_that_comparison_rests_on() -> None:
    state = ComparisonState(system="small", months=24, columns=(Column.of_preset("passport_only"),))
    path, _, query = evidence_link(state).partition("?")
    view, faults = EvidenceView.from_query(query)
    assert (path, faults, view.agreement) == ("/evidence", [], "-")
    assert from_query(f"c={view.comparison}") == (state, [])
