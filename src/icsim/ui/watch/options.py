"""Options: what the form of the page lets one choose from."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from icsim.agreement import load_agreement
from icsim.config.catalogue import list_systems, shipped
from icsim.future import load_future

if TYPE_CHECKING:
    from icsim.ui.state.watch_link import WatchState

TODAY: Final = ""
OWN: Final = "own"
"""Choices of agreement that are no shipped ones."""
SHARES: Final = (1.0, 0.5, 0.25, 0.1, 0.05)
"""Shares of the staff that are offered."""

Options = list[dict[str, str]]


@cache
def systems() -> Options:
    """Systems by region; the small one first, all of England last."""
    found = [{"value": "small", "label": "Wendle Valley (small, for teaching)", "group": "Small"}]
    rows = sorted(list_systems(), key=lambda row: (row.region, row.name))
    found += [{"value": row.code, "label": f"{row.name} ({row.code})", "group": row.region} for row in rows]
    return [*found, {"value": "england", "label": "All 42 systems of England", "group": "Everything"}]


def system_value(word: str) -> str:
    """The option of a word for a system, which may be a short name."""
    by_slug = {row.slug.casefold(): row.code for row in list_systems()}
    known = {each["value"].casefold(): each["value"] for each in systems()}
    return known.get(word.casefold()) or by_slug.get(word.casefold(), word)


@cache
def _presets() -> Options:
    return [{"value": path.stem, "label": load_agreement(path).agreement} for path in shipped("agreements")]


def agreements(state: WatchState) -> Options:
    """Today, the agreement that came with the address if one did, and the shipped ones."""
    names = [str(json.loads(text)["agreement"]) for text in state.agreements]
    own = [{"value": OWN, "label": " and ".join(names), "group": "From the link"}] if names else []
    presets = [{**each, "group": "Agreements that come with icsim"} for each in _presets()]
    return [{"value": TODAY, "label": "Today: no agreement"}, *own, *presets]


@cache
def _futures() -> Options:
    return [{"value": path.stem, "label": load_future(path).future} for path in shipped("futures")]


def futures(state: WatchState) -> Options:
    """The shipped futures, that in which all stays as at the start first, and the conditions of the address."""
    own = [{"value": OWN, "label": "As in the link"}] if state.conditions is not None else []
    flat = [{**each, "value": ""} for each in _futures() if each["value"] == "flat"]
    return [*flat, *own, *(each for each in _futures() if each["value"] != "flat")]


def shares(state: WatchState) -> Options:
    """Shares of the staff, that of the state among them."""
    found = sorted({*SHARES, state.sample_share}, reverse=True)
    return [{"value": repr(share), "label": share_words(share)} for share in found]


def share_words(share: float) -> str:
    """A share of the staff in words."""
    if share == 1.0:
        return "All staff"
    one_in = 1.0 / share
    return f"A sample: 1 in {one_in:.0f}" if abs(one_in - round(one_in)) < 1e-9 else f"A sample: {share:.1%}"
