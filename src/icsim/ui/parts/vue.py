"""Vue: components whose page side is a template beside the module."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import solara

Shown = solara.Element[Any]
"""What a component gives: an element of a page."""


def vue[**P](template: Path) -> Callable[[Callable[P, None]], Callable[P, Shown]]:
    """A component made of a Vue template; its arguments are the template's properties.

    Solara takes them by name only; this one takes them as any function does.
    ``on_<property>`` is told a property the page changes, ``event_<name>`` is
    called by the page. Text in ``{{ }}`` is shown as text whatever it holds;
    a template never uses ``v-html``.

    Parameters
    ----------
    template
        The file.
    """

    def component(declared: Callable[P, None]) -> Callable[P, Shown]:
        made: Any = solara.component_vue(str(template))(declared)
        signature = inspect.signature(declared)

        @wraps(declared)
        def element(*args: P.args, **kwargs: P.kwargs) -> Shown:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            told = ("on_", "event_")
            given = {k: v for k, v in bound.arguments.items() if v is not None or not k.startswith(told)}
            shown: Shown = made(**given)
            return shown

        return element

    return component
