"""The published files that the project's tables are derived from; they are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SOURCE_VARIABLE = "ICSIM_SOURCE_DATA"
"""Environment variable that names their folder."""
_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def source_folder() -> Path:
    """Folder of the published files: named by the variable, or in the shared folder beside the checkout.

    A test that asks for it where it is absent is passed over, and says so.
    """
    folder = Path(os.environ.get(SOURCE_VARIABLE) or _BESIDE)
    if not (folder / "evidence.csv").is_file():
        pytest.skip(f"the published files are not here; set {SOURCE_VARIABLE} to the folder that has them")
    return folder
