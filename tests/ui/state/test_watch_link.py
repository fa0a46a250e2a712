"""Watch link: a run as an address and back; what an address says wrong is named and the rest holds."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icsim.agreement import load_agreement
from icsim.config.catalogue import configs_root, shipped
from icsim.errors import InputError
from icsim.experiment.spec import RunSpec
from icsim.future import Future, load_future
from icsim.ui.state.packed import MOST_BYTES, pack, unpack
from icsim.ui.state.watch_link import MOST_MONTHS, MOST_SEED, WatchState, watch_link

OWN = {"agreement": 'Ours <b>{{ 1 }}</b> & "theirs"', "parties": ["all"], "passport": {"recognises": ["dbs"]}}
PRESETS = [path.stem for path in shipped("agreements")]
FUTURES = [path.stem for path in shipped("futures") if path.stem != "flat"]

PARAMETERS = [(), (("leave.strain_ratio", 1.5),), (("seek.strain_ratio", 1.1), ("trust.stop_level", 0.0))]
UNHURRIED = settings(deadline=None)  # the first example reads every shipped file

states = st.builds(
    WatchState,
    system=st.sampled_from(["QR1", "small", "england", "gloucestershire"]),
    preset=st.sampled_from(["", *PRESETS]),
    future=st.sampled_from(["", *FUTURES]),
    seed=st.integers(0, MOST_SEED),
    months=st.integers(1, MOST_MONTHS),
    start=st.dates().map(lambda day: f"{1950 + day.year % 200}-{day.month:02d}"),
    sample_share=st.floats(0.01, 1.0),
    parameters=st.sampled_from(PARAMETERS),
    organisation=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30),
    person=st.sampled_from(["", "RTE/nurse/17", "UNI-gloucestershire/adult_nursing/2026-09/2"]),
    is_draft=st.booleans(),
)  # fmt: skip


@given(states)
@UNHURRIED
def test_a_state_survives_its_address(state: WatchState) -> None:
    assert WatchState.from_query(state.to_query()) == (state, [])


@given(st.text(max_size=200))
@UNHURRIED
def test_any_text_gives_a_state_and_never_raises(text: str) -> None:
    for query in (
        text,
        f"?system={text}&seed={text}",
        f"?own={text}&outside={text}&set={text}&start={text}&sample={text}",
    ):
        state, faults = WatchState.from_query(query)
        assert isinstance(state, WatchState)
        assert all(isinstance(fault, str) for fault in faults)


def test_agreements_and_futures_of_ones_own_travel_along() -> None:
    state = WatchState.of("small", [OWN], Future(demand_growth_rate=0.031), seed=7)
    assert state.preset == ""
    assert json.loads(state.agreements[0])["agreement"] == OWN["agreement"]
    assert WatchState.from_query(state.to_query()) == (state, [])


def test_a_shipped_agreement_or_future_goes_by_its_name() -> None:
    folder = configs_root()
    agreement = load_agreement(folder / "agreements" / "passport_only.yaml")
    state = WatchState.of("small", [agreement], load_future(folder / "futures" / "pay_round.yaml"))
    assert watch_link(state) == "/watch?system=small&agreement=passport_only&future=pay_round"


@pytest.mark.parametrize("preset", ["", *PRESETS])
def test_a_link_to_a_run_is_that_very_run(preset: str) -> None:
    state = WatchState("small", preset=preset, future="pay_round", seed=3, months=7, sample_share=0.5)
    spec = replace(state, parameters=(("leave.strain_ratio", 1.5),)).spec()
    query = watch_link(spec).partition("?")[2]
    assert WatchState.from_query(query)[0].spec().digest == spec.digest


def test_the_spec_is_the_one_a_question_makes() -> None:
    agreement = load_agreement(configs_root() / "agreements" / "rotation_passport.yaml")
    asked = RunSpec.of("small", months=12, seed=5, agreements=[agreement], detail="replay")
    assert WatchState("small", preset="rotation_passport", seed=5, months=12).spec() == asked


def test_no_address_names_a_folder() -> None:
    spec = WatchState("small").spec()
    with pytest.raises(InputError, match="is a folder, which the app does not open"):
        watch_link(replace(spec, system="/etc"))
    for word in ("/etc", "../small", "./small", "~", "..\\small"):
        state, faults = WatchState.from_query(f"?system={word}")
        assert state.system == WatchState().system
        assert "is a folder" in faults[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?system=QR9", "system: no system 'QR9'"),
        ("?agreement=rotation_pasport", "(did you mean rotation_passport?)"),
        ("?seed=-1", "seed: '-1' is no whole number from 0"),
        ("?seed=99999999999999999999999", "is no whole number"),
        ("?months=181", "months: '181' is no whole number from 1 to 180"),
        ("?start=2026-13", "start: '2026-13' is not a month, write YYYY-MM"),
        ("?sample=nan", "sample: 'nan' is no share above 0 and up to 1"),
        ("?set=leave.strain_ratio:99", "99 is outside its range"),
        ("?set=leave.sorrow:1", "no such parameter"),
        ("?set=leave.strain_ratio:much", "'much' is no number"),
        ("?sample=half", "'half' is no number"),
        ("?own=AAAA", "own: it is damaged; copy the whole link"),
        ("?colour=red", "colour: this page knows no such setting"),
        (f"?own={pack([{'agreement': 'X', 'parties': ['all'], 'eval': 1}])}", "own: eval"),
        (f"?own={pack([OWN] * 5)}", "own: it is no list of up to 4 agreements"),
        (f"?outside={pack({'demand_growth_rate': 7})}", "outside: demand_growth_rate"),
        ("?" + "x" * 60_000, "The address is too long to be read."),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_the_rest_holds(query: str, words: str) -> None:
    state, faults = WatchState.from_query(f"{query}&person=A/nurse/1")
    assert words in faults[0]
    assert len(faults) == 1
    assert state.person == ("" if len(query) > 1000 and "x" * 99 in query else "A/nurse/1")


def test_other_settings_close_what_was_open() -> None:
    state = WatchState(organisation="RTE", person="RTE/nurse/1")
    assert state.with_run(seed=2) == WatchState(seed=2)
    assert state.looking_at(organisation="RTQ") == WatchState(organisation="RTQ", person="RTE/nurse/1")


def test_only_what_differs_is_said() -> None:
    assert WatchState().to_query() == "?system=QR1"
    assert parse_qs(WatchState(months=12, seed=9).to_query()[1:]) == {
        "system": ["QR1"],
        "months": ["12"],
        "seed": ["9"],
    }


# packed

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(plain)
@settings(max_examples=60)
def test_plain_data_survives_packing(content: object) -> None:
    assert unpack(pack(content)) == content


def test_a_short_text_cannot_fill_the_memory() -> None:
    bomb = urlsafe_b64encode(zlib.compress(b'"' + b"a" * (MOST_BYTES + 10) + b'"', 9)).decode()
    assert len(bomb) < 3000
    with pytest.raises(ValueError, match="holds too much"):
        unpack(bomb)


def test_deep_nesting_is_damage_not_a_crash() -> None:
    deep = urlsafe_b64encode(zlib.compress(b"[" * 100_000 + b"]" * 100_000)).decode()
    with pytest.raises(ValueError, match="damaged"):
        unpack(deep)
