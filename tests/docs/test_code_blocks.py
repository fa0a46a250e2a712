"""Every code block of the pages runs as it stands, in a folder of its own.

``bash``: icsim commands, which succeed. ``console``: icsim commands with the
output they print; it may be a refusal. ``yaml``: a file named in the first
line, for the blocks that follow. ``python``: executed, in one namespace a
page. ``text`` alone is not run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.blocks import PAGES, ROOT, Block, blocks, commands, run

WITH_CODE = [page for page in PAGES if any(block.language != "text" for block in blocks(page))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_says_what_it_is(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= {"bash", "console", "yaml", "python", "text"}


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.name)
def test_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("configs").symlink_to(ROOT / "configs")
    names = {"__name__": page.stem}
    for block in blocks(page):
        if block.language in {"bash", "console"}:
            run_commands(block)
        elif block.language == "yaml":
            assert block.file, f"line {block.line}: no file name in the first line"
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python" and not block.file:
            exec(compile(block.text, f"{page.name}:{block.line}", "exec"), names)


def run_commands(block: Block) -> None:
    for command, shown in commands(block):
        code, output = run(command)
        if block.language == "bash":
            assert code == 0, f"line {block.line}: {command}: {output}"
        else:
            assert output.splitlines() == shown, f"line {block.line}: {command}: {output}"


def test_the_main_pages_have_code_to_run() -> None:
    assert {"README.md", "CONTRIBUTING.md", "tutorial.md"} <= {page.name for page in WITH_CODE}
