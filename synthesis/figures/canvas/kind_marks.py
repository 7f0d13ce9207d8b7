"""Signs of the figures of a network: treatments by kind, strokes and dots, and their legend."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, WHITE
from synthesis.words.terms import SignName

Dashes = tuple[float, ...]

# A square and a triangle of the same side as a circle is wide are larger or smaller than it.
_SIDE = {"o": 1.0, "s": math.sqrt(math.pi / 4), "^": math.sqrt(math.pi / 2), "D": math.sqrt(0.5)}
_SIDE["v"] = _SIDE["^"]
_HALO, _EDGE = 0.6, 1.6  # points
_STROKE, _DOT = 0.3, 0.13  # width of a sign in a legend, inches


@dataclass(frozen=True)
class Sign:
    """A dot (``marker`` as in matplotlib) or, with an empty marker, a stroke.

    `size` is the diameter of a dot, or of the circle of the same area, or the width of a stroke,
    in points. `dashes` in multiples of the width; empty for a whole stroke.
    """

    marker: str
    colour: str
    filled: bool
    size: float
    dashes: Dashes = ()

    @property
    def reach(self) -> float:
        """Half the extent of a dot in inches, at least that of the circle of the same area."""
        return self.size * max(1.0, _SIDE.get(self.marker, 1.0)) / 2 * POINT

    def draw(self, x: list[float], y: list[float], gid: str) -> Line2D:
        """The sign at one point, or the stroke through all of them, on no axes yet."""
        if not self.marker:
            line = Line2D(x, y, color=self.colour, linewidth=self.size, gid=gid)
            if self.dashes:
                line.set_linestyle((0, self.dashes))
            return line
        side = self.size * _SIDE.get(self.marker, 1.0)
        # An edge is drawn half outside: a white one makes a dot smaller, a dark one larger.
        visible = side if self.filled else max(side - _HALO - _EDGE, _EDGE)
        return Line2D(
            x,
            y,
            marker=self.marker,
            markersize=visible,
            linestyle="none",
            markerfacecolor=self.colour if self.filled else WHITE,
            markeredgecolor=WHITE if self.filled else self.colour,
            markeredgewidth=_HALO if self.filled else _EDGE,
            gid=gid,
            zorder=3,
            clip_on=False,
        )


KIND_SIGNS: dict[SignName, Sign] = {
    "inactive": Sign("o", INK, False, 8.0),
    "first": Sign("o", BLUE, True, 8.0),
    "second": Sign("s", ORANGE, True, 8.0),
    "third": Sign("^", PURPLE, True, 8.0),
    "fourth": Sign("D", GREEN, True, 8.0),
    "fifth": Sign("v", GREY, True, 8.0),
}


def kind_keys(members: Iterable[tuple[SignName, str]]) -> list[tuple[str, Sign]]:
    """Name and sign of each kind that occurs among (sign, name of the kind).

    In the order of `KIND_SIGNS`; kinds that share a sign share a key.
    """
    names: dict[SignName, dict[str, None]] = {}
    for sign, name in members:
        names.setdefault(sign, {})[name] = None
    return [(", ".join(names[each]), sign) for each, sign in KIND_SIGNS.items() if each in names]


def name_placebo(members: Iterable[tuple[SignName, str]]) -> str:
    """What placebo is called among (sign, name of the kind); “placebo” where there is none."""
    return next((name for sign, name in members if sign == "inactive"), "placebo")


def with_area(sign: Sign, share: float, smallest: float, largest: float) -> Sign:
    """The sign with `share` (0 to 1) of the area it has at `largest` points across.

    It is never smaller than `smallest` points across.
    """
    return replace(sign, size=max(smallest, largest * math.sqrt(max(share, 0.0))))


def draw_sign_legend(
    sheet: Sheet,
    y: float,
    keys: list[tuple[str, Sign]],
    size: float,
    right: float | None = None,
) -> float:
    """Set the keys in lines from the left margin; `y` is the first baseline in inches.

    Lines end at `right` inches, by default at the right margin. A text longer than the line is
    wrapped. Returns the next baseline.
    """
    end_of_line = sheet.right if right is None else right
    gap, between, x = 0.07, 0.22, sheet.margin
    if not keys:
        return y
    for text, sign in keys:
        width = _DOT if sign.marker else _STROKE
        room = end_of_line - sheet.margin - width - gap
        lines = wrap_text(text, room, size)
        longest = max(text_width(line, size) for line in lines)
        if x > sheet.margin and x + width + gap + longest > end_of_line:
            x, y = sheet.margin, y + line_pitch(size) + 0.02
        middle = y - 0.36 * size * POINT
        ends = [x + width / 2] if sign.marker else [x, x + width]
        sheet.add(sign.draw(ends, [middle] * len(ends), "key"))
        end = sheet.lines(x + width + gap, y, lines, size)
        y = end - line_pitch(size)
        x += width + gap + longest + between
    return y + line_pitch(size)
