"""Cache: records of runs on disk, up to a size; the ones not used for longest go first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from icsim.errors import InputError
from icsim.experiment.store import RUNS, RunStore
from icsim.folder import replace_file
from icsim.ui.jobs.live import drop_abandoned_runs

CAP_BYTES = 2 << 30
"""How large a cache grows where nobody says otherwise: 2 GiB."""
MARK = "icsim-cache"
"""File that makes a folder a cache, whose records may be dropped."""
_MARKED = b"Records of runs. When they are too many, icsim drops those not used for longest.\n"
_KEPT_SHARE = 0.9
"""Share of the cap to which a cache that has outgrown it is cut back."""
_MAGIC = b"PAR1"
"""First and last bytes of a Parquet file that is not cut short."""


def default_folder() -> Path:
    """The user's cache folder for icsim."""
    if sys.platform == "win32":
        above = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        above = Path.home() / "Library" / "Caches"
    else:
        above = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return above / "icsim"


class Cache:
    """Records on disk, up to a size.

    Parameters
    ----------
    folder
        Where; made if it is not there.
    cap_bytes
        Most that its records take together.

    Raises
    ------
    InputError
        If the folder holds something else, or the disk refuses.
    """

    def __init__(self, folder: Path, cap_bytes: int = CAP_BYTES) -> None:
        self.store, self._cap = RunStore(folder), cap_bytes
        self._claim()
        self.store.tidy()
        drop_abandoned_runs(folder)
        self._bytes = sum(size for _, size, _ in self._records())

    def _claim(self) -> None:
        """Mark the folder as a cache, so that no sweep or comparison ever loses a record to the cap."""
        folder, mark = self.store.folder, self.store.folder / MARK
        if mark.is_file():
            return
        try:
            entries = list(folder.iterdir()) if folder.exists() else []
        except OSError as error:
            raise InputError.at(folder, f"cannot be used as a cache: {error.strerror}") from error
        foreign = sorted(entry.name for entry in entries if entry.name[0] != ".")
        if foreign:
            raise InputError.at(folder, f"holds {foreign[0]} and is no cache of icsim; choose another folder")
        replace_file(mark, lambda file: file.write(_MARKED))
        with suppress(OSError):  # what people try out is nobody else's business
            folder.chmod(0o700)

    def has(self, digest: str) -> bool:
        """Whether a record is there and not cut short; it then counts as used now."""
        path = self.store.path(digest)
        try:
            with path.open("rb") as file:
                first = file.read(len(_MAGIC))
                file.seek(-len(_MAGIC), os.SEEK_END)
                if first != _MAGIC or file.read() != _MAGIC:
                    return False
        except OSError:
            return False
        with suppress(OSError):  # on a disk that takes no writing a record can still be read
            os.utime(path)
        return True

    def made(self, digest: str, wanted: Iterable[str]) -> None:
        """A record has been made; drop others if there is too much, none of those that are wanted."""
        with suppress(OSError):
            self._bytes += self.store.path(digest).stat().st_size
        if self._bytes > self._cap:
            self._cut_back({digest, *wanted})

    def _cut_back(self, wanted: set[str]) -> None:
        records = sorted(self._records())
        self._bytes = sum(size for _, size, _ in records)
        for _, size, path in records:
            if self._bytes <= self._cap * _KEPT_SHARE:
                return
            if path.stem not in wanted:
                with suppress(OSError):
                    path.unlink()
                    self._bytes -= size

    def _records(self) -> list[tuple[int, int, Path]]:
        """When each record was last used, its size and its file."""
        found = []
        for path in (self.store.folder / RUNS).glob("??/*.parquet"):
            with suppress(OSError):
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size, path))
        return found
