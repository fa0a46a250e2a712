"""Live: what can be seen of a run that is being made, through files beside the records.

::

    live/<digest>/owner         process of the server that has it made
    live/<digest>/months        months done
    live/<digest>/stop          there if the run is to stop after its month
    live/<digest>/hold          there while the run is to leave the processor to others
    live/<digest>/NNNN.parquet  rows of a replay from month NNNN on, up to the next such file

Nothing here is waited for to reach the disk: whatever is lost is made again.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

LIVE = "live"
"""Folder of the runs in the making."""
_PIECE = ".parquet"


class Live:
    """A run in the making.

    Parameters
    ----------
    store
        Folder of the store.
    digest
        The run.
    """

    def __init__(self, store: str | Path, digest: str) -> None:
        self.folder = Path(store) / LIVE / digest

    def begin(self) -> None:
        """Make the folder afresh, owned by this process.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "owner").write_text(str(os.getpid()), encoding="ascii")

    def drop(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask_to_stop(self) -> None:
        """Whoever makes the run stops after the month it is in."""
        with suppress(OSError):
            (self.folder / "stop").touch()

    def go_on(self) -> None:
        """Take back that the run is to stop, where nobody has seen it yet."""
        with suppress(OSError):
            (self.folder / "stop").unlink()

    @property
    def asked_to_stop(self) -> bool:
        """Whether the run is to stop."""
        return (self.folder / "stop").exists()

    def hold(self, *, on: bool) -> None:
        """Whoever makes the run waits after the month it is in, or goes on."""
        with suppress(OSError):
            if on:
                (self.folder / "hold").touch()
            else:
                (self.folder / "hold").unlink(missing_ok=True)

    @property
    def is_held(self) -> bool:
        """Whether the run is to wait."""
        return (self.folder / "hold").exists()

    def note(self, months: int) -> None:
        """So many months are done; written over what was noted, so that whoever reads never finds nothing."""
        with suppress(OSError):
            file = os.open(self.folder / "months", os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(file, f"{months:6d}".encode("ascii"))
            finally:
                os.close(file)

    @property
    def months(self) -> int:
        """Months done, as noted last."""
        try:
            return int((self.folder / "months").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def put(self, first_month: int, rows: pa.Table) -> None:
        """Hand over rows of a replay from a month on; whoever reads finds them all or none."""
        import pyarrow.parquet as pq

        path = self.folder / f"{first_month:04d}{_PIECE}"
        part = path.with_suffix(".part")
        with suppress(OSError):
            pq.write_table(rows, part, compression="zstd", compression_level=1)
            part.replace(path)

    def begin_again(self) -> None:
        """Nothing has been done yet; what a worker that died had handed over goes."""
        with suppress(OSError):
            (self.folder / "months").unlink(missing_ok=True)
            for path in self.folder.glob(f"*{_PIECE}"):
                path.unlink()

    def rows(self, first_month: int = 0) -> pa.Table | None:
        """Rows of a replay handed over so far, from a month on, by month; None if there are none yet.

        Once the whole record is there, there are none here any more.
        """
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        from icsim.experiment.replay_table import together

        try:
            pieces = sorted(self.folder.glob(f"*{_PIECE}"))
            starts = [int(path.stem) for path in pieces]
            later = sum(start <= first_month for start in starts)
            found = [pq.read_table(path, use_threads=False) for path in pieces[max(later - 1, 0) :]]
        except (OSError, ValueError):  # it has ended just now, or begun again
            return None
        rows = together(found) if found else None
        rows = None if rows is None else rows.filter(pc.greater_equal(rows["month"], first_month))
        return rows if rows is not None and rows.num_rows else None


def drop_abandoned_runs(store: Path) -> None:
    """Remove what servers that are no more left of runs in the making."""
    with suppress(OSError):
        for folder in (store / LIVE).iterdir():
            if not _is_owned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_owned(folder: Path) -> bool:
    """Whether the server that has a run made is another one, and alive."""
    try:
        owner = int((folder / "owner").read_text(encoding="ascii"))
        os.kill(owner, 0)
    except (OSError, ValueError):
        return False
    return owner != os.getpid()
