"""What every drawing for the slide area has to keep."""

from __future__ import annotations

from collections.abc import Sequence

from layout_checks import find_layout_faults
from matplotlib.figure import Figure
from matplotlib.text import Text

from synthesis.figures.canvas.slide_area import HIGHEST, NARROWEST, WIDEST

SMALLEST = 8.5  # points
TOLERANCE = 1e-9  # inches


def check_slides(figures: Sequence[Figure]) -> None:
    """All that `check_sizes` asks, and every text on the canvas and apart."""
    check_sizes(figures)
    for figure in figures:
        assert find_layout_faults(figure) == []


def check_sizes(figures: Sequence[Figure]) -> None:
    """No drawing larger than the area, all of one width, and no small letters."""
    assert figures
    for figure in figures:
        assert NARROWEST - TOLERANCE <= figure.get_figwidth() <= WIDEST + TOLERANCE
        assert figure.get_figheight() <= HIGHEST + TOLERANCE
        texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
        assert min(text.get_fontsize() for text in texts) >= SMALLEST
    assert len({round(figure.get_figwidth(), 6) for figure in figures}) == 1
