"""Overview: one line a drug and dose, grouped by drug."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.absolute import AbsoluteRow, draw_absolute
from synthesis.figures.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.forest_data import count_noun
from synthesis.figures.legend import Key, draw_legend
from synthesis.figures.marks import draw_dot, draw_whisker
from synthesis.figures.scales import (
    COLUMN_LABELS,
    EffectScale,
    Measure,
    choose_scale,
    format_effect,
    format_interval,
)
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import BLUE, GREY, INK, SKY, house_style

__all__ = ["AbsoluteRow", "OverviewRow", "OverviewWords", "draw_absolute", "draw_overview"]

WIDE, NARROW = 8.6, 3.6  # inches
BODY, SMALL = 9.0, 8.5  # points
INDENT, GAP, ROW = 0.12, 0.22, 0.265
SECOND, BETWEEN, BAND = 0.215, 0.26, 0.1  # narrow layout; see forest_narrow
RAISE = 0.36 * BODY * POINT
NOTHING = "no usable counts yet"
KEYS = (
    Key("interval", "95% CI", BLUE, 2.2, 0, True),
    Key("prediction", "95% prediction interval", SKY, 1.1, 0, True),
)


@dataclass(frozen=True)
class OverviewWords:
    """What the filled and the open dots stand for, and what the count of trials counts."""

    filled: str = "pooled estimate"
    open: str = "single trial"
    heading: str = "Trials"
    noun: str = "trial"


POOLS = OverviewWords()


@dataclass(frozen=True)
class OverviewRow:
    """One drug and dose.

    `estimate`, `ci_*` and `pi_*` (prediction interval) are on the model scale: log for OR and RR,
    a proportion for RD; they are passed over where `status` is ``none``. `group` is the drug,
    `label` the dose. A `note` is printed in grey below the label.
    """

    group: str
    label: str
    k: int
    patients: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    pi_low: float | None
    pi_high: float | None
    status: Literal["pooled", "single", "none"]
    note: str = ""

    def __post_init__(self) -> None:
        if self.status != "none" and None in (self.estimate, self.ci_low, self.ci_high):
            raise ValueError(f"{self.group} {self.label}: {self.status}, but without an interval")

    @property
    def effect(self) -> tuple[float, float, float] | None:
        """Estimate and interval, or None where nothing can be shown."""
        if self.status == "none" or self.estimate is None:
            return None
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.estimate, self.ci_low, self.ci_high

    @property
    def prediction(self) -> tuple[float, float] | None:
        """The prediction interval of a pooled row, where there is one."""
        if self.status != "pooled" or self.pi_low is None or self.pi_high is None:
            return None
        return self.pi_low, self.pi_high


def draw_overview(
    rows: tuple[OverviewRow, ...],
    measure: Measure,
    favours_low: str,
    favours_high: str,
    layout: Literal["wide", "narrow"],
    words: OverviewWords = POOLS,
) -> Figure:
    """Draw one dot and whisker a drug and dose, grouped by drug in the order given.

    A filled dot is a row with status ``pooled``, an open dot one with ``single``; `words` says
    what that means, by default two trials or more against a single trial. Input on the
    model scale (see ``OverviewRow``), print in ratios or percentage points. ``wide`` is 8.6
    inches, ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError("an overview needs at least one row")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        axes, scale, left, width, bands, y = draw(sheet, rows, measure, words)
        draw_no_effect(axes, bands)
        y = draw_effect_axis(sheet, axes, scale, left, width, y, BODY)
        null = left + width * (0 - scale.low) / (scale.high - scale.low)
        y = draw_directions(sheet, null, y + 0.05, BODY, favours_low, favours_high) + 0.1
        shown: set[str] = {row.status for row in rows}
        if shown != {"none"}:
            shown |= {"interval"}
        if any(row.prediction for row in rows):
            shown |= {"prediction"}
        keys = (
            Key("pooled", words.filled, BLUE, 0, 7.0, True),
            Key("single", words.open, BLUE, 0, 7.0, False),
            *KEYS,
        )
        y = draw_legend(sheet, y, [key for key in keys if key.name in shown], BODY)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


Drawn = tuple[Axes, EffectScale, float, float, list[tuple[float, float]], float]


def _scale(rows: tuple[OverviewRow, ...], measure: Measure, width: float) -> EffectScale:
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    ends += [end for row in rows if row.prediction for end in row.prediction]
    return choose_scale(measure, [e for e, _, _ in effects], ends, width, _width)


def _width(text: str) -> float:
    return text_width(text, BODY)


def _draw_marks(axes: Axes, row: OverviewRow, index: int, y: float) -> None:
    if not row.effect:
        return
    estimate, low, high = row.effect
    if row.prediction:
        draw_whisker(axes, y, *row.prediction, f"prediction-{index}", colour=SKY)
    draw_whisker(axes, y, low, high, f"whisker-{index}", colour=BLUE, width=2.2, arrow=6.0)
    draw_dot(axes, estimate, y, f"dot-{index}", filled=row.status == "pooled")


def _draw_wide(
    sheet: Sheet, rows: tuple[OverviewRow, ...], measure: Measure, words: OverviewWords
) -> Drawn:
    effects = [row.effect for row in rows if row.effect]
    heading = COLUMN_LABELS[measure]
    points = [text_width(heading, BODY, "bold")]
    points += [_width(format_effect(measure, value)) for value, _, _ in effects]
    intervals = [text_width("[95% CI]", BODY, "bold"), _width(NOTHING) - max(points) - 0.06]
    intervals += [_width(format_interval(measure, low, high)) for _, low, high in effects]
    interval = sheet.right - max(intervals)
    estimate = interval - 0.06
    least = text_width("Patients", BODY, "bold")
    labels = [_width(row.label) + INDENT for row in rows]
    labels += [
        text_width(text, BODY, "bold") for text in ("Drug and dose", *(r.group for r in rows))
    ]
    label_width = min(max(labels) + 0.02, 2.6)
    trials = sheet.margin + label_width + GAP + text_width(words.heading, BODY, "bold")
    patients = trials + GAP + least
    left = patients + GAP
    width = estimate - max(points) - GAP - left
    scale = _scale(rows, measure, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))

    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    sheet.text(trials, y, words.heading, BODY, weight="bold", align="right")
    sheet.text(patients, y, "Patients", BODY, weight="bold", align="right")
    sheet.text(estimate, y, heading, BODY, weight="bold", align="right")
    sheet.text(interval, y, "[95% CI]", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top = y
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        y += 0.1
        title = wrap_text(group, label_width, BODY, "bold")
        base = y + ROW / 2 + RAISE
        y += ROW + (len(title) - 1) * line_pitch(BODY)
        sheet.lines(sheet.margin, base, title, BODY, weight="bold")
        for row in members:
            base = y + ROW / 2 + RAISE
            colour = INK if row.effect else GREY
            label = wrap_text(row.label, label_width - INDENT, BODY)
            x = sheet.margin + INDENT
            sheet.lines(x, base, label, BODY, colour=colour)
            note_base = base + len(label) * line_pitch(BODY) - 0.01
            note = wrap_text(row.note, patients - x, SMALL) if row.note else []
            sheet.lines(x, note_base, note, SMALL, colour=GREY)
            sheet.text(trials, base, str(row.k), BODY, colour=colour, align="right")
            count = f"{row.patients:,}" if row.patients else "–"
            sheet.text(patients, base, count, BODY, colour=colour, align="right")
            if row.effect:
                value, low, high = row.effect
                sheet.text(estimate, base, format_effect(measure, value), BODY, align="right")
                sheet.text(interval, base, format_interval(measure, low, high), BODY)
            else:
                sheet.text(estimate - max(points), base, NOTHING, BODY, colour=GREY)
            _draw_marks(axes, row, index, base - RAISE)
            index += 1
            y += ROW + (len(label) - 1) * line_pitch(BODY) + len(note) * line_pitch(SMALL)
    return axes, scale, left, width, [(top, y + 0.08)], y + 0.08


def _draw_narrow(
    sheet: Sheet, rows: tuple[OverviewRow, ...], measure: Measure, words: OverviewWords
) -> Drawn:
    x = sheet.margin + INDENT
    left = x + max(_width(_evidence(row, words)) for row in rows) + 0.16
    width = sheet.right - left - 0.04
    scale = _scale(rows, measure, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.05
        for row in members:
            text = NOTHING
            if row.effect:
                value, low, high = row.effect
                text = f"{format_effect(measure, value)} {format_interval(measure, low, high)}"
            colour = INK if row.effect else GREY
            sheet.text(sheet.right, y, text, BODY, colour=colour, align="right")
            label = wrap_text(row.label, sheet.right - x - _width(text) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY, colour=colour) - line_pitch(BODY)
            if evidence := _evidence(row, words):
                y += SECOND
                sheet.text(x, y, evidence, BODY, colour=GREY)
                bands.append((y - RAISE - BAND, y - RAISE + BAND))
            _draw_marks(axes, row, index, y - RAISE)
            index += 1
            if row.note:
                note = wrap_text(row.note, sheet.right - x, BODY)
                y = sheet.lines(x, y + SECOND, note, BODY, colour=GREY) - line_pitch(BODY)
            y += BETWEEN
        y += 0.06
    y -= 0.16
    if bands and _evidence(rows[-1], words) and not rows[-1].note:
        bands.append((bands.pop()[0], y))
    return axes, scale, left, width, bands, y


def _evidence(row: OverviewRow, words: OverviewWords) -> str:
    if not row.effect and not row.patients:
        return ""
    return f"{count_noun(row.k, words.noun)}, n = {row.patients:,}"
