"""House style of the figures, and saving to bytes that depend on nothing but the figure.

Every figure is a bare :class:`matplotlib.figure.Figure` on an Agg canvas: no pyplot, no global
state. Sizes are in inches and points; the background is always white, so that a figure reads the
same on a light page, a dark page and a slide.
"""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe and Ito (2008), "Color Universal Design", with neutral greys for text and rules.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
VERMILLION_TINT = "#F5CFB3"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#1B1F24"
GREY = "#59616B"  # 6.3:1 on white: also for small print
RULE = "#C3C9D0"
WHITE = "#FFFFFF"

FONT = "DejaVu Sans"  # ships with matplotlib
DPI = 100  # drawing resolution: 3.6 inches are 360 CSS pixels

_HOUSE_PARAMETERS: dict[Any, Any] = {
    "font.family": [FONT],
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
    "svg.fonttype": "path",
    "svg.hashsalt": "synthesis",
    "svg.id": None,
}

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's defaults plus the house settings, whatever the reader's own matplotlibrc says.

    The settings in force before are put back on leaving.
    """
    with mpl.rc_context():
        mpl_style.use("default")
        mpl.rcParams.update(_HOUSE_PARAMETERS)
        yield


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


def render_svg(
    figure: Figure, *, title: str, description: str, source: str, identifier: str
) -> str:
    """The figure as an accessible SVG document.

    The root carries ``role="img"`` and is named by a ``<title>`` and a ``<desc>``. Its id is
    `identifier`, with which all other ids begin, so that figures can stand inline in one page.
    Text is drawn as paths: the layout holds on machines without the font. The same figure gives
    the same string.

    Parameters
    ----------
    title, description
        Name and alt text, plain text.
    source
        Where the numbers come from; written as ``dc:source``.
    identifier
        The slug of the figure: lower case letters, digits and single hyphens.

    Raises
    ------
    ValueError
        If `identifier` is not a slug, or title or description is empty.
    """
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"identifier {identifier!r} is not a slug such as 'forest-easi75'")
    if not title.strip() or not description.strip():
        raise ValueError(f"figure {identifier!r} needs a title and a description")
    buffer = io.StringIO()
    metadata = {"Date": None, "Creator": None, "Source": source, "Description": description}
    with house_style():
        figure.savefig(buffer, format="svg", metadata=metadata)
    svg = buffer.getvalue()
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{identifier}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{identifier}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{identifier}-\1)", svg)
    svg = svg.replace("*{stroke-linejoin", f"#{identifier} *{{stroke-linejoin")
    names = (
        f' id="{identifier}" role="img" aria-labelledby="{identifier}-title {identifier}-desc">\n'
        f' <title id="{identifier}-title">{escape(title)}</title>\n'
        f' <desc id="{identifier}-desc">{escape(description)}</desc>'
    )
    return re.sub(r"(<svg\b[^>]*)>", lambda match: match[1] + names, svg, count=1)


def render_png(
    figure: Figure, dpi: float = 2 * DPI, metadata: Mapping[str, str] | None = None
) -> bytes:
    """The figure as PNG bytes; the same figure gives the same bytes.

    Parameters
    ----------
    dpi
        Dots per inch; 100 gives CSS pixels, 200 serves dense screens and slides.
    metadata
        PNG text chunks, such as ``{"Title": ..., "Source": ..., "Copyright": ...}``.
    """
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(
            buffer, format="png", dpi=dpi, metadata={"Software": None, **(metadata or {})}
        )
    return buffer.getvalue()
