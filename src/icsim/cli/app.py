"""The commands by name."""

from __future__ import annotations

from typing import Annotated

import typer

from icsim import __version__
from icsim.cli.brief import report
from icsim.cli.calibrate import calibrate
from icsim.cli.check import check
from icsim.cli.compare import compare
from icsim.cli.describe import describe
from icsim.cli.experiment import experiment
from icsim.cli.explain import explain
from icsim.cli.league import league
from icsim.cli.natural import natural
from icsim.cli.new import new
from icsim.cli.replay import replay
from icsim.cli.run import run
from icsim.cli.sweep import sweep
from icsim.cli.systems import systems
from icsim.cli.ui import ui
from icsim.cli.validate import validate
from icsim.cli.verify import verify

app = typer.Typer(
    help="How staff move across an integrated care system, with and without agreements between employers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich alone takes longer to load than all the rest
)


def _version(asked: bool) -> None:
    if asked:
        print(f"icsim {__version__}")
        raise typer.Exit


@app.callback()
def _before(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    pass


app.command()(systems)
app.command()(run)
app.command()(replay)
app.command()(compare)
app.add_typer(sweep, name="sweep")
app.command()(league)
app.command()(report)
app.command()(calibrate)
app.command()(validate)
app.command()(verify)
app.command()(experiment)
app.command()(natural)
app.command()(check)
app.command()(explain)
app.command()(describe)
app.command()(new)
app.command()(ui)
