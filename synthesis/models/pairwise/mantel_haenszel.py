"""Mantel-Haenszel estimates of a common OR, RR or RD, without continuity correction.

Cells enter as observed, those of imputed arms by their effective numbers: a trial with a zero
contributes what it holds. Each trial is the table
a, b = n1 - a with the treatment and c, d = n2 - c with the control, N = n1 + n2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.models.pairwise.contrasts import Contrasts, PoolingError


@dataclass(frozen=True, eq=False)
class MantelHaenszel:
    """A Mantel-Haenszel estimate.

    Attributes
    ----------
    estimate, se : float
        On the model scale: log OR, log RR, or RD.
    weights : ndarray, shape (k,)
        Mantel-Haenszel weights of the trials in percent.
    q : float
        Deviations of the trials' own estimates from the Mantel-Haenszel one, weighted by their
        inverse variances.
    """

    estimate: float
    se: float
    weights: NDArray[np.float64]
    q: float


def pool_mantel_haenszel(contrasts: Contrasts) -> MantelHaenszel:
    """Pool trials by the method of Mantel and Haenszel 1959.

    Parameters
    ----------
    contrasts : Contrasts
        k >= 1 trials.

    Returns
    -------
    MantelHaenszel
        OR with the variance of Robins, Breslow and Greenland 1986; RR with that of Greenland
        and Robins 1985; RD (estimate of Greenland and Robins 1985) with that of Sato 1989.

    Raises
    ------
    PoolingError
        If the estimate or its error does not exist, for want of events (or non-events) in
        one arm of every trial.

    Notes
    -----
    Q is that of metafor's ``rma.mh``: the trials' own estimates enter it with the 0.5 that the
    inverse-variance methods use, although the pooled estimate is not corrected. In the Q of RD,
    where that 0.5 goes into the variances alone, double-zero trials stay, as they stay in the
    estimate; metafor takes them out by default (``drop00=TRUE``) and corrects the estimates.
    """
    cells = contrasts.effective_cells
    if contrasts.measure == "OR":
        estimate, se, weights = _odds_ratio(cells)
    elif contrasts.measure == "RR":
        estimate, se, weights = _risk_ratio(cells)
    else:
        estimate, se, weights = _risk_difference(cells)
    residual = contrasts.estimate - estimate
    return MantelHaenszel(
        estimate=estimate,
        se=se,
        weights=100.0 * weights / weights.sum(),
        q=float((residual * residual / contrasts.variance).sum()),
    )


def _odds_ratio(cells: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
    a, n1, c, n2 = cells.T
    b, d = n1 - a, n2 - c
    weights = b * c / (n1 + n2)
    if not (a * d).any() or not weights.any():
        raise PoolingError(
            "the Mantel-Haenszel odds ratio does not exist: over all trials one arm has "
            "no responders or only responders."
        )
    # Imported here, because it takes longer than all else that a pool needs.
    from statsmodels.stats.contingency_tables import StratifiedTable

    # shift_zeros=False: the estimate and its error need no correction.
    table = StratifiedTable(np.array([[a, b], [c, d]]), shift_zeros=False)
    return float(table.logodds_pooled), float(table.logodds_pooled_se), weights


def _risk_ratio(cells: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
    a, n1, c, n2 = cells.T
    n = n1 + n2
    weights = c * n1 / n
    numerator, denominator = (a * n2 / n).sum(), weights.sum()
    if numerator == 0.0 or denominator == 0.0:
        raise PoolingError(
            "the Mantel-Haenszel risk ratio does not exist: over all trials one arm has "
            "no responders."
        )
    # statsmodels gives this estimate but no error for it.
    variance = ((n1 * n2 * (a + c) / n - a * c) / n).sum() / (numerator * denominator)
    if variance <= 0.0:
        raise PoolingError(
            "the error of the Mantel-Haenszel risk ratio does not exist: every participant "
            "of every trial responded."
        )
    return float(np.log(numerator / denominator)), float(np.sqrt(variance)), weights


def _risk_difference(cells: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
    a, n1, c, n2 = cells.T
    n = n1 + n2
    weights = n1 * n2 / n
    total = weights.sum()
    estimate = (a * n2 / n - c * n1 / n).sum() / total
    # Sato 1989: with P and Q this variance holds both for few large and many small trials.
    p = (c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2.0).sum()
    q = (a * (n2 - c) / n + c * (n1 - a) / n).sum() / 2.0
    variance = (estimate * p + q) / total**2
    if variance <= 0.0:
        raise PoolingError(
            "the error of the Mantel-Haenszel risk difference does not exist: no trial has "
            "both responders and non-responders."
        )
    return float(estimate), float(np.sqrt(variance)), weights
