"""Sessions: who may see the app, and the token people on the same network join with.

A session is a word the server has made up and given one browser as a
cookie. Solara ties everything a page holds to it, so whoever has not been
given the word sees nothing of it.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict, deque

_WORD_BYTES = 16
"""128 bits: nobody guesses a session or a token."""
_MOST_SESSIONS = 1000
_MOST_ADDRESSES = 1000
_WRONG_TOKENS = 10
"""Wrong tokens from one address in :data:`_WRONG_SECONDS`; more are not looked at."""
_WRONG_SECONDS = 60.0


def new_word() -> str:
    """A word nobody can guess, fit for an address and a cookie."""
    return secrets.token_urlsafe(_WORD_BYTES)


class Sessions:
    """The sessions of one server.

    Parameters
    ----------
    token
        What somebody has to show to be given a session; empty if everybody is given one.
    """

    def __init__(self, token: str = "") -> None:
        self.token = token
        self._known: OrderedDict[str, None] = OrderedDict()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether everybody is given a session."""
        return not self.token

    def knows(self, session: str) -> bool:
        """Whether a word is a session of this server."""
        if session not in self._known:
            return False
        self._known.move_to_end(session)
        return True

    def begin(self) -> str:
        """A new session; of very many the one that has not been seen for longest is forgotten."""
        session = new_word()
        self._known[session] = None
        if len(self._known) > _MOST_SESSIONS:
            self._known.popitem(last=False)
        return session

    def must_wait(self, address: str) -> bool:
        """Whether too many wrong tokens have come from an address lately."""
        times = self._wrong.get(address)
        return times is not None and len(times) == _WRONG_TOKENS and time.monotonic() - times[0] < _WRONG_SECONDS

    def takes(self, token: str, address: str) -> bool:
        """Whether a token is the right one; wrong ones are counted by address."""
        if hmac.compare_digest(token.encode(), self.token.encode()):
            return True
        self._wrong.setdefault(address, deque(maxlen=_WRONG_TOKENS)).append(time.monotonic())
        self._wrong.move_to_end(address)
        if len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        return False
