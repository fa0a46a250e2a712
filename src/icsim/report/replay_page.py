"""Page of a replay: one HTML file that plays from disk, with everything in it and nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from icsim.errors import InputError
from icsim.report.palette import INK, LINE, SOFT, TYPE

if TYPE_CHECKING:
    from jinja2 import Template

    from icsim.report.replay import Replay

_HERE: Final = Path(__file__).parent
_TEMPLATE: Final = "replay.html.jinja"

_PAGE_STYLE: Final = f"""\
html {{ font: 100%/1.5 {TYPE}; color: {INK}; background: #fff; -webkit-text-size-adjust: 100%; }}
body {{ max-width: 90rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }}
h2 {{ font-size: 1.25rem; margin: 1.25rem 0 0.5rem; }}
header p, .small {{ color: {SOFT}; margin: 0; max-width: 46rem; }}
main > section > dl {{ display: grid; gap: 0.25rem 1.5rem; margin: 0 0 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }}
main > section > dl > div {{ display: grid; grid-template-columns: 10rem minmax(0, 1fr);
  border-bottom: 1px solid {LINE}; }}
main > section > dl dt {{ color: {SOFT}; }}
main > section > dl dd {{ margin: 0; overflow-wrap: anywhere; }}
@media (max-width: 30rem) {{ main > section > dl > div {{ grid-template-columns: minmax(0, 1fr); }} }}
"""
_START: Final = """
(() => {
  const text = atob(document.getElementById("replay").textContent.trim());
  const bytes = Uint8Array.from(text, (each) => each.charCodeAt(0));
  window.player = icsimPlayer(document.getElementById("player"), bytes, { charts: true });
})();
"""


def player_script() -> str:
    """The player, as it stands in pages and in the application: it defines ``icsimPlayer``."""
    return (_HERE / "player.js").read_text(encoding="utf-8")


def player_style() -> str:
    """The style sheet of the player."""
    return (_HERE / "player.css").read_text(encoding="utf-8")


def replay_page(replay: Replay, *, written: datetime | None = None) -> str:
    """One HTML file that plays a run.

    Its policy lets no address be reached and no script run but the player's
    own, which is told by its hash. Names from files are text, whatever is in them.

    Parameters
    ----------
    replay
        What is played.
    written
        When the page is made, to say so; now when left out.

    Raises
    ------
    InputError
        If the libraries of ``icsim[report]`` are not installed.
    """
    if find_spec("jinja2") is None:
        raise InputError.at("the replay", "needs jinja2: install icsim[report]")
    from markupsafe import Markup

    # both are the project's own text; a policy compares the very characters between the tags
    script, style = player_script() + _START, _PAGE_STYLE + player_style()
    return _template().render(
        title=replay.header["title"],
        facts=replay.header["facts"],
        written=f"{written or datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        script_hash=_hash(script),
        style_hash=_hash(style),
        data=base64.b64encode(replay.encode()).decode(),
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(_TEMPLATE)
