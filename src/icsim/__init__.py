"""icsim: how staff move across an integrated care system, month by month.

:func:`load_system` and :func:`load_agreement` read what a run needs,
:class:`ICS` is the model, a :class:`mesa.Model`, and its ``results`` are
pandas tables::

    model = icsim.ICS(icsim.load_system("QR1"), [icsim.load_agreement("severn.yaml")], rng=1)
    model.run_for(60)
    model.results.summary

Public names are imported when first asked for, because the command line
must answer at once and mesa alone takes a second to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME: dict[str, str] = {
    "ICS": "icsim.model",
    "Agreement": "icsim.agreement",
    "Future": "icsim.future",
    "InputError": "icsim.errors",
    "System": "icsim.system",
    "compare": "icsim.experiment.compare",
    "join_systems": "icsim.system",
    "load_agreement": "icsim.agreement",
    "load_future": "icsim.future",
    "load_system": "icsim.load",
    "sweep": "icsim.experiment.sweep",
}
"""Public name -> module that defines it."""

__all__ = ["__version__", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import the module a public name lives in, once."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names, for completion."""
    return sorted(__all__)
