"""The symbols of pictographs: what shape and fill mean, and how they are drawn."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import BLUE, GREY, VERMILLION, WHITE

Shape = Literal["control", "added"]
Fill = Literal["sure", "likely", "possible", "not"]
SymbolKind = tuple[Shape, Fill]

SIDE, DOT = 0.64, 0.2  # size of a symbol in pitches
MARKERS: dict[Shape, str] = {"control": "s", "added": "o"}
COLOURS: dict[Shape, str] = {"control": VERMILLION, "added": BLUE}
KEYS: dict[SymbolKind, str] = {
    ("control", "sure"): "respond without the drug too",
    ("control", "likely"): "the same, but not with the drug at the lower limit of the 95% CI",
    ("control", "possible"): "the same, but with the drug only at the upper limit of the 95% CI",
    ("control", "not"): "respond without the drug, but not with it",
    ("added", "sure"): "respond because of the drug, at the least (lower limit of the 95% CI)",
    ("added", "likely"): "further ones by the best estimate",
    ("added", "possible"): "further ones at the most (upper limit)",
    ("added", "not"): "do not respond",
}

# For slides, where the lines of the key take height from the symbols.
SHORT_KEYS: dict[SymbolKind, str] = {
    ("control", "sure"): "respond without the drug too",
    ("control", "likely"): "the same, but not at the lower limit of the 95% CI",
    ("control", "possible"): "the same, but only at the upper limit of the 95% CI",
    ("control", "not"): "respond without the drug, but not with it",
    ("added", "sure"): "because of the drug, at the least (95% CI)",
    ("added", "likely"): "further, best estimate",
    ("added", "possible"): "further, at the most",
    ("added", "not"): "do not respond",
}


def draw_kind(
    axes: Axes,
    points: list[tuple[float, float]],
    kind: SymbolKind,
    gid: str,
    pitch: float,
) -> None:
    """Draw symbols of one kind at `points`, in inches; `pitch` sets their size."""
    shape, fill = kind
    colour, side = COLOURS[shape], SIDE * pitch / POINT
    if kind == ("added", "not"):
        _draw_filled(axes, points, "o", DOT * pitch / POINT, GREY, gid)
    elif fill == "sure":
        _draw_filled(axes, points, MARKERS[shape], side, colour, gid)
    else:
        axes.add_line(
            Line2D(
                [x for x, _ in points],
                [y for _, y in points],
                linestyle="none",
                marker="x" if fill == "not" else MARKERS[shape],
                markersize=side - 1.0,
                fillstyle="left" if fill == "likely" else "full",
                markerfacecolor=colour if fill == "likely" else WHITE,
                markerfacecoloralt=WHITE,
                markeredgecolor=colour,
                markeredgewidth=1.0,
                gid=gid,
                clip_on=False,
            )
        )


def _draw_filled(
    axes: Axes,
    points: list[tuple[float, float]],
    marker: str,
    side: float,
    colour: str,
    gid: str,
) -> None:
    """Draw filled squares or dots of `side` points as strokes: a third of the bytes of markers."""
    half = side * POINT / 2 if marker == "s" else 0.002
    ends = [(x + step, y) for x, y in points for step in (-half, half)]
    path = Path(ends, [Path.MOVETO, Path.LINETO] * len(points))
    path.should_simplify = False
    axes.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=colour,
            linewidth=side,
            capstyle="butt" if marker == "s" else "round",
            gid=gid,
            clip_on=False,
            snap=False,  # snapped to whole pixels, so short a stroke vanishes
        )
    )
