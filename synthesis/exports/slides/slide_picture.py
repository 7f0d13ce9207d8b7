"""A figure as a slide of 1920 x 1080 pixels: finding, what it is, drawing, source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matplotlib.figure import Figure
from PIL import Image

from synthesis.figures.canvas.palette import reduce_colours
from synthesis.figures.canvas.sheet import (
    NO_BREAK,
    Sheet,
    balance_text,
    line_pitch,
    text_width,
    wrap_text,
)
from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import GREY, INK, RULE, house_style
from synthesis.figures.files.render import draw_picture, render_body

WIDTH, HEIGHT = 1920, 1080  # pixels
DPI = 144
MARGIN = 60 / DPI  # inches
# Points and the most lines, in the order tried: a long finding is set smaller, so that the drawing
# keeps its room, and rather smaller than on a further line.
TITLE_SIZES = ((24.0, 2), (22.0, 2), (20.0, 2), (18.0, 2), (19.0, 3), (17.0, 3), (16.0, 6))
SUBTITLES, SOURCE = (15.0, 14.0, 13.0), 11.0  # the largest that keeps to one line
INTERVAL = re.compile(r"\(95% CI [^()]*\)")
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
class SlideFrame:
    """A slide without its drawing, and between which heights in pixels this goes."""

    picture: Image.Image
    top: int
    bottom: int

    @property
    def room(self) -> tuple[int, int]:
        """Width and height for the drawing in pixels."""
        return WIDTH - 2 * round(MARGIN * DPI), self.bottom - self.top


@dataclass(frozen=True)
class SlidePicture:
    """A slide of 1920 x 1080 pixels in a palette, and the box on it that the drawing fills."""

    whole: Image.Image
    box: tuple[int, int, int, int]

    @property
    def drawing(self) -> Image.Image:
        """The drawing alone."""
        return self.whole.crop(self.box)


def make_slide_picture(words: SlideWords, drawing: Figure) -> SlidePicture:
    """Set a drawing between its finding and its source, as large as it fits."""
    frame = draw_frame(words)
    return fill_frame(frame, render_body(drawing, *frame.room))


def fill_frame(frame: SlideFrame, body: Image.Image) -> SlidePicture:
    """Set a drawing, as large as it fits, into the middle of its room."""
    width, height = frame.room
    canvas = frame.picture.copy()
    left = round(MARGIN * DPI) + (width - body.width) // 2
    top = frame.top + (height - body.height) // 2
    canvas.paste(body, (left, top))
    box = left, top, left + body.width, top + body.height
    return SlidePicture(reduce_colours(canvas), box)


def draw_frame(words: SlideWords) -> SlideFrame:
    """The words of a slide, with room for its drawing."""
    with house_style():
        sheet = Sheet(WIDTH / DPI, MARGIN)
        whole = sheet.right - MARGIN
        size, lines = fit_title(words.title, whole)
        y = MARGIN * 0.75 + size * POINT
        y = sheet.lines(MARGIN, y, lines, size, weight="bold", colour=INK)
        what = f"{words.subtitle} ({words.part})" if words.part else words.subtitle
        small = next((s for s in SUBTITLES if text_width(what, s) <= whole), SUBTITLES[-1])
        y += (small - size) * POINT + 0.06
        y = sheet.lines(MARGIN, y, balance_text(what, whole, small), small, colour=GREY)
        top = y - line_pitch(small) + AIR
        source = wrap_text(words.source, whole, SOURCE)
        base = HEIGHT / DPI - 0.2 - (len(source) - 1) * line_pitch(SOURCE)
        rule = base - SOURCE * POINT - 0.1
        sheet.rule(rule, colour=RULE, width=1.0)
        sheet.lines(MARGIN, base, source, SOURCE, colour=GREY)
        figure = sheet.finish(HEIGHT / DPI)
    return SlideFrame(draw_picture(figure, DPI), round(top * DPI), round((rule - 0.1) * DPI))


def fit_title(title: str, width: float) -> tuple[float, list[str]]:
    """The first size in points at which a title keeps to its lines, and the lines.

    `width` in inches. An interval is not broken, and no last line is left with a word or two. A
    title too long for every size is set in the smallest.
    """
    title = INTERVAL.sub(lambda match: match[0].replace(" ", NO_BREAK), title)
    fitting = (s for s, most in TITLE_SIZES if len(wrap_text(title, width, s, "bold")) <= most)
    size = next(fitting, TITLE_SIZES[-1][0])
    return size, balance_text(title, width, size, "bold")
