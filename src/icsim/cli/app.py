"""The commands by name."""

from __future__ import annotations

import typer

from icsim.cli.check import check
from icsim.cli.describe import describe
from icsim.cli.explain import explain
from icsim.cli.new import new
from icsim.cli.run import run
from icsim.cli.systems import systems

app = typer.Typer(
    help="How staff move across an integrated care system, with and without a rotation agreement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich alone takes longer to load than all the rest
)

app.command()(systems)
app.command()(run)
app.command()(check)
app.command()(explain)
app.command()(describe)
app.command()(new)
