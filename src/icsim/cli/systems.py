"""``icsim systems``: the systems a run can be made of."""

from __future__ import annotations

from typing import Annotated

import typer

from icsim.cli.screen import Format


def systems(
    kind: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.table,
) -> None:
    """List the systems that come with icsim."""
    from icsim.cli.screen import listing
    from icsim.config import list_systems, shipped_systems

    rows: list[tuple[object, ...]] = [
        (row.code, row.slug, row.name, row.region, row.population) for row in list_systems()
    ]
    rows += [("", name, _title(name), "", "") for name in shipped_systems()]
    listing(kind, "Systems: run one by its code or short name", _COLUMNS, rows)


_COLUMNS = ("code", "short name", "name", "region", "population")


def _title(name: str) -> str:
    from icsim.config import read_yaml, shipped_systems
    from icsim.config.rows import SystemFile

    return read_yaml(shipped_systems()[name] / "system.yaml", SystemFile).value.system
