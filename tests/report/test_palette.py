"""Palette: everything can be told apart, by everybody, on every background it stands on."""

from __future__ import annotations

import pytest

from icsim.codes import Sector
from icsim.report import palette


def contrast(a: str, b: str) -> float:
    """Contrast of two colours as WCAG 2.2 counts it, 1 to 21."""

    def light(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(a), light(b)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_most_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("ink", [palette.INK, palette.SOFT, palette.WORSE_INK, palette.BETTER, palette.FOCUS])
@pytest.mark.parametrize("ground", [palette.PAPER, palette.QUIET, palette.WARNED])
def test_words_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("style", [*palette.SECTORS.values(), *palette.ARMS, palette.TODAY_STYLE])
def test_words_and_lines_in_a_style_can_be_read(style) -> None:
    assert contrast(style.ink, palette.PAPER) >= 4.5


@pytest.mark.parametrize("move", palette.MOVES.values(), ids=palette.MOVES)
def test_people_on_the_way_can_be_seen(move: palette.MoveStyle) -> None:
    assert min(contrast(move.colour, ground) for ground in (palette.PAPER, palette.QUIET)) >= 3


def test_colour_never_stands_alone() -> None:
    assert list(palette.SECTORS) == list(Sector)
    assert len({style.shape for style in palette.SECTORS.values()}) == len(Sector)
    assert len({style.dash for style in palette.SECTORS.values()}) == len(Sector)
    moves = palette.MOVES.values()
    assert len({(move.mark, move.colour) for move in moves}) == len(moves)
    by_colour = [(move.colour, move.dash) for move in moves]
    assert len(set(by_colour)) == len(moves)
    assert len({arm.dash for arm in (*palette.ARMS, palette.TODAY_STYLE)}) == len(palette.ARMS) + 1
