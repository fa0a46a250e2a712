"""Files: taking one in and giving one out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from icsim.ui.parts.vue import vue

_HERE = Path(__file__).parent


@vue(_HERE / "upload.vue")
def _Upload(
    label: str, accept: str, most_bytes: int, note: str, event_file: Callable[[dict[str, str]], Any] | None = None
) -> None: ...


@solara.component
def Upload(
    label: str,
    on_file: Callable[[str, bytes], Any],
    accept: str = ".yaml,.yml",
    most_bytes: int = 1 << 20,
    note: str = "",
) -> None:
    """A file from the person's own machine; larger ones are refused in the browser and here.

    Parameters
    ----------
    label, note
        What is wanted.
    on_file
        Told its name and content; nothing about either has been checked but the size.
    accept
        Kinds of files offered.
    most_bytes
        Largest size.
    """

    def take(sent: dict[str, str]) -> None:
        import base64
        import binascii

        try:
            content = base64.b64decode(str(sent["content"]), validate=True)
        except (binascii.Error, KeyError, TypeError, ValueError):
            return
        if len(content) <= most_bytes:
            on_file(str(sent.get("name", ""))[:200], content)

    _Upload(label, accept, most_bytes, note, event_file=take)


@solara.component
def Download(label: str, name: str, content: Callable[[], bytes | str], kind: str = "application/octet-stream") -> None:
    """A button that gives a file; its content is made when it is pressed.

    Parameters
    ----------
    label
        Words of the button.
    name
        Name of the file.
    content
        Makes it.
    kind
        Media type.
    """
    with solara.FileDownload(content, filename=name, mime_type=kind):
        solara.Button(label, classes=["ics-action"], text=True)
