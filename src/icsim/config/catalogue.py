"""What SYSTEM means on a command line, and which files come with icsim."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from icsim.config.csv_table import read_table
from icsim.config.rows import SystemRow
from icsim.config.source_text import did_you_mean, escaped, raise_all, shown
from icsim.errors import InputError

ENGLAND = "england"
"""Folder of the tables that hold every integrated care system."""


@cache
def configs_root() -> Path:
    """Return the folder of the shipped systems, agreements and futures.

    Returns
    -------
    Path
        ``_configs`` inside an installed package, otherwise the ``configs``
        of the source tree the package stands in.

    Raises
    ------
    InputError
        If neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_configs", *(parent / "configs" for parent in package.parents[:2])):
        if (folder / "systems").is_dir():
            return folder
    raise InputError.at("configs", "the shipped systems are missing; install icsim again")


def list_systems() -> tuple[SystemRow, ...]:
    """Return the integrated care systems of England, by code.

    Raises
    ------
    InputError
        If the shipped table is damaged.
    """
    table = read_table(configs_root() / "systems" / ENGLAND / "systems.csv", SystemRow)
    raise_all(table.problems)
    return tuple(sorted(table.rows, key=lambda row: row.code))


def shipped_systems() -> dict[str, Path]:
    """Return the shipped system folders by name, such as ``small``."""
    root = configs_root() / "systems"
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "system.yaml").is_file()}


def shipped(kind: Literal["agreements", "futures"]) -> list[Path]:
    """Return the shipped agreement or future files, by name."""
    return sorted((configs_root() / kind).glob("*.yaml"))


def locate_system(word: str) -> tuple[Path, str | None]:
    """Find the system a user names.

    Parameters
    ----------
    word
        An ICB code or a slug in any letter case (``QR1``,
        ``gloucestershire``), the name of a shipped system (``small``,
        ``england``), or a folder. A folder that is named like a shipped
        system is meant by ``./small``. One system of a folder that holds
        several is ``folder:QR1``.

    Returns
    -------
    tuple
        Folder for `read_system`, and the code of the one system to keep, or
        None for all of them.

    Raises
    ------
    InputError
        If nothing of that name is known; near names are suggested.
    """
    named = shipped_systems()
    if word.casefold() in named:
        return named[word.casefold()], None
    systems = list_systems() if ENGLAND in named else ()
    for row in systems:
        if word.casefold() in {row.code.casefold(), row.slug.casefold()}:
            return named[ENGLAND], row.code
    folder = Path(word).expanduser() if word.startswith("~") else Path(word)
    if word and _is_folder(folder):
        return folder, None
    whole, _, code = word.rpartition(":")
    if whole and code and (whole in named or _is_folder(Path(whole).expanduser())):
        return named.get(whole) or Path(whole).expanduser(), code
    if word and _is_folder(folder.parent) and folder.name in {"system.yaml", "organisations.csv", "staff.csv"}:
        raise InputError.at("SYSTEM", f"{shown(word)} is a file; name its folder")
    if os.sep in word:
        raise InputError.at("SYSTEM", f"no such folder: {escaped(word[:200])}")
    known = [
        *named,
        *(row.slug for row in systems),
        *(row.code for row in systems),
        *(row.name for row in systems),
    ]
    hint = did_you_mean(word, known)
    message = f"no system {shown(word)}{hint}; icsim systems lists them, and a folder may be named"
    raise InputError.at("SYSTEM", message)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long, or a NUL in it
        return False
