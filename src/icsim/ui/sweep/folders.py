"""Folders: which sweeps may be opened, chosen by name from a list and never by a path.

Whoever starts the app says below which folders sweeps are shown. A page
sends back a name from the list; no path is ever put together from what a
page sends, so nothing outside those folders can be asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from icsim.experiment.store import PLAN, RUNS
from icsim.experiment.sweep import SWEEP

USUAL = ("results", "experiments")
"""Folders of the working folder that are looked in if nobody names any."""
DEEPEST = 4
"""Folders below a root that are looked through."""
MOST = 500
"""Sweeps that are listed at most."""

_roots: list[Path] = []


@dataclass(frozen=True)
class Found:
    """A folder of runs.

    Parameters
    ----------
    name
        How pages call it: the root's name and the way below it.
    folder
        Where it is; not shown to pages.
    is_sweep
        Whether it says what sweep it holds; a folder of runs that does not is shown with advice.
    """

    name: str
    folder: Path
    is_sweep: bool


def configure_sweeps(roots: Iterable[str | Path] = ()) -> None:
    """Say below which folders sweeps are shown; the usual ones of the working folder without any."""
    given = [Path(root) for root in roots] or [Path(name) for name in USUAL]
    _roots[:] = [root.resolve() for root in given]


def found() -> dict[str, Found]:
    """Folders of runs below the roots by name, in order; looked for anew each time."""
    listed: dict[str, Found] = {}
    for title, root in _titled(_roots or [Path(name).resolve() for name in USUAL]):
        for folder in _below(root):
            way = folder.relative_to(root).as_posix()
            name = title if way == "." else f"{title}/{way}"
            listed[name] = Found(name, folder, (folder / SWEEP).is_file())
            if len(listed) >= MOST:
                return listed
    return dict(sorted(listed.items()))


def _titled(roots: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Each root with a name no other has."""
    taken: set[str] = set()
    for root in roots:
        plain = title = root.name or "folder"
        number = 2
        while title in taken:
            title, number = f"{plain} ({number})", number + 1
        taken.add(title)
        yield title, root


def _below(root: Path) -> Iterator[Path]:
    """Folders of runs below one, itself included; links are not followed and hidden folders not entered."""
    for here, names, files in os.walk(root, followlinks=False):
        folder = Path(here)
        if SWEEP in files or PLAN in files:
            names[:] = []
            # A link could lead anywhere: only files that are really there count.
            if not any((folder / name).is_symlink() for name in (SWEEP, PLAN)):
                yield folder
            continue
        deep = len(folder.relative_to(root).parts)
        names[:] = sorted(n for n in names if deep < DEEPEST and not n.startswith(".") and n != RUNS)
