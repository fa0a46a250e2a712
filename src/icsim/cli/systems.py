"""``icsim systems``: the systems a run can be made of."""

from __future__ import annotations

from typing import Annotated

import typer

from icsim.cli.screen import Format


def systems(
    system: Annotated[
        str | None,
        typer.Argument(help="List this one's organisations: code, short name or folder.", show_default=False),
    ] = None,
    kind: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.table,
) -> None:
    """List the systems that come with icsim, or the organisations of one."""
    from icsim.cli.screen import listing
    from icsim.config import list_systems, shipped_systems

    if system is not None:
        listing(kind, *_organisations(system))
        return
    rows: list[tuple[object, ...]] = [
        (row.code, row.slug, row.name, row.region, row.population) for row in list_systems()
    ]
    rows += [("", name, _title(name), "", "") for name in shipped_systems()]
    listing(kind, "Systems: run one by its code or short name", _COLUMNS, rows)


_COLUMNS = ("code", "short name", "name", "region", "population")


_OF_ONE = ("code", "name", "sector", "place", "heads")


def _organisations(word: str) -> tuple[str, tuple[str, ...], list[tuple[object, ...]]]:
    """Title, headings and rows of one system's organisations."""
    from icsim.load import load_system

    system = load_system(word)
    places = {place.code: place.name for place in system.places}
    heads = system.heads.sum(axis=1).tolist()
    rows: list[tuple[object, ...]] = [
        (o.code, o.name, o.sector.name, places.get(o.place, o.place), n)
        for o, n in zip(system.organisations, heads, strict=True)
    ]
    return f"{system.name}: its organisations, by the codes that parties are named with", _OF_ONE, rows


def _title(name: str) -> str:
    from icsim.config import read_yaml, shipped_systems
    from icsim.config.rows import SystemFile

    return read_yaml(shipped_systems()[name] / "system.yaml", SystemFile).value.system
