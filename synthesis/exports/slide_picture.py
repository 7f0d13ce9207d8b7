"""A figure as a slide of 1920 x 1080 pixels: finding, what it is, drawing, source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from synthesis.figures.render import render_body
from synthesis.figures.sheet import POINT, Sheet, line_pitch, wrap_text
from synthesis.figures.style import GREY, INK, RULE, house_style

WIDTH, HEIGHT = 1920, 1080  # pixels
DPI = 144
MARGIN = 60 / DPI  # inches
# Points and the most lines: a long finding is set smaller, so that the drawing keeps its room.
TITLE_SIZES = ((24.0, 2), (21.0, 3), (18.0, 4), (16.0, 6))
SUBTITLE, SOURCE = 15.0, 11.0
AIR = 0.16  # inches between the parts


@dataclass(frozen=True)
class SlideWords:
    """The words of a slide around its drawing.

    `title` is the finding, `subtitle` what the figure is, `source` whose it is and where it is
    found, `part` such as “1 of 3” or empty.
    """

    title: str
    subtitle: str
    source: str
    part: str = ""


@dataclass(frozen=True)
class _Frame:
    pixels: np.ndarray
    top: int
    bottom: int


def make_slide_picture(words: SlideWords, drawing: Figure) -> Image.Image:
    """Set a drawing between its finding and its source.

    Returns
    -------
    PIL.Image.Image
        1920 x 1080 pixels, RGB.
    """
    frame = _draw_frame(words)
    room = WIDTH - 2 * round(MARGIN * DPI), frame.bottom - frame.top
    body = render_body(drawing, *room)
    canvas = Image.fromarray(frame.pixels)
    left = round(MARGIN * DPI) + (room[0] - body.width) // 2
    canvas.paste(body, (left, frame.top + (room[1] - body.height) // 2))
    return canvas


def _draw_frame(words: SlideWords) -> _Frame:
    with house_style():
        sheet = Sheet(WIDTH / DPI, MARGIN)
        whole = sheet.right - MARGIN
        size, lines = fit_title(words.title, whole)
        y = MARGIN * 0.75 + size * POINT
        y = sheet.lines(MARGIN, y, lines, size, weight="bold", colour=INK)
        y += (SUBTITLE - size) * POINT + 0.06
        what = f"{words.subtitle} ({words.part})" if words.part else words.subtitle
        y = sheet.lines(MARGIN, y, wrap_text(what, whole, SUBTITLE), SUBTITLE, colour=GREY)
        top = y - line_pitch(SUBTITLE) + AIR
        source = wrap_text(words.source, whole, SOURCE)
        base = HEIGHT / DPI - 0.2 - (len(source) - 1) * line_pitch(SOURCE)
        rule = base - SOURCE * POINT - 0.1
        sheet.rule(rule, colour=RULE, width=1.0)
        sheet.lines(MARGIN, base, source, SOURCE, colour=GREY)
        figure = sheet.finish(HEIGHT / DPI)
        figure.set_dpi(DPI)
        canvas = figure.canvas
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[..., :3]  # type: ignore[attr-defined]
    return _Frame(np.ascontiguousarray(pixels), round(top * DPI), round((rule - 0.1) * DPI))


def fit_title(title: str, width: float) -> tuple[float, list[str]]:
    """The largest size in points at which a title keeps to its lines, and the lines.

    `width` in inches. A title too long for every size is set in the smallest.
    """
    lines: list[str] = []
    for size, most in TITLE_SIZES:
        lines = wrap_text(title, width, size, "bold")
        if len(lines) <= most:
            return size, lines
    return TITLE_SIZES[-1][0], lines
