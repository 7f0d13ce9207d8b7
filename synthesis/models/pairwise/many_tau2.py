"""The between-trial variance of many pools at once.

The equations, the grid and the bounds are those of :mod:`synthesis.models.pairwise.heterogeneity`,
whose one-pool functions are the reference in the tests; here every step runs over all rows
together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthesis.models.arrays import Floats
from synthesis.models.pairwise.heterogeneity import SCORE_GRID

Mask = NDArray[np.bool_]
SweepMethod = Literal["REML", "PM", "DL", "common"]

# A function and its derivative at one point for each of some rows.
ScoreFunction = Callable[[NDArray[np.int64], Floats], tuple[Floats, Floats]]

_MOST_STEPS = 200
_CLOSE = 1e-15  # of the width of the bracket at the start, and of the root itself


def centre(y: Floats, present: Mask) -> Floats:
    """Subtract each row's plain mean; absent cells become 0. Shapes (B, k)."""
    mean = y.sum(axis=1, where=present) / present.sum(axis=1)
    return np.where(present, y - mean[:, None], 0.0)


def estimate_tau2_many(y: Floats, v: Floats, present: Mask, method: SweepMethod) -> Floats:
    """Estimate tau2 for each row.

    Parameters
    ----------
    y, v, present : ndarray, shape (B, k)
        Estimates and variances on the model scale, and which cells hold a trial. Absent cells
        must hold any finite estimate and any positive variance.
    method : {"REML", "PM", "DL", "common"}
        Restricted maximum likelihood (the global maximum over tau2 >= 0; Viechtbauer 2005),
        Paule-Mandel 1982, DerSimonian-Laird 1986 truncated at 0, or 0.

    Returns
    -------
    ndarray, shape (B,)
        NaN for rows with a single trial.
    """
    several = present.sum(axis=1) > 1
    tau2 = np.full(len(y), np.nan)
    if several.any():
        here = present[several]
        estimators = {"REML": _reml, "PM": _paule_mandel, "DL": _dersimonian_laird}
        if method == "common":
            tau2[several] = 0.0
        else:
            tau2[several] = estimators[method](centre(y[several], here), v[several], here)
    return tau2


def _dersimonian_laird(y: Floats, v: Floats, present: Mask) -> Floats:
    w = present / v
    total = w.sum(axis=1)
    excess = _q(y, w) - (present.sum(axis=1) - 1)
    found: Floats = np.maximum(0.0, excess / (total - (w * w).sum(axis=1) / total))
    return found


def _paule_mandel(y: Floats, v: Floats, present: Mask) -> Floats:
    target = present.sum(axis=1) - 1.0

    def excess_q(rows: NDArray[np.int64], tau2: Floats) -> tuple[Floats, Floats]:
        w = present[rows] / (v[rows] + tau2[:, None])
        residual = y[rows] - _mean(y[rows], w)[:, None]
        weighted = w * residual
        value = (weighted * residual).sum(axis=1) - target[rows]
        return value, -(weighted * weighted).sum(axis=1)

    tau2 = np.zeros(len(y))
    rows = np.flatnonzero(_q(y, present / v) > target)
    k, spread = present[rows].sum(axis=1), _spread(y, present)[rows]
    # The root lies below k range^2 / (4 (k - 1)); see heterogeneity.
    upper = 1.01 * k * spread**2 / (4.0 * target[rows])
    tau2[rows] = find_roots(excess_q, rows, np.zeros(rows.size), upper)
    return tau2


def _reml(y: Floats, v: Floats, present: Mask) -> Floats:
    k = present.sum(axis=1)
    largest = np.where(present, v, 0.0).max(axis=1)
    # Beyond this the score is negative; the proof stands in heterogeneity.
    upper = np.maximum(largest, _spread(y, present) ** 2 * (k + 1) / (4.0 * (k - 1)))
    scores = np.stack([_reml_score(y, v, present, upper * point) for point in SCORE_GRID], axis=1)

    # A local maximum is where the score turns from positive to negative, or the boundary 0.
    at_zero = np.flatnonzero(scores[:, 0] <= 0.0)
    rows, cells = np.nonzero((scores[:, :-1] > 0.0) & (scores[:, 1:] <= 0.0))

    def score(chosen: NDArray[np.int64], tau2: Floats) -> tuple[Floats, Floats]:
        return _reml_score_and_slope(y[chosen], v[chosen], present[chosen], tau2)

    low, high = upper[rows] * SCORE_GRID[cells], upper[rows] * SCORE_GRID[cells + 1]
    maxima = np.concatenate([np.zeros(at_zero.size), find_roots(score, rows, low, high)])
    owner = np.concatenate([at_zero, rows])

    tau2 = np.zeros(len(y))
    number = np.bincount(owner, minlength=len(y))
    single = number[owner] == 1
    tau2[owner[single]] = maxima[single]
    rivals = np.flatnonzero(~single)
    if rivals.size:
        whose = owner[rivals]
        likelihood = _reml_log_likelihood(y[whose], v[whose], present[whose], maxima[rivals])
        # The last written stays: the likeliest of each row, and of equals the smallest.
        order = np.lexsort((-maxima[rivals], likelihood))
        tau2[whose[order]] = maxima[rivals][order]
    return tau2


def find_roots(curve: ScoreFunction, rows: NDArray[np.int64], low: Floats, high: Floats) -> Floats:
    """Find a root in each bracket, where the curve falls from above 0 to 0 or below.

    Newton's method, with a halving of the bracket wherever a step would leave it or does not
    shrink fast enough (as rtsafe of Press et al., Numerical Recipes).

    Parameters
    ----------
    curve
        Takes row numbers and one point for each; returns values and derivatives.
    rows, low, high : ndarray, shape (N,)
        Row and bracket of each root; a row may occur several times.
    """
    root = 0.5 * (low + high)
    low, high = low.copy(), high.copy()
    close = _CLOSE * high
    before = high - low
    active = np.arange(rows.size)
    for _ in range(_MOST_STEPS):
        if not active.size:
            break
        x = root[active]
        value, slope = curve(rows[active], x)
        above = value > 0.0
        low[active[above]], high[active[~above]] = x[above], x[~above]
        with np.errstate(divide="ignore", invalid="ignore"):
            new = x - value / slope
        lowest, highest = low[active], high[active]
        inside = (new >= lowest) & (new <= highest) & (np.abs(new - x) <= 0.5 * before[active])
        new = np.where(inside, new, 0.5 * (lowest + highest))
        before[active] = np.abs(new - x)
        root[active] = np.where(value == 0.0, x, new)
        tolerance = close[active] + 1e-15 * np.abs(new)
        moving = (value != 0.0) & (before[active] > tolerance) & (highest - lowest > tolerance)
        active = active[moving]
    return root


def _reml_score(y: Floats, v: Floats, present: Mask, tau2: Floats) -> Floats:
    """Twice the derivative of the restricted log-likelihood (Viechtbauer 2005)."""
    w = present / (v + tau2[:, None])
    total = w.sum(axis=1)
    weighted = w * (y - _mean(y, w)[:, None])
    found: Floats = np.vecdot(weighted, weighted) - total + np.vecdot(w, w) / total
    return found


def _reml_score_and_slope(
    y: Floats, v: Floats, present: Mask, tau2: Floats
) -> tuple[Floats, Floats]:
    w = present / (v + tau2[:, None])
    total = w.sum(axis=1)
    weighted = w * (y - _mean(y, w)[:, None])
    w2, trace = w * w, np.vecdot(w, w) / total
    score = np.vecdot(weighted, weighted) - total + trace
    slope = (
        -2.0 * np.vecdot(w * weighted, weighted)
        + 2.0 * np.vecdot(w, weighted) ** 2 / total
        + total * trace
        - 2.0 * np.vecdot(w2, w) / total
        + trace * trace
    )
    return score, slope


def _reml_log_likelihood(y: Floats, v: Floats, present: Mask, tau2: Floats) -> Floats:
    w = present / (v + tau2[:, None])
    logs = np.log(v + tau2[:, None]).sum(axis=1, where=present)
    found: Floats = 0.5 * (-logs - np.log(w.sum(axis=1)) - _q(y, w))
    return found


def _mean(y: Floats, w: Floats) -> Floats:
    found: Floats = np.vecdot(w, y) / w.sum(axis=1)
    return found


def _q(y: Floats, w: Floats) -> Floats:
    residual = y - _mean(y, w)[:, None]
    found: Floats = np.vecdot(w * residual, residual)
    return found


def _spread(y: Floats, present: Mask) -> Floats:
    """Range of the estimates of each row."""
    top = np.where(present, y, -np.inf).max(axis=1)
    found: Floats = top - np.where(present, y, np.inf).min(axis=1)
    return found
