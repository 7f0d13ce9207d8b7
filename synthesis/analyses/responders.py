"""Responders of 100 on a treatment and on what it is set against: the numbers of figures."""

from __future__ import annotations

from synthesis.models.pairwise.result import PairwiseResult


def responders_of_100(
    control_risk: float, difference: PairwiseResult
) -> tuple[float, float, float, float]:
    """Responders of 100: control, treatment, and the treatment's 95% limits.

    Parameters
    ----------
    control_risk
        Share of responders in the control arms, 0 to 1.
    difference
        The pooled risk difference of the same trials, as a proportion. The treatment's share is
        the control's plus this, kept within 0 and 100.
    """
    control = 100 * control_risk
    shares = [
        min(100.0, max(0.0, control + 100 * value))
        for value in (difference.estimate, difference.ci_low, difference.ci_high)
    ]
    return control, shares[0], shares[1], shares[2]
