"""systems, check, explain, describe and new."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from icsim import __version__
from icsim.agreement import agreement_model, load_agreement
from icsim.cli.new import TEMPLATE
from icsim.load import load_system
from icsim.registry import all_parameters
from icsim.rule import all_rules

PARTIES = "agreement: Test\nparties: [HOSP, MIND]\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_help_is_quick_and_names_every_command() -> None:
    took = []
    for _ in range(5):
        before = os.times()  # processor time: the machine may be busy
        done = subprocess.run([sys.executable, "-m", "icsim", "--help"], capture_output=True, text=True, check=True)
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    for command in ("systems", "run", "check", "explain", "describe", "new"):
        assert f"  {command} " in done.stdout
    assert min(took) < 0.4


def test_systems_lists_all_42_and_the_shipped_folders(icsim: Any) -> None:
    listed = rows(icsim("systems", "--format", "csv").out)
    assert sum(1 for row in listed if row["code"]) == 42
    assert {"code": "QR1", "short name": "gloucestershire"}.items() <= next(
        row for row in listed if row["code"] == "QR1"
    ).items()
    assert {row["short name"] for row in listed if not row["code"]} == {"england", "small"}
    shown = icsim("systems").out
    assert "Gloucestershire" in shown
    assert f"{int(next(row['population'] for row in listed if row['code'] == 'QR1')):,}" in shown


def test_systems_lists_the_organisations_of_one(icsim: Any) -> None:
    listed = rows(icsim("systems", "small", "--format", "csv").out)
    assert listed[4] == {
        "code": "TA1",
        "name": "Wendle Valley Hospital NHS Trust",
        "sector": "acute",
        "place": "Wendle",
        "heads": "265",
    }
    assert [row["code"] for row in listed] == list(load_system("small").index)
    shown = icsim("systems", "QR1").out
    assert "Gloucestershire: its organisations" in shown
    assert "1,525" in shown
    assert icsim("systems", "smal").code == 2


def test_the_version_is_said(icsim: Any) -> None:
    answer = icsim("--version")
    assert (answer.code, answer.out) == (0, f"icsim {__version__}\n")


def test_names_are_never_folded(icsim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icsim.cli.screen._WIDTH_OF_A_PIPE", 80)
    shown = icsim("describe", "parameters").out
    assert [p.name for p in all_parameters() if p.name not in shown] == []


def test_check_takes_a_system_as_run_does(icsim: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(PARTIES, encoding="utf-8")
    for word, name in (("QR1", "Gloucestershire"), ("gloucestershire", "Gloucestershire"), ("small", "Wendle Valley")):
        found = icsim("check", word, path)
        assert found.code == 2
        assert f"{word}: system {name}: in order, " in found.out
        assert f"a.yaml:2:11: parties[1]: no organisation 'HOSP' in {name}" in found.err
    unknown = icsim("check", "smal", path)
    assert "SYSTEM: no system 'smal' (did you mean small?)" in unknown.err
    assert "in order (parties not checked: the system has faults)" in unknown.out
    assert icsim("check", path).out == f"{path}: agreement Test: in order (parties not checked: name a system)\n"
    assert "(parties not checked: name one system)" in icsim("check", "small", "QR1", path).out


def test_check_passes_hidden_files_over(icsim: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(PARTIES, encoding="utf-8")
    (tmp_path / ".b.yaml").write_text("no agreement", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = icsim("check", ".")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("a.yaml: agreement Test: in order")
    assert icsim("check", ".b.yaml").code == 2


def test_new_makes_a_system_and_agreement_that_are_in_order(icsim: Any, tmp_path: Path) -> None:
    made = icsim("new", tmp_path / "mine")
    assert made.code == 0
    assert str(tmp_path / "mine") in made.out
    assert {path.name for path in (tmp_path / "mine").iterdir()} == {path.name for path in TEMPLATE.iterdir()}
    checked = icsim("check", tmp_path / "mine", tmp_path / "mine" / "agreement.yaml")
    assert (checked.code, checked.err) == (0, "")
    assert "agreement My nurse rotation: in order" in checked.out
    assert f"icsim check {tmp_path / 'mine'}" in (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    again = icsim("new", tmp_path / "mine")
    assert again.code == 2
    assert "which is none of this command" in again.err


def test_check_lists_every_fault_of_every_file_at_once(icsim: Any, tmp_path: Path) -> None:
    icsim("new", tmp_path / "mine")
    staff = tmp_path / "mine" / "staff.csv"
    staff.write_text(staff.read_text(encoding="utf-8").replace("HOSP,nurse,120", "HOSP,nurse,-1"), encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(PARTIES + "passport: {recognises: [identty]}\nrotaton: {}\n", encoding="utf-8")
    future = tmp_path / "future.yaml"
    future.write_text("future: Growth\ndemand_growth_rate: 9\n", encoding="utf-8")
    found = icsim("check", tmp_path / "mine", bad, future, tmp_path / "absent.yaml")
    assert found.code == 2
    lines = found.err.splitlines()
    assert all("Traceback" not in line for line in lines)
    for words in (
        "staff.csv:2:",
        "did you mean identity?",
        "did you mean rotation?",
        "future.yaml:2:",
        "absent.yaml",
    ):
        assert any(words in line for line in lines), words


def test_check_looks_parties_up_in_the_one_system_given(icsim: Any, tmp_path: Path) -> None:
    icsim("new", tmp_path / "mine")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("agreement: Test\nparties: [HOPS, MIND]\n", encoding="utf-8")
    assert icsim("check", wrong).code == 0
    found = icsim("check", tmp_path / "mine", wrong)
    assert found.code == 2
    assert "wrong.yaml:2:11: parties[1]: no organisation 'HOPS' in My system (did you mean HOSP?)" in found.err
    assert f"{wrong}: agreement" not in found.out


def test_what_would_do_nothing_is_a_warning(icsim: Any, tmp_path: Path) -> None:
    icsim("new", tmp_path / "mine")
    idle = tmp_path / "idle.yaml"
    idle.write_text(PARTIES + "rotation: {staff_groups: [midwife], places: 1}\n", encoding="utf-8")
    said = f"warning: {idle}:3:26: rotation.staff_groups: none of the parties has midwife: nobody would rotate\n"
    for words in (("check", tmp_path / "mine", idle), ("run", tmp_path / "mine", "--agreement", idle, "--months", 1)):
        answer = icsim(*words)
        assert (answer.code, answer.err) == (0, said)
        assert answer.out
    idle.write_text(PARTIES + "passport: {recognises: [dbs], enabled: false}\n", encoding="utf-8")
    answer = icsim("run", tmp_path / "mine", "--agreement", idle, "--months", 1)
    assert answer.err == f"warning: {idle}:1:12: agreement: no clause is switched on: the same as today\n"


def test_check_refuses_a_system_that_cannot_be_built(icsim: Any, tmp_path: Path) -> None:
    icsim("new", tmp_path / "mine")
    for path in (tmp_path / "mine").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("HOMES,", "T79106,").replace("MIND,", "T35735,")
        path.write_text(text, encoding="utf-8")
    found = icsim("check", tmp_path / "mine")
    assert found.code == 2
    assert "organisations.csv:" in found.err
    assert "has the same 32-bit identity as" in found.err


def test_check_takes_a_folder_of_agreements_and_a_file_of_a_system(icsim: Any, tmp_path: Path) -> None:
    icsim("new", tmp_path / "mine")
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "a.yaml").write_text(PARTIES, encoding="utf-8")
    (folder / "b.yaml").write_text(PARTIES.replace("Test", "Other"), encoding="utf-8")
    found = icsim("check", folder, tmp_path / "mine" / "staff.csv", tmp_path / "mine")
    assert (found.code, found.err) == (0, "")
    assert [line.split(": ", 1)[1] for line in found.out.splitlines()] == [
        "system My system: in order, 4 organisations, 516 people",
        "agreement Test: in order",
        "agreement Other: in order",
    ]


def test_explain_says_the_agreement_in_sentences(icsim: Any) -> None:
    path = TEMPLATE / "agreement.yaml"
    said = " ".join(icsim("explain", path).out.split())
    assert "From 2026-10, between HOSP, MIND and HOMES." in said
    for clause in load_agreement(path).clauses:
        assert clause.sentence() in said
        for parameter in clause.parameters:
            assert parameter.name in said


def test_explain_says_a_future_in_a_paragraph(icsim: Any) -> None:
    path = Path(__file__).parents[2] / "configs" / "futures" / "pandemic_shock.yaml"
    said = " ".join(icsim("explain", path).out.split())
    assert said.startswith("Pandemic-like shock ==")
    assert "a shock from month 13: leaving at 91% of what it would be for 12 months with +5% work, then at 124%" in said
    assert "Evidence leaver.all_hchs.annual_from_nhs" in said


def test_explain_says_when_nothing_is_agreed(icsim: Any, tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text(
        "agreement: None\nparties: ['sector:acute', 'district:TOWN', all]\n"
        "passport: {recognises: [dbs], enabled: false}\n",
        encoding="utf-8",
    )
    said = " ".join(icsim("explain", path).out.split())
    assert "No clause is switched on: the same as today." in said
    assert "every acute organisation, the organisations in district TOWN and every organisation" in said


@pytest.mark.parametrize("kind", ["table", "csv", "json", "md"])
@pytest.mark.parametrize("topic", ["parameters", "columns", "rules", "clauses"])
def test_describe_prints_every_topic_in_every_form(icsim: Any, topic: str, kind: str) -> None:
    answer = icsim("describe", topic, "--format", kind)
    assert answer.code == 0
    assert len(answer.out.splitlines()) > 5


def test_describe_lists_what_the_code_declares(icsim: Any) -> None:
    listed = json.loads(icsim("describe", "parameters", "--format", "json").out)
    assert [row["name"] for row in listed] == [p.name for p in all_parameters()]
    assert all(row["source"] and row["meaning"] and row["low"] <= row["value"] <= row["high"] for row in listed)
    assert [row["name"] for row in rows(icsim("describe", "rules", "--format", "csv").out)] == [
        rule.name() for rule in all_rules()
    ]


def test_describe_writes_schemas_that_accept_the_shipped_files(icsim: Any, tmp_path: Path) -> None:
    import jsonschema
    from ruamel.yaml import YAML

    answer = icsim("describe", "--schemas", tmp_path / "schemas")
    assert answer.code == 0
    schema = json.loads((tmp_path / "schemas" / "agreement.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    written = YAML(typ="safe", pure=True).load((TEMPLATE / "agreement.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema)
    assert set(schema["properties"]) == set(agreement_model().model_fields)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "rotaton": {}}, schema)


def test_describe_needs_something_to_describe(icsim: Any) -> None:
    assert icsim("describe").code == 2


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["check"], ["explain"], ["explain", "/nowhere/x.yaml"], ["systems", "--format", "pdf"]],
)
def test_wrong_words_end_with_code_2_and_no_traceback(icsim: Any, words: list[str]) -> None:
    answer = icsim(*words)
    assert answer.code == 2
    assert answer.err
    assert "Traceback" not in answer.err
