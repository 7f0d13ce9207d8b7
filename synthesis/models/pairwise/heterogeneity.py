"""Between-trial variation: Cochran's Q, tau2 with its interval, and I2.

All functions take ``estimate`` and ``variance`` of shape (k,) on the model scale and know
nothing of trials. tau2 is on the squared model scale.

The estimators are written here, with PyMARE 0.0.13 as a reference in the tests. On the BCG trials
PyMARE's REML takes 5.3 ms and is within 2e-7 of tightly converged metafor; finding the root of
the REML score takes 0.2 ms and is within 1e-12, which counts in sweeps of thousands of pools.
PyMARE has no Paule-Mandel, and its Q-profile needs one of its own fits first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri

from synthesis.models.root import find_root

Tau2Method = Literal["REML", "PM", "DL"]

# Where the REML score is looked at before a root is polished. It may have more than one root
# (a trial far out with a small variance); a grid over the whole admissible range finds each.
SCORE_GRID = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 48)])


def cochran_q(estimate: ArrayLike, variance: ArrayLike, tau2: float = 0.0) -> float:
    """Generalised Q: the weighted squared deviations from the weighted mean.

    With ``tau2 = 0`` this is Cochran's Q (Cochran 1954); with tau2 > 0 the Q of DerSimonian
    and Kacker 2007, which falls as tau2 grows.

    Raises
    ------
    ValueError
        If the shapes differ, a value is not finite, or a variance is not positive.
    """
    y, v = _checked(estimate, variance, at_least=1)
    return _q(y - y.mean(), v, tau2)


def estimate_tau2(estimate: ArrayLike, variance: ArrayLike, method: Tau2Method) -> float:
    """Estimate the between-trial variance, never below 0.

    Parameters
    ----------
    estimate, variance : array_like, shape (k,), k >= 2
    method : {"REML", "PM", "DL"}
        Restricted maximum likelihood (the global maximum over tau2 >= 0; Viechtbauer 2005),
        Paule-Mandel 1982, or DerSimonian-Laird 1986 truncated at 0.

    Raises
    ------
    ValueError
        If k < 2, the input is not usable, or the method is unknown.
    """
    estimators: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], float]] = {
        "REML": _reml,
        "PM": _paule_mandel,
        "DL": _dersimonian_laird,
    }
    if method not in estimators:
        raise ValueError(f"the tau2 estimator is {method!r}; expected REML, PM or DL.")
    y, v = _checked(estimate, variance, at_least=2)
    # Only differences between trials matter; centred numbers lose fewer digits.
    return estimators[method](y - y.mean(), v)


def tau2_q_profile(
    estimate: ArrayLike, variance: ArrayLike, level: float = 0.95
) -> tuple[float, float] | tuple[None, None]:
    """Q-profile interval for tau2 (Viechtbauer 2007).

    The limits are the tau2 at which the generalised Q equals the upper and the lower
    (1 - level)/2 quantile of chi-squared with k - 1 degrees of freedom.

    Parameters
    ----------
    estimate, variance : array_like, shape (k,), k >= 2
    level : float

    Returns
    -------
    low, high : float or None
        ``low`` is truncated at 0. Both are None when even tau2 = 0 makes Q smaller than its
        lower quantile: the trials agree better than chance allows, and the set is empty.

    Raises
    ------
    ValueError
        If k < 2 or the input is not usable.
    """
    y, v = _checked(estimate, variance, at_least=2)
    y = y - y.mean()
    df = y.size - 1
    tail = (1.0 - level) / 2.0
    high = _tau2_where_q_is(float(chdtri(df, 1.0 - tail)), y, v)
    if high is None:
        return None, None
    low = _tau2_where_q_is(float(chdtri(df, tail)), y, v)
    return (0.0 if low is None else low), high


def i2_from_tau2(tau2: float, variance: ArrayLike) -> float:
    """I2 in percent from tau2 and the typical within-trial variance.

    100 tau2 / (tau2 + s2) with s2 = (k - 1) sum(w) / (sum(w)^2 - sum(w^2)), w = 1 / variance
    (Higgins and Thompson 2002, equations 9 and 10).
    """
    w = 1.0 / np.asarray(variance, dtype=float)
    total = w.sum()
    typical = (w.size - 1) * total / (total * total - w @ w)
    return float(100.0 * tau2 / (tau2 + typical))


def i2_from_q(q: float, df: int) -> float:
    """I2 in percent from Cochran's Q: 100 (Q - df) / Q, at least 0 (Higgins et al. 2003)."""
    return 100.0 * max(0.0, (q - df) / q) if q > 0.0 else 0.0


def _checked(
    estimate: ArrayLike, variance: ArrayLike, at_least: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, v = np.asarray(estimate, dtype=float), np.asarray(variance, dtype=float)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(
            f"estimate and variance have shapes {y.shape} and {v.shape}; expected (k,) for both."
        )
    if y.size < at_least:
        raise ValueError(f"there are {y.size} trials; expected at least {at_least}.")
    # One reduction each: a NaN fails the comparison, an infinity makes the sum infinite.
    if not (np.isfinite(y.sum()) and np.isfinite(v.sum()) and v.min() > 0.0):
        raise ValueError("estimates must be finite and variances finite and above 0.")
    return y, v


def _q(y: NDArray[np.float64], v: NDArray[np.float64], tau2: float) -> float:
    w = 1.0 / (v + tau2)
    r = y - (w @ y) / w.sum()
    return float(w @ (r * r))


def _reml_score(y: NDArray[np.float64], v: NDArray[np.float64], tau2: float) -> float:
    """Twice the derivative of the restricted log-likelihood (Viechtbauer 2005)."""
    w = 1.0 / (v + tau2)
    total = w.sum()
    w2 = w * w
    r = y - (w @ y) / total
    return float(w2 @ (r * r) - total + w2.sum() / total)


def _reml_log_likelihood(y: NDArray[np.float64], v: NDArray[np.float64], tau2: float) -> float:
    w = 1.0 / (v + tau2)
    return float(0.5 * (np.log(w).sum() - np.log(w.sum()) - _q(y, v, tau2)))


def _reml(y: NDArray[np.float64], v: NDArray[np.float64]) -> float:
    k = y.size
    # Beyond this the score is negative. With tau2 >= max(v) the largest weight is at most
    # twice the smallest, so sum(w)(k - 1)/(k + 1) bounds the trace term from below, while the
    # residual term is at most sum(w) range^2 / (4 tau2), by Popoviciu's inequality.
    upper = max(float(v.max()), np.ptp(y) ** 2 * (k + 1) / (4.0 * (k - 1)))
    points = upper * SCORE_GRID
    w = 1.0 / (v + points[:, None])
    total = w.sum(axis=1)
    w2 = w * w
    r = y - (w @ y / total)[:, None]
    score = (w2 * r * r).sum(axis=1) - total + w2.sum(axis=1) / total

    # A local maximum is where the score turns from positive to negative, or the boundary 0.
    maxima = [0.0] if score[0] <= 0.0 else []
    for i in np.flatnonzero((score[:-1] > 0.0) & (score[1:] <= 0.0)):
        maxima.append(_root(lambda t: _reml_score(y, v, t), points[i], points[i + 1]))
    if len(maxima) == 1:
        return maxima[0]
    return max(maxima, key=lambda t: _reml_log_likelihood(y, v, t))


def _paule_mandel(y: NDArray[np.float64], v: NDArray[np.float64]) -> float:
    tau2 = _tau2_where_q_is(float(y.size - 1), y, v)
    return 0.0 if tau2 is None else tau2


def _dersimonian_laird(y: NDArray[np.float64], v: NDArray[np.float64]) -> float:
    w = 1.0 / v
    total = w.sum()
    # statsmodels forgets this truncation: its "dl" can be negative.
    return max(0.0, float((_q(y, v, 0.0) - (y.size - 1)) / (total - (w @ w) / total)))


def _tau2_where_q_is(target: float, y: NDArray[np.float64], v: NDArray[np.float64]) -> float | None:
    """Return the tau2 >= 0 at which the generalised Q is ``target``; None if Q(0) is below."""
    if _q(y, v, 0.0) < target:
        return None
    # Q(tau2) <= k range^2 / (4 tau2) by Popoviciu, and Q falls in tau2: the root is unique.
    # The factor keeps rounding from moving the sign at the very end of the bracket.
    upper = 1.01 * y.size * np.ptp(y) ** 2 / (4.0 * target)
    return _root(lambda t: _q(y, v, t) - target, 0.0, upper)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    if high <= low:
        return low
    return find_root(function, low, high, xtol=1e-15 * high, rtol=1e-14)
