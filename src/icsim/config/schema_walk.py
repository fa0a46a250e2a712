"""What a model allows at a place in a file, read from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

type Schema = dict[str, Any]


@lru_cache(maxsize=64)
def schema_of(model: type[BaseModel]) -> Schema:
    """Return a model's JSON Schema, or an empty one if it has none."""
    try:
        return model.model_json_schema()
    except PydanticUserError:
        return {}


def _alternatives(root: Schema, node: Any) -> Iterator[Schema]:
    """Yield a schema and what it refers to or chooses between."""
    waiting, seen = [node], 0
    while waiting and seen < 100:
        seen += 1
        here = waiting.pop(0)
        if not isinstance(here, dict):
            continue
        yield here
        if "$ref" in here:
            waiting.append(root.get("$defs", {}).get(str(here["$ref"]).rpartition("/")[2]))
        for choice in ("anyOf", "oneOf", "allOf"):
            waiting.extend(here.get(choice, ()))


def schemas_at(model: type[BaseModel], way: tuple[str | int, ...]) -> list[Schema]:
    """Return the schemas that may hold at a way through the model.

    Parameters
    ----------
    model
        The model of the whole file.
    way
        Keys and list positions that lead to the entry.
    """
    root = schema_of(model)
    here = list(_alternatives(root, root))
    for step in way:
        onward: list[Any] = []
        for schema in here:
            if isinstance(step, int):
                fixed = schema.get("prefixItems", [])
                onward.append(fixed[step] if step < len(fixed) else schema.get("items"))
            elif step in schema.get("properties", {}):
                onward.append(schema["properties"][step])
            else:
                onward.append(schema.get("additionalProperties"))
        here = [found for node in onward for found in _alternatives(root, node)]
    return here


def allowed_keys(model: type[BaseModel], way: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the model knows at a way, in its own order."""
    return list(dict.fromkeys(key for schema in schemas_at(model, way) for key in schema.get("properties", {})))
