"""From the outcomes of a claim's tests to one verdict, by a rule fixed beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Outcome = Literal["supports", "contradicts", "open", "untestable"]
Verdict = Literal[
    "supported",
    "supported in part",
    "not supported",
    "contradicted",
    "not testable with these data",
]
NOT_TESTABLE: Verdict = "not testable with these data"

RULE = (
    "Every test of a claim has one of four outcomes: the result supports the claim, contradicts "
    "it, leaves it open, or cannot test it.",
    "Supported: every test supports it.",
    "Supported in part: at least one test supports it, and at least one does not.",
    "Contradicted: no test supports it, and at least one contradicts it.",
    "Not supported: no test supports or contradicts it, and at least one leaves it open. That is "
    "no evidence that it is wrong.",
    "Not testable with these data: no test can be made. A claim that something is safe, or no "
    "more harmful, can be contradicted but never supported: too few events prove nothing, so its "
    "best verdict is this one, with the size of harm that the data exclude.",
)


def judge(outcomes: Iterable[Outcome]) -> Verdict:
    """The verdict on a claim from the outcomes of its tests."""
    found = list(outcomes)
    if "supports" in found:
        return "supported" if set(found) == {"supports"} else "supported in part"
    if "contradicts" in found:
        return "contradicted"
    return "not supported" if "open" in found else NOT_TESTABLE


def judge_effect(low: float, high: float, threshold: float = 0.0) -> Outcome:
    """Whether an effect lies above a threshold, from its interval.

    Parameters
    ----------
    low, high
        Limits of the interval, model scale.
    threshold
        What the effect has to exceed, same scale.
    """
    if low > threshold:
        return "supports"
    return "contradicts" if high < threshold else "open"


def judge_similarity(low: float, high: float, margin: float) -> Outcome:
    """Whether an effect lies within -margin and margin, from its interval (model scale)."""
    if -margin < low and high < margin:
        return "supports"
    return "contradicts" if low > margin or high < -margin else "open"


def judge_no_more_harm(low: float) -> Outcome:
    """Whether harm is excluded: it never is; more harm contradicts the claim (model scale)."""
    return "contradicts" if low > 0 else "untestable"
