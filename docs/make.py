"""Make the generated parts of the documents: ``python -m docs.make``, or ``make docs``.

Pages come from the code and are made in a second; the README's figures and
pictures come from runs of the model and of the app, and take some minutes.
Named parts are made alone: ``python -m docs.make pages``; ``--pages`` is the
same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.pages import PAGES
from docs.parts import PARTS

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
CHART = DOCS / "images" / "gloucestershire.png"


def filled(text: str, name: str, content: str) -> str:
    """Text with what stands between the two markers of a name replaced.

    Raises
    ------
    ValueError
        If the markers are not there exactly once.
    """
    begin, end = f"<!-- {name}: made by `make docs` -->\n", f"<!-- end of {name} -->"
    between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    new, found = between.subn(lambda _: f"{begin}{content}{end}", text)
    if found != 1:
        raise ValueError(f"{found} places marked {name!r}, not one")
    return new


def make_pages() -> None:
    """Write the pages, and the parts of pages, that come from the code and from committed tables."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    for (name, marker), part in PARTS.items():
        page = DOCS / name
        page.write_text(filled(page.read_text(encoding="utf-8"), marker, part()), encoding="utf-8")
        print(f"docs/{name}: {marker}")


def make_performance() -> None:
    """Write what the benchmarks last measured into its page."""
    from docs.measured import figures

    page = DOCS / "performance.md"
    page.write_text(filled(page.read_text(encoding="utf-8"), "figures", figures()), encoding="utf-8")
    print("docs/performance.md")


def make_facts() -> None:
    """Write how large the shipped systems and the model are into the README."""
    from docs import showcase

    _into_readme({"facts": showcase.facts})


def make_readme() -> None:
    """Run the model, and write the README's figures and its picture."""
    from docs import picture, showcase

    _into_readme({"result": showcase.result})
    picture.draw(CHART)
    print(CHART.relative_to(DOCS.parent))


def _into_readme(parts: Mapping[str, Callable[[], str]]) -> None:
    text = README.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = filled(text, name, part())
    README.write_text(text, encoding="utf-8")
    print("README.md")


def make_screens() -> None:
    """Take the pictures of the app, where there is a browser."""
    from docs import screens

    taken = screens.take()
    for path in taken:
        print(path.relative_to(DOCS.parent))
    if not taken:
        print("The pictures of the app stay as they are: no browser was found.")


MAKES: dict[str, Callable[[], None]] = {
    "pages": make_pages,
    "performance": make_performance,
    "facts": make_facts,
    "readme": make_readme,
    "screens": make_screens,
}
"""What can be made, by name; all of it, in this order, if nothing is named."""


if __name__ == "__main__":
    named = [word.removeprefix("--") for word in sys.argv[1:]]
    if unknown := [name for name in named if name not in MAKES]:
        sys.exit(f"no part {', '.join(unknown)}; one of {', '.join(MAKES)}")
    for name in named or MAKES:
        MAKES[name]()
