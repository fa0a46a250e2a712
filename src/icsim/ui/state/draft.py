"""Draft: an agreement as plain data that a person is still at work on.

A draft may lack what an agreement needs, such as a staff group or a second
party; that is said beside the control. What no control could have written,
such as a word where a number belongs, is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from icsim.agreement import agreement_model
from icsim.config.source_text import first_control, shown
from icsim.config.wording import worded
from icsim.config.yaml_nodes import MAX_DEPTH, MAX_NODES

_UNFINISHED = {"too_short", "string_too_short", "string_pattern_mismatch", "value_error"}
"""Kinds of error that a person mends at a control: an empty list or text, what is no month, dates in wrong order."""


def draft_fault(written: object) -> str:
    """Why plain data is no draft of an agreement, empty if it is one.

    Parameters
    ----------
    written
        Anything that JSON can hold.
    """
    if not isinstance(written, Mapping) or not isinstance(written.get("parties", []), list):
        return "an agreement must be a mapping of keys to values, with a list of parties"
    if fault := plain_fault(written):
        return fault
    try:
        agreement_model().model_validate_json(json.dumps(written))
    except ValidationError as error:
        for each in error.errors(include_url=False):
            way = each["loc"]
            if each["type"] in _UNFINISHED or (each["type"] == "missing" and way == ("parties",)):
                continue
            words = "is missing"
            if each["type"] != "missing":
                words = worded(each["type"], each["input"], each.get("ctx", {}), each["msg"], ())
            return f"{'.'.join(str(step) for step in way)[:100]}: {words}"
    return ""


def plain_fault(content: object) -> str:
    """What keeps plain data from being shown, stored and sent, empty if nothing: size, depth, characters, numbers."""
    left = [(content, 0)]
    count = 0
    while left:
        value, depth = left.pop()
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            return "it holds too many values, or is nested too deeply"
        if isinstance(value, Mapping):
            left += [(key, depth + 1) for key in value] + [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            left += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and first_control(value) is not None:
            return f"the text {shown(value)} holds a character that is not allowed"
        elif isinstance(value, float) and not abs(value) < 1e300:
            return "a number is not finite"
        elif isinstance(value, int) and abs(value) > 1 << 53:
            return "a whole number is too large"
    return ""


def name_fault(name: Any, longest: int) -> str:
    """What is wrong with the name of an agreement by itself, empty if nothing."""
    if not isinstance(name, str) or not name.strip():
        return "an agreement needs a name"
    if first_control(name) is not None or "\n" in name or "\t" in name:
        return "the name holds a character that is not allowed"
    return f"the name is longer than {longest} characters" if len(name) > longest else ""
