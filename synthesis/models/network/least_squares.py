"""Generalised least squares for a network, and the between-trial variance.

The contrast-based model of a trial with m arms has m - 1 contrasts with their within-trial
block covariance, plus tau2 on the diagonal and tau2 / 2 elsewhere (Higgins and Whitehead 1996).
It is the same model as independent arms of variance v + tau2 / 2 around a free trial mean:
taking differences to one arm removes the mean and gives exactly those blocks. Written by arms,
every sum runs over arms, and the cost grows linearly with the number of trials.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtri

from synthesis.models.arrays import Floats
from synthesis.models.network.contrasts import connected_parts

Ints = NDArray[np.int64]
NetworkMethod = Literal["REML", "DL", "common"]

# Where the REML score is looked at before a root is polished; it may have more than one.
_GRID = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 48)])


@dataclass(frozen=True, eq=False)
class NetworkFit:
    """Least squares at one tau2.

    Attributes
    ----------
    tau2 : float
    effect : ndarray, shape (nodes,)
        Effects against the first node of each part of the network.
    covariance : ndarray, shape (nodes, nodes)
        Their covariance; 0 for the first node of each part.
    weight : ndarray, shape (arms,)
        1 / (variance + tau2 / 2).
    q : float
        Generalised Q: the squared deviations weighted with the inverse covariance.
    residual_q : float
        The squared length of the weighted residuals, twice the derivative of -q by tau2.
    trace : float
        The trace of the matrix P with q = y'Py.
    log_likelihood : float
        Restricted, without its constant.
    """

    tau2: float
    effect: Floats
    covariance: Floats
    weight: Floats
    q: float
    residual_q: float
    trace: float
    log_likelihood: float

    @property
    def score(self) -> float:
        """Four times the derivative of the restricted log-likelihood by tau2."""
        return self.residual_q - self.trace


class NetworkModel:
    """Arms around a free mean for each trial, with an effect for each node.

    Parameters
    ----------
    trial, node : ndarray of int, shape (arms,)
        ``trial`` never falls. Nodes are treatments, or treatments within designs.
    value, variance : ndarray, shape (arms,)
        On the model scale.
    nodes : int
        The nodes need not be connected: each part has its own first node as zero.

    Attributes
    ----------
    df : int
        Contrasts less parameters: the degrees of freedom of Q.
    """

    def __init__(
        self, trial: Ints, node: Ints, value: Floats, variance: Floats, nodes: int
    ) -> None:
        self.trial, self.node, self.nodes = trial, node, nodes
        self.value, self.variance = value, variance
        part = connected_parts(trial, node, nodes)
        first = np.unique(part, return_index=True)[1]
        self._free = np.setdiff1d(np.arange(nodes), first)
        self._left, self._right = arm_pairs(trial)
        self._cell = node[self._left] * nodes + node[self._right]
        self.trials = int(trial[-1]) + 1
        self.df = trial.size - self.trials - self._free.size

    def fit(self, tau2: float) -> NetworkFit:
        """Fit by weighted least squares with tau2 given (Aitken 1935)."""
        trial, node, left, right = self.trial, self.node, self._left, self._right
        total_variance = self.variance + tau2 / 2.0
        w = 1.0 / total_variance
        total = np.bincount(trial, w)
        share = w / total[trial]
        # The information of a trial on its arms is diag(w) - ww' / sum(w).
        product = w[left] * share[right]
        laplacian = np.diag(np.bincount(node, w, self.nodes)) - np.bincount(
            self._cell, product, self.nodes**2
        ).reshape(self.nodes, self.nodes)
        free = np.ix_(self._free, self._free)
        covariance = np.zeros((self.nodes, self.nodes))
        covariance[free] = np.linalg.inv(laplacian[free])
        centred = self.value - np.bincount(trial, share * self.value)[trial]
        effect = covariance @ np.bincount(node, w * centred, self.nodes)
        residual = self.value - effect[node]
        residual = residual - np.bincount(trial, share * residual)[trial]
        weighted = w * residual
        q = float(residual @ weighted)

        squares = np.bincount(trial, w * w)
        sandwich = product * ((squares / total)[trial[left]] - w[left] - w[right])
        used = np.bincount(self._cell, sandwich, self.nodes**2) @ covariance.ravel()
        used += np.bincount(node, w * w, self.nodes) @ np.diag(covariance)
        trace = float(w.sum() - (squares / total).sum() - used)
        _, information = np.linalg.slogdet(laplacian[free])
        log_likelihood = -0.5 * float(
            np.log(total_variance).sum() + np.log(total).sum() + information + q
        )
        return NetworkFit(
            tau2, effect, covariance, w, q, float(weighted @ weighted), trace, log_likelihood
        )

    def estimate_tau2(self, method: NetworkMethod) -> float | None:
        """Estimate tau2, never below 0; 0 for the common effect, None if df is 0.

        REML is the global maximum over tau2 >= 0. DL is the generalised DerSimonian-Laird
        estimator (Jackson, White and Riley 2013; with one tau2 for a network, Ruecker and
        Schwarzer 2014), the one of netmeta: (Q - df) / (trace(P) / 2), where E(Q) = df +
        tau2 trace(P) / 2 because tau2 enters each arm's variance as tau2 / 2.
        """
        if method == "common":
            return 0.0
        if self.df == 0:
            return None
        if method == "DL":
            fit = self.fit(0.0)
            return max(0.0, (fit.q - self.df) / (fit.trace / 2.0))
        return self._reml()

    def tau2_q_profile(self, level: float) -> tuple[float, float] | tuple[None, None]:
        """Q-profile interval of tau2 (Viechtbauer 2007), with the Q of the whole network.

        The limits are the tau2 at which the generalised Q equals the upper and the lower
        (1 - level) / 2 quantile of chi-squared with `df` degrees of freedom; the lower one is
        truncated at 0. None without degrees of freedom, and where the set is empty: even tau2 = 0
        makes Q smaller than its lower quantile.
        """
        if self.df == 0:
            return None, None
        tail = (1.0 - level) / 2.0
        at_zero, spread = self.fit(0.0).q, self._plain_q()
        least, most = float(chdtri(self.df, 1.0 - tail)), float(chdtri(self.df, tail))
        if at_zero < least:
            return None, None
        low = 0.0 if at_zero < most else self._tau2_where_q_is(most, spread)
        return low, self._tau2_where_q_is(least, spread)

    def _tau2_where_q_is(self, target: float, spread: float) -> float:
        # No weight exceeds 2 / tau2, so that Q <= 2 RSS / tau2; Q falls in tau2.
        high = 2.02 * spread / target
        if high <= 0.0:
            return 0.0
        return float(
            brentq(lambda t: self.fit(t).q - target, 0.0, high, xtol=1e-15 * high, rtol=1e-14)
        )

    def _plain_q(self) -> float:
        """The unweighted residual sum of squares."""
        ones = np.ones_like(self.value)
        return NetworkModel(self.trial, self.node, self.value, ones, self.nodes).fit(0.0).q

    def _reml(self) -> float:
        # With tau2 / 2 >= max(variance) all weights lie between 1 / tau2 and 2 / tau2, so that
        # trace(P) >= df / tau2 and |Py|^2 <= 4 RSS / tau2^2, RSS being the unweighted residual
        # sum of squares: above 4 RSS / df the score is negative.
        upper = max(2.0 * float(self.variance.max()), 4.0 * self._plain_q() / self.df)
        points = upper * _GRID
        score = np.array([self.fit(float(point)).score for point in points])
        maxima = [0.0] if score[0] <= 0.0 else []
        for i in np.flatnonzero((score[:-1] > 0.0) & (score[1:] <= 0.0)):
            low, high = float(points[i]), float(points[i + 1])
            maxima.append(
                float(brentq(lambda t: self.fit(t).score, low, high, xtol=1e-15 * high, rtol=1e-14))
            )
        if len(maxima) == 1:
            return maxima[0]
        return max(maxima, key=lambda t: self.fit(t).log_likelihood)


def arm_pairs(trial: Ints) -> tuple[Ints, Ints]:
    """All ordered pairs of arms of the same trial, an arm with itself included.

    Parameters
    ----------
    trial : ndarray of int, shape (arms,)
        Never falling.

    Returns
    -------
    left, right : ndarray of int
        Positions of arms.
    """
    size = np.bincount(trial)
    first = np.cumsum(size) - size
    left, right = [], []
    for arms in np.unique(size):
        rows = first[size == arms][:, None] + np.arange(arms)
        left.append(np.repeat(rows, arms, axis=1).ravel())
        right.append(np.tile(rows, (1, arms)).ravel())
    return np.concatenate(left), np.concatenate(right)
