"""Serve: the settings Solara reads before it is imported, and the server."""

from __future__ import annotations

import os
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
"""The house style and the script that every page loads."""


def settings() -> dict[str, str]:
    """Environment that Solara reads when it is imported: nothing is fetched from outside and nobody is told."""
    return {
        "SOLARA_APP": "icsim.ui.app",
        "SOLARA_MODE": "production",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
        "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
        "SOLARA_ASSETS_EXTRA_LOCATIONS": str(ASSETS),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
        "SOLARA_THEME_SHOW_BANNER": "false",
        "SOLARA_THEME_TITLE": "icsim",
        "SOLARA_THEME_LOADER": "plain",
        "SOLARA_KERNEL_CULL_TIMEOUT": "2h",
    }


def serve(host: str = "127.0.0.1", port: int = 8765) -> None:
    """Run the server until it is interrupted."""
    os.environ.update(settings())
    import uvicorn

    uvicorn.run("solara.server.starlette:app", host=host, port=port, log_level="warning")
