"""A small valid system folder to damage, and the printed form of what is complained of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from icsim.errors import InputError

FILES = {
    "system.yaml": "system: Cwm Ŵyn 🏥\ncode: CWM\n",
    "organisations.csv": (
        "code,name,sector,system,place,lat,lon\n"
        'A1,"Ysbyty Ŵyn, ""Cwm""",acute,S1,P1,52.0,-2.0\n'
        "B2,Meddygfa 🩺,primary_care,S1,P1,52.1,-2.1\n"
        "C3,Ambiwlans,ambulance,S2,P2,52.2,-2.2\n"
        "U4,Prifysgol Ŵyn,university,S1,P1,52.0,-2.1\n"
    ),
    "staff.csv": (
        "organisation,staff_group,heads,fte,establishment_fte,leavers_per_month,joiners_per_month\n"
        "A1,nurse,50,44.25,48,1,0.5\n"
        "B2,gp,5,3.5,,,\n"
        "C3,paramedic,25,24.9,30.01,2,3\n"
    ),
    "places.csv": "code,name,system,lat,lon,population\nP1,Cwm,S1,52,-2,900\nP2,Dyffryn,S2,52.3,-2.3,700\n",
    "edges.csv": "a,b,kind,weight\nB2,A1,shared_catchment,0.4\nA1,C3,other,1e-3\n",
    "shares.csv": "organisation,system,share\nC3,S1,0.3\nC3,S2,0.7\n",
    "systems.csv": "code,slug,name,region,population\nS1,cwm,Cwm,West,900\nS2,dyffryn,Dyffryn,West,700\n",
    "programmes.csv": (
        "university,programme,intake_month,length_months,places\nU4,midwifery,9,36,7\nU4,adult_nursing,9,36,41\n"
    ),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, so that messages hold file names alone."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(here: Path) -> Path:
    """A valid system folder, named relative to the working folder."""
    path = Path("cwm")
    path.mkdir()
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture
def complaints() -> Callable[..., list[str]]:
    """What a call complains of, as it would be printed, line by line."""

    def lines(call: Callable[..., object], *arguments: object) -> list[str]:
        with pytest.raises(InputError) as caught:
            call(*arguments)
        assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
        return str(caught.value).splitlines()

    return lines
