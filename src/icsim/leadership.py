"""Leadership: how the style of an organisation's leaders speeds or slows what it does with others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade, Leadership
from icsim.parameters import Parameter, Parameters
from icsim.system import System

_UNIT, _GUESS = "ratio to transactional", "icsim assumption"
PARAMETERS = (
    Parameter(
        "leadership.maintaining_ratio", 0.5, 0.25, 1.0, _UNIT, _GUESS, Grade.assumption,
        "Pace of partnership work under leaders who keep things as they are.",
    ),
    Parameter(
        "leadership.collaborative_ratio", 1.25, 1.0, 1.75, _UNIT, _GUESS, Grade.assumption,
        "Pace of partnership work under leaders who decide together with partners.",
    ),
    Parameter(
        "leadership.transformational_ratio", 1.5, 1.0, 2.5, _UNIT, _GUESS, Grade.assumption,
        "Pace of partnership work under leaders who change what people want together.",
    ),
)  # fmt: skip


def leadership_pace(system: System, parameters: Parameters) -> NDArray[np.float64]:
    """Pace of partnership work of each organisation, 1 under transactional leaders, shape (n_organisations,)."""
    pace = {
        style: 1.0 if style == Leadership.transactional else parameters[f"leadership.{style.name}_ratio"]
        for style in Leadership
    }
    return np.array([pace[organisation.leadership] for organisation in system.organisations], dtype=np.float64)
