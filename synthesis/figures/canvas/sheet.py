"""A page measured in inches from its top left corner, on which a figure is set line by line.

The height is known only when the last line is set; texts and axes follow the top edge until
:meth:`Sheet.finish` fixes it.
"""

import re
from functools import lru_cache
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, ScaledTranslation

from synthesis.figures.canvas.sizes import NARROW, POINT, WIDE
from synthesis.figures.canvas.style import INK, RULE, new_figure
from synthesis.figures.files.house_font import FAMILIES, Weight

Align = Literal["left", "center", "right"]

LINE = 1.32  # line pitch in font sizes
NO_BREAK = "\u00a0"
SHORT_LINE = 0.4  # of the width: a last line that is shorter looks lost
HALVINGS = 6
BEARINGS = 0.25  # font sizes


def text_width(text: str, size: float, weight: Weight = "normal") -> float:
    """Width in inches of one line set in the house font at `size` points."""
    return _unit_width(text, weight) * size


# To measure a line takes a millisecond, and the same words are met again and again.
@lru_cache(maxsize=1 << 16)
def _unit_width(text: str, weight: Weight) -> float:
    """Width in inches at one point, between the outermost ink."""
    properties = FontProperties(family=list(FAMILIES), size=1.0, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=False)
    return float(width) * POINT


@lru_cache(maxsize=1 << 16)
def _unit_advance(text: str, weight: Weight) -> float:
    """How far a text moves what follows it, in inches at one point."""
    return _unit_width(f"|{text}|", weight) - _unit_width("||", weight)


def _fits(line: str, width: float, size: float, weight: Weight) -> bool:
    """Whether a line is at most `width` inches wide; measured exactly only where it is near."""
    words = line.split(" ")
    advance = sum(_unit_advance(word, weight) for word in words)
    longest = size * (advance + (len(words) - 1) * _unit_advance(" ", weight))
    if longest <= width:
        return True
    # Ink ends before the advance does, by less than this at both ends together.
    if longest - BEARINGS * size * POINT > width:
        return False
    return text_width(line, size, weight) <= width


def line_pitch(size: float) -> float:
    """Distance in inches between the baselines of lines set at `size` points."""
    return LINE * size * POINT


def wrap_text(text: str, width: float, size: float, weight: Weight = "normal") -> list[str]:
    """Break `text` into lines no wider than `width` inches.

    A number stays with its unit (``200 mg``, ``week 16``). A word wider than the line is broken
    inside, and a middle dot between facts does not end a line.
    """
    text = re.sub(r"(\d) (mg|%|weeks?|trials?|patients)\b", rf"\1{NO_BREAK}\2", text.strip())
    text = re.sub(r"\b([Ww]eeks?|period) (\d)", rf"\1{NO_BREAK}\2", text)
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if _fits(candidate, width, size, weight):
            current = candidate
            continue
        if current:
            lines.append(current)
        pieces = _break_word(word, width, size, weight)
        lines.extend(pieces[:-1])
        current = pieces[-1]
    return [line.removesuffix(" ·") for line in [*lines, current]]


def balance_text(text: str, width: float, size: float, weight: Weight = "normal") -> list[str]:
    """Break `text` as `wrap_text` does; where the last line is short, into lines of even length.

    There are as many lines as with `wrap_text`.
    """
    lines = wrap_text(text, width, size, weight)
    if len(lines) == 1 or text_width(lines[-1], size, weight) > SHORT_LINE * width:
        return lines
    # The narrowest width with as many lines, found by halving what is left.
    even, too_narrow, enough = lines, 0.0, width
    for _ in range(HALVINGS):
        middle = (too_narrow + enough) / 2
        narrower = wrap_text(text, middle, size, weight)
        if len(narrower) > len(lines):
            too_narrow = middle
        else:
            even, enough = narrower, middle
    return even


def _break_word(word: str, width: float, size: float, weight: Weight) -> list[str]:
    pieces = [""]
    for part in re.split(rf"(?<=[-/{NO_BREAK}])", word):
        if text_width(pieces[-1] + part, size, weight) <= width:
            pieces[-1] += part
            continue
        if pieces[-1]:
            pieces.append("")
        for character in part:
            if pieces[-1] and text_width(pieces[-1] + character, size, weight) > width:
                pieces.append("")
            pieces[-1] += character
    return pieces


class Sheet:
    """A figure of fixed width that grows downwards; all positions in inches from the top left."""

    def __init__(self, width: float, margin: float) -> None:
        self.width = width
        self.margin = margin
        self.figure: Figure = new_figure(width, 1.0)
        self._axes: list[tuple[Axes, float, float]] = []
        self._transform = (
            Affine2D().scale(1, -1)
            + self.figure.dpi_scale_trans
            + ScaledTranslation(0, 1, self.figure.transFigure)  # type: ignore[arg-type]
        )

    @property
    def right(self) -> float:
        """The right edge of the set area."""
        return self.width - self.margin

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        weight: Weight = "normal",
        colour: str = INK,
        align: Align = "left",
    ) -> Text:
        """Set one line with its baseline at `y`; `x` is its left, centre or right."""
        return self.figure.text(
            x,
            y,
            text,
            fontsize=size,
            fontweight=weight,
            color=colour,
            ha=align,
            va="baseline",
            transform=self._transform,
            parse_math=False,
        )

    def lines(
        self,
        x: float,
        y: float,
        lines: list[str],
        size: float,
        *,
        weight: Weight = "normal",
        colour: str = INK,
        align: Align = "left",
    ) -> float:
        """Set lines below one another, the first at baseline `y`; returns the next baseline."""
        for line in lines:
            self.text(x, y, line, size, weight=weight, colour=colour, align=align)
            y += line_pitch(size)
        return y

    def rule(self, y: float, *, colour: str = RULE, width: float = 0.7) -> None:
        """Draw a horizontal rule across the set area; `width` in points."""
        self.add(Line2D([self.margin, self.right], [y, y], color=colour, linewidth=width))

    def add(self, line: Line2D) -> None:
        """Draw a line or marker whose points are in inches from the top left."""
        line.set_transform(self._transform)
        self.figure.add_artist(line)

    def axes(self, left: float, width: float, limits: tuple[float, float]) -> Axes:
        """A bare plotting area: x in data units over `limits`, y in inches from the top."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.patch.set_visible(False)
        axes.set_xlim(*limits)
        self._axes.append((axes, left, width))
        return axes

    def finish(self, height: float) -> Figure:
        """Fix the height in inches, place the plotting areas, and hand over the figure."""
        self.figure.set_size_inches(self.width, height)
        for axes, left, width in self._axes:
            axes.set_position((left / self.width, 0, width / self.width, 1))
            axes.set_ylim(height, 0)
        return self.figure


def page_sheet(layout: Literal["wide", "narrow"]) -> Sheet:
    """The empty sheet of a page's layout: `WIDE` or `NARROW` inches."""
    return Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
