"""Plain data as YAML that people can read and every command of icsim takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from icsim.config.yaml_tree import core_value

_PLAIN = re.compile(r"(?:sector:|district:)?[A-Za-z0-9](?:[A-Za-z0-9_ /.-]*[A-Za-z0-9_])?")
"""Text that needs no quotes, if it does not mean a number or the like."""
_LINE = 110
"""Characters of a list on one line at most."""


def as_yaml(content: Mapping[str, object]) -> str:
    """Keys and values as a YAML file: a key a line, short lists on one line.

    Parameters
    ----------
    content
        Text, numbers, true and false, None, lists and mappings.
    """
    return "".join(f"{line}\n" for line in _mapping(content, ""))


def _mapping(content: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in content.items():
        head = f"{indent}{_scalar(key)}:"
        flat = f"{head} {_flow(value)}"
        if isinstance(value, Mapping) and value:
            yield head
            yield from _mapping(value, f"{indent}  ")
        elif isinstance(value, list | tuple) and value and (len(flat) > _LINE or isinstance(value[0], Mapping)):
            yield head
            for each in value:
                yield from _entry(each, f"{indent}  ")
        else:
            yield flat


def _entry(value: object, indent: str) -> Iterator[str]:
    """An entry of a list; a mapping too long for one line stands with its dash before its first key."""
    flat = f"{indent}- {_flow(value)}"
    if isinstance(value, Mapping) and value and len(flat) > _LINE:
        lines = list(_mapping(value, f"{indent}  "))
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]
    else:
        yield flat


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    """One value; quoted as JSON quotes it, which YAML reads alike, where it might be taken for something else."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and core_value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
