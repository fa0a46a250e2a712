"""Life of an agreement: signed, coming into use party by party, losing parties, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Code, Grade
from icsim.parameters import Parameter

if TYPE_CHECKING:
    from icsim.clause import Signed
    from icsim.model import ICS

Organisations = NDArray[np.int64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "standing.pace_per_trust", 1.0, 0.0, 3.0, "per point of the 0-1 scale", _GUESS, Grade.assumption,
        "How much faster than usual parties come to first use for each point of mutual trust above a young one's.",
    ),
    Parameter(
        "standing.leave_level", 0.12, 0.0, 0.3, "0-1 scale of trust", _GUESS, Grade.assumption,
        "Mean mutual trust with the other parties below which a party leaves an agreement in the end.",
    ),
    Parameter(
        "standing.leave_months", 6, 1, 24, "months", _GUESS, Grade.assumption,
        "Months in a row of such low trust after which a party leaves.",
    ),
)  # fmt: skip

FIRST_WAVE = 2
"""Fewest parties that begin together: one alone would have nobody to act with."""
_HALF = 0.5
"""Part of a month that counts as a month."""
_SLOWEST = 0.1
"""Slowest pace of coming into use, so that every agreement does in the end."""


class Event(Code):
    """What can happen to a party of an agreement."""

    signed = 0
    in_use = 1
    joined = 2
    stopped_releasing = 3
    releasing_again = 4
    left = 5
    ended = 6


class Happening(NamedTuple):
    """One event: month, agreement, organisation."""

    month: int
    agreement: str
    organisation: int
    event: Event


class AgreementLife:
    """What has become of one agreement and its parties.

    Parameters
    ----------
    signed
        Any of its clauses.

    Attributes
    ----------
    system
        Integrated care system whose organisations alone sign it, by its position; -1 for any.
    signatories
        Organisations that have signed and not left, in the order of the file, then those that joined.
    acting
        Those of them that act on it.
    gone
        Organisations that have left; they do not come back.
    signed_in, used_from
        Months in which it was signed and came into use; None before.
    readiness
        How far parties have come towards first use, in months of ordinary pace.
    clocks
        What is left of the thresholds of organisations that may join, by organisation.
    unfilled_then
        Work unfilled and required of each organisation in the month before it came into use.
    concerns
        Whether any of its clauses concerns anybody; if not, signing it is no joint work either.
    happened
        Its events so far.
    """

    def __init__(self, signed: Signed) -> None:
        self.agreement, self.starts, self.ends = signed.agreement, signed.starts, signed.ends
        self.open_to_others, self.system = signed.open_to_others, signed.system
        self.signatories: list[int] = signed.parties.tolist()
        self.acting: set[int] = set()
        self.gone: set[int] = set()
        self.signed_in: int | None = None
        self.used_from: int | None = None
        self.readiness = 0.0
        self.clocks: dict[int, float] = {}
        self.unfilled_then: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self.concerns = False
        self.happened: list[Happening] = []
        self._exits = signed.exits
        self._distrusted: dict[int, int] = {}
        self._stopped: set[int] = set()
        self._over = False

    @property
    def parties(self) -> Organisations:
        """Those who have signed and not left, in order."""
        return np.array(self.signatories, dtype=np.int64)

    @property
    def holds(self) -> bool:
        """Whether it is signed and not at an end."""
        return self.signed_in is not None and not self._over

    @property
    def actors(self) -> Organisations:
        """Those who act on it, in order."""
        return np.array([party for party in self.signatories if party in self.acting], dtype=np.int64)

    def live(self, model: ICS, pace: NDArray[np.float64]) -> None:
        """Begin a month: sign, lose parties, come nearer to use, end.

        Parameters
        ----------
        model
            The model.
        pace
            Pace of every organisation's leadership.
        """
        if self._over or model.month < self.starts:
            return
        if model.month >= self.ends:
            self._end(model.month)
            return
        if self.signed_in is None:
            self._sign(model, pace)
        else:
            self.readiness += self._pace(model, pace)
        self.leave(model, [party for party, month in self._exits if month <= model.month])
        self._judge(model)
        if len(self.signatories) < FIRST_WAVE:
            self._end(model.month)
        elif self.used_from is None and self.readiness + _HALF >= model.maturity.months_to_use(self.parties):
            self.used_from = model.month
            self.unfilled_then = unfilled(model)

    def _sign(self, model: ICS, pace: NDArray[np.float64]) -> None:
        """Sign, and make up for the months since, if that was before the run."""
        early = {party for party, month in self._exits if month <= max(self.starts, 0)}
        self.signatories = [party for party in self.signatories if party not in early]
        self.gone |= early
        self.signed_in = self.starts
        if self.concerns:
            model.partnerships.sign(self.parties)
        self.readiness = max(-self.starts, 0) * self._pace(model, pace)
        self.note(self.starts, self.signatories, Event.signed)

    def _pace(self, model: ICS, pace: NDArray[np.float64]) -> float:
        """Months of ordinary pace by which parties come nearer to first use in one month."""
        parties, p = self.parties, model.p
        thousandths = np.floor(pace[parties] * 1000 + 0.5).astype(np.int64)
        led = int(thousandths.sum()) / max(len(parties), 1) / 1000
        more = model.partnerships.mean_between(parties) - p["trust.young_level"]
        return max(led * (1.0 + p["standing.pace_per_trust"] * more), _SLOWEST)

    def leave(self, model: ICS, parties: list[int]) -> None:
        """Parties leave for good; what their people have begun elsewhere, they finish."""
        going = [party for party in parties if party in self.signatories]
        self.signatories = [party for party in self.signatories if party not in going]
        self.acting -= set(going)
        self.gone |= set(going)
        self.note(model.month, going, Event.left)

    def _judge(self, model: ICS) -> None:
        """See whether parties trust the others enough to release staff, and to stay."""
        actors, p = self.actors, model.p
        level, months = p["standing.leave_level"], p["standing.leave_months"]
        if len(actors) < FIRST_WAVE:
            return
        trust = model.partnerships.standing_among(actors)
        low = set(actors[trust < level].tolist())
        self._distrusted = {party: self._distrusted.get(party, 0) + 1 for party in sorted(low)}
        stopped = set(actors[trust <= p["trust.stop_level"]].tolist())
        known = set(actors.tolist())
        self.note(model.month, sorted(stopped - self._stopped), Event.stopped_releasing)
        self.note(model.month, sorted((self._stopped & known) - stopped), Event.releasing_again)
        self._stopped = stopped
        self.leave(model, [party for party, n in self._distrusted.items() if n >= months])

    def begin(self, model: ICS) -> None:
        """The next parties begin to act: those of most trust first, so many at once in each system."""
        waiting = np.array([party for party in self.signatories if party not in self.acting], dtype=np.int64)
        if self.used_from is None or not len(waiting):
            return
        parties = self.parties
        trust = dict(zip(parties.tolist(), model.partnerships.standing_among(parties).tolist(), strict=True))
        queue = sorted(waiting.tolist(), key=lambda party: -trust[party])  # stable: then in the order of the file
        free = {int(s): model.maturity.parties_at_once(int(s)) for s in set(model.system.system_index[waiting])}
        beginning = []
        for party in queue:
            system = int(model.system.system_index[party])
            if free[system] > 0:
                free[system] -= 1
                beginning.append(party)
        if len(self.acting) + len(beginning) < FIRST_WAVE:
            beginning += [party for party in queue if party not in beginning][: FIRST_WAVE - len(beginning)]
        self.acting |= set(beginning)
        self.note(model.month, beginning, Event.in_use)

    def join(self, model: ICS, organisations: list[int]) -> None:
        """Organisations from outside sign."""
        self.signatories += organisations
        model.partnerships.sign(self.parties)
        self.note(model.month, organisations, Event.joined)

    def _end(self, month: int) -> None:
        """Nobody is bound any longer."""
        self._over = True
        if self.signed_in is not None:
            self.note(month, self.signatories, Event.ended)
        self.acting, self.used_from = set(), None

    def note(self, month: int, organisations: list[int], event: Event) -> None:
        """Keep what happened to organisations."""
        self.happened += [Happening(month, self.agreement, organisation, event) for organisation in organisations]


def unfilled(model: ICS) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Work unfilled and required of each organisation last month, hundredths of FTE, shape (n_organisations,) each."""
    posts = model.posts
    n = len(model.system.organisations)
    work = (model.state.unfilled_fte, posts.required_fte)
    undone, required = (np.bincount(posts.organisation, weights=of, minlength=n).astype(np.int64) for of in work)
    return undone, required
