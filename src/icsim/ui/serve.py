"""Serve: the settings Solara reads before it is imported, and the server."""

from __future__ import annotations

import logging
import os
import socket
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from icsim.errors import InputError
from icsim.ui import jobs
from icsim.ui.guard import FRAME_BYTES, Guard
from icsim.ui.ready import make_ready
from icsim.ui.sessions import Sessions, new_word

ASSETS = Path(__file__).parent / "assets"
"""The house style and the script that every page loads."""
_PORTS_TRIED = 20
_LAST_PORT = 65535
_GRACE_SECONDS = 2
"""How long pages have to take note that the server ends."""
_HEAD_BYTES = 96 << 10
"""Longest head of a request: a comparison travels in its address."""


def settings() -> dict[str, str]:
    """Environment that Solara reads when it is imported: nothing is fetched from outside and nobody is told."""
    return {
        "SOLARA_APP": "icsim.ui.app",
        "SOLARA_MODE": "production",
        "SOLARA_EXPERIMENTAL_PERFORMANCE": "true",  # messages leave together, not one thread change each
        "SOLARA_CHECK_HOOKS": "off",  # tests have read the pages for that; it makes the start later
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
        "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
        "SOLARA_ASSETS_PROXY": "true",
        "SOLARA_ASSETS_EXTRA_LOCATIONS": str(ASSETS),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
        "SOLARA_STATE_BACKEND": "",
        "SOLARA_STATE_ALLOW_PICKLE": "false",
        "SOLARA_THEME_SHOW_BANNER": "false",
        "SOLARA_THEME_TITLE": "icsim",
        "SOLARA_THEME_LOADER": "plain",
        "SOLARA_KERNEL_CULL_TIMEOUT": "2h",
    }


@dataclass(frozen=True)
class Served:
    """A server that is ready.

    Parameters
    ----------
    own
        Address for whoever sits at this machine.
    kept
        Folder of the runs.
    others
        Addresses for people on the same network, the token in them; none if it is for this machine alone.
    token
        What they join with.
    """

    own: str
    kept: Path
    others: tuple[str, ...] = ()
    token: str = ""


def serve(port: int, *, lan: bool = False, on_ready: Callable[[Served], None] = lambda _: None) -> None:
    """Run the server until it is interrupted.

    Parameters
    ----------
    port
        Where it listens.
    lan
        Whether people on the same network can join.
    on_ready
        Told where it is as soon as it answers.

    Raises
    ------
    InputError
        If somebody else listens at the port, what pages need without a network is not installed, or the folder of
        the runs cannot be used.
    """
    sessions = Sessions(new_word() if lan else "")
    asked = f"/?token={sessions.token}" if lan else "/"
    try:
        with listen("0.0.0.0" if lan else "127.0.0.1", port) as listening:  # noqa: S104 – asked for; the token guards it
            app = guarded(sessions)
            kept = jobs.jobs().store.folder
            make_ready()
            others = tuple(f"http://{address}:{port}{asked}" for address in addresses()) if lan else ()
            ready = Served(f"http://127.0.0.1:{port}{asked}", kept, others, sessions.token)
            _run(app, listening, lambda: on_ready(ready))
    finally:
        jobs.close()


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises
    ------
    InputError
        If it is taken; the message names the next that is free.
    """
    taken = socket.socket()
    try:
        if os.name == "posix":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # of a server that has just ended
        taken.bind((host, port))
        taken.listen()
    except OSError as error:
        taken.close()
        other = _free_port(host, port + 1)
        advice = f"; use --port {other}" if other else "; choose another"
        raise InputError.at("--port", f"{port} cannot be listened at ({error.strerror}){advice}") from error
    return taken


def _free_port(host: str, first: int) -> int | None:
    for port in range(first, min(first + _PORTS_TRIED, _LAST_PORT + 1)):
        with socket.socket() as some:
            try:
                some.bind((host, port))
            except OSError:
                continue
            return port
    return None


def addresses() -> list[str]:
    """Addresses of this machine on the networks it is in, the likeliest first; nothing is sent to find them."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as some, suppress(OSError):  # no network leads elsewhere
        some.connect(("192.0.2.1", 9))  # an address of nobody; the system only picks the way there
        found.append(some.getsockname()[0])
    with suppress(OSError):  # a name of its own that the machine does not know
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [each for each in dict.fromkeys(found) if not each.startswith(("127.", "0."))]


def guarded(sessions: Sessions) -> Guard:
    """Solara's application with the app's pages, behind the guard.

    Raises
    ------
    InputError
        If what pages need without a network is not installed.
    """
    os.environ.update(settings())
    for name in [name for name in os.environ if name.startswith("SOLARA_") and name not in settings()]:
        del os.environ[name]  # whatever the machine has set for other apps is not for this one
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")  # its cookie is not sent
    import_module("mesa")  # before all others: it looks through every module that is there, twice
    import solara.server.settings
    import solara.server.starlette

    from icsim.ui.kernels import OpenPages

    assets = Path(solara.server.settings.assets.proxy_cache_dir)
    if not any(assets.glob("@widgetti/solara-vuetify-app@*/dist")):
        raise InputError.at(
            "icsim ui",
            "the scripts and styles of its pages are not installed, and nothing is fetched while it runs; "
            'install them once with: pip install "icsim[offline]"',
        )
    from icsim.ui.app import routes
    from icsim.ui.ready import make_ready

    make_ready()
    pages = ["/" if route.path == "/" else f"/{route.path}" for route in routes]
    name = socket.gethostname().lower()
    return Guard(solara.server.starlette.app, pages, sessions, OpenPages(), assets, (name, f"{name}.local"))


def _run(app: Guard, listening: socket.socket, on_ready: Callable[[], None]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_ready()

    logging.getLogger("uvicorn.error").addFilter(_is_news)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,  # on one network, packing costs more time than it saves
        h11_max_incomplete_event_size=_HEAD_BYTES,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = Server(config)
    server.run(sockets=[listening])
    if not server.started:
        sys.exit(1)  # it has said why


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is worth a line on the terminal: pages that leave are not."""
    return "timeout graceful shutdown exceeded" not in record.getMessage()
