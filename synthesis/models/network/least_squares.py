"""Generalised least squares for a network, and the between-trial variance.

The contrast-based model of a trial with m arms has m - 1 contrasts with their within-trial
block covariance, plus tau2 on the diagonal and tau2 / 2 elsewhere (Higgins and Whitehead 1996).
It is the same model as independent arms of variance v + tau2 / 2 around a free trial mean:
taking differences to one arm removes the mean and gives exactly those blocks. Written by arms,
every sum runs over arms, and the cost grows linearly with the number of trials.

Nodes that no trial joins know nothing of each other: every matrix over nodes is a stack of blocks,
one for each part of the network, padded to the largest part.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from synthesis.models.arrays import Floats
from synthesis.models.network.connected import connected_parts
from synthesis.models.network.network_fit import NetworkFit
from synthesis.models.network.restricted import maximise_restricted
from synthesis.models.root import find_root

Ints = NDArray[np.int64]
NetworkMethod = Literal["REML", "DL", "common"]


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
        sizes = np.bincount(part)
        order = np.argsort(part, kind="stable")
        place = np.empty(nodes, dtype=np.int64)
        place[order] = np.arange(nodes) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._shape = sizes.size, int(sizes.max())
        self._slot = (part * self._shape[1] + place)[node]
        positions = np.arange(self._shape[1])
        self._fixed = (positions == 0) | (positions >= sizes[:, None])
        left, right = arm_pairs(trial)
        once = left < right
        self._left, self._right = left[once], right[once]
        self._cell = self._slot[self._left] * self._shape[1] + place[node[self._right]]
        self.trials = int(trial[-1]) + 1
        self.df = trial.size - self.trials - (nodes - sizes.size)

    def fit(self, tau2: float) -> NetworkFit:
        """Fit by weighted least squares with tau2 given (Aitken 1935)."""
        trial, slot, left, right = self.trial, self._slot, self._left, self._right
        w = 1.0 / (self.variance + tau2 / 2.0)
        total: Floats = np.bincount(trial, w).astype(float, copy=False)
        share = w / total[trial]
        # The information of a trial on its arms is W = diag(w) - ww' / sum(w).
        product = w[left] * share[right]
        information = self._stack(w * (1.0 - share), -product)
        information, inverse = invert_free(information, self._fixed)
        centred = self.value - np.bincount(trial, share * self.value)[trial]
        effect = (inverse @ self._sum(w * centred)[..., None]).ravel()
        residual = self.value - effect[slot]
        weighted = w * (residual - np.bincount(trial, share * residual)[trial])

        squares = np.bincount(trial, w * w)
        mean = squares / total
        squared = self._stack(
            w * w - share * (2.0 * w - mean[trial]) * w,
            product * (mean[trial[left]] - w[left] - w[right]),
        )
        trace = float(w.sum() - mean.sum() - np.vdot(squared, inverse))
        q = float(weighted @ (weighted / w))
        return NetworkFit(tau2, effect, information, inverse, squared, w, weighted, total, q, trace)

    def unweighted(self) -> NetworkModel:
        """Return the same arms with a variance of 1 each."""
        ones = np.ones_like(self.value)
        return NetworkModel(self.trial, self.node, self.value, ones, self.nodes)

    def _sum(self, by_arm: Floats) -> Floats:
        """Sums over the arms of each node, shape (B, S)."""
        found = np.bincount(self._slot, by_arm, self._fixed.size).reshape(self._shape)
        return np.asarray(found, dtype=float)

    def _stack(self, by_arm: Floats, by_pair: Floats) -> Floats:
        """Sums over arms on the diagonals, over pairs of arms of a trial elsewhere."""
        parts, size = self._shape
        flat = np.bincount(self._cell, by_pair, parts * size * size)
        half: Floats = np.asarray(flat, dtype=float).reshape(parts, size, size)
        found = half + half.transpose(0, 2, 1)
        found[:, np.arange(size), np.arange(size)] += self._sum(by_arm)
        return found

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
        return find_root(lambda t: self.fit(t).q - target, 0.0, high, xtol=1e-15 * high, rtol=1e-14)

    def _plain_q(self) -> float:
        """The unweighted residual sum of squares."""
        return self.unweighted().fit(0.0).q

    def _reml(self) -> float:
        return maximise_restricted(self.fit, self.variance, self._plain_q(), self.df)


def invert_free(matrices: Floats, fixed: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Invert each matrix of a stack without its fixed rows and columns.

    Parameters
    ----------
    matrices : ndarray, shape (B, S, S)
    fixed : ndarray of bool, shape (B, S)

    Returns
    -------
    matrices, inverses : ndarray, shape (B, S, S)
        With the unit matrix and with 0 in place of what is fixed.
    """
    held = fixed[:, :, None] | fixed[:, None, :]
    kept = np.where(held, np.eye(fixed.shape[1]), matrices)
    return kept, np.where(held, 0.0, np.linalg.inv(kept))


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
