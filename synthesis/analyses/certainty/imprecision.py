"""Imprecision of a result, judged on patients of 100 and on how many carry it.

The target is the one that GRADE calls minimally contextualised (Zeng et al. 2022): on which side
of the smallest difference that matters the effect lies. A plan that names no such difference for
an outcome is judged by whether the interval includes no difference at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.analyses.certainty.levels import Step

FEW_RESPONDERS = 300  # rule of thumb for the optimal information size of a binary outcome
VERY_FEW_RESPONDERS = 100
MOST_STEPS = 2


@dataclass(frozen=True)
class Precision:
    """What the imprecision of a result is judged by.

    Parameters
    ----------
    low, high
        Interval of the difference, treatment minus comparator, in patients of 100.
    includes_none
        Whether the interval on the scale of the analysis includes no difference.
    responders
        How many carry the result.
    carry
        What is said of them, such as “30 responders in all”.
    """

    low: float
    high: float
    includes_none: bool
    responders: int
    carry: str


def judge_imprecision(precision: Precision, matters: float | None) -> Step:
    """Steps down for an interval that leaves the answer open, and for few responders.

    The larger of the two counts, and not both: few responders make wide intervals, and a narrow
    one of few responders is not to be trusted.

    Parameters
    ----------
    precision
        The interval, and the responders behind it.
    matters
        So many patients of 100, more or fewer, are a difference that matters; None where the plan
        does not say.
    """
    down, reasons = _crossed(precision, matters)
    if precision.responders < FEW_RESPONDERS:
        down = max(down, 1 if precision.responders >= VERY_FEW_RESPONDERS else MOST_STEPS)
        reasons.append(f"only {precision.carry}")
    return Step("imprecision", down, "; ".join(reasons) or "enough responders, a narrow interval")


def _crossed(precision: Precision, matters: float | None) -> tuple[int, list[str]]:
    if matters is None:
        if precision.includes_none:
            return 1, ["the interval includes the possibility of no difference"]
        return 0, []
    crossed = [edge for edge in (-matters, matters) if precision.low < edge < precision.high]
    size = f"{matters:g} of 100"
    if len(crossed) == MOST_STEPS:
        return MOST_STEPS, [f"the interval includes both {size} more and {size} fewer"]
    if not crossed:
        return 0, []
    if precision.includes_none:
        return 1, [f"the interval includes no difference and one that matters ({size})"]
    return 1, [f"the interval includes less than a difference that matters ({size})"]


def describe_imprecision() -> str:
    """The rule in words, with the limits this module uses."""
    return (
        "Imprecision is judged on patients of 100: one step down when the interval includes both "
        "a difference that matters and a smaller one, two when it includes such a difference "
        "either way; where the plan names none, one step when it includes no difference. For "
        f"fewer than {FEW_RESPONDERS} responders it is one step, for fewer than "
        f"{VERY_FEW_RESPONDERS} two. The larger of the two counts, not their sum: few responders "
        "make wide intervals."
    )
