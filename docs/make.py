"""Make the generated parts of the documents: ``python -m docs.make``, or ``make docs``.

Pages come from the code and are made in a second; the README's figures and
pictures come from runs of the model and of the app, and take some minutes.
``--pages`` makes the pages alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from docs.pages import PAGES

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
    """Write the pages that come from the code."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


def make_performance() -> None:
    """Write what the benchmarks last measured into its page."""
    from docs.measured import figures

    page = DOCS / "performance.md"
    page.write_text(filled(page.read_text(encoding="utf-8"), "figures", figures()), encoding="utf-8")
    print("docs/performance.md")


def make_readme() -> None:
    """Run the model, and write the README's figures and its picture."""
    from docs import picture, showcase

    parts: dict[str, Callable[[], str]] = {"facts": showcase.facts, "result": showcase.result}
    text = README.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = filled(text, name, part())
    README.write_text(text, encoding="utf-8")
    print("README.md")
    picture.draw(CHART)
    print(CHART.relative_to(DOCS.parent))


def make_screens() -> None:
    """Take the pictures of the app, where there is a browser."""
    from docs import screens

    taken = screens.take()
    for path in taken:
        print(path.relative_to(DOCS.parent))
    if not taken:
        print("The pictures of the app stay as they are: no browser was found.")


if __name__ == "__main__":
    make_pages()
    make_performance()
    if "--pages" not in sys.argv[1:]:
        make_readme()
        make_screens()
