"""Conditions: what holds in runs that is not as it is declared, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icsim.system import System


def parameter_words(system: System, parameters: Mapping[str, float], drawn: Collection[str] = ()) -> Iterator[str]:
    """How many parameters are calibrated, and which are changed: a phrase each, without a full stop.

    Parameters
    ----------
    system
        What is run.
    parameters
        Parameters changed, those in place of calibrated ones among them.
    drawn
        Parameters of which each seed has its own draw.
    """
    from icsim.registry import parameters_in_force

    declared, calibrated = parameters_in_force(), [name for name, _ in system.calibrated]
    held = [name for name in calibrated if name not in parameters and name not in drawn]
    undone = [name for name in calibrated if parameters.get(name) == declared[name]]
    if held:
        yield f"{_counted(len(held))} as calibrated (docs/calibration.md; --calibration none undoes it)"
    if undone:
        yield f"{_counted(len(undone))} as declared, not as calibrated"
    changes = [
        f"{name} {value:g} (declared {declared[name]:g})" for name, value in parameters.items() if name not in undone
    ]
    if changes:
        yield f"Changed: {', '.join(changes)}"


def _counted(n: int) -> str:
    return "1 parameter is" if n == 1 else f"{n} parameters are"
