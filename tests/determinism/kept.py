"""Digests that are kept in ``golden.json``, each set with the line of the change log that explains its last change.

A digest may change only together with a new **Results change** line. That is
seen to twice: the command that writes the file refuses without one, and the
seal shows that nothing else wrote it; and where the history is at hand,
every commit that changed a digest is looked at (:func:`unexplained`).
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN, CHANGELOG = "tests/determinism/golden.json", "CHANGELOG.md"
"""Files from the root of the project."""

_ENTRY = re.compile(r"^[-*] (\*\*Results change\*\*.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)


class Refused(Exception):
    """Digests that may not be written, with the reason in a sentence."""


def entries(changelog: str) -> list[str]:
    """The **Results change** entries of a change log, each as one line however it is laid out."""
    return [" ".join(found.split()) for found in _ENTRY.findall(changelog)]


def mark(entry: str) -> str:
    """A short digest of an entry."""
    return hashlib.sha256(entry.encode()).hexdigest()[:12]


@dataclass
class Kept:
    """What ``golden.json`` holds.

    Parameters
    ----------
    digests
        Digest by name of the example, by set.
    because
        By set, the entry of the change log that explains its last change; empty if it has not changed since it began.
    known
        Marks of the entries there were when a digest last changed.
    """

    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)

    @property
    def seal(self) -> str:
        """Digest of everything else, which an edit by hand would miss."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def flat(self) -> dict[str, str]:
        """Digest of every example, the set before its name."""
        return {f"{one}: {name}": digest for one, some in self.digests.items() for name, digest in some.items()}

    def text(self) -> str:
        """The file's text."""
        return json.dumps({"seal": self.seal, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"


def parse(text: str) -> tuple[Kept, str]:
    """What a text of the file holds, and the seal it bears; a text from before there were seals holds nothing."""
    content = json.loads(text)
    if "seal" not in content:
        return Kept(), ""
    seal = content.pop("seal")
    return Kept(**content), seal


def changed(before: Kept, after: Kept) -> list[str]:
    """Examples that both have and whose digests differ, by set and name."""
    return [name for name, digest in after.flat.items() if before.flat.get(name, digest) != digest]


def explained(base: Kept, made: dict[str, dict[str, str]], changelog: str, words: str = "") -> Kept:
    """What is to be kept after ``base``, with the entry that explains what changed.

    Parameters
    ----------
    base
        What was kept before.
    made
        Digests made now, by set; other sets stay as they were.
    changelog
        Text of the change log.
    words
        Some words of the entry meant; needed where several are new.

    Raises
    ------
    Refused
        If a digest changed and no one entry explains it.
    """
    after = Kept({**base.digests, **made}, dict(base.because), list(base.known))
    after.because = {one: base.because.get(one, "") for one in after.digests}
    names = changed(base, after)
    if names:
        entry = chosen(base, changelog, words, len(names))
        after.because |= {one: entry for one in made if any(name.startswith(f"{one}: ") for name in names)}
    if names or not base.digests:
        after.known = sorted(mark(each) for each in entries(changelog))
    return after


def chosen(base: Kept, changelog: str, words: str, n: int) -> str:
    """The one new entry that has the words.

    Raises
    ------
    Refused
        If there is none, or more than one.
    """
    new = [entry for entry in entries(changelog) if mark(entry) not in base.known]
    some = [entry for entry in new if " ".join(words.split()).casefold() in entry.casefold()]
    if len(some) == 1:
        return some[0]
    what = f"{n} digests changed" if n else "Digests may be about to change"
    if not new:
        raise Refused(f"{what}, and {CHANGELOG} has no new line '- **Results change**, where: why.'; write one first")
    said = "none of the new ones has" if not some else f"{len(some)} of the new ones have"
    listed = "".join(f"\n  {entry}" for entry in new)
    raise Refused(f"{what}; which Results change explains them? Of the lines in {CHANGELOG} {said} {words!r}:{listed}")


def faults(kept: Kept, seal: str, changelog: str) -> list[str]:
    """What is wrong with the file by itself, in sentences."""
    found = [] if seal == kept.seal else [f"{GOLDEN} was edited by hand: python -m tests.determinism.golden writes it"]
    there = set(entries(changelog))
    for one, entry in kept.because.items():
        if entry and entry not in there:
            found.append(f"the Results change that explains the digests of {one} is not in {CHANGELOG}: {entry}")
    return found


def unexplained(root: Path = ROOT) -> list[str]:
    """Changes of digests, committed or not, without a new **Results change** line, in sentences.

    Looks as far back as the history at hand goes; without git there is none
    to look at. A line that was added after the commit counts as well.
    """
    log = git(root, "log", "--format=%H", "--", GOLDEN)
    if log is None:
        return []
    there, now = set(entries(_text(root / CHANGELOG))), _text(root / GOLDEN)
    steps = [(commit, f"{commit}^", git(root, "show", f"{commit}:./{GOLDEN}")) for commit in log.split()]
    found = []
    for commit, before, text in [("what is not committed yet", "HEAD", now), *steps]:
        earlier = git(root, "show", f"{before}:./{GOLDEN}")
        if not text or not earlier:
            continue
        names = changed(parse(earlier)[0], parse(text)[0])
        if names and there <= set(entries(git(root, "show", f"{before}:./{CHANGELOG}") or "")):
            found.append(
                f"{commit[:12] if before != 'HEAD' else commit}: {len(names)} digests changed ({names[0]} first), and "
                f"{CHANGELOG} has no new 'Results change' line that says why"
            )
    return found


def committed(root: Path = ROOT) -> Kept | None:
    """What the last commit keeps; None without git or before anything was kept."""
    text = git(root, "show", f"HEAD:./{GOLDEN}")
    if text is None:
        return None
    kept, seal = parse(text)
    return kept if seal else None


def git(root: Path, *words: str) -> str | None:
    """What git says; None if there is no git, no history, or nothing of that name."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
