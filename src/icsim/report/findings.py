"""Findings: what a comparison found, as the brief and the workbook need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.codes import Sector
from icsim.experiment.question import TODAY
from icsim.report.wording import listed, month_words

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.compare import Comparison

EVERYBODY = "all"
"""The party that stands for every organisation."""


@dataclass(frozen=True)
class Signing:
    """One agreement of an arm, in words.

    Parameters
    ----------
    name, terms
        Its name, and when it starts and between whom, as a sentence.
    clauses
        Each clause: its name and what it provides.
    """

    name: str
    terms: str
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Arm:
    """One of the things compared.

    Parameters
    ----------
    name
        What people call it.
    signed
        Its agreements; none for today.
    """

    name: str
    signed: tuple[Signing, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What a comparison found.

    Parameters
    ----------
    system
        Name of the integrated care system.
    start, months
        First month and number of months of each run.
    seeds
        Seeds of the runs.
    arms
        What is compared, today first.
    futures
        Name and sentence of each future; all but the robustness grid is of the first.
    tables
        Tables of the comparison by name; :class:`icsim.experiment.compare.Comparison` says what they hold.
    sample_share
        Share of the staff that is modelled.
    parameters
        Parameters set away from their declared values.
    drawn
        What it means that each seed has its own draw of calibrated parameters, as a sentence; empty if none has.
    warnings
        What the person who asked was warned of.
    made
        What the result was made with and of: label and value, in order.
    most_shown
        Agreements that the brief shows at most; the workbook has them all.
    """

    system: str
    start: str
    months: int
    seeds: tuple[int, ...]
    arms: tuple[Arm, ...]
    futures: tuple[tuple[str, str], ...]
    tables: Mapping[str, pd.DataFrame]
    sample_share: float = 1.0
    parameters: Mapping[str, float] = field(default_factory=dict)
    drawn: str = ""
    warnings: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()
    most_shown: int = 3
    _read: dict[object, list[dict[str, Any]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the agreements that the brief shows."""
        return tuple(arm.name for arm in self.agreements[: self.most_shown])

    @property
    def agreements(self) -> tuple[Arm, ...]:
        """What is compared with today."""
        return tuple(arm for arm in self.arms if arm.name != TODAY)

    @property
    def future(self) -> str:
        """The future that everything but the robustness grid is of."""
        return self.futures[0][0]

    def rows(self, table: str, **equal: object) -> pd.DataFrame:
        """Rows of a table where columns have given values; none where there is no such table.

        Parameters
        ----------
        table
            Its name.
        **equal
            Value by column.
        """
        import pandas as pd

        frame = self.tables.get(table)
        if frame is None or frame.empty:
            return pd.DataFrame()
        for column, value in equal.items():
            frame = frame[frame[column] == value]
        return frame

    def records(self, table: str, **equal: object) -> list[dict[str, Any]]:
        """The same rows, each as values by column; read once, since sentences ask for the same rows again and again."""
        key = (table, *sorted(equal.items()))
        if key not in self._read:
            found = self.rows(table, **equal).to_dict("records")
            self._read[key] = [{str(column): value for column, value in row.items()} for row in found]
        return self._read[key]


def read_findings(folder: Path) -> Findings:
    """What a comparison on disk found.

    Raises
    ------
    InputError
        If the folder holds no comparison, or a table is not as it was written.
    """
    from icsim.errors import InputError
    from icsim.experiment.comparison_files import NOTE, read_note, read_tables

    note, tables = read_note(folder), read_tables(folder)
    try:
        return Findings(
            system=str(note["system"]["name"]),
            start=str(note["start"]),
            months=int(note["months"]),
            seeds=tuple(note["seeds"]),
            arms=tuple(_arm(arm, str(note["start"])) for arm in note["arms"]),
            futures=tuple((str(each["name"]), str(each["sentence"])) for each in note["futures"]),
            tables=tables,
            sample_share=float(note["sample_share"]),
            parameters=dict(note["parameters"]),
            drawn=str((note.get("posterior") or {}).get("said", "")),
            warnings=tuple(note["warnings"]),
            made=_made(note),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError.at(folder / NOTE, f"is not the note of a comparison: {error!r}") from error


def findings_of(comparison: Comparison) -> Findings:
    """What a comparison found, before it is on disk; how it was made is left out."""
    from icsim.experiment.comparison_files import arm_note

    question = comparison.question
    return Findings(
        system=question.system.name,
        start=question.start,
        months=question.months,
        seeds=comparison.seeds,
        arms=tuple(_arm(arm_note(arm), question.start) for arm in question.arms),
        futures=tuple((each.future, each.sentence()) for each in question.futures),
        tables=comparison.tables,
        sample_share=question.sample_share,
        parameters=question.parameters,
        drawn="" if question.draws is None else question.draws.words,
        warnings=tuple(map(str, comparison.warnings)),
        most_shown=len(question.arms) - 1,
    )


def _arm(arm: Mapping[str, Any], start: str) -> Arm:
    """An arm of the note; its sentences stand in the order of its clauses."""
    sentences = iter(arm["sentences"])
    signed = []
    for each in arm["agreements"]:
        keys = [key for key, value in each.items() if isinstance(value, dict) and value.get("enabled") is True]
        clauses = tuple((key.replace("_", " ").capitalize(), str(next(sentences, ""))) for key in keys)
        signed.append(Signing(str(each["agreement"]), _terms(each, start), clauses))
    return Arm(str(arm["name"]), tuple(signed))


def _terms(agreement: Mapping[str, Any], start: str) -> str:
    """When an agreement holds and who signs it."""
    since = month_words(agreement.get("starts") or start)
    until = f" until {month_words(agreement['ends'])}, when it no longer holds" if agreement.get("ends") else ""
    leaving = "".join(f" {party} leaves in {month_words(month)}." for party, month in agreement["exits"].items())
    others = " Others may join once they see it work." if agreement.get("open_to_others", True) else ""
    return f"Signed in {since}{until} by {parties_words(agreement['parties'])}{_apart(agreement)}.{leaving}{others}"


def _apart(agreement: Mapping[str, Any]) -> str:
    """In which systems each signs for itself, nothing where all sign together."""
    by = agreement.get("signed_by", "together")
    if by == "together":
        return ""
    return ", in each system for itself" if isinstance(by, str) else f", in {listed(by)}, each for itself"


def parties_words(parties: Sequence[str]) -> str:
    """Parties as people say them, all sectors together: ``every acute and community organisation``."""
    if EVERYBODY in parties:
        return "every organisation in the system"
    sectors = [word.partition(":")[2] for word in parties if word.startswith("sector:")]
    labels = [Sector[word].label.lower() if word in Sector.words() else word for word in sectors]
    said = [f"every {listed(labels)} organisation"] if labels else []
    for word in parties:
        kind, _, what = word.partition(":")
        if kind == "district":
            said.append(f"the organisations in district {what}")
        elif kind != "sector":
            said.append(word)
    return listed(said)


def _made(note: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What made the result, in words."""
    git = note.get("git")
    code = str(note["code"])[:16]
    if git:
        code += f", commit {git['commit'][:12]}" + (" with changes that are not committed" if git["dirty"] else "")
    seeds = note["seeds"]
    versions = ", ".join(f"{name} {version}" for name, version in note["versions"].items())
    made = [
        ("icsim", str(note["icsim"])),
        ("Code", code),
        ("System", f"{note['system']['code']}, tables {str(note['system']['digest'])[:16]}"),
        ("Runs", f"{note['runs']:,} of {note['months']} months from {note['start']}"),
        ("Seeds", f"{min(seeds)} to {max(seeds)}: {note['stopped_because']}" if seeds else "none"),
        ("Futures", ", ".join(str(each["name"]) for each in note["futures"])),
        ("Libraries", versions),
    ]
    if note["parameters"]:
        made.append(("Set", ", ".join(f"{name} = {value:g}" for name, value in note["parameters"].items())))
    if drawn := note.get("posterior"):
        made.append(("Drawn for each seed", f"{', '.join(drawn['parameters'])}; draws {drawn['digest'][:16]}"))
    if note["command"]:
        made.append(("Command", " ".join(map(str, note["command"]))))
    return tuple(made)
