"""Pictographs: of 1,000 patients, how many respond without a treatment and how many with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.pictograph_symbols import KEYS, Fill, Kind, Shape, draw_kind
from synthesis.figures.sheet import POINT, Sheet, Weight, line_pitch, text_width, wrap_text
from synthesis.figures.style import house_style

WIDE, NARROW = 8.6, 3.6  # inches
MOST_COLUMNS = {"wide": 4, "narrow": 2}
PITCH = {"wide": 0.15, "narrow": 0.135}  # inches from symbol to symbol
TITLE, BODY = 11.0, 9.0  # points
PATIENTS, ACROSS, SYMBOLS = 10, 10, 100  # patients a symbol; symbols a row; symbols a panel
GAP, BETWEEN = 0.22, 0.26  # inches between panels, across and down


@dataclass(frozen=True)
class PictographPanel:
    """One drug and dose, in responders per 1,000 patients (0 to 1,000).

    `low` and `high` bound the response with treatment, given the response with control.
    """

    group: str
    label: str
    control_per_1000: float
    treatment_per_1000: float
    low: float
    high: float

    def __post_init__(self) -> None:
        numbers = (self.control_per_1000, self.low, self.treatment_per_1000, self.high)
        if not all(0 <= number <= 1000 for number in numbers):
            raise ValueError(f"{self.name}: every number must lie between 0 and 1,000")
        if not self.low <= self.treatment_per_1000 <= self.high:
            raise ValueError(f"{self.name}: the interval does not enclose its estimate")

    @property
    def name(self) -> str:
        """Drug and dose."""
        return f"{self.group} {self.label}"


def count_symbols(panel: PictographPanel) -> dict[Kind, int]:
    """How many of the 100 symbols are of each kind, in the order in which they are drawn.

    The shape says whether the patients respond without the treatment, the fill whether they do
    with it: at the lower limit already (sure), at the estimate (likely), at the upper limit only
    (possible), or not. Each limit is rounded to whole symbols on its own.
    """
    numbers = (panel.control_per_1000, panel.low, panel.treatment_per_1000, panel.high)
    control, low, estimate, high = (math.floor(n / PATIENTS + 0.5) for n in numbers)
    counts = dict.fromkeys(KEYS, 0)
    for index in range(SYMBOLS):
        shape: Shape = "control" if index < control else "added"
        fill: Fill = "not"
        if index < high:
            fill = "sure" if index < low else "likely" if index < estimate else "possible"
        counts[shape, fill] += 1
    return {kind: count for kind, count in counts.items() if count}


def draw_pictographs(
    panels: tuple[PictographPanel, ...], title: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw 100 symbols for each drug and dose, each standing for 10 of 1,000 patients.

    Rows of 10 fill from the bottom: squares for those who respond without the drug, then round
    symbols for those who respond because of it, filled, half filled and open as the interval
    allows. ``wide`` is 8.6 inches with up to 4 panels a row, ``narrow`` 3.6 with 2.
    """
    if not panels:
        raise ValueError("pictographs need at least one panel")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        axes = sheet.axes(0, sheet.width, (0, sheet.width))
        whole = sheet.right - sheet.margin
        y = sheet.margin + TITLE * POINT
        lines = wrap_text(title, whole, TITLE, "bold")
        y = sheet.lines(sheet.margin, y, lines, TITLE, weight="bold")
        y = sheet.lines(sheet.margin, y, wrap_text(_opening(panels), whole, BODY), BODY) + 0.06
        pitch = PITCH[layout]
        y = _draw_keys(sheet, axes, panels, y, pitch) + 0.1
        rows = math.ceil(len(panels) / MOST_COLUMNS[layout])
        columns = math.ceil(len(panels) / rows)
        # Two panels do not drift apart to the edges of a wide page.
        width = (whole + GAP) / max(columns, MOST_COLUMNS[layout] - 1) - GAP
        same = len({_whole(panel.control_per_1000) for panel in panels}) == 1
        for first in range(0, len(panels), columns):
            row = dict(enumerate(panels[first : first + columns], start=first))
            words = [list(_panel_lines(panel, same, width)) for panel in row.values()]
            y += max(len(lines) for lines in words) * line_pitch(BODY)
            for column, (index, panel) in enumerate(row.items()):
                left = sheet.margin + column * (width + GAP)
                _draw_words(sheet, words[column], left, y)
                _draw_symbols(axes, panel, index, left, y, pitch)
            y += ACROSS * pitch + BETWEEN
        return sheet.finish(y - BETWEEN + 0.12)


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
    return f"{math.floor(value + 0.5):,}"


def _signed(value: int) -> str:
    return f"{value:,}".replace("-", "−")


def _opening(panels: tuple[PictographPanel, ...]) -> str:
    controls = {_whole(panel.control_per_1000) for panel in panels}
    if len(controls) > 1:
        return "Each symbol is 10 of 1,000 patients."
    return f"Each symbol is 10 of 1,000 patients. Without the drug {controls.pop()} respond."


def _panel_lines(panel: PictographPanel, same: bool, width: float) -> Iterator[tuple[str, Weight]]:
    """The words above one panel: name, responders, difference; control where panels differ."""
    control, treatment, low, high = (
        math.floor(n + 0.5)
        for n in (panel.control_per_1000, panel.treatment_per_1000, panel.low, panel.high)
    )
    texts: list[tuple[str, Weight]] = [
        (panel.name, "bold"),
        (f"{treatment:,} of 1,000 [{low:,}, {high:,}]", "normal"),
        (_difference(treatment - control, low - control, high - control), "normal"),
    ]
    if not same:
        texts.append((f"without the drug: {control:,}", "normal"))
    for text, weight in texts:
        for line in wrap_text(text, width, BODY, weight):
            yield line, weight


def _difference(value: int, low: int, high: int) -> str:
    if value < 0:
        return f"{-value:,} fewer [{_signed(-high)}, {_signed(-low)}]"
    return f"{value:,} more [{_signed(low)}, {_signed(high)}]"


def _draw_words(sheet: Sheet, lines: list[tuple[str, Weight]], left: float, bottom: float) -> None:
    """Set the lines of one panel upwards from its symbols, which begin at `bottom`."""
    # A name of two lines beside a name of one must not open a gap above the symbols.
    y = bottom - len(lines) * line_pitch(BODY)
    for text, weight in lines:
        sheet.text(left, y, text, BODY, weight=weight)
        y += line_pitch(BODY)


def _draw_symbols(
    axes: Axes, panel: PictographPanel, index: int, left: float, top: float, pitch: float
) -> None:
    first = 0
    for kind, count in count_symbols(panel).items():
        places = [divmod(place, ACROSS) for place in range(first, first + count)]
        points = [
            (left + (column + 0.5) * pitch, top + (ACROSS - row - 1) * pitch)
            for row, column in places
        ]
        draw_kind(axes, points, kind, f"{kind[0]}-{kind[1]}-{index}", pitch)
        first += count


def _draw_keys(
    sheet: Sheet, axes: Axes, panels: tuple[PictographPanel, ...], y: float, pitch: float
) -> float:
    """Explain the symbols in use, side by side where they fit; returns the next baseline."""
    used = {kind for panel in panels for kind in count_symbols(panel)}
    indent, between, x = pitch + 0.05, 0.24, sheet.margin
    for kind in (kind for kind in KEYS if kind in used):
        width = indent + text_width(KEYS[kind], BODY)
        if x > sheet.margin and x + width > sheet.right:
            x, y = sheet.margin, y + line_pitch(BODY) + 0.02
        middle = y - 0.36 * BODY * POINT
        draw_kind(axes, [(x + pitch / 2, middle)], kind, f"key-{kind[0]}-{kind[1]}", pitch)
        lines = wrap_text(KEYS[kind], sheet.right - x - indent, BODY)
        y = sheet.lines(x + indent, y, lines, BODY) - line_pitch(BODY)
        x += width + between
    return y + line_pitch(BODY)
