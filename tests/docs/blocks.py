"""Code blocks of a Markdown page, and what is done with each."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from icsim.cli.app import app
from icsim.errors import InputError

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
MONTHS = "16"
"""Months that a command of a page runs for in a test: enough for an agreement signed in the seventh to be in use."""
SEEDS = "2"
"""Most seeds of a comparison of a page in a test."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\S+\.(?:yaml|py))\n")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text and the line it begins on."""

    language: str
    text: str
    line: int

    @property
    def file(self) -> str:
        """Name in the first line's comment, if the block is a file; else empty."""
        named = _FILE.match(self.text)
        return named[1] if named else ""


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text)]
    assert 2 * len(found) == len(re.findall(r"^\s*```", text, re.MULTILINE)), f"{page.name}: a fence is not closed"
    return found


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Commands of a block, each with the output lines shown below it; only a console block shows any."""
    prompt = "$ " if block.language == "console" else ""
    shown: list[str] = []
    command = ""
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith(f"{prompt}icsim "):
            if command:
                yield command, shown
            command, shown = line.removeprefix(prompt), []
        elif block.language == "console":
            shown.append(line)
        else:
            assert not line or line.startswith("#"), f"line {block.line}: not an icsim command: {line}"
    assert command, f"line {block.line}: no command"
    yield command, shown


def run(command: str) -> tuple[int, str]:
    """Exit code and output of an ``icsim`` command, a run cut short, and a comparison of many seeds to few."""
    words = shlex.split(command, comments=True)[1:]
    if words[0] == "run":
        at = words.index("--months") if "--months" in words else len(words)
        words[at : at + 2] = ["--months", MONTHS, "--quiet"]
    if words[0] == "compare":
        for option, most in (("--months", MONTHS), ("--seeds", SEEDS)):
            at = words.index(option) + 1
            words[at] = min(words[at], most, key=int)
    done = CliRunner().invoke(app, words, prog_name="icsim")
    if isinstance(done.exception, InputError):
        return 2, "".join(f"{problem}\n" for problem in done.exception.problems)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output
