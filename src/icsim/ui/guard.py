"""Guard: what is let through to Solara, and what is not.

Whatever a browser sends comes through here first, requests and websocket
frames alike. Anything that is not named here is refused: another host name
(so that no page elsewhere can pass its own name off as ours), another origin,
an address the app does not have, a kernel of somebody else, a message that no
page of ours sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from icsim.ui import plain
from icsim.ui.sessions import Sessions

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]

FRAME_BYTES = 4 << 20
"""Largest websocket frame taken; a file of 1 MiB is 1.4 MB on its way."""
_ADDRESS_BYTES = 48 << 10
_BODY_BYTES = 64 << 10
_SOLARAS_COOKIE = "solara-session-id"
_CDN = "/_solara/cdn/"
_STATIC = (
    "/static/assets/",
    "/static/",
    "/jupyter/nbextensions/jupyter-vue/",
    "/jupyter/nbextensions/jupyter-vuetify/",
)
_KERNEL = re.compile(r"/jupyter/api/kernels/(?P<kernel>[0-9A-Za-z-]{8,64})/channels")
_PAGE = re.compile(r"[0-9A-Za-z-]{1,64}")
"""What a page calls itself when it connects; Solara counts the pages of a kernel by it."""
_CLOSE = re.compile(r"/_solara/api/close/(?P<kernel>[0-9A-Za-z-]{8,64})")
_DROPPED = re.compile(rb"cookie|(x-)?script-name|x-forwarded-.*|forwarded|x-real-ip")
"""Headers that Solara would believe and that no browser of ours needs to send."""
_COMMS = ("solara.control", "jupyter.widget.control")
"""Targets a page opens; any other would make widgets in the kernel that no page of ours has."""
_MESSAGES = ("kernel_info_request", "comm_info_request", "comm_msg", "comm_close", "shutdown_request")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=()",
}
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Kernels(Protocol):
    """What is known of the kernels of pages."""

    def owner(self, kernel: str) -> str | None:
        """Session of a kernel that is there."""

    def has_room(self, session: str) -> bool:
        """Whether a session may have one more kernel, if need be in place of one nobody looks at."""

    def connected(self, kernel: str, session: str) -> AbstractContextManager[None]:
        """Count a kernel from the moment a page is let in."""


class Guard:
    """An ASGI application in front of Solara's.

    Parameters
    ----------
    app
        Solara's.
    pages
        Addresses of the app's pages.
    sessions, kernels
        Who may come in, and whose pages there are.
    assets
        Folder with what Solara would otherwise fetch from elsewhere.
    names
        Host names besides the address a request came in at.
    """

    def __init__(
        self,
        app: ASGI,
        pages: Collection[str],
        sessions: Sessions,
        kernels: Kernels,
        assets: Path,
        names: Collection[str] = (),
    ) -> None:
        self._app, self._pages, self._sessions, self._kernels = app, frozenset(pages), sessions, kernels
        self._assets = assets.resolve()
        self._names = {"localhost", "127.0.0.1", "[::1]", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection through, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        if not self._is_our_host(scope, headers):
            await _say(send, 421, "Not here", "Use the address that icsim printed when it was started.")
        elif len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _ADDRESS_BYTES:
            await _say(send, 414, "Too long", "This address is too long. Share the comparison as a file instead.")
        elif scope["method"] == "POST":
            await self._post(scope, receive, send, headers)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _say(send, 405, "Not possible", "Nothing here takes that kind of request.")
        elif scope["path"] == "/readyz":
            await self._app(_cleaned(scope, ""), receive, send)
        elif scope["path"] in self._pages:
            await self._page(scope, receive, send, headers)
        elif not self._is_file(scope["path"]):
            await _say(send, 404, "Not found", "There is no such page.", back=True)
        elif not self._sessions.knows(self._session(scope, headers)):
            await _say(send, 403, "Not without a session", "Begin at the first page.", back=True)
        else:
            await self._app(_cleaned(scope, self._session(scope, headers)), receive, _Dressed(send, _policy(headers)))

    async def _page(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        session = self._session(scope, headers)
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        kept = [(name, value) for name, value in query if name != "token"]
        tokens = [value for name, value in query if name == "token"]
        address = (scope.get("client") or ("",))[0]
        known = self._sessions.knows(session)
        if tokens and not self._sessions.is_open:
            if self._sessions.must_wait(address):
                await _say(send, 429, "Wait a minute", "Too many wrong codes came from here. Try again in a minute.")
            elif known or self._sessions.takes(tokens[-1], address):
                session = session if known else self._sessions.begin()
                where = scope["path"] + (f"?{urlencode(kept)}" if kept else "")
                await _answer(send, 303, b"", {"location": where, "set-cookie": _cookie(scope, session)})
            else:
                fault = "That is not the code. It is long; copy it, or ask for the address again."
                await _answer(send, 403, plain.join(scope["path"], kept, fault))
        elif not known and not self._sessions.is_open:
            await _answer(send, 403, plain.join(scope["path"], kept))
        elif known and not self._kernels.has_room(session):
            why = "So many pages of the app are open that there is no room for one more."
            await _say(send, 503, "No room", why, "Close those you do not need, then load this page again.")
        else:
            more = {}
            if not known:
                session = self._sessions.begin()
                more["set-cookie"] = _cookie(scope, session)
            dressed = _Dressed(send, _policy(headers), more | {"cache-control": "no-cache"})
            await self._app(_cleaned(scope, session), receive, dressed)

    async def _post(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        """A page says that it was closed; nothing else is posted."""
        closed, session = _CLOSE.fullmatch(scope["path"]), self._session(scope, headers)
        length = headers.get("content-length", "")
        if closed is None:
            await _say(send, 405, "Not possible", "Nothing here takes that kind of request.")
        elif not _is_own_origin(scope, headers) or not self._sessions.knows(session):
            await _say(send, 403, "Not from here", "Only a page of this app may say that.")
        elif not length.isdecimal() or int(length) > _BODY_BYTES:
            await _say(send, 413, "Too much", "Nothing that long is taken here.")
        elif self._kernels.owner(closed["kernel"]) != session:
            await _say(send, 403, "Not yours", "That page is somebody else's, or is gone.")
        else:
            await self._app(_cleaned(scope, session), receive, _Dressed(send, _PLAIN_POLICY))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        asked, session = _KERNEL.fullmatch(scope["path"]), self._session(scope, headers)
        is_ours = self._is_our_host(scope, headers) and _is_own_origin(scope, headers) and _says_its_page(scope)
        if asked is None or not is_ours or not self._sessions.knows(session) or not self._may(asked["kernel"], session):
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # refused before it is open: 403
            return

        async def checked() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not is_of_a_page(message):
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        with self._kernels.connected(asked["kernel"], session):
            await self._app(_cleaned(scope, session), checked, send)

    def _may(self, kernel: str, session: str) -> bool:
        owner = self._kernels.owner(kernel)
        return owner == session if owner is not None else self._kernels.has_room(session)

    def _is_our_host(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Whether a request names us: by the very address it came in at, or by one of our names."""
        host = re.sub(r":[0-9]{1,5}$", "", headers.get("host", "").lower())
        return host in self._names or (bool(scope.get("server")) and host == scope["server"][0])

    def _is_file(self, path: str) -> bool:
        """Whether Solara would find a file at an address; what is not there it would try to fetch, or worse."""
        if "\0" in path:
            return False  # the name of no file, and an error to look for
        if path.startswith(_CDN):
            file = (self._assets / path.removeprefix(_CDN)).resolve()
            return file.is_relative_to(self._assets) and file.is_file()
        return path.startswith(_STATIC) and not path.endswith("/") and ".." not in path.split("/")

    @staticmethod
    def _session(scope: Scope, headers: Mapping[str, str]) -> str:
        """What a browser shows as its session: found by hand, as other cookies of the machine may be malformed."""
        cookies = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
        return next((value for name, _, value in cookies if name == _cookie_name(scope)), "")


def is_of_a_page(message: Message) -> bool:
    """Whether a websocket message is one that pages of the app send."""
    text = message.get("text")
    if not isinstance(text, str):
        return False  # pages send no binary frames: files come as text
    try:
        sent = json.loads(text)
        kind = sent["header"]["msg_type"]
        target = sent["content"].get("target_name")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
    return kind in _MESSAGES or (kind == "comm_open" and target in _COMMS)


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by name; of one that is sent twice both, so that it is like none we know."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}; {text}" if key in found else text
    return found


def _is_own_origin(scope: Scope, headers: Mapping[str, str]) -> bool:
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return headers.get("origin", "").lower() == f"{scheme}://{headers.get('host', '').lower()}"


def _says_its_page(scope: Scope) -> bool:
    """Whether a websocket says which page it is for, once."""
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    pages = [value for name, value in asked if name == "session_id"]
    return len(pages) == 1 and _PAGE.fullmatch(pages[0]) is not None


def _cookie_name(scope: Scope) -> str:
    """Servers at other ports of a machine share its cookies, so each has its own name."""
    return f"icsim-{(scope.get('server') or ('', 0))[1]}"


def _cookie(scope: Scope, session: str) -> str:
    # Lax, not Strict: a link to a comparison in somebody's mail is to open for those who have joined. Nothing is
    # changed by a request that Lax lets through.
    return f"{_cookie_name(scope)}={session}; Path=/; HttpOnly; SameSite=Lax"


def _cleaned(scope: Scope, session: str) -> Scope:
    """A request as Solara sees it: the session we know as its own, no header that would mislead it."""
    kept = [(name, value) for name, value in scope["headers"] if not _DROPPED.fullmatch(name.lower())]
    if session:
        kept.append((b"cookie", f"{_SOLARAS_COOKIE}={session}".encode("latin-1")))
    return {**scope, "headers": kept}


def _policy(headers: Mapping[str, str]) -> str:
    """What a page may load and do: everything from here, nothing from elsewhere.

    Vue's templates are turned into functions in the browser, which asks for
    ``unsafe-eval``; Solara's page has scripts and styles in itself. Older
    browsers do not take a websocket for ``'self'``, so it is named.
    """
    host = headers.get("host", "")
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host} data: blob:; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class _Dressed:
    """Sends an answer of Solara's with our headers in place of its own."""

    def __init__(self, send: Send, policy: str, more: Mapping[str, str] | None = None) -> None:
        self._send = send
        self._ours = {**_HEADERS, "content-security-policy": policy, **(more or {})}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.encode(), value.encode("latin-1")) for name, value in self._ours.items()]
            taken = {b"set-cookie", b"server", *(name for name, _ in ours)}
            theirs = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in taken]
            message = {**message, "headers": theirs + ours}
        await self._send(message)


async def _say(send: Send, status: int, title: str, *sentences: str, back: bool = False) -> None:
    """Answer with a page that says why not, and what to do."""
    await _answer(send, status, plain.message(title, *sentences, back=back))


async def _answer(send: Send, status: int, body: bytes, more: Mapping[str, str] | None = None) -> None:
    """Answer with a page of our own, or a redirection."""
    dressed = _Dressed(send, _PLAIN_POLICY, {"cache-control": "no-store", **(more or {})})
    kind = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await dressed({"type": "http.response.start", "status": status, "headers": kind})
    await dressed({"type": "http.response.body", "body": body})
