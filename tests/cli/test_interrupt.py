"""Ctrl-C: at any moment, even when a library swallows it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from icsim.cli import interrupt
from icsim.cli.arms import run_arms
from icsim.cli.plan import Words, read


@pytest.fixture
def watching() -> Any:
    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    interrupt.watch()
    yield
    for number, handler in earlier.items():
        signal.signal(number, handler)
    interrupt.watch()
    for number, handler in earlier.items():
        signal.signal(number, handler)
    sys.unraisablehook = hook


def test_a_swallowed_interruption_ends_the_run_with_the_month(watching: Any, tmp_path: Path) -> None:
    plan = read(Words("small", (), None, 3, "2026-04", 1, (), ()))
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)  # the place that swallows it
    with pytest.raises(KeyboardInterrupt):
        run_arms(plan, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    assert interrupt.exit_code() == 130


def test_leaning_on_the_key_interrupts_once(watching: Any, monkeypatch: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)  # tidying up goes on
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_a_command_in_the_background_of_a_shell_keeps_ignoring(watching: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interrupt.watch()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_interrupted_while_the_commands_load() -> None:
    code = (
        "import sys, types\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'icsim.cli.app': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from icsim.__main__ import main\n"
        "main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Stopped; nothing was written.\n")


def test_what_is_said_depends_on_what_is_in_place(watching: Any, tmp_path: Path) -> None:
    assert interrupt.sentence() == "Stopped; nothing was written."
    run_arms(read(Words("small", (), None, 1, "2026-04", 1, (), ())), None)
    assert interrupt.sentence() == "Stopped; nothing was written."
    run_arms(read(Words("small", (), None, 1, "2026-04", 1, (), ())), tmp_path / "out")
    assert interrupt.sentence() == f"Stopped; the results are in {tmp_path / 'out'}."
    interrupt.watch()
    assert interrupt.sentence() == "Stopped; nothing was written."
