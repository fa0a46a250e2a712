"""Results folders that are there whole or not at all.

Everything is written into a hidden sibling folder, flushed to disk and then
renamed. A run that fails, is interrupted, or meets a full disk leaves the
place as it was.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BufferedWriter
from pathlib import Path

from icsim.errors import InputError

MANIFEST = "manifest.json"
"""File that makes a folder a run's results."""
COMPARISON, TODAY = "comparison.csv", "today"
"""What a run under agreements has besides: the comparison with a run without, and that run's folder."""

_PART = ".part"
"""Ending of a file that is being written."""
_DAY_SECONDS = 86_400

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "your disk quota is used up; free some space or choose another folder",
    errno.EROFS: "this disk is read-only; choose another folder",
    errno.EACCES: "no permission to write here; choose another folder",
    errno.EPERM: "no permission to write here; choose another folder",
    errno.EEXIST: "part of this path is a file, not a folder",
    errno.ENOTDIR: "part of this path is a file, not a folder",
    errno.ENAMETOOLONG: "this path is too long",
}


@contextmanager
def results_folder(target: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well it becomes the target.

    Parameters
    ----------
    target
        Where the results shall be. May be absent or empty.
    overwrite
        Whether a folder of earlier results may be replaced.

    Yields
    ------
    pathlib.Path
        The folder to write into.

    Raises
    ------
    InputError
        If the target holds results and ``overwrite`` is false, if it holds
        anything icsim did not write, or if the disk refuses.
    """
    asked, target = target, Path(os.path.realpath(target))
    refuse_occupied(asked, overwrite=overwrite)
    with _explained(asked):
        made = _make_parents(target)
    staging = target.parent / f".{target.name[:40]}.writing-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        with _explained(asked):
            staging.mkdir()
        with _spoken_of_as(staging, asked):
            yield staging
        refuse_occupied(asked, overwrite=overwrite)
        with _explained(asked):
            _flush_folders(staging)
            _put_in_place(staging, target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise


def refuse_occupied(target: Path, *, overwrite: bool) -> None:
    """Say no to a target that must not be replaced.

    Raises
    ------
    InputError
        If the target is a file, holds results and ``overwrite`` is false, or
        holds anything else.
    """
    with _explained(target):
        if target.is_file():
            raise InputError.at(target, "is a file; results need a folder")
        if not target.is_dir() or not any(target.iterdir()):
            return
        foreign = _foreign(target)
    if foreign:
        names = ", ".join(foreign[:3]) + (" and more" if len(foreign) > 3 else "")
        raise InputError.at(target, f"holds {names}, which is none of this command's files; choose another folder")
    if not overwrite:
        raise InputError.at(target, "already holds results; choose another folder, or --overwrite to replace them")


def write_file(path: Path, write: Callable[[BufferedWriter], object]) -> None:
    """Write one file and wait until it is on the disk.

    Parameters
    ----------
    path
        File to make; it must not exist.
    write
        Writes the content to an open binary file.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    with _explained(path), path.open("xb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, write: Callable[[BufferedWriter], object]) -> None:
    """Write one file under another name, wait until it is on the disk, and rename it over what may be there.

    Whoever reads the file finds the old one or the new one, never a part.
    The other name tells machine and process, so that what a killed process
    left can be told from what is being written (:func:`drop_abandoned`).

    Parameters
    ----------
    path
        File to make or replace; folders above it are made.
    write
        Writes the content to an open binary file.

    Raises
    ------
    InputError
        If the disk refuses; what was there before is still there.
    """
    part = path.with_name(f".{path.name}.{_machine()}-{os.getpid()}-{secrets.token_hex(4)}{_PART}")
    with _spoken_of_as(part, path):
        try:
            with _explained(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            write_file(part, write)
            with _explained(path):
                part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def drop_abandoned(folder: Path) -> None:
    """Remove half-written files of :func:`replace_file` whose process is dead, here and in folders below.

    Those of other machines are left until they are a day old.
    """
    for part in folder.rglob(f".*{_PART}"):
        words = part.name.removesuffix(_PART).rsplit("-", 2)
        with suppress(OSError, ValueError):
            if words[0].endswith(f".{_machine()}"):
                if _is_alive(int(words[1])):
                    continue
            elif time.time() - part.stat().st_mtime < _DAY_SECONDS:
                continue
            part.unlink()


def _machine() -> str:
    return "".join(c for c in platform.node() if c.isalnum())[:40] or "here"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def make_folder(path: Path) -> None:
    """Make one folder inside a results folder.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    with _explained(path):
        path.mkdir()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the disk says into a sentence about a path."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, error.strerror or str(error))
        raise InputError.at(path, f"nothing was written: {advice}") from error


@contextmanager
def _spoken_of_as(staging: Path, asked: Path) -> Iterator[None]:
    """Name the folder a person asked for in errors, not the hidden one."""
    try:
        yield
    except InputError as error:
        named = (replace(p, path=p.path.replace(str(staging), str(asked))) for p in error.problems)
        raise InputError(*named) from error


def _foreign(folder: Path) -> list[str]:
    """Names in a results folder that icsim did not put there."""
    own = _written(folder)
    if own and _written(folder / TODAY) and not _foreign(folder / TODAY):
        own |= {COMPARISON, TODAY}
    return sorted(path.name for path in folder.iterdir() if path.name not in own)


def _written(folder: Path) -> set[str]:
    """Names that a run's manifest says it wrote; none if there is no such manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {MANIFEST, *manifest["files"]} if manifest["format"].startswith("icsim run") else set()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return set()


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above a target; those made, innermost first."""
    missing = [parent for parent in target.parents if not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _flush_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top):
        _flush(Path(folder))


def _flush(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can say so."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put_in_place(staging: Path, target: Path) -> None:
    """Rename over an absent or empty target, or swap with earlier results and drop those."""
    retired = None
    if target.exists() and any(target.iterdir()):
        retired = staging.with_name(staging.name.replace(".writing-", ".replaced-"))
        target.rename(retired)
    try:
        staging.replace(target)
    except BaseException:
        if retired is not None and not target.exists():
            retired.rename(target)
        raise
    _flush(target.parent)
    if retired is not None:
        shutil.rmtree(retired, ignore_errors=True)
