"""Page: Evidence."""

from __future__ import annotations

import solara

from icsim.ui.parts import (
    Action,
    Chart,
    Choice,
    Column,
    Details,
    Download,
    Heading,
    Notice,
    NumberRow,
    Panel,
    Progress,
    TextRow,
    Tick,
    Ticks,
    Upload,
    Words,
)


@solara.component
def Page() -> None:
    """Evidence."""
    n, set_n = solara.use_state(80.0)
    t, set_t = solara.use_state(True)
    ts, set_ts = solara.use_state(["a"])
    Heading(1, "Evidence")
    with Panel(label="test"):
        Words("hello <b>x</b> {{ 1+1 }}")
        NumberRow("Places", n, 0, 200, 5, "people", usual=80.0, why="A guess", on_value=set_n)
        Words(f"value {n}")
        Choice("System", "a", [{"value": "a", "label": "A"}, {"value": "b", "label": "B<i>", "group": "G"}])
        TextRow("Name", "x")
        Tick("Yes", t, on_value=set_t)
        Ticks("Some", ts, [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}], on_value=set_ts)
        Action("Press", "main", event_press=lambda _: set_n(1.0))
        Progress("Runs", 0.4, "4 of 10")
        Upload("File", lambda n, c: set_n(float(len(c))))
        Download("Get it", "x.txt", lambda: "hello")
    Notice("Bad", "do this", ["a", "b"], kind="error")
    Chart(
        "a line rises",
        {"xAxis": {"type": "category", "data": [1, 2]}, "yAxis": {}, "series": [{"type": "line", "data": [n, 2]}]},
        [Column("Month"), Column("Value", "x", True)],
        [["a<b>", 1234.0], ["b", -2.0]],
        title="Chart",
    )
    with Details("More"):
        Words("inside")
