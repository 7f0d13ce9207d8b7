"""The share of patients with an event over several trials, each trial counting as one.

Arms of different trials added up as one binomial would pretend that all patients came from one
trial: as an interval for trials of this kind it is too narrow as soon as trials differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri, stdtrit

from synthesis.models.pairwise.contrasts import CONTINUITY_CORRECTION
from synthesis.models.pairwise.heterogeneity import cochran_q, estimate_tau2
from synthesis.models.pairwise.pool import primary_interval
from synthesis.models.pairwise.result import IntervalMethod
from synthesis.models.risks.risk_limits import Risk, RiskError, exact_risk


@dataclass(frozen=True)
class PooledShare:
    """A share from 0 to 1 with its interval; `tau2` is on the squared logit scale."""

    estimate: float
    low: float
    high: float
    tau2: float | None


def pool_shares(
    responders: Sequence[float],
    n: Sequence[float],
    level: float = 0.95,
    ci: IntervalMethod = "hk-adhoc",
) -> PooledShare:
    """Pool the shares of one arm in each of k trials.

    Parameters
    ----------
    responders, n : sequence of float, length k >= 1
        Counts; of imputed arms as effective numbers.
    level : float
        Coverage of the interval.
    ci : {"hk-adhoc", "wald"}
        Interval from three trials on.

    Returns
    -------
    PooledShare
        One trial: its own share with Wilson's interval (Wilson 1927). More: random effects on the
        logit (REML; Hartung-Knapp with the ad hoc rule from three trials on, else Wald), 0.5 added
        to the two cells of an arm with an empty one (Stijnen, Hamza and Oezdemir 2010 on what
        that costs when events are few).

    Raises
    ------
    RiskError
        If there is no trial, or a count is impossible.
    """
    r, size = np.asarray(responders, dtype=float), np.asarray(n, dtype=float)
    k = len(r)
    if not k or r.shape != size.shape or not ((size > 0) & (r >= 0) & (r <= size)).all():
        raise RiskError("a share needs a trial, and of each trial at most n responders.")
    z = float(ndtri(0.5 + level / 2))
    if k == 1:
        share, own = float(r[0] / size[0]), float(size[0])
        middle = (share + z * z / (2 * own)) / (1 + z * z / own)
        half = z / (1 + z * z / own)
        half *= math.sqrt(share * (1 - share) / own + z * z / (4 * own * own))
        return PooledShare(share, max(0.0, middle - half), min(1.0, middle + half), None)
    added = CONTINUITY_CORRECTION * ((r == 0) | (r == size))
    with_event, without = r + added, size - r + added
    y, v = np.log(with_event / without), 1 / with_event + 1 / without
    tau2 = estimate_tau2(y, v, "REML")
    w = 1 / (v + tau2)
    estimate, se, quantile = float(w @ y / w.sum()), float(w.sum() ** -0.5), z
    if ci != "wald" and primary_interval(k) != "wald":
        se *= max(1.0, cochran_q(y, v, tau2) / (k - 1)) ** 0.5
        quantile = float(stdtrit(k - 1, 0.5 + level / 2))
    middle, low, high = (float(expit(estimate + side * quantile * se)) for side in (0.0, -1.0, 1.0))
    return PooledShare(middle, low, high, tau2)


def risk_over_trials(cells: NDArray[np.int64]) -> Risk:
    """The share of all patients with an event; never surer than trials that differ allow.

    The exact limits hold for the average of the risks of the trials, weighted by their patients,
    however far these lie apart: a sum of binomials with different risks has lighter tails beyond
    its mean than the one binomial with their average (Hoeffding 1956, theorem 5). The average of
    these trials is not yet the risk of trials like them: where two trials or more have an event,
    so that the spread can be told, the limits are those of random effects wherever these reach
    further.

    Parameters
    ----------
    cells : ndarray of int, shape (k, 2)
        Events and patients of each trial.

    Raises
    ------
    RiskError
        If a count is impossible.
    """
    events, patients = cells.T.tolist()
    exact = exact_risk(sum(events), sum(patients))
    if sum(count > 0 for count in events) < 2:
        return exact
    between = pool_shares(events, patients, ci="wald")
    return replace(exact, low=min(exact.low, between.low), high=max(exact.high, between.high))
