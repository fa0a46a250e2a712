"""The worked examples of CONTRIBUTING and of the how-to, put in place, found and run as the pages say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.docs.blocks import ROOT, Block, blocks, run

from icsim import agreement, clause, clauses, registry, rule, rules

FILES = {
    page: {block.file: block for block in blocks(ROOT / page) if block.file}
    for page in ("CONTRIBUTING.md", "docs/howto.md")
}
"""Files of each page, by name."""
EXAMPLES = {name: block for files in FILES.values() for name, block in files.items()}
CACHES = (rule.all_rules, clause.all_clauses, agreement.agreement_model, registry.all_parameters)


@pytest.fixture(autouse=True)
def in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's files in folders of their own, which the packages' folder walk also sees."""
    before = set(sys.modules)
    for package in (rules, clauses):
        folder = tmp_path / package.__name__.rpartition(".")[2]
        folder.mkdir()
        for name, block in EXAMPLES.items():
            if name.startswith(f"src/icsim/{folder.name}/"):
                (folder / Path(name).name).write_text(block.text, encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    forget()
    monkeypatch.chdir(tmp_path)
    yield
    monkeypatch.undo()
    forget()
    for name in set(sys.modules) - before:
        package, _, module = name.rpartition(".")
        if package in {rules.__name__, clauses.__name__} and f"src/{name.replace('.', '/')}.py" in EXAMPLES:
            del sys.modules[name]
            delattr(sys.modules[package], module)


def forget() -> None:
    """Have the folders walked again."""
    for cached in CACHES:
        cached.cache_clear()


def functions_of(block: Block) -> dict[str, Any]:
    """Test functions of a block."""
    module = ModuleType("example")
    exec(compile(block.text, block.file, "exec"), module.__dict__)
    return {name: item for name, item in vars(module).items() if name.startswith("test_")}


@pytest.mark.parametrize("page", FILES)
def test_the_page_has_a_rule_a_clause_and_their_tests(page: str) -> None:
    assert {Path(name).parent.as_posix() for name in FILES[page]} == {
        "src/icsim/rules",
        "src/icsim/clauses",
        "tests/rules",
        "tests/clauses",
        ".",
    }
    assert not [name for name in FILES[page] if name.startswith("src/") and (ROOT / name).exists()]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("tests/")])
def test_the_tests_of_the_page_pass(name: str) -> None:
    found = functions_of(EXAMPLES[name])
    assert len(found) >= 2
    for test in found.values():
        test()


def test_the_rule_is_found_after_the_demand_rule() -> None:
    names = [found.name() for found in rule.all_rules()]
    assert names.index("winter") == names.index("demand") + 1
    assert "winter.extra_work_share" in registry.parameters_in_force()
    assert "Acute trusts need more staff in winter" in run("icsim describe rules --format md")[1]


def test_the_clause_is_found_read_and_explained() -> None:
    Path("recovery.yaml").write_text(EXAMPLES["recovery.yaml"].text, encoding="utf-8")
    code, said = run("icsim check recovery.yaml")
    assert (code, said.partition(" (parties")[0].rstrip()) == (0, "recovery.yaml: agreement Time to recover: in order")
    assert "4 hours of protected time" in run("icsim explain recovery.yaml")[1]
    assert "recovery.strain_per_hour" in registry.parameters_in_force()


def test_the_rule_and_the_clause_of_the_how_to_are_found_and_explained() -> None:
    assert "Staff come back from the holidays rested" in run("icsim describe rules --format md")[1]
    Path("term_time.yaml").write_text(EXAMPLES["term_time.yaml"].text, encoding="utf-8")
    assert run("icsim check QR1 term_time.yaml")[0] == 0
    assert "30% of these groups: nurse, clinical support" in run("icsim explain term_time.yaml")[1]


def test_what_the_clause_refuses_is_refused_with_line_and_column() -> None:
    text = EXAMPLES["recovery.yaml"].text.replace("hours: 4", "hours: 40")
    Path("recovery.yaml").write_text(text, encoding="utf-8")
    code, said = run("icsim check recovery.yaml")
    assert code == 2
    assert said.startswith("recovery.yaml:4:19: recovery.hours: 40 ")
