"""Watch link: one run, and what is looked at in it, as an address of the page that shows it.

Every field has a plain key, so that an address can be read and changed by
hand; agreements and futures that are not shipped ones travel packed::

    /watch?system=QR1&agreement=rotation_passport&future=pay_round&seed=3&months=60

Nothing an address says is believed: what is wrong with it is named, and the
rest holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, Self
from urllib.parse import parse_qsl, urlencode

from icsim.config.catalogue import list_systems, shipped, shipped_systems
from icsim.config.source_text import did_you_mean, escaped, shown
from icsim.errors import InputError
from icsim.experiment.spec import (
    Detail,
    RunSpec,
    canonical,
    canonical_agreements,
    canonical_future,
    system_of,
)
from icsim.months import Calendar
from icsim.ui.state.packed import MOST_TEXT, pack, unpack

if TYPE_CHECKING:
    from icsim.agreement import Agreement
    from icsim.future import Future

PATH: Final = "/watch"
MOST_MONTHS: Final = 180
"""Longest run that can be asked for."""
MOST_SEED: Final = 2**64 - 1
MOST_AGREEMENTS: Final = 4
"""Agreements that may hold together."""
MOST_PARAMETERS: Final = 100
_LONGEST_WORD: Final = 300
_LONGEST_QUERY: Final = 2 * MOST_TEXT
_YEARS_FROM, _YEARS_TO = "1950-01", "2150-12"


@dataclass(frozen=True)
class WatchState:
    """A run to be watched, and what is looked at in it.

    Parameters
    ----------
    system
        Code, short name, ``small`` or ``england``; never a folder.
    preset
        Name of the shipped agreement that is signed; empty for none.
    agreements
        Agreements signed that are not shipped ones, as a spec has them; empty where there is a preset.
    future
        Name of the shipped future; empty for as at the start.
    conditions
        Outside conditions that are not shipped ones, as a spec has them; None where there is a name or nothing.
    seed, months, start, sample_share, parameters
        As in :class:`icsim.experiment.spec.RunSpec`.
    organisation, person
        Whose panel and whose story are open; empty for none.
    is_draft
        Whether the form is still being filled in, so that the address alone starts no run.
    """

    system: str = "QR1"
    preset: str = ""
    agreements: tuple[str, ...] = ()
    future: str = ""
    conditions: str | None = None
    seed: int = 1
    months: int = 60
    start: str = "2026-04"
    sample_share: float = 1.0
    parameters: tuple[tuple[str, float], ...] = ()
    organisation: str = ""
    person: str = ""
    is_draft: bool = False

    @classmethod
    def of_spec(cls, spec: RunSpec) -> Self:
        """The state that shows a run.

        Raises
        ------
        InputError
            If its system was a folder, which no address may name.
        """
        if fault := system_fault(spec.system):
            raise InputError.at("system", fault)
        preset = _presets().get(spec.agreements, "")
        future = "" if spec.future is None else _futures().get(spec.future, "")
        return cls(
            system=spec.system,
            preset=preset,
            agreements=() if preset else spec.agreements,
            future=future,
            conditions=None if future else spec.future,
            seed=spec.seed,
            months=spec.months,
            start=spec.start,
            sample_share=spec.sample_share,
            parameters=spec.parameters,
        )

    @classmethod
    def of(
        cls,
        system: str,
        agreements: Iterable[Agreement | Mapping[str, Any]] = (),
        future: Future | str = "",
        **run: Any,
    ) -> Self:
        """The state of a run under agreements as objects or plain data.

        Parameters
        ----------
        system
            As in the state.
        agreements
            Signed together; as plain data, what an agreement file says.
        future
            A future, or the name of a shipped one.
        **run
            ``seed``, ``months``, ``start``, ``sample_share``, ``parameters``.

        Raises
        ------
        pydantic.ValidationError
            If plain data is no agreement.
        """
        signed = canonical_agreements([_as_agreement(each) for each in agreements])
        preset = _presets().get(signed, "")
        named, conditions = (future, None) if isinstance(future, str) else ("", canonical_future(future))
        if conditions is not None and conditions in _futures():
            named, conditions = _futures()[conditions], None
        return cls(system, preset, () if preset else signed, named, conditions, **run)

    def with_run(self, **changes: Any) -> Self:
        """Another run: nothing is open in it that was open in this one."""
        return replace(self, **{"organisation": "", "person": "", **changes})

    def looking_at(self, **changes: str) -> Self:
        """The same run, looked at elsewhere: another organisation, another person."""
        return replace(self, is_draft=False, **changes)  # type: ignore[arg-type]

    def spec(self, detail: Detail = "replay") -> RunSpec:
        """The run; reads its system, which takes a second for a large one.

        Raises
        ------
        InputError
            If the system cannot be read.
        """
        future = self.conditions
        if self.future:
            future = next((text for text, name in _futures().items() if name == self.future), None)
        return RunSpec(
            system=self.system,
            system_digest=system_of(self.system).digest,
            start=self.start,
            months=self.months,
            seed=self.seed,
            agreements=self.signed,
            future=future,
            parameters=tuple(sorted(self.parameters)),
            sample_share=self.sample_share,
            detail=detail,
        )

    @property
    def signed(self) -> tuple[str, ...]:
        """Every agreement signed, as a spec has them."""
        if not self.preset:
            return self.agreements
        return next((texts for texts, name in _presets().items() if name == self.preset), ())

    def to_query(self) -> str:
        """What stands after the path in an address; only what differs from a plain state, and the system."""
        usual = WatchState()
        said: dict[str, str] = {"system": self.system}
        words = {"agreement": self.preset, "future": self.future, "at": self.organisation, "person": self.person}
        said |= {key: word for key, word in words.items() if word}
        if self.agreements:
            said["own"] = pack([json.loads(text) for text in self.agreements])
        if self.conditions is not None:
            said["outside"] = pack(json.loads(self.conditions))
        for key in ("seed", "months", "start"):
            if getattr(self, key) != getattr(usual, key):
                said[key] = str(getattr(self, key))
        if self.sample_share != 1.0:
            said["sample"] = repr(self.sample_share)
        if self.parameters:
            said["set"] = ",".join(f"{name}:{value!r}" for name, value in sorted(self.parameters))
        if self.is_draft:
            said["draft"] = "1"
        return f"?{urlencode(said, safe='/:,')}"

    @classmethod
    def from_query(cls, query: str) -> tuple[Self, list[str]]:
        """The state in an address, and what of it could not be used; never raises."""
        return _read(cls, query)


def watch_link(state: WatchState | RunSpec) -> str:
    """Address, within the app, of the page that shows a run.

    Raises
    ------
    InputError
        If the run's system was a folder, which no address may name.
    """
    return PATH + (WatchState.of_spec(state) if isinstance(state, RunSpec) else state).to_query()


def system_fault(word: str) -> str:
    """What is wrong with the word for a system in an address, empty if nothing."""
    known = known_systems()
    if word.casefold() in {name.casefold() for name in known}:
        return ""
    if "/" in word or "\\" in word or word.startswith((".", "~")):
        return "the system is a folder, which the app does not open; icsim run and icsim replay do"
    return f"no system {shown(word)}{did_you_mean(word, known)}"


@cache
def known_systems() -> tuple[str, ...]:
    """Words that an address may say for a system: codes and short names."""
    rows = list_systems()
    return (*shipped_systems(), *(row.code for row in rows), *(row.slug for row in rows))


@cache
def _presets() -> Mapping[tuple[str, ...], str]:
    """Names of the shipped agreements by what a spec has of them."""
    from icsim.agreement import load_agreement

    return {canonical_agreements([load_agreement(path)]): path.stem for path in shipped("agreements")}


@cache
def _futures() -> Mapping[str | None, str]:
    """Names of the shipped futures by what a spec has of them; None for one that changes nothing."""
    from icsim.future import load_future

    return {canonical_future(load_future(path)): path.stem for path in shipped("futures")}


def _as_agreement(given: Agreement | Mapping[str, Any]) -> Agreement:
    from icsim.agreement import agreement_model

    return agreement_model().model_validate(given) if isinstance(given, Mapping) else given


def _read[S: WatchState](cls: type[S], query: str) -> tuple[S, list[str]]:
    """Read an address field by field; a field with a fault stays as usual."""
    faults: list[str] = []
    if len(query) > _LONGEST_QUERY:
        return cls(), ["The address is too long to be read."]
    try:
        said = dict(parse_qsl(query.removeprefix("?"), max_num_fields=40, errors="strict"))
    except ValueError:
        return cls(), ["The address is damaged; copy the whole link."]
    found: dict[str, Any] = {}
    for key, (field, take) in _FIELDS.items():
        if not (text := said.get(key, "")):
            continue
        try:
            found[field] = take(text)
        except (ValueError, OverflowError) as error:
            faults.append(f"{key}: {_in_words(error)}")
    unknown = sorted(said.keys() - _FIELDS.keys())
    faults += [f"{escaped(key[:40])}: this page knows no such setting" for key in unknown[:5]]
    if found.get("preset"):
        found.pop("agreements", None)
    if found.get("future"):
        found.pop("conditions", None)
    return cls(**found), faults


def _in_words(error: Exception) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'content'}: {first['msg']}"
    if isinstance(error, InputError):
        return error.problems[0].message
    return str(error)


def _system(text: str) -> str:
    if fault := system_fault(text[:_LONGEST_WORD]):
        raise ValueError(fault)
    return text


def _one_of(kind: Literal["agreements", "futures"], text: str) -> str:
    known = [path.stem for path in shipped(kind)]
    if text not in known:
        raise ValueError(f"no shipped one {shown(text)}{did_you_mean(text, known)}")
    return text


def _agreements(text: str) -> tuple[str, ...]:
    written = unpack(text)
    if not isinstance(written, list) or len(written) > MOST_AGREEMENTS:
        raise ValueError(f"it is no list of up to {MOST_AGREEMENTS} agreements")
    from icsim.agreement import agreement_model

    return canonical_agreements([agreement_model().model_validate_json(canonical(each)) for each in written])


def _conditions(text: str) -> str | None:
    from icsim.future import Future

    return canonical_future(Future.model_validate_json(canonical(unpack(text))))


def _whole(low: int, high: int, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(high)) or not low <= int(text) <= high:
        raise ValueError(f"{shown(text)} is no whole number from {low} to {high:,}")
    return int(text)


def _start(text: str) -> str:
    try:
        Calendar(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a month, write YYYY-MM, for example 2026-04") from None
    if not _YEARS_FROM <= text <= _YEARS_TO:
        raise ValueError(f"{text} is not from {_YEARS_FROM} to {_YEARS_TO}")
    return text


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is no number") from None


def _share(text: str) -> float:
    share = _number(text)
    if not 0.0 < share <= 1.0:
        raise ValueError(f"{shown(text)} is no share above 0 and up to 1")
    return share


def _parameters(text: str) -> tuple[tuple[str, float], ...]:
    from icsim.registry import parameters_in_force

    pairs = [pair.rpartition(":") for pair in text.split(",")[: MOST_PARAMETERS + 1]]
    if len(pairs) > MOST_PARAMETERS:
        raise ValueError(f"more than {MOST_PARAMETERS} parameters")
    changes = {name: _number(value) for name, _, value in pairs}
    for name, value in changes.items():
        try:
            parameters_in_force({name: value})
        except InputError as error:
            raise ValueError(f"{shown(name)}: {error.problems[0].message}") from None
    return tuple(sorted(changes.items()))


def _word(text: str) -> str:
    if len(text) > _LONGEST_WORD or not text.isprintable():
        raise ValueError("it cannot be a name")
    return text


_FIELDS: Final[Mapping[str, tuple[str, Any]]] = {
    "system": ("system", _system),
    "agreement": ("preset", lambda text: _one_of("agreements", text)),
    "own": ("agreements", _agreements),
    "future": ("future", lambda text: _one_of("futures", text)),
    "outside": ("conditions", _conditions),
    "seed": ("seed", lambda text: _whole(0, MOST_SEED, text)),
    "months": ("months", lambda text: _whole(1, MOST_MONTHS, text)),
    "start": ("start", _start),
    "sample": ("sample_share", _share),
    "set": ("parameters", _parameters),
    "at": ("organisation", _word),
    "person": ("person", _word),
    "draft": ("is_draft", lambda text: text == "1"),
}
"""What an address may say: the key, the field of the state, and how its text is read."""
