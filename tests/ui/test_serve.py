"""Starting and stopping ``icsim ui``."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from tests.ui.conftest import free_port, start_app

from icsim.errors import InputError
from icsim.ui.serve import addresses, listen, settings

_ENDS_S = 60


def test_nobody_is_told_and_nothing_is_fetched() -> None:
    said = settings()
    assert said["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"
    assert said["SOLARA_ASSETS_CDN"].startswith("http://127.0.0.1:9/")
    assert said["SOLARA_MODE"] == "production"
    assert said["SOLARA_STATE_ALLOW_PICKLE"] == "false"


def test_a_port_that_is_taken_is_said_with_one_that_is_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"--port: {port} cannot be listened at .*; use --port \d+") as refused:
            listen("127.0.0.1", port)
    other = int(re.findall(r"--port (\d+)", str(refused.value))[-1])
    listen("127.0.0.1", other).close()


def test_addresses_for_others_are_none_of_this_machine_alone() -> None:
    assert not [each for each in addresses() if each.startswith("127.")]
    assert len(addresses()) == len(set(addresses()))


@pytest.mark.slow
def test_a_taken_port_ends_the_command(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ["ui", "--port", str(taken.getsockname()[1]), "--no-open", "--cache", str(tmp_path)]
        done = subprocess.run([sys.executable, "-m", "icsim", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "use --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_without_what_pages_need_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = f"""
import pathlib, solara.server.settings as s
s.assets.proxy_cache_dir = pathlib.Path({str(tmp_path)!r})
from icsim.cli import main
main(["ui", "--port", "{free_port()}", "--no-open", "--cache", {str(tmp_path / "cache")!r}])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'pip install "icsim[offline]"' in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_with_its_workers(tmp_path: Path, number: signal.Signals) -> None:
    made, server = start_app(tmp_path)
    family = psutil.Process(server.pid).children(recursive=True)
    assert family
    server.send_signal(number)
    assert server.wait(timeout=_ENDS_S) == 128 + number
    assert psutil.wait_procs(family, timeout=_ENDS_S)[1] == []
    assert "Stopped. Runs that were made are kept in" in made.log
    assert "Traceback" not in made.log


@pytest.mark.slow
def test_on_a_network_it_prints_addresses_with_a_token(tmp_path: Path) -> None:
    port = free_port()
    made, server = start_app(tmp_path, "--lan", port=port, warmed=())
    try:
        until = time.monotonic() + _ENDS_S
        while "Stop with" not in made.log and time.monotonic() < until:
            time.sleep(0.05)
        tokens = set(re.findall(r"token=([\w-]+)", made.log))
        assert len(tokens) == 1
        assert len(tokens.copy().pop()) >= 22  # 128 bits
        assert made.log.count("token=") == 1 + len(addresses())
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for path, status in (("/", 403), (f"/?token={tokens.pop()}", 303)):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
        connection.close()
    finally:
        server.terminate()
        server.wait(timeout=_ENDS_S)
