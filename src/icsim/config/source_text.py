"""Reading a file that somebody else wrote: size, encoding and characters.

Everything that can be wrong with a file before its content means anything
is found here, so that the readers of YAML and of tables start from clean
text. Sizes are looked at before a byte is read.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from icsim.errors import InputError, Problem

MIB = 1 << 20
"""Bytes in a mebibyte."""

MAX_SHOWN = 50
"""Problems listed at most; a person mends fifty lines before reading more."""

_SHORT = 40
"""Characters of a value shown in a message."""

_MOST_COMPARED = 5_000
"""Words that a misspelt one is compared with at most, since each takes some microseconds."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Characters that no text here may hold: controls other than tab and line
ends, line separators, marks that turn the reading direction round (they
make a line on a screen say something else), a byte order mark inside the
text, and halves of surrogate pairs."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def nearest(word: str, allowed: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the allowed word most like what was written, or None.

    Parameters
    ----------
    word
        What was written; letter case is ignored.
    allowed
        Words to choose from.
    cutoff
        Likeness asked for, 0 to 1.
    """
    if len(word) > 100:
        return None  # nobody misspells at this length, and comparing would be slow
    folded: dict[str, str] = {}
    for candidate in allowed:
        folded.setdefault(candidate.casefold(), candidate)
    if len(folded) > _MOST_COMPARED:
        return None
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def did_you_mean(word: str, allowed: Iterable[str], cutoff: float = 0.6) -> str:
    """Return `` (did you mean X?)`` with a leading space, or nothing."""
    near = nearest(word, allowed, cutoff)
    return f" (did you mean {shown(near, quoted=False)}?)" if near else ""


def escaped(text: str) -> str:
    r"""Return text safe for a terminal: one line, controls as ``\x1b``."""

    def code(match: re.Match[str]) -> str:
        return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")

    return re.sub(r"[\t\r\n]", code, _CONTROL.sub(code, text))


def shown(value: object, quoted: bool = True) -> str:
    """Return a value as a message may show it: short, and on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    if len(text) > _SHORT:
        text = text[: _SHORT - 3] + "..."
    text = escaped(text)
    return f"'{text}'" if quoted and isinstance(value, str) else text


def raise_all(problems: Iterable[Problem]) -> None:
    """Raise every problem as one error, or return when there is none.

    Parameters
    ----------
    problems
        What was found, in any order; repeated ones are listed once.

    Raises
    ------
    InputError
        The problems by file, line and column; after `MAX_SHOWN` a last one
        counts the rest.
    """
    found = sorted(set(problems))
    if not found:
        return
    more = len(found) - MAX_SHOWN
    if more > 0:
        rest = f"and {more} more {'problem' if more == 1 else 'problems'}, not listed"
        found = [*found[:MAX_SHOWN], Problem(found[MAX_SHOWN].path, 0, 0, "", rest)]
    raise InputError(*found)


def position_in(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of a character in a text."""
    line, start = 1, 0
    for end in _LINE_END.finditer(text, 0, offset):
        line, start = line + 1, end.end()
    return line, offset - start + 1


def first_control(text: str) -> int | None:
    """Return the offset of the first character that is not allowed, if any."""
    match = _CONTROL.search(text)
    return match.start() if match else None


def control_name(character: str) -> str:
    """Return words for a character that is not allowed."""
    return f"character U+{ord(character):04X} is not allowed in text"


def _missing(path: Path) -> InputError:
    folder = path.parent
    if folder.is_file():
        return InputError.at(escaped(str(path)), f"no such file: {shown(folder.name, quoted=False)} is no folder")
    if not folder.is_dir():
        hint = ""
        if folder.parent.is_dir():
            hint = did_you_mean(folder.name, _names(folder.parent, folders=True))
        return InputError.at(escaped(str(path)), f"no such file: its folder does not exist{hint}")
    return InputError.at(escaped(str(path)), f"no such file{did_you_mean(path.name, _names(folder))}")


def _names(folder: Path, folders: bool = False) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() or not folders)
    except OSError:
        return []


def _size_in_words(size: int) -> str:
    return f"{size / MIB:.1f} MiB" if size >= MIB else f"{size:,} bytes"


def read_text(path: Path, limit: int) -> str:
    """Read a UTF-8 text file of a bounded size.

    Parameters
    ----------
    path
        File to read.
    limit
        Largest size allowed [bytes].

    Returns
    -------
    str
        The text with its line ends as written, without a byte order mark.

    Raises
    ------
    InputError
        If the file is missing, no plain file, too large, unreadable, not
        UTF-8, or holds a character that is not allowed.
    """
    where = escaped(str(path))
    try:
        status = path.stat()
        fault = _not_readable(status, limit)
        content = b"" if fault else _first_bytes(path, limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except OSError as error:
        raise InputError.at(where, f"cannot be read: {error.strerror or error}") from None
    except ValueError:  # a NUL in the name
        raise InputError.at(where, "is not a possible file name") from None
    if len(content) > limit:  # it grew after its size was looked at
        fault = _too_large(len(content), limit)
    if fault:
        raise InputError.at(where, fault)
    return text_of(content, where)


def _not_readable(status: os.stat_result, limit: int) -> str:
    """Return what is wrong with a file before it is opened, or nothing."""
    if stat.S_ISDIR(status.st_mode):
        return "is a folder; a file is needed"
    if not stat.S_ISREG(status.st_mode):
        return "is not a plain file"
    return _too_large(status.st_size, limit) if status.st_size > limit else ""


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(count)


def _too_large(size: int, limit: int) -> str:
    return f"is too large: {_size_in_words(size)}, at most {_size_in_words(limit)} are allowed"


def text_of(content: bytes, where: str) -> str:
    """Return the text of a file's content, for a file of a size already looked at.

    Parameters
    ----------
    content
        Bytes of the file.
    where
        What the file is called, for messages.

    Raises
    ------
    InputError
        If it is not UTF-8 or holds a character that is not allowed.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError.at(where, "is UTF-16 text; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # The codec may have cut the byte order mark off: its own copy is what the offset counts in.
        before = bytes(fault.object[: fault.start]).removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        line, column = position_in(before, len(before))
        bad = fault.object[fault.start]
        message = f"byte 0x{bad:02x} is not UTF-8; save the file as UTF-8"
        raise InputError.at(where, message, line=line, column=column) from None
    offset = first_control(text)
    if offset is not None:
        line, column = position_in(text, offset)
        raise InputError.at(where, control_name(text[offset]), line=line, column=column)
    return text
