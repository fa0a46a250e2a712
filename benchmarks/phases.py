"""Phases: where a month of icsim goes, by rule."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from tests.worlds import AT_ONCE

import icsim
from benchmarks.report import Report
from benchmarks.systems import signed
from icsim import model as model_module
from icsim.clauses.rotation import Rotation
from icsim.hazards import Clocks
from icsim.model import ICS


def measure(quick: bool) -> Report:
    """CPU time of each rule in ns per staff-month: Gloucestershire, and England where there is time."""
    months = 24 if quick else 60
    places = {"QR1": months} if quick else {"QR1": months, "england": 6}
    report = Report("phases", "CPU time of a month by rule, ns per staff-month", ["what"], quick=quick)
    spent: list[dict[str, float]] = []
    for place, length in places.items():
        for arm in ("today", "agreement"):
            report.columns.append(f"{place} {arm}")
            spent.append(_phases(place, arm, length))
    for what in sorted({what for column in spent for what in column}, key=lambda w: -spent[0].get(w, 0.0)):
        report.rows.append([what, *(column.get(what, 0.0) for column in spent)])
    report.rows.append(["whole month", *(sum(column.values()) for column in spent)])
    report.notes = [
        f"Over {' and '.join(f'{n} months of {place}' for place, n in places.items())}, one core.",
        "Agreement: the shipped nurse rotation with passport, in full use from the first month.",
    ]
    return report


def _phases(place: str, arm: str, months: int) -> dict[str, float]:
    agreements = [signed()] if arm == "agreement" else []
    model = ICS(icsim.load_system(place), agreements=agreements, parameters=AT_ONCE)
    with _timed(model) as spent:
        start = time.process_time()
        model.run_for(months)
        whole = time.process_time() - start
    spent["everything else"] = whole - sum(spent.values())
    heads = int(model.monthly.column("in_post_heads").sum())
    return {what: seconds * 1e9 / heads for what, seconds in spent.items()}


@contextmanager
def _timed(model: ICS) -> Iterator[dict[str, float]]:
    """Time the parts of a month; the mapping holds their CPU seconds."""
    spent: dict[str, float] = defaultdict(float)

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                spent[name] += time.process_time() - start

        return run

    with ExitStack() as stack:
        for rule in model.rules:
            stack.enter_context(patch.object(rule, "month", clocked(f"rule {rule.name()}", rule.month)))
        stack.enter_context(patch.object(Clocks, "spend", clocked("clocks", Clocks.spend)))
        stack.enter_context(patch.object(Rotation, "month", clocked("clause rotation", Rotation.month)))
        for name in ("record_month", "check_month"):
            part = clocked(name.partition("_")[0], getattr(model_module, name))
            stack.enter_context(patch.object(model_module, name, part))
        yield spent
