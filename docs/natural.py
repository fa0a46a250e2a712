"""The page of natural experiments: what happened once, what of it is imposed, and what the model says followed."""

from __future__ import annotations

from pathlib import Path

from icsim.cli.screen import as_markdown
from icsim.config.located import read_yaml
from icsim.natural.findings import HIT, MISS, Finding
from icsim.natural.measures import MEASURES
from icsim.natural.table import read_seeds
from icsim.natural.words import band_words, number_words
from icsim.natural.written import FactFile, NaturalFile

FOLDER = Path(__file__).parents[1] / "experiments" / "natural"
ORDER = ("pandemic", "people_promise", "collaborative_bank", "nurse_gap")
"""Files in the order of the page; any other comes after them."""
FEW_SEEDS = 3
"""At most so many seeds give an interval that says little."""
NOTE = "<!-- Made by `make docs` from experiments/natural; change the files there, not this page. -->\n\n"

INTRODUCTION = """\
Some things have happened once, to everybody or to some, and were written down: a pandemic, a programme at 23 trusts,
banks that hospitals share, a gap of nurses that was seen coming. Each file of `experiments/natural/` puts such an
event into the model and compares what follows with what was published. It says what is *fitted*, so that the model
shows it because it was made to; what is *imposed*; and what is *predicted*. An *upper check* is a number that the
model should stay below, a *direction* no more than that, a *placebo* one that should be near nothing, since nothing
was done. A row is a *hit* when the model's mean over the seeds is within a band that the file states beforehand, and
a *miss* when it is not; where nothing is published to compare with, that is said.

The interval is the 95% interval of the mean over the seeds. It holds the luck of the model and nothing else: not that
its parameters are uncertain, many of them assumptions. A hit says that the model can show what happened for the reasons
it has, not that those were the reasons.

```text
make natural                                                      # all of them again, with their tables
icsim natural experiments/natural/collaborative_bank.yaml         # one of them
```

"""


def page() -> str:
    """Every natural experiment, with its rows, its picture and its figures."""
    files = sorted(FOLDER.glob("*.yaml"), key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else 99, path))
    parts = [_part(path) for path in files]
    found = [finding for path in files for finding in findings(path)]
    verdicts = [finding.verdict for finding in found]
    summary = [(kind, *_counts(found, kind)) for kind in dict.fromkeys(finding.row.kind for finding in found)]
    table = as_markdown(("kind of row", "hit", "miss", "nothing to compare with"), summary)
    predicted = [finding.verdict for finding in found if finding.row.kind == "predicted"]
    said = (
        f"Of {len(found)} rows {verdicts.count(HIT)} hit and {verdicts.count(MISS)} miss. Of the "
        f"{predicted.count(HIT) + predicted.count(MISS)} predictions that can be compared with something published "
        f"{predicted.count(HIT)} hit and {predicted.count(MISS)} miss; the other hits are of rows that were fitted or "
        f"imposed, or that ask for a direction, an upper limit or nearly nothing.\n\n{table}"
    )
    return f"# Natural experiments\n\n{NOTE}{INTRODUCTION}{said}{''.join(parts)}\n{_measures()}"


def _measures() -> str:
    """What a file can measure."""
    rows = [(f"`{measure.name}`", measure.unit, measure.meaning) for measure in MEASURES.values()]
    return (
        "## What a file can measure\n\nA row names one of these, with whom it is of (`trusts`, `staff_group:nurse`, "
        "`among:` a group of organisations that the file names) and over which months, by number or by date. It stands "
        "for itself, or is set against another arm, other months or other organisations.\n\n"
        f"{as_markdown(('measure', 'unit', 'meaning'), rows)}"
    )


def findings(path: Path) -> list[Finding]:
    """The rows of a file, from the committed numbers of every seed."""
    written = read_yaml(path, NaturalFile).value
    return read_seeds((FOLDER / "results" / f"{path.stem}.seeds.csv").read_text(encoding="utf-8"), written)


def _counts(found: list[Finding], kind: str) -> tuple[int, int, int]:
    verdicts = [finding.verdict for finding in found if finding.row.kind == kind]
    hits, misses = verdicts.count(HIT), verdicts.count(MISS)
    return hits, misses, len(verdicts) - hits - misses


def _part(path: Path) -> str:
    written, found = read_yaml(path, NaturalFile).value, findings(path)
    columns = ("compared", "kind", "published", "band", "model", "95% interval", "verdict")
    return (
        f"\n## {written.natural}\n\n{written.question.strip()}\n\n"
        f"*What is put in.* {written.imposed.strip()}\n\n*What follows.* {written.follows.strip()}\n\n"
        f"{as_markdown(columns, [_row(each) for each in found])}\n"
        f"{_reading(written)}"
        f"![{_alternative(written)}](../experiments/natural/results/{path.stem}.svg)\n\n"
        f"Published figures:\n\n{_facts(written.facts)}\n"
        f"`{path.stem}.yaml`: {written.system}, {written.months} months from {written.start}, "
        f"{len(found[0].values)} seeds of {len(written.arms)} arms{_conditions(written, len(found[0].values))}.\n"
    )


def _conditions(written: NaturalFile, seeds: int) -> str:
    """What else a reader should know of the runs."""
    uncalibrated = ", without the [calibration](calibration.md)" if written.calibration == "none" else ""
    few = "; of so few seeds the interval says little" if seeds <= FEW_SEEDS else ""
    return f"{uncalibrated}{few}"


def _reading(written: NaturalFile) -> str:
    return f"*Reading.* {written.reading.strip()}\n\n" if written.reading else ""


def _row(finding: Finding) -> tuple[str, ...]:
    low, high = (number_words(finding, end) for end in finding.interval)
    verdict = f"**{finding.verdict}**" if finding.verdict == MISS else finding.verdict
    return (
        finding.row.row,
        finding.row.kind,
        number_words(finding, finding.row.published) or "-",
        band_words(finding) or "-",
        number_words(finding, finding.mean),
        f"{low} to {high}",
        verdict,
    )


def _alternative(written: NaturalFile) -> str:
    panels = "; ".join(panel.title for panel in written.picture)
    return f"Month by month, for each arm ({', '.join(written.arms)}) and what was published: {panels}."


def _facts(facts: list[FactFile]) -> str:
    rows = [
        (
            fact.what,
            _value(fact),
            fact.unit,
            fact.use,
            f"evidence {fact.evidence}" if fact.evidence else fact.source or "",
        )
        for fact in facts
    ]
    return as_markdown(("figure", "value", "unit", "use", "source"), rows)


def _value(fact: FactFile) -> str:
    between = "" if fact.low is None or fact.high is None else f" ({fact.low:g} to {fact.high:g})"
    return f"{fact.value:,g}{between}"
