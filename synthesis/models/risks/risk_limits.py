"""What few events leave open: exact limits of a risk, score limits of a difference in risks.

Wald limits of a risk difference shrink to nothing where nobody has the event. The limits here
stay honest with no event at all, and nothing is added to any count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import betaincinv, ndtri

_NEAR = 1e-9  # how close to the estimate and to a difference of 1 limits are looked for


class RiskError(ValueError):
    """Counts that cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True)
class Risk:
    """A share of patients with its exact interval, from 0 to 1."""

    events: int
    patients: int
    low: float
    high: float

    @property
    def estimate(self) -> float:
        """Events by patients."""
        return self.events / self.patients


@dataclass(frozen=True)
class RiskDifference:
    """Risk with the treatment minus risk with the control, from -1 to 1, with its limits."""

    estimate: float
    low: float
    high: float
    level: float

    @property
    def one_sided_level(self) -> float:
        """Confidence that the difference is not above `high`: 0.975 for a level of 0.95."""
        return 0.5 + self.level / 2


def exact_risk(events: int, patients: int, level: float = 0.95) -> Risk:
    """A risk with the exact interval of Clopper and Pearson 1934.

    With no event among n patients the upper limit is 1 - (alpha / 2)^(1 / n), for 95% about
    3.7 / n. The “rule of three”, 3 / n, is the one-sided 95% limit.

    Raises
    ------
    RiskError
        If there is no patient, more events than patients, or no usable level.
    """
    if patients < 1 or not 0 <= events <= patients:
        raise RiskError(f"{events} events among {patients} patients; expected at most as many.")
    tail = _tail(level)
    low = float(betaincinv(events, patients - events + 1, tail)) if events else 0.0
    high = 1.0
    if events < patients:
        high = float(betaincinv(events + 1, patients - events, 1.0 - tail))
    return Risk(events, patients, low, high)


def score_difference(cells: ArrayLike, level: float = 0.95) -> RiskDifference:
    """A common risk difference of k trials with score limits.

    Parameters
    ----------
    cells : array_like, shape (k, 4)
        Events and patients with the treatment, events and patients with the control.
    level : float
        Coverage of the interval, above 0 and below 1.

    Returns
    -------
    RiskDifference
        The Mantel-Haenszel estimate (Greenland and Robins 1985). Its limits are the
        differences D at which sum(w (d - D)) is the normal quantile times the square root of
        sum(w^2 V(D)), with Mantel-Haenszel weights w = n1 n2 / N and V the variance under the
        difference D, factor N / (N - 1) included (Miettinen and Nurminen 1985, Statistics
        in Medicine 4:213). For one trial this is the interval known by their names. statsmodels
        0.15.0 gives other limits: its cubic has a wrong coefficient (its issue 10269).

    Raises
    ------
    RiskError
        If the counts are not usable or the level is none.
    """
    table = np.asarray(cells, dtype=float)
    if table.ndim != 2 or table.shape[1:] != (4,) or not len(table):
        raise RiskError(f"a table of shape {table.shape}; expected four counts for each trial.")
    a, n1, c, n2 = table.T
    if not np.isfinite(table).all() or (table < 0).any() or (a > n1).any() or (c > n2).any():
        raise RiskError("a count is negative, not finite, or has more events than patients.")
    if (n1 < 1).any() or (n2 < 1).any():
        raise RiskError("a trial has an arm without patients.")
    z = -float(ndtri(_tail(level)))
    weights = n1 * n2 / (n1 + n2)
    observed = a / n1 - c / n2
    estimate = float((weights * observed).sum() / weights.sum())

    def distance(difference: float) -> tuple[float, float]:
        variance = restricted_variance(table, difference)
        gap = float((weights * (observed - difference)).sum())
        return gap, z * float(np.sqrt((weights**2 * variance).sum()))

    def below(difference: float) -> float:
        gap, reach = distance(difference)
        return gap - reach

    def above(difference: float) -> float:
        gap, reach = distance(difference)
        return gap + reach

    low = _root(below, -1.0 + _NEAR, estimate - _NEAR, -1.0)
    high = _root(above, estimate + _NEAR, 1.0 - _NEAR, 1.0)
    return RiskDifference(estimate, low, high, level)


def restricted_variance(cells: NDArray[np.float64], difference: float) -> NDArray[np.float64]:
    """Variance of each trial's risk difference if the true one were `difference`.

    Parameters
    ----------
    cells : ndarray, shape (k, 4)
        Events and patients with the treatment, events and patients with the control.

    Returns
    -------
    ndarray, shape (k,)
        From the maximum-likelihood risks that differ by exactly `difference`: the root of a
        cubic in closed form (Miettinen and Nurminen 1985).
    """
    a, n1, c, n2 = cells.T
    n, events = n1 + n2, a + c
    cubic = n
    square = (n1 + 2.0 * n2) * difference - n - events
    linear = (n2 * difference - n - 2.0 * c) * difference + events
    constant = c * difference * (1.0 - difference)
    shift = square / (3.0 * cubic)
    q = shift**3 - square * linear / (6.0 * cubic**2) + constant / (2.0 * cubic)
    spread = np.sqrt(np.maximum(shift**2 - linear / (3.0 * cubic), 0.0))
    p = np.where(q < 0.0, -spread, spread)
    cosine = np.divide(q, p**3, out=np.zeros_like(q), where=p != 0.0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3.0
    control = np.clip(2.0 * p * np.cos(angle) - shift, 0.0, 1.0)
    treated = np.clip(control + difference, 0.0, 1.0)
    variance = treated * (1.0 - treated) / n1 + control * (1.0 - control) / n2
    return np.asarray(variance * n / (n - 1.0))


def _root(function: Callable[[float], float], low: float, high: float, edge: float) -> float:
    """The root between two points; the edge of the scale where there is none."""
    if low >= high or function(low) * function(high) > 0.0:
        return edge
    return float(brentq(function, low, high, xtol=1e-12))


def _tail(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise RiskError(f"the level is {level}; expected a number between 0 and 1.")
    return 0.5 - level / 2
