"""Checks of a drawn figure: does every text stand on the canvas, and apart from the others?"""

from collections.abc import Iterator
from itertools import combinations

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from synthesis.figures.canvas.style import house_style

TOLERANCE = 0.5  # pixels

Texts = list[tuple[str, Bbox]]


def drawn_texts(figure: Figure) -> Texts:
    """Every visible, non-empty text of the figure with its bounding box in pixels (Agg)."""
    with house_style():
        if not isinstance(figure.canvas, FigureCanvasAgg):
            FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        texts = [text for text in _texts_of(figure) if text.get_visible()]
        return [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text().strip()]


def _texts_of(artist: Artist) -> Iterator[Text]:
    """The texts of an artist, without those of an axis that is not drawn, or beyond its ends."""
    if isinstance(artist, Text):
        yield artist
    if isinstance(artist, Axis):
        # Asking an axis for its ticks makes them, which takes longer than all the rest.
        if not (artist.axes.axison and artist.get_visible()):
            return
        hidden = _labels_beyond(artist)
        yield from (text for text in artist.findobj(Text) if id(text) not in hidden)
        return
    for child in artist.get_children():
        yield from _texts_of(child)


def _labels_beyond(axis: Axis) -> set[int]:
    low, high = sorted(axis.get_view_interval())
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    beyond = (tick for tick in ticks if not low <= tick.get_loc() <= high)
    return {id(label) for tick in beyond for label in (tick.label1, tick.label2)}


def find_layout_faults(figure: Figure) -> list[tuple[str, str, str]]:
    """All that the three checks below find, by one drawing: the fault, a text, what it meets."""
    texts = drawn_texts(figure)
    return [
        *(("beyond the canvas", text, "") for text in _overflowing(figure, texts)),
        *(("over a text", first, second) for first, second in _overlapping(texts)),
        *(("over a mark", text, mark) for text, mark in _over_marks(figure, texts)),
    ]


def overflowing_texts(figure: Figure) -> list[str]:
    """The texts that reach beyond the canvas."""
    return _overflowing(figure, drawn_texts(figure))


def overlapping_texts(figure: Figure) -> list[tuple[str, str]]:
    """The pairs of texts whose boxes overlap by more than half a pixel both ways."""
    return _overlapping(drawn_texts(figure))


def texts_over_marks(figure: Figure) -> list[tuple[str, str]]:
    """The texts that a line or mark of a plotting area runs through, with the mark's group id."""
    return _over_marks(figure, drawn_texts(figure))


def _overflowing(figure: Figure, texts: Texts) -> list[str]:
    canvas = figure.bbox
    return [
        text
        for text, box in texts
        if box.x0 < canvas.x0 - TOLERANCE
        or box.y0 < canvas.y0 - TOLERANCE
        or box.x1 > canvas.x1 + TOLERANCE
        or box.y1 > canvas.y1 + TOLERANCE
    ]


def _overlapping(texts: Texts) -> list[tuple[str, str]]:
    return [(first, second) for (first, a), (second, b) in combinations(texts, 2) if _overlap(a, b)]


def _over_marks(figure: Figure, texts: Texts) -> list[tuple[str, str]]:
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
