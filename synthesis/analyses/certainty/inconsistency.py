"""Inconsistency of a result of a network: what a new trial might find, and how trials differ."""

from __future__ import annotations

from synthesis.analyses.certainty.levels import Step
from synthesis.models.network.result import NetworkEstimate

HIGH_I2 = 75.0
TOO_FEW = Step("inconsistency", 0, "too few trials to tell")


def judge_spread(i2: float | None) -> Step:
    """By I² alone, in percent; None says that there is no spread between trials to see."""
    if (i2 or 0) > HIGH_I2:
        return Step("inconsistency", 1, "the trials differ in the size of the effect")
    return Step("inconsistency", 0, "the trials agree in direction and size")


def judge_inconsistency(estimate: NetworkEstimate, i2: float | None) -> Step:
    """By the prediction interval of one comparison and I² of its network."""
    low, high = estimate.pi_low, estimate.pi_high
    clear = not estimate.ci_low <= 0 <= estimate.ci_high
    if low is None or high is None:
        return TOO_FEW
    if clear and low <= 0 <= high:
        return Step("inconsistency", 1, "a new trial might find no difference")
    return judge_spread(i2)
