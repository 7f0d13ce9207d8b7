"""How far apart the rows of a drawing stand, so that it fills the slide area."""

from __future__ import annotations

from synthesis.figures.slide_area import ASPECT


def choose_pitch(width: float, lines: int, taken: float, least: float, most: float) -> float:
    """Inches from line to line with which `lines` fill the height that goes with `width`.

    `taken` is what headings, axis and legend take, in inches; the pitch is never below `least`
    nor above `most`.
    """
    return min(most, max(least, (width / ASPECT - taken) / max(lines, 1)))
