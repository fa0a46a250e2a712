"""Options that several commands have, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PARAMETER=VALUE", help="Change a parameter in every run.", show_default=False),
]
Calibration = Annotated[
    str | None, typer.Option(metavar="none|FILE", help="Another calibration than the system's own.", show_default=False)
]
Posterior = Annotated[
    bool, typer.Option("--posterior", help="Each seed takes its own draw of the calibrated parameters.")
]
Sample = Annotated[float, typer.Option(help="Share of the staff to model, for a quick answer.")]
EachIcs = Annotated[
    bool, typer.Option("--each-ics", help="Each integrated care system signs the agreements for itself.")
]
Months = Annotated[int, typer.Option(min=1, help="Months to run.")]
Start = Annotated[str, typer.Option(help="First month, YYYY-MM.")]
Targets = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Published figures; England's without it.", show_default=False)
]
Place = Annotated[str, typer.Argument(help="ICB code, short name, small, england or a folder.", show_default=False)]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Worker processes; one for each processor.", show_default=False)
]
Folder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for tables and runs; goes on where it was.", show_default=False),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Try runs that failed once more.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
