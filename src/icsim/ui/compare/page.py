"""Page: Compare agreements. What it shows is what its address says."""

from __future__ import annotations

import solara
from solara.alias import rv

from icsim.ui.compare.editor import Editor
from icsim.ui.compare.results import Results
from icsim.ui.parts import Heading, Notice, Words
from icsim.ui.state.address import fits, from_query, to_query
from icsim.ui.state.comparison import ComparisonState


@solara.component
def Page() -> None:
    """Up to four agreements beside today."""
    router = solara.use_router()
    state, faults = solara.use_memo(lambda: from_query(router.search), [router.search])
    too_large, set_too_large = solara.use_state(False)

    def tell(new: ComparisonState) -> None:
        set_too_large(not fits(new))
        if new != state and fits(new):
            router.push(f"/{to_query(new)}")

    Heading(1, "Compare agreements")
    Words(
        "Set what partners would agree on, and see what it would change against today: "
        "the same people and the same luck, with and without the agreement.",
        "lead",
    )
    with rv.Html(tag="div"):
        if faults:
            Notice("Not all of the address could be used", "The rest is shown as it stands.", faults, kind="warning")
        if too_large:
            text = "The comparison would be too large for the address of a page. Shorten its notes."
            Notice("That change was not made", text, kind="error")
    Editor(state, tell)
    Results(state, tell)
