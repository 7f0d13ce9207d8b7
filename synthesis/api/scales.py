"""From the model scale to the one a reader sees, and the words of a representation."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from synthesis.models.arrays import Floats
from synthesis.models.measure import Measure
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_three

Scale = Literal["natural", "model"]
LARGEST_LOG = 709.0  # the exponential of more is no float


class ScaleError(ValueError):
    """A scale that does not exist; the message is one sentence for the user."""


def on_scale(value: float, measure: Measure, scale: Scale = "natural") -> float:
    """A value of the model scale on the scale asked for.

    Natural: a ratio for OR and RR (infinite where it is too large for a float), a proportion
    between -1 and 1 for RD. Model: log OR, log RR, RD.

    Raises
    ------
    ScaleError
        If the scale is unknown.
    """
    if scale not in ("natural", "model"):
        raise ScaleError(f"the scale is {scale!r}; expected natural or model.")
    if scale == "model" or measure == "RD":
        return value
    return math.exp(value) if value < LARGEST_LOG else math.inf


def limits(
    low: float | None, high: float | None, measure: Measure, scale: Scale = "natural"
) -> tuple[float, float] | None:
    """Both limits on the scale asked for; None where there is no such interval."""
    if low is None or high is None:
        return None
    return on_scale(low, measure, scale), on_scale(high, measure, scale)


def all_on_scale(values: Floats, measure: Measure, scale: Scale) -> list[float]:
    """The same for every value of an array of shape (k,)."""
    return [on_scale(float(value), measure, scale) for value in values]


def name_measure(measure: Measure) -> str:
    """“Odds ratio”."""
    return capitalise(MEASURE_NAMES[measure])


def percent_of(level: float) -> str:
    """The level of an interval: “95%”, “99.9%”."""
    return f"{100 * level:.10g}%"


def tell_effect(
    value: float, low: float | None, high: float | None, measure: Measure, level: float
) -> str:
    """“2.43 (95% CI 1.61 to 3.67)” from the model scale, risk differences in points."""
    text, first, last = format_three(value, low, high, measure)
    unit = " points" if measure == "RD" else ""
    return f"{text}{unit} ({percent_of(level)} CI {first} to {last})"


def join_lines(lines: Iterable[str], notes: Iterable[str] = ()) -> str:
    """A representation: its lines, then each note."""
    return "\n".join([*lines, *(f"Note: {note}" for note in notes)])
