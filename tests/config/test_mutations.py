"""Files with bytes changed, lost or put in never end in anything but problems."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icsim.config.located import read_yaml
from icsim.config.rows import SystemFile
from icsim.config.source_text import first_control
from icsim.config.tables import TABLES, read_system
from icsim.errors import InputError

YAML = b"""system: &name "Cwm \xc5\xb4yn"
code: 'CWM'   # a comment
slug: cwm
note: >-
  Folded text, {not} [a list],
  of two lines: *quoted*
"""

PIECES = [b"\t", b"\0", b"\r", b'"', b"'", b"*name", b"&a ", b"<<: ", b"!!int ", b"%YAML 1.1\n---\n", b"---\n", b"? ",
          b"- ", b"[", b"{", b"]", b"}", b": ", b"|\n", b">9\n", b'"\\ud800"', b'"\\x"', b"\xff", b"\xef\xbb\xbf",
          b"\xc2\x85", b"\xe2\x80\xa8", b",", b",,", b"\n\n", b";", b"-1", b"nan", b"1e9999", b"9" * 400,
          b"%TAG ! x\n", b"#", b"\\", b"...\n", b"@", b"`"]  # fmt: skip

EDIT = st.tuples(st.integers(0, 1_000), st.integers(0, 12), st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)))

FEW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, lost, new in edits:
        start = at % (len(content) + 1)
        content = content[:start] + new + content[start + lost :]
    return content


def check_lines(fault: InputError) -> None:
    """Every problem is one line that a terminal can show."""
    assert fault.problems
    for problem in fault.problems:
        assert first_control(str(problem)) is None
        assert len(str(problem).splitlines()) == 1
        assert len(str(problem)) < 600


@FEW
@given(edits=st.lists(EDIT, min_size=1, max_size=4))
def test_yaml(here: Path, edits: list[tuple[int, int, bytes]]):
    path = Path("system.yaml")
    path.write_bytes(edited(YAML, edits))
    try:
        assert read_yaml(path, SystemFile).value.code
    except InputError as fault:
        check_lines(fault)


@FEW
@given(name=st.sampled_from(sorted(TABLES)), edits=st.lists(EDIT, min_size=1, max_size=4))
def test_tables(folder: Path, name: str, edits: list[tuple[int, int, bytes]]):
    path = folder / name
    original = path.read_bytes()
    path.write_bytes(edited(original, edits))
    try:
        assert read_system(folder).organisations
    except InputError as fault:
        check_lines(fault)
    finally:
        path.write_bytes(original)
