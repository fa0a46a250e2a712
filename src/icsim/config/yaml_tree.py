"""Nodes of a YAML file as plain values, by the core schema of YAML 1.2.

So ``yes``, ``no``, ``on`` and dates are text, ``0o17`` is fifteen and
``017`` seventeen. Keys are always text. The position of every key and of
every value is kept for the messages of later checks.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from icsim.config.source_text import control_name, escaped, first_control, shown
from icsim.config.yaml_nodes import MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_MANY, Node, Position, parse_nodes
from icsim.errors import InputError, Problem

_LONGEST_NUMBER = 100
"""Characters in a number; anything longer is taken as text."""

type Plain = bool | int | float | str | list[Plain] | dict[str, Plain] | None
"""What a YAML file may hold."""

type Way = tuple[str | int, ...]
"""The keys and list positions (from 0) that lead to a value."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def core_value(text: str) -> bool | int | float | str | None:
    """Return what text without quotes means in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER:
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _NOT_FINITE.fullmatch(text):
            return math.nan if text[-1] in "nN" else math.inf
    return text


def dotted(way: Way) -> str:
    """Return a way as people write it, list items from 1: ``rotation.bands[2]``."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{shown(step, False)}" for step in way)
    return text.removeprefix(".")


@dataclass
class YamlTree:
    """The content of one YAML file and where everything in it stands.

    Parameters
    ----------
    path
        The file.
    value
        Its content as plain values.
    keys, values
        Position of every key, and of every value, by the way to it.
    problems
        Faults that did not stop the reading, such as a repeated key.
    """

    path: Path
    value: Plain = None
    keys: dict[Way, Position] = field(default_factory=dict)
    values: dict[Way, Position] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, position: Position, message: str, way: Way = ()) -> Problem:
        """Return a problem at a position of this file."""
        return Problem(escaped(str(self.path)), *position, dotted(way), message)


def parse_yaml(path: Path, text: str) -> YamlTree:
    """Turn the text of one YAML file into plain values with positions.

    Parameters
    ----------
    path
        The file, for messages.
    text
        Its content, already free of characters that are not allowed.

    Returns
    -------
    YamlTree
        Its ``problems`` hold what was refused without stopping the reading.

    Raises
    ------
    InputError
        If the text is not one document of valid YAML within the limits.
    """
    tree = YamlTree(path)
    builder = _Builder(tree)
    root = parse_nodes(path, text)
    tree.value = builder.value(root.position, root, ())
    return tree


class _Builder:
    """Expands nodes into values, counting what aliases multiply."""

    def __init__(self, tree: YamlTree) -> None:
        self.tree = tree
        self.count = 0

    def complain(self, position: Position, message: str, way: Way) -> None:
        self.tree.problems.append(self.tree.fault(position, message, way))

    def value(self, position: Position, node: Node, way: Way) -> Plain:
        self.count += 1
        if self.count > MAX_NODES:
            raise InputError(self.tree.fault(self.tree.values[way[:1]], TOO_MANY, way[:1]))
        if len(way) > MAX_DEPTH:
            raise InputError(self.tree.fault(self.tree.values[way[:1]], TOO_DEEP, way[:1]))
        self.tree.values[way] = position
        if node.tagged:
            self.complain(position, "tags such as !!str are not allowed", way)
        if node.kind == "scalar":
            return self.scalar(position, node, way)
        if node.kind == "list":
            return [self.value(where, item, (*way, i)) for i, (where, item) in enumerate(node.items)]
        return self.mapping(node, way)

    def scalar(self, position: Position, node: Node, way: Way) -> Plain:
        value = core_value(node.text) if node.plain else node.text
        if isinstance(value, float) and not math.isfinite(value):
            self.complain(position, f"{shown(node.text, False)} is not a finite number", way)
            return None
        if isinstance(value, str) and (offset := first_control(value)) is not None:
            self.complain(position, control_name(value[offset]), way)  # written as an escape: "\0"
            return None
        return value

    def mapping(self, node: Node, way: Way) -> dict[str, Plain]:
        content: dict[str, Plain] = {}
        for (key_at, key), (value_at, value) in zip(node.items[::2], node.items[1::2], strict=True):
            self.count += 1
            if key.kind != "scalar":
                self.complain(key_at, "a key must be one word, not a list or a mapping", way)
            elif first_control(key.text) is not None:
                self.complain(key_at, f"key {shown(key.text)} holds a character that is not allowed", way)
            elif key.text == "<<" and key.plain:
                self.complain(key_at, "merge keys (<<) are not part of YAML 1.2; write the entries out", way)
            elif key.text in content:
                line = self.tree.keys[(*way, key.text)][0]
                self.complain(key_at, f"key given twice (first on line {line})", (*way, key.text))
            else:
                self.tree.keys[(*way, key.text)] = key_at
                content[key.text] = self.value(value_at, value, (*way, key.text))
        return content
