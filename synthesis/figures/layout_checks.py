"""Checks of a drawn figure: does every text stand on the canvas, and apart from the others?"""

from itertools import combinations

from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from synthesis.figures.style import house_style

TOLERANCE = 0.5  # pixels


def drawn_texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every visible, non-empty text of the figure with its bounding box in pixels (Agg)."""
    with house_style():
        if not isinstance(figure.canvas, FigureCanvasAgg):
            FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        hidden = _hidden_tick_labels(figure)
        texts = [
            artist
            for artist in figure.findobj(Text)
            if isinstance(artist, Text)
            and artist.get_visible()
            and artist.get_text().strip()
            and id(artist) not in hidden
        ]
        return [(text.get_text(), text.get_window_extent()) for text in texts]


def _hidden_tick_labels(figure: Figure) -> set[int]:
    hidden: set[int] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            assert isinstance(axis, Axis)
            low, high = sorted(axis.get_view_interval())
            shown = axes.axison and axis.get_visible()
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not (shown and low <= tick.get_loc() <= high):
                    hidden |= {id(tick.label1), id(tick.label2)}
            if not shown:
                hidden |= {id(axis.label), id(axis.offsetText)}
    return hidden


def overflowing_texts(figure: Figure) -> list[str]:
    """The texts that reach beyond the canvas."""
    canvas = figure.bbox
    return [
        text
        for text, box in drawn_texts(figure)
        if box.x0 < canvas.x0 - TOLERANCE
        or box.y0 < canvas.y0 - TOLERANCE
        or box.x1 > canvas.x1 + TOLERANCE
        or box.y1 > canvas.y1 + TOLERANCE
    ]


def overlapping_texts(figure: Figure) -> list[tuple[str, str]]:
    """The pairs of texts whose boxes overlap by more than half a pixel both ways."""
    return [
        (first, second)
        for (first, a), (second, b) in combinations(drawn_texts(figure), 2)
        if _overlap(a, b)
    ]


def texts_over_marks(figure: Figure) -> list[tuple[str, str]]:
    """The texts that a line or mark of a plotting area runs through, with the mark's group id."""
    texts = drawn_texts(figure)
    marks: list[tuple[str, Bbox]] = []
    for axes in figure.axes:
        for line in axes.lines:
            marks.append((line.get_gid() or "line", _line_box(line)))
        for patch in axes.patches:
            marks.append((patch.get_gid() or "patch", patch.get_window_extent()))
    return [(text, mark) for text, a in texts for mark, b in marks if _overlap(a, b)]


def _line_box(line: Line2D) -> Bbox:
    """The box of a line with half its width around it; matplotlib itself adds the marker."""
    box = line.get_window_extent()
    figure = line.get_figure(root=True)
    assert figure is not None
    return box.padded(line.get_linewidth() * figure.dpi / 72 / 2)


def _overlap(a: Bbox, b: Bbox) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > TOLERANCE and down > TOLERANCE
