"""Axes of the effect measures.

Positions are on the model scale: log odds ratio, log risk ratio, risk difference as a proportion
between -1 and 1, or difference of means in its unit. Text is on the reader's scale: ratios,
percentage points, the unit of the means.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from synthesis.models.measure import Measure

AXIS_LABELS: dict[Measure, str] = {
    "OR": "Odds ratio (log scale)",
    "RR": "Risk ratio (log scale)",
    "RD": "Risk difference (percentage points)",
    "MD": "Mean difference",
    "SMD": "Standardised mean difference",
}
COLUMN_LABELS: dict[Measure, str] = {
    "OR": "OR",
    "RR": "RR",
    "RD": "RD, points",
    "MD": "Difference",
    "SMD": "SMD",
}

# How far an interval may stretch the axis beyond the outermost estimate, on the model scale.
_REACH: dict[Measure, float] = {"OR": math.log(8), "RR": math.log(8), "RD": 0.5, "SMD": 2.0}
_LEAST_HALF_SPAN: dict[Measure, float] = {
    "OR": math.log(2),
    "RR": math.log(2),
    "RD": 0.1,
    "MD": 1.0,
    "SMD": 0.2,
}
_PERCENT_STEPS = (5, 10, 20, 25, 50)
_MEAN_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_TICKS = 9
_DECADES = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class EffectScale:
    """An axis: limits and tick positions on the model scale, tick labels on the reader's."""

    measure: Measure
    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def choose_scale(
    measure: Measure,
    estimates: Iterable[float],
    interval_ends: Iterable[float],
    width: float,
    label_width: Callable[[str], float],
) -> EffectScale:
    """Choose limits and ticks for an axis `width` inches long.

    Every estimate and the line of no effect lie inside. Intervals are shown whole unless they
    reach further than a factor of 8 (risk differences: 50 points; means: 2 standard deviations,
    or twice as far as the outermost estimate) beyond the outermost estimate.

    Parameters
    ----------
    estimates, interval_ends
        On the model scale; values that are not finite are passed over.
    label_width
        Width in inches of a tick label.
    """
    inside = [0.0, *(value for value in estimates if math.isfinite(value))]
    ends = [*inside, *(value for value in interval_ends if math.isfinite(value))]
    least = _LEAST_HALF_SPAN[measure]
    # The unit of means is not known here: their own size tells how far is far.
    reach = _REACH.get(measure, 2 * max(least, *map(abs, inside)))
    low = min(-least, max(min(ends), min(inside) - reach))
    high = max(least, min(max(ends), max(inside) + reach))
    padding = 0.03 * (high - low)
    low, high = low - padding, high + padding
    if measure == "RD":
        low, high = max(low, -1.03), min(high, 1.03)
        candidates = [_linear_ticks(low, high, step, 100) for step in _PERCENT_STEPS]
    elif measure in ("MD", "SMD"):
        candidates = [_linear_ticks(low, high, step, 1) for step in _MEAN_STEPS]
        candidates = [ticks for ticks in candidates if len(ticks) <= _MOST_TICKS]
    else:
        candidates = [_log_ticks(low, high, steps, 1) for steps in ((1, 2, 5), (1, 3))]
        candidates += [_log_ticks(low, high, (1,), decades) for decades in _DECADES]
    inches = width / (high - low)
    for ticks in candidates:
        if _labels_fit(ticks, inches, label_width):
            break
    return EffectScale(measure, low, high, tuple(p for p, _ in ticks), tuple(t for _, t in ticks))


def _log_ticks(
    low: float, high: float, steps: tuple[int, ...], decades: int
) -> list[tuple[float, str]]:
    first, last = math.floor(low / math.log(10)), math.ceil(high / math.log(10))
    exponents = [e for e in range(first, last + 1) if e % decades == 0]
    values = [step * 10.0**exponent for exponent in exponents for step in steps]
    return [(math.log(v), _ratio_label(v)) for v in values if low <= math.log(v) <= high]


def _ratio_label(value: float) -> str:
    if 1e-3 < value < 1e5:
        return f"{value:.10g}"
    mantissa, exponent = f"{value:.0e}".split("e")
    power = "10" + str(int(exponent)).translate(_SUPERSCRIPTS)
    return power if mantissa == "1" else f"{mantissa}×{power}"


def _linear_ticks(low: float, high: float, step: float, factor: int) -> list[tuple[float, str]]:
    first, last = math.ceil(factor * low / step), math.floor(factor * high / step)
    points = [step * index for index in range(first, last + 1)]
    return [(point / factor, f"{point:.10g}".replace("-", "−")) for point in points]


def _labels_fit(
    ticks: list[tuple[float, str]], inches: float, label_width: Callable[[str], float]
) -> bool:
    gap = 0.09
    for (left, left_label), (right, right_label) in pairwise(ticks):
        needed = (label_width(left_label) + label_width(right_label)) / 2 + gap
        if (right - left) * inches < needed:
            return False
    return True
