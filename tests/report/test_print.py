"""Printed, the brief has two to four sheets of A4, whatever was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.browser import pages
from tests.report.made import LARGEST, findings

from icsim.codes import Sector
from icsim.report.brief import brief_html

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ASKED: dict[str, dict[str, Any]] = {
    "least": {},
    "three agreements": {"names": ("A", "B", "C"), "sectors": tuple(Sector)[:7], "attribution": True},
    "few clauses": {**LARGEST, "clauses": 3},
    "most": LARGEST,
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=list(ASKED))
def test_two_to_four_sheets(asked: dict[str, Any], tmp_path: Path) -> None:
    assert 2 <= pages(brief_html(findings(**asked)), tmp_path) <= 4
