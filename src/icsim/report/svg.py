"""Drawing: small charts as SVG, with a title and a description for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate: a tenth of a pixel is enough."""
    return f"{round(value, 1) + 0.0:g}"


class Drawing:
    """An SVG in the making.

    Parameters
    ----------
    width, height
        Size in pixels of the screen; it scales.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[Markup] = []

    def line(self, start: Point, end: Point, kind: str) -> None:
        """Draw a straight line; ``kind`` is its class in the style sheet."""
        (x1, y1), (x2, y2) = start, end
        self._add(Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>'), x1, y1, x2, y2, kind)

    def bar(self, corner: Point, width: float, height: float, kind: str) -> None:
        """Draw a rectangle from its upper left corner."""
        self._add(Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>'), *corner, width, height, kind)

    def dot(self, at: Point, radius: float, kind: str) -> None:
        """Draw a disc."""
        self._add(Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>'), *at, radius, kind)

    def path(self, points: Sequence[Point], kind: str, *, closed: bool = False) -> None:
        """Draw a line through points."""
        steps = " ".join(f"{'L' if i else 'M'}{number(x)} {number(y)}" for i, (x, y) in enumerate(points))
        self._add(Markup('<path d="{}" class="{}"/>'), f"{steps}{' Z' if closed else ''}", kind)

    def text(self, at: Point, words: str, kind: str = "label") -> None:
        """Write words; the class says how they are aligned."""
        self._add(Markup('<text x="{}" y="{}" class="{}">{}</text>'), *at, kind, words)

    def _add(self, form: Markup, *values: float | str) -> None:
        shown = (value if isinstance(value, str) else number(value) for value in values)
        self._parts.append(form.format(*shown))

    def figure(self, name: str, title: str, description: str) -> Markup:
        """A chart that stands alone.

        Parameters
        ----------
        name
            Its id in the page.
        title, description
            What it is, and what it shows, for those who do not see it.
        """
        head = Markup(
            '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{n}-title {n}-desc">'
            '<title id="{n}-title">{}</title><desc id="{n}-desc">{}</desc>'
        ).format(number(self.width), number(self.height), title, description, n=name)
        return head + Markup("").join(self._parts) + Markup("</svg>")

    def mark(self) -> Markup:
        """A mark beside a number that says the same, so those who do not see it miss nothing."""
        head = Markup('<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">')
        size = number(self.width), number(self.height)
        return head.format(*size) + Markup("").join(self._parts) + Markup("</svg>")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between two others, at most so many, and at least those around zero."""
    reach = max(high - low, 1e-12)
    power = 10.0 ** int(f"{reach / most:e}".split("e")[1])
    step = next(power * s for s in (1, 2, 5, 10, 20) if reach / (power * s) <= most)
    first = int(-(-low // step))
    return [k * step for k in range(first, int(high // step) + 1)]
