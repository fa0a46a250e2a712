"""The two commands, and what the others are called."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make(*words: str) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout


def test_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE)
    assert {"run", "test", "lint", "types", "check", "format", "benchmark", "clean", "help"} <= set(targets)
    assert [line.split()[1] for line in make("help").splitlines()] == targets
    assert make() == make("help")


def test_run_names_files_that_are_there() -> None:
    command = make("--dry-run", "--always-make", "run")
    assert "icsim compare QR1" in command
    agreements = re.findall(r"--agreement (\S+)", command)
    assert len(agreements) == 3
    assert all((ROOT / agreement).is_file() for agreement in agreements)
    assert "--months 60 --seeds 16" in command
    assert "--out results/gloucestershire_compared --overwrite" in command


def test_ci_runs_the_tests_then_lint_and_types() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line.startswith("make ")]
    assert commands == ["make test", "make lint types"]
    assert script.stat().st_mode & 0o111
