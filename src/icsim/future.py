"""Futures: named sets of outside conditions every agreement is tried under."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from icsim.config.located import Located, read_yaml
from icsim.months import MONTHS_PER_YEAR

Rate = Annotated[float, Field(ge=-0.2, le=0.2, allow_inf_nan=False)]
"""Growth a year, as a share."""


class Future(BaseModel):
    """Outside conditions: how required and funded posts grow."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    future: Annotated[str, StringConstraints(min_length=1)] = Field("Flat", description="Name of the future")
    note: str = Field("", description="Where the numbers come from")
    demand_growth_rate: Rate = Field(0.0, description="Growth of the work, a year")
    establishment_growth_rate: Rate = Field(0.0, description="Growth of funded posts, a year")

    def demand_index(self, month: int) -> float:
        """Work in a month against the start."""
        return _index(self.demand_growth_rate, month)

    def establishment_index(self, month: int) -> float:
        """Funded posts in a month against the start."""
        return _index(self.establishment_growth_rate, month)


def _index(rate: float, month: int) -> float:
    """Growth that steps up once a year, in straight lines between: exact on every machine."""
    years, part = divmod(max(month, 0), MONTHS_PER_YEAR)
    index = 1.0
    for _ in range(years):
        index *= 1.0 + rate
    return index * (1.0 + rate * part / MONTHS_PER_YEAR)


def read_future(path: str | Path) -> Located[Future]:
    """Read a future file; raises :class:`icsim.errors.InputError` with every fault."""
    return read_yaml(Path(path), Future)


def load_future(path: str | Path) -> Future:
    """Read a future file, without its line numbers."""
    return read_future(path).value
