"""Where things stand on a slide of 13.333 x 7.5 inches, in points from its upper left corner.

The title keeps its place; what is below moves up where it is short and down where it is long, and
the picture takes what is left.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from synthesis.exports.slides.text_measure import fit_size

WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 30.0
TOP = 21.0
INSIDE = WIDTH - 2 * MARGIN
TITLE_SIZES = (28, 26, 24, 22, 20)
TITLE_SPACING = 0.9
TITLE_HEIGHT = 64.0  # two lines of the largest size, three of the smallest
SUBTITLE_SIZES = (16, 15, 14)
SOURCE_SIZES = (12, 11, 10)
NUMBER_WIDTH = 48.0  # the number of the slide, at the right of the source
RULE = 504.0
SOURCE = RULE + 5
SOURCE_HEIGHT = HEIGHT - 8 - SOURCE  # two lines of the smallest size
LEAST_PICTURE = 280.0
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class SlideBox:
    """A rectangle on a slide: left edge, upper edge, width, height, in points."""

    left: float
    top: float
    width: float
    height: float


TITLE = SlideBox(MARGIN, TOP, INSIDE, TITLE_HEIGHT)
FOOTER = SlideBox(MARGIN, SOURCE, INSIDE - NUMBER_WIDTH, SOURCE_HEIGHT)
NUMBER = SlideBox(WIDTH - MARGIN - NUMBER_WIDTH, SOURCE, NUMBER_WIDTH, SOURCE_HEIGHT)


@dataclass(frozen=True)
class SlidePage:
    """Boxes and sizes of letters (points) of one slide with a figure."""

    title: SlideBox
    title_size: float
    subtitle: SlideBox
    subtitle_size: float
    picture: SlideBox
    source_size: float


def arrange_slide(title: str, subtitle: str, source: str, picture: bytes) -> SlidePage:
    """Arrange a slide so that nothing overflows, and the picture is as large as can be.

    Parameters
    ----------
    picture
        PNG; keeps its proportions and stands in the middle of its area.

    Raises
    ------
    ValueError
        If the words leave too little room for the picture, or the source does not fit its line.
    """
    size, height = fit_size(
        title, INSIDE, TITLE_HEIGHT, TITLE_SIZES, bold=True, spacing=TITLE_SPACING
    )
    title_box = SlideBox(MARGIN, TOP, INSIDE, height + 3)
    subtitle_size, subtitle_height = fit_size(subtitle, INSIDE, 20, SUBTITLE_SIZES)
    subtitle_box = SlideBox(MARGIN, TOP + height + 6, INSIDE, subtitle_height)
    top = subtitle_box.top + subtitle_height + 7
    room = RULE - 5 - top
    if room < LEAST_PICTURE:
        raise ValueError(f"the title leaves too little room for the picture: “{title}”")
    source_size, taken = fit_size(source, FOOTER.width, SOURCE_HEIGHT, SOURCE_SIZES)
    if taken > SOURCE_HEIGHT:
        raise ValueError(f"the source is too long for the foot of a slide: “{source}”")
    return SlidePage(
        title_box,
        size,
        subtitle_box,
        subtitle_size,
        fit_picture(picture, SlideBox(MARGIN, top, INSIDE, room)),
        source_size,
    )


def fit_picture(picture: bytes, area: SlideBox) -> SlideBox:
    """The largest box with the proportions of a PNG inside an area, in its middle.

    Raises
    ------
    ValueError
        If it is no PNG.
    """
    if picture[:8] != PNG:
        raise ValueError("the picture of a slide must be a PNG")
    width, height = struct.unpack(">II", picture[16:24])
    scale = min(area.width / width, area.height / height)
    across, down = area.width - width * scale, area.height - height * scale
    return SlideBox(area.left + across / 2, area.top + down / 2, width * scale, height * scale)
