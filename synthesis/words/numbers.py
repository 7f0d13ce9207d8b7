"""Numbers as readers see them: one form for an effect, an interval, a p value, a count, a share.

Effects come on the model scale: the logarithm of an odds or risk ratio, or a risk difference as a
proportion between -1 and 1. Text is on the reader's scale: ratios, or percentage points.
`brief` is for figures, where a sign must do for words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

MINUS = "−"
FEWER_THAN_ONE = "fewer than 1"
MOST_LISTED = 12
# From the model scale to the reader's, and decimals; other measures are logarithms of ratios.
DIFFERENCES = {"RD": (100.0, 1), "MD": (1.0, 1), "SMD": (1.0, 2)}
LARGEST_RATIO = 1000.0  # Hartung-Knapp intervals of two trials can reach any size
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGEST_LOG = 700.0  # the exponential of more is no float


def format_ratio(log_value: float, brief: bool = False) -> str:
    """A ratio from its logarithm: 2 decimals below 10, 1 below 100, none above."""
    if math.isnan(log_value):
        return "not estimable"
    if brief and math.isinf(log_value) and log_value > 0:
        return "∞"
    if log_value > math.log(LARGEST_RATIO):
        return f"{'>' if brief else 'above '}{LARGEST_RATIO:,.0f}"
    value = math.exp(log_value)
    if value < 0.005:
        return f"{'<' if brief else 'below '}0.01"
    if value < 9.995:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"


def format_effect(value: float, measure: str, brief: bool = False) -> str:
    """An effect from the model scale: a ratio, or a difference.

    Percentage points with 1 decimal for RD, the unit of the score with 1 for MD, standard
    deviations with 2 for SMD.
    """
    if measure not in DIFFERENCES:
        return format_ratio(value, brief)
    if math.isnan(value):
        return "not estimable"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    factor, digits = DIFFERENCES[measure]
    # Adding 0 makes of -0.0 a plain 0.0.
    return f"{round(factor * value, digits) + 0:.{digits}f}".replace("-", MINUS)


def natural_value(value: float | None, measure: str) -> float | None:
    """An effect from the model scale on the reader's scale and unrounded, for a file.

    Ratios as such, risk differences in percentage points, differences of means as they are; None
    for what is no finite number there, such as a limit that does not exist.
    """
    if value is None or not math.isfinite(value):
        return None
    if measure in DIFFERENCES:
        return DIFFERENCES[measure][0] * value
    return math.exp(value) if value < _LARGEST_LOG else None


class HasInterval(Protocol):
    """An estimate with its limits, all on the model scale; a limit may not exist."""

    @property
    def estimate(self) -> float:
        """The estimate."""

    @property
    def ci_low(self) -> float | None:
        """Its lower limit."""

    @property
    def ci_high(self) -> float | None:
        """Its upper limit."""


def format_three(
    value: float, low: float | None, high: float | None, measure: str
) -> tuple[str, str, str]:
    """An effect and its limits from the model scale; “no limit” where there is none."""
    first, second = (
        "no limit" if limit is None else format_effect(limit, measure) for limit in (low, high)
    )
    return format_effect(value, measure), first, second


def format_interval(effect: HasInterval, measure: str) -> str:
    """“5.79 (95% CI 3.33 to 10.1)”."""
    return with_interval(*format_three(effect.estimate, effect.ci_low, effect.ci_high, measure))


def tight_interval(effect: HasInterval, measure: str) -> str:
    """“5.79 (3.33–10.1)”, for the cells of a table; of means, often below 0, with “to”."""
    found = format_three(effect.estimate, effect.ci_low, effect.ci_high, measure)
    if measure in ("MD", "SMD"):
        return f"{found[0]} ({found[1]} to {found[2]})"
    return with_range(*found)


def bracket_interval(low: float, high: float, measure: str) -> str:
    """``[1.20, 3.40]``, from the model scale, for figures."""
    return f"[{format_effect(low, measure, True)}, {format_effect(high, measure, True)}]"


def brief_effect(value: float, low: float, high: float, measure: str) -> str:
    """``2.03 [1.52, 2.71]``, from the model scale, for figures."""
    text = format_effect(value, measure, True)
    return text if math.isnan(value) else f"{text} {bracket_interval(low, high, measure)}"


def with_interval(value: str, low: str, high: str) -> str:
    """“16 (95% CI 12 to 20)”, from numbers that are text already."""
    return f"{value} (95% CI {low} to {high})"


def with_range(value: str, low: str, high: str) -> str:
    """“16 (12–20)”, from numbers that are text already."""
    return f"{value} ({low}–{high})"


def format_p(p: float | None) -> str:
    """``p = 0.04``, ``p = 0.003``, ``p < 0.001``; without a number ``p not estimable``."""
    if p is None or math.isnan(p):
        return "p not estimable"
    if p < 0.001:
        return "p < 0.001"
    # Rounding must not carry a p across the usual 0.05, nor up to a certain 1.
    digits = 3 if p < 0.01 or f"{p:.2f}" == "0.05" else 2
    return "p > 0.99" if p > 0.995 else f"p = {p:.{digits}f}"


def p_cell(p: float | None) -> str:
    """“0.04”, “< 0.001” for a cell whose heading says p; a dash without a number."""
    if p is None or math.isnan(p):
        return "–"
    return format_p(p).removeprefix("p ").removeprefix("= ")


def format_power(value: float) -> str:
    """A small number above 0 with one digit, as a multiple of a power of ten: “2 × 10⁻⁷”."""
    exponent = math.floor(math.log10(value) + 1e-12)
    digit = round(value / 10.0**exponent)
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if digit == 1 else f"{digit} × {power}"


def whole(value: float) -> int:
    """The nearest whole number, a half upwards: 14.5 patients are 15, never 14."""
    return math.floor(value + 0.5)


def signed(number: int) -> str:
    """“1,209”, “−12”."""
    return f"{number:,}".replace("-", MINUS)


def of_100(value: float, brief: bool = False) -> str:
    """A share of 100 patients as a whole number, never a false 0 or 100."""
    if 0 < value < 1:
        return "<1" if brief else FEWER_THAN_ONE
    if 99 < value < 100:
        return ">99" if brief else "more than 99"
    return str(whole(value))


def about_100(value: float) -> str:
    """The same with “about” where a number follows."""
    text = of_100(value)
    return f"about {text}" if text.isdigit() else text


def of_1000(value: float) -> str:
    """A number of patients of 1,000, whole; “fewer than 1” above 0 and below 0.95."""
    return FEWER_THAN_ONE if 0.0 < value < 0.95 else f"{whole(value):,}"


def count_noun(count: int, noun: str) -> str:
    """“1 trial”, “2 trials”, “1,234 patients”."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def count_trials(k: int) -> str:
    """“1 trial”, “3 trials”."""
    return count_noun(k, "trial")


def count_patients(n: int) -> str:
    """“1,209 patients”."""
    return count_noun(n, "patient")


def list_words(words: Iterable[str], last: str = "and") -> str:
    """“a, b and c”; long lists end with a count of the rest. `last` joins the last two."""
    items = list(words)
    if len(items) > MOST_LISTED:
        items = [*items[:MOST_LISTED], f"{len(items) - MOST_LISTED} more"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def describe_evidence(trials: int, direct_share: float) -> str:
    """Whether a comparison is head to head, indirect or both; `direct_share` from 0 to 1."""
    if not trials:
        return "indirect evidence only"
    counted = count_noun(trials, "head-to-head trial")
    share = 100 * direct_share
    if share > 99.5:
        return f"{counted}, no indirect evidence"
    # Rounded, a share must not read as the whole or as nothing.
    percent = min(99, max(1, whole(share)))
    return f"{counted} {'gives' if trials == 1 else 'give'} {percent}% of the answer"
