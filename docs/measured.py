"""The figures of ``docs/performance.md``, from what the benchmarks kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parents[1] / "benchmarks" / "results"
PARTS = ("speed", "wider", "pairing", "england", "phases", "metal", "startup", "ui")
"""Parts of the benchmarks, in the order of the page."""


def figures() -> str:
    """A table for each part that has been kept, with its notes, and the machine of each."""
    found = [json.loads(path.read_text(encoding="utf-8")) for part in PARTS if (path := KEPT / f"{part}.json").exists()]
    return "\n".join(_table(report) for report in found)


def _table(report: dict[str, Any]) -> str:
    rows = [report["columns"], ["---"] * len(report["columns"]), *report["rows"]]
    lines = ["| " + " | ".join(_text(value) for value in row) + " |" for row in rows]
    machine = report["machine"]
    where = f"{machine['processor']}, {machine['logical_cores']} cores, Python {machine['python']}"
    return "\n".join([f"### {report['title']}", "", *lines, "", " ".join(report["notes"]), "", f"*{where}.*", ""])


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
