"""Plain: the few pages that are shown when the app itself is not, as HTML without a script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from icsim.report.palette import ACTION, EDGE, ERROR_INK, FOCUS, INK, LINE, PAPER, QUIET, TYPE

_STYLE = f"""
body {{ margin: 0; background: {QUIET}; color: {INK}; font: 1rem/1.5 {TYPE}; }}
main {{ max-width: 34rem; margin: 10vh auto; padding: 1.5rem; background: {PAPER}; border: 1px solid {LINE};
  border-radius: 6px; }}
h1 {{ font-size: 1.75rem; line-height: 1.25; margin: 0 0 0.75rem; }}
label {{ display: block; font-weight: 600; margin: 1rem 0 0.25rem; }}
input {{ font: inherit; width: 100%; box-sizing: border-box; min-height: 2.75rem; padding: 0.4rem 0.5rem;
  border: 1px solid {EDGE}; border-radius: 4px; }}
button {{ font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0.4rem 1.25rem; margin-top: 1rem;
  border: 0; border-radius: 4px; background: {ACTION}; color: {PAPER}; cursor: pointer; }}
:focus-visible {{ outline: 3px solid {FOCUS}; outline-offset: 2px; }}
a {{ color: {ACTION}; }}
.fault {{ color: {ERROR_INK}; font-weight: 600; }}
"""


def page(title: str, body: str) -> bytes:
    """A page.

    Parameters
    ----------
    title
        Its heading, as text.
    body
        What follows, as HTML.
    """
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)} – icsim</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    ).encode()


def message(title: str, *sentences: str, back: bool = False) -> bytes:
    """A page that says something and what to do.

    Parameters
    ----------
    title, sentences
        What it says, as text.
    back
        Whether it leads to the first page of the app.
    """
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return page(title, said + ('<p><a href="/">Go to the first page of the app</a></p>' if back else ""))


def join(path: str, asked: Iterable[tuple[str, str]], fault: str = "") -> bytes:
    """The page that asks for the token.

    Parameters
    ----------
    path, asked
        Where the person wants to go, and what its address asks for: kept through joining.
    fault
        What was wrong with the last token.
    """
    kept = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked)
    said = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
    described = ' aria-invalid="true"' if fault else ""
    return page(
        "Join this workshop",
        "<p>Whoever started icsim has a joining code: the letters after <b>token=</b> in the address on their "
        f'screen.</p>{said}<form method="get" action="{escape(path)}">{kept}<label for="token">Joining code</label>'
        f'<input id="token" name="token" required autocomplete="off" autocapitalize="off" spellcheck="false"'
        f' maxlength="100"{described}><button>Join</button></form>',
    )
