"""How much room a text takes in Arial, so that it can be set before a program lays it out.

Arial has the widths of Helvetica; these come from the font metrics that matplotlib brings along,
so that the answer is the same on machines without either font.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from pathlib import Path

import matplotlib as mpl
from fontTools import agl
from fontTools.afmLib import AFM

LINE = 1.15  # height of a line of Arial, in its size
UNKNOWN = 1.0  # width of a character that Helvetica lacks, in the size: as wide as they come
SPACES = {"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2009": " "}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of the text on one line, in points.

    Parameters
    ----------
    size
        Of the letters, in points.
    """
    widths = _widths("phvb8a.afm" if bold else "phvr8a.afm")
    return size * sum(widths.get(SPACES.get(letter, letter), UNKNOWN) for letter in text)


def count_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Lines that the text takes, broken at spaces only.

    A program that breaks at hyphens too needs as many or fewer.

    Parameters
    ----------
    width
        Of the lines, in points.
    size
        Of the letters, in points.
    """
    space = text_width(" ", size, bold=bold)
    lines, filled = 1, 0.0
    for word in re.findall(r"[^ \t\r\n]+", text):
        length = text_width(word, size, bold=bold)
        if filled and filled + space + length > width:
            lines, filled = lines + 1, 0.0
        elif filled:
            filled += space
        if length > width:  # such as an address: broken inside
            lines += ceil(length / width) - 1
            length = width
        filled += length
    return lines


def fit_size(
    text: str,
    width: float,
    height: float,
    sizes: Sequence[float],
    *,
    bold: bool = False,
    spacing: float = 1.0,
) -> tuple[float, float]:
    """The largest size at which the text fits, and the height that it takes then.

    Parameters
    ----------
    width, height
        Of the room, in points.
    sizes
        To choose from, the largest first. The last is taken where none fits; the height is then
        more than `height`.
    spacing
        Between lines, 1 for single.
    """
    for size in sizes:
        taken = count_lines(text, width, size, bold=bold) * size * LINE * spacing
        if taken <= height:
            break
    return size, taken


@lru_cache(maxsize=2)
def _widths(name: str) -> Mapping[str, float]:
    """Width of each character, in the size of the letters."""
    metrics = AFM(str(Path(mpl.get_data_path()) / "fonts" / "afm" / name))
    return {agl.toUnicode(glyph): metrics[glyph][1] / 1000 for glyph in metrics.chars()}
