"""House style of the figures.

Every figure is a bare :class:`matplotlib.figure.Figure` on an Agg canvas: no pyplot, no global
state. Sizes are in inches and points; the background is always white, so that a figure reads the
same on a light page, a dark page and a slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from synthesis.figures.files.house_font import FAMILIES, register_house_font
from synthesis.figures.files.text_memory import remember_texts

# Okabe and Ito (2008), "Color Universal Design", with neutral greys for text and rules. Their
# orange and sky blue have 2.3:1 on white, too pale for a mark, and are darker here: 3.1:1.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
VERMILLION_INK = "#A34700"  # dark enough for small print (6:1 on white)
VERMILLION_TINT = "#F5CFB3"
ORANGE = "#C48700"
SKY = "#3B9AD6"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#1B1F24"
GREY = "#59616B"  # 6.3:1 on white: also for small print
RULE = "#C3C9D0"
WHITE = "#FFFFFF"

DPI = 100  # drawing resolution: 3.6 inches are 360 CSS pixels

_HOUSE_PARAMETERS: dict[Any, Any] = {
    "font.family": list(FAMILIES),
    "font.size": 9.0,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.linewidth": 0.8,
    "axes.edgecolor": INK,
    "lines.solid_capstyle": "butt",
    "figure.dpi": DPI,
    "figure.facecolor": WHITE,
    "savefig.facecolor": WHITE,
    "savefig.edgecolor": WHITE,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "svg.fonttype": "none",  # text stays text
    "pdf.fonttype": 42,  # TrueType; some journals refuse Type 3
    "ps.fonttype": 42,  # matplotlib takes the size of a font in PDF files from here
    "svg.hashsalt": "synthesis",
    "svg.id": None,
}

_IN_FORCE = ContextVar("house style in force", default=False)

register_house_font()


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's defaults plus the house settings, whatever the reader's own matplotlibrc says.

    The settings in force before are put back on leaving. Within another use nothing is left to do.
    """
    if _IN_FORCE.get():
        yield
        return
    token = _IN_FORCE.set(True)
    try:
        with mpl.rc_context():
            mpl_style.use("default")
            mpl.rcParams.update(_HOUSE_PARAMETERS)
            with remember_texts():
                yield
    finally:
        _IN_FORCE.reset(token)


def new_figure(width: float, height: float) -> Figure:
    """An empty white figure on an Agg canvas.

    Parameters
    ----------
    width, height
        Size in inches.
    """
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=WHITE)
    FigureCanvasAgg(figure)
    return figure
