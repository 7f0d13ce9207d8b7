"""Pictographs: of 1,000 patients, how many respond without a treatment and how many with it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import (
    NO_BREAK,
    Sheet,
    Weight,
    line_pitch,
    page_sheet,
    text_width,
    wrap_text,
)
from synthesis.figures.canvas.sizes import BODY, POINT, TITLE
from synthesis.figures.canvas.style import house_style
from synthesis.figures.pictograph.pictograph_data import (
    PictographPanel,
    count_symbols,
    same_control,
    used_kinds,
    whole_numbers,
)
from synthesis.figures.pictograph.pictograph_symbols import KEYS, SymbolKind, draw_kind
from synthesis.words.numbers import signed, whole

MOST_COLUMNS = {"wide": 4, "narrow": 2}
PITCH = {"wide": 0.15, "narrow": 0.135}  # inches from symbol to symbol
# On a phone many panels stand three a row, smaller: in two rows they would be very tall.
MANY, CLOSE_COLUMNS, CLOSE_PITCH = 4, 3, 0.102
ACROSS = 10  # symbols a row
GAP, BETWEEN = 0.22, 0.26  # inches between panels, across and down


def draw_pictographs(
    panels: tuple[PictographPanel, ...], title: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw 100 symbols for each drug and dose, each standing for 10 of 1,000 patients.

    Rows of 10 fill from the bottom: squares for those who respond without the drug, then round
    symbols for those who respond because of it, filled, half filled and open as the interval
    allows. ``wide`` is 8.6 inches with up to 4 panels a row, ``narrow`` 3.6 with 2, or with 3
    smaller ones where there are more than 4.

    Raises
    ------
    ValueError
        Without a panel.
    """
    if not panels:
        raise ValueError("pictographs need at least one panel")
    with house_style():
        sheet = page_sheet(layout)
        axes = sheet.axes(0, sheet.width, (0, sheet.width))
        whole = sheet.right - sheet.margin
        y = sheet.margin + TITLE * POINT
        lines = wrap_text(title, whole, TITLE, "bold")
        y = sheet.lines(sheet.margin, y, lines, TITLE, weight="bold")
        y = sheet.lines(sheet.margin, y, wrap_text(opening(panels), whole, BODY), BODY) + 0.06
        most, pitch = MOST_COLUMNS[layout], PITCH[layout]
        if layout == "narrow" and len(panels) > MANY:
            most, pitch = CLOSE_COLUMNS, CLOSE_PITCH
        y = draw_keys(sheet, axes, used_kinds(panels), KEYS, y, pitch) + 0.1
        same = same_control(panels)
        y = draw_rows(sheet, axes, dict(enumerate(panels)), same, y, most, pitch)
        return sheet.finish(y + 0.12)


def draw_rows(
    sheet: Sheet,
    axes: Axes,
    panels: Mapping[int, PictographPanel],
    same: bool,
    y: float,
    most: int,
    pitch: float,
) -> float:
    """Draw panels in rows of at most `most`, words above symbols; returns where the last end.

    Parameters
    ----------
    panels
        By the number that the names of their marks carry.
    same
        Whether the response without the drug stands above all of them already.
    """
    whole = sheet.right - sheet.margin
    rows = math.ceil(len(panels) / most)
    columns = math.ceil(len(panels) / rows)
    # Two panels do not drift apart to the edges of a wide page.
    width = (whole + GAP) / max(columns, most - 1) - GAP
    numbered = list(panels.items())
    for first in range(0, len(panels), columns):
        row = numbered[first : first + columns]
        words = [list(panel_lines(panel, same, width)) for _, panel in row]
        y += max(len(lines) for lines in words) * line_pitch(BODY)
        for column, (index, panel) in enumerate(row):
            left = sheet.margin + column * (width + GAP)
            _draw_words(sheet, words[column], left, y)
            draw_symbols(axes, panel, index, left, y, pitch)
        y += ACROSS * pitch + BETWEEN
    return y - BETWEEN


def describe_pictographs(panels: tuple[PictographPanel, ...], outcome: str) -> str:
    """Alt text: how many of 1,000 respond, for the drug-doses with the most and the fewest.

    40 to 400 characters; names that are too long are cut.
    """

    def say(panel: PictographPanel) -> str:
        interval = f"95% CI {_whole(panel.low)} to {_whole(panel.high)}"
        control = _whole(panel.control_per_1000)
        return (
            f"{_whole(panel.treatment_per_1000)} ({interval}) with {_cut(panel.name)} "
            f"against {control} without"
        )

    ranked = sorted(panels, key=lambda panel: panel.treatment_per_1000)
    text = f"{_cut(outcome)}, responders among 1,000 patients: {say(ranked[-1])}"
    if len(ranked) == 1:
        return f"{text}."
    return f"{text}, the most of {len(ranked)} drug-doses. The fewest: {say(ranked[0])}."


def _cut(text: str, most: int = 60) -> str:
    text = " ".join(text.replace("#", "").split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _whole(value: float) -> str:
    return f"{whole(value):,}"


def _signed(value: int) -> str:
    return signed(value)


def opening(panels: Iterable[PictographPanel]) -> str:
    """What a symbol stands for, and the response without the drug where all have the same."""
    controls = {_whole(panel.control_per_1000) for panel in panels}
    if len(controls) > 1:
        return "Each symbol is 10 of 1,000 patients."
    return f"Each symbol is 10 of 1,000 patients. Without the drug {controls.pop()} respond."


def panel_lines(
    panel: PictographPanel, same: bool, width: float, size: float = BODY
) -> Iterator[tuple[str, Weight]]:
    """The words of one panel: name, responders, difference; control where panels differ.

    Lines no wider than `width` inches, set at `size` points.
    """
    control, treatment, low, high = whole_numbers(panel)
    texts: list[tuple[str, Weight]] = [
        (panel.name, "bold"),
        (f"{treatment:,} of{NO_BREAK}1,000 {_bracket(low, high)}", "normal"),
        (_difference(treatment - control, low - control, high - control), "normal"),
    ]
    if not same:
        texts.append((f"without the drug: {control:,}", "normal"))
    for text, weight in texts:
        for line in wrap_text(text, width, size, weight):
            yield line, weight


def _difference(value: int, low: int, high: int) -> str:
    if value < 0:
        return f"{-value:,}{NO_BREAK}fewer {_bracket(-high, -low)}"
    return f"{value:,}{NO_BREAK}more {_bracket(low, high)}"


def _bracket(low: int, high: int) -> str:
    """An interval that no line ends within."""
    return f"[{_signed(low)},{NO_BREAK}{_signed(high)}]"


def _draw_words(sheet: Sheet, lines: list[tuple[str, Weight]], left: float, bottom: float) -> None:
    """Set the lines of one panel upwards from its symbols, which begin at `bottom`."""
    # A name of two lines beside a name of one must not open a gap above the symbols.
    y = bottom - len(lines) * line_pitch(BODY)
    for text, weight in lines:
        sheet.text(left, y, text, BODY, weight=weight)
        y += line_pitch(BODY)


def draw_symbols(
    axes: Axes, panel: PictographPanel, index: int, left: float, top: float, pitch: float
) -> None:
    """Draw the 100 symbols of one panel, the first in the lowest row; `left`, `top` in inches."""
    first = 0
    for kind, count in count_symbols(panel).items():
        places = [divmod(place, ACROSS) for place in range(first, first + count)]
        points = [
            (left + (column + 0.5) * pitch, top + (ACROSS - row - 1) * pitch)
            for row, column in places
        ]
        draw_kind(axes, points, kind, f"{kind[0]}-{kind[1]}-{index}", pitch)
        first += count


def draw_keys(
    sheet: Sheet,
    axes: Axes,
    used: Collection[SymbolKind],
    words: Mapping[SymbolKind, str],
    y: float,
    pitch: float,
) -> float:
    """Explain the symbols in use, side by side where they fit; returns the next baseline."""
    indent, between, x = pitch + 0.05, 0.24, sheet.margin
    for kind in (kind for kind in words if kind in used):
        width = indent + text_width(words[kind], BODY)
        if x > sheet.margin and x + width > sheet.right:
            x, y = sheet.margin, y + line_pitch(BODY) + 0.02
        middle = y - 0.36 * BODY * POINT
        draw_kind(axes, [(x + pitch / 2, middle)], kind, f"key-{kind[0]}-{kind[1]}", pitch)
        lines = wrap_text(words[kind], sheet.right - x - indent, BODY)
        y = sheet.lines(x + indent, y, lines, BODY) - line_pitch(BODY)
        x += width + between
    return y + line_pitch(BODY)
