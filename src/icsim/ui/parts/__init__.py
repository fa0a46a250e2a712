"""Parts: what pages are put together from. Each shows text as text, whatever it holds."""

from icsim.ui.parts.chart import Chart
from icsim.ui.parts.controls import Action, Choice, NumberRow, Progress, TextRow, Tick, Ticks
from icsim.ui.parts.files import Download, Upload
from icsim.ui.parts.table import Column, DataTable
from icsim.ui.parts.text import Details, Heading, Notice, Panel, Words

__all__ = [
    "Action",
    "Chart",
    "Choice",
    "Column",
    "DataTable",
    "Details",
    "Download",
    "Heading",
    "Notice",
    "NumberRow",
    "Panel",
    "Progress",
    "TextRow",
    "Tick",
    "Ticks",
    "Upload",
    "Words",
]
