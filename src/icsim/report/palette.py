"""Palette: the colours, shapes and line styles of every page and chart.

Colours are those of Okabe and Ito, which people with any common colour
vision can tell apart, with darker forms where words or thin lines are set
in them. No colour stands alone: a sector also has its shape, a kind of move
its mark and dash, an agreement its dash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from icsim.codes import Sector

INK: Final = "#1b1f23"
"""Words."""
SOFT: Final = "#57606a"
"""Lesser words: 6.4 to 1 on white."""
LINE: Final = "#d0d7de"
"""Rules and grids, which carry nothing that is not said otherwise."""
EDGE: Final = "#6e7781"
"""Axes and outlines that have to be seen: 4.5 to 1 on white."""
PAPER: Final = "#ffffff"
"""Background of pages and charts."""
QUIET: Final = "#f3f5f7"
"""Background of heads of tables, of panels and of the map's land."""
FOCUS: Final = "#0b57d0"
"""The ring round whatever the keyboard is at."""

BETTER: Final = "#0072b2"
"""What turns out as hoped."""
WORSE: Final = "#d55e00"
"""What does not, as an area or a mark."""
WORSE_INK: Final = "#a84a00"
"""The same for words: 5.9 to 1 on white."""
WARNED: Final = "#fff4e5"
"""Background of a warning; its words stay ink."""
ACTION: Final = "#08507e"
"""Links, and what a page most wants pressed: 8.6 to 1 on white, and white on it."""
ERROR_INK: Final = "#9b1c1c"
"""Words about something that cannot be used: 8.2 to 1 on white."""
CHOSEN: Final = "#e3eff8"
"""Background of a row that is chosen; words on it stay ink."""


@dataclass(frozen=True)
class SectorStyle:
    """How organisations of a sector are drawn.

    Parameters
    ----------
    colour
        Fill, with an outline in :data:`INK`.
    ink
        A darker form for thin lines and words: at least 4.5 to 1 on white.
    shape
        A word the player knows: circle, square, diamond, triangle, wedge (a triangle that points down), hexagon,
        pentagon, cross, star.
    dash
        Lengths drawn and left out by turns, in pixels, of its line in a chart; empty for a solid one.
    """

    colour: str
    ink: str
    shape: str
    dash: tuple[int, ...] = ()


SECTORS: Final[dict[Sector, SectorStyle]] = {
    Sector.acute: SectorStyle("#0072b2", "#0072b2", "circle"),
    Sector.mental_health: SectorStyle("#cc79a7", "#a2467a", "square", (8, 3)),
    Sector.community: SectorStyle("#009e73", "#00785a", "diamond", (3, 3)),
    Sector.ambulance: SectorStyle("#f0e442", "#7a7100", "triangle", (10, 3, 2, 3)),
    Sector.primary_care: SectorStyle("#56b4e9", "#1a73a7", "hexagon", (1, 3)),
    Sector.social_care: SectorStyle("#e69f00", "#8f6200", "pentagon", (6, 2, 1, 2)),
    Sector.local_authority: SectorStyle("#9aa3ab", "#57606a", "wedge", (12, 4)),
    Sector.voluntary: SectorStyle("#d55e00", "#a84a00", "cross", (5, 2, 5, 6)),
    Sector.university: SectorStyle("#24292f", "#24292f", "star", (2, 2, 6, 2)),
}
"""Every sector, in code order."""


@dataclass(frozen=True)
class MoveStyle:
    """How people on the way are drawn.

    Parameters
    ----------
    title
        Words for legends and filters.
    colour
        Of dots, arrows and lines: at least 3 to 1 on white and on :data:`QUIET`.
    mark
        Shape of a dot: disc, hollow (a ring), or a shape of a sector.
    dash
        Dash of a line, as in :class:`SectorStyle`.
    """

    title: str
    colour: str
    mark: str
    dash: tuple[int, ...] = ()


MOVES: Final[dict[str, MoveStyle]] = {
    "mover": MoveStyle("Permanent move", "#24292f", "disc"),
    "rotation": MoveStyle("Rotation to a host", "#0072b2", "triangle", (7, 4)),
    "return": MoveStyle("Return from rotation", "#1a73a7", "hollow", (2, 4)),
    "placement": MoveStyle("Student placement", "#a2467a", "square", (10, 3, 2, 3)),
    "first_job": MoveStyle("First job after qualifying", "#8f6200", "diamond", (5, 2, 5, 6)),
    "apprentice": MoveStyle("Apprentice into a new post", "#7a7100", "cross", (1, 3)),
    "joiner": MoveStyle("Joiner from outside", "#00785a", "disc"),
    "leaver": MoveStyle("Leaver from the system", "#c24e00", "disc", (3, 3)),
    "student": MoveStyle("Student starts a course", "#a2467a", "star", (6, 2)),
    "student_leaver": MoveStyle("Student leaves", "#a2467a", "wedge", (2, 3)),
}
"""Every kind of move, in the order of legends."""

OTHER_MOVE: Final = MoveStyle("Other move", "#6e7781", "hollow", (2, 2))
"""A kind that a later version knows and this one does not."""


@dataclass(frozen=True)
class ArmStyle:
    """How an agreement, or today, is drawn: colour of lines, of words, and dash."""

    colour: str
    ink: str
    dash: tuple[int, ...] = ()


TODAY_STYLE: Final = ArmStyle("#24292f", "#24292f", (2, 3))
"""Today: what every agreement is compared with."""
ARMS: Final = (
    ArmStyle("#0072b2", "#0072b2"),
    ArmStyle("#d55e00", "#a84a00", (9, 3)),
    ArmStyle("#009e73", "#00785a", (5, 3)),
    ArmStyle("#aa4499", "#933584", (10, 3, 2, 3)),
)
"""Agreements, in the order of their columns."""

SEQUENTIAL: Final = ("#eef4fa", "#c3dcee", "#8cbfe0", "#4d9bcb", "#1a73a7", "#08507e", "#052f4c")
"""Little to much: one hue that grows darker, so that it also reads in grey."""
DIVERGING: Final = ("#a84a00", "#d98a4e", "#f3cfae", "#f3f5f7", "#b5d3e8", "#5b9fcd", "#08507e")
"""Worse, no difference, better; even steps of lightness on both sides."""

TYPE: Final = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif'
"""Type that is on the reader's machine: nothing is fetched."""
