"""The second computation of the pools in words: how close it is, and where it is not."""

from __future__ import annotations

import math

from synthesis.analyses.second_software.result import (
    LARGEST_DIFFERENCE,
    Quantity,
    SecondRun,
)
from synthesis.words.numbers import count_noun, format_power

SMALLEST_POWER = -12  # what is closer differs in digits that no computer agrees on
QUANTITY_NAMES: dict[Quantity, str] = {
    "trial effect": "effect of a trial",
    "trial limit": "lower limit of a trial’s effect",
    "tau2": "variance τ² between trials",
    "estimate": "pooled effect",
    "standard error": "standard error of the pooled effect",
    "limit": "limit of the pooled effect",
    "Mantel-Haenszel log OR": "odds ratio by Mantel-Haenszel",
    "Mantel-Haenszel standard error": "standard error of that odds ratio",
    "Mantel-Haenszel log RR": "risk ratio by Mantel-Haenszel",
}
CALLS: dict[Quantity, str] = {
    "trial effect": "effectsize_2proportions",
    "trial limit": "effectsize_2proportions",
    "tau2": "VarianceBasedLikelihoodEstimator",
    "estimate": "VarianceBasedLikelihoodEstimator",
    "standard error": "VarianceBasedLikelihoodEstimator",
    "limit": "VarianceBasedLikelihoodEstimator",
    "Mantel-Haenszel log OR": "StratifiedTable",
    "Mantel-Haenszel standard error": "StratifiedTable",
    "Mantel-Haenszel log RR": "StratifiedTable",
}


def format_closeness(difference: float) -> str:
    """“below 10⁻⁸”: the next power of ten; “none” for 0, “no number” where one side has none.

    The digits of such differences are those of a computer, and not the same on the next one.
    """
    if math.isinf(difference):
        return "no number"
    if difference == 0.0:
        return "none"
    power = max(SMALLEST_POWER, math.floor(math.log10(difference)) + 1)
    return f"below {format_power(10.0**power)}"


def agreement_sentence(second: SecondRun) -> str:
    """How many numbers of how many pools were compared, and how far they are apart at most."""
    largest = second.largest
    if largest is None:
        return "PyMARE and statsmodels had no number of any pool to compare."
    numbers, pools = len(second.numbers), len(second.compared)
    return (
        f"PyMARE and statsmodels computed {count_noun(numbers, 'number')} of "
        f"{count_noun(pools, 'pool')} a second time; largest difference: "
        f"{format_closeness(largest.difference)} ({QUANTITY_NAMES[largest.quantity]})."
    )


def disagreement_sentence(second: SecondRun) -> str:
    """Which pool and number differ most, with both numbers; empty where all agree."""
    if not second.beyond:
        return ""
    first, others = second.beyond[0], len(second.beyond) - 1
    more = f" {count_noun(others, 'other number')} exceed it too." if others > 1 else ""
    more = more or (" One other number exceeds it too." if others else "")
    return (
        f"The {QUANTITY_NAMES[first.quantity]} of the pool {first.pool} is "
        f"{_digits(first.ours)} in the book and {_digits(first.theirs)} by {first.software}, on "
        f"the model scale; {format_power(LARGEST_DIFFERENCE)} is the largest difference allowed."
        f"{more}"
    )


def _digits(value: float) -> str:
    return "not a number" if math.isnan(value) else f"{value:.8f}"
