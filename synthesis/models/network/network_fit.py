"""What least squares give at one tau2."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synthesis.models.arrays import Floats


@dataclass(frozen=True, eq=False)
class NetworkFit:
    """Least squares at one tau2; B parts of the network, each of S nodes at most.

    Attributes
    ----------
    tau2 : float
    effect : ndarray, shape (B * S,)
        Effects against the first node of each part; of a connected network in order of the nodes.
    information, inverse : ndarray, shape (B, S, S)
        Information on the nodes, with the unit matrix in place of the first node of each part
        and of padding; the covariance of the effects, 0 there.
    squared : ndarray, shape (B, S, S)
        X' W W X, where X' W X is the information: what tau2 takes from it.
    weight, weighted : ndarray, shape (arms,)
        1 / (variance + tau2 / 2), and the weighted residuals: Py, where q = y'Py.
    total : ndarray, shape (trials,)
        Weights of each trial.
    q : float
        Generalised Q: the squared deviations weighted with the inverse covariance.
    trace : float
        The trace of P.
    """

    tau2: float
    effect: Floats
    information: Floats
    inverse: Floats
    squared: Floats
    weight: Floats
    weighted: Floats
    total: Floats
    q: float
    trace: float

    @property
    def covariance(self) -> Floats:
        """Covariance of the effects of a connected network, shape (nodes, nodes)."""
        return np.asarray(self.inverse[0])

    @property
    def residual_q(self) -> float:
        """The squared length of the weighted residuals, twice the derivative of -q by tau2."""
        return float(self.weighted @ self.weighted)

    @property
    def score(self) -> float:
        """Four times the derivative of the restricted log-likelihood by tau2."""
        return self.residual_q - self.trace

    @cached_property
    def log_likelihood(self) -> float:
        """Restricted, without its constant."""
        determinants = np.linalg.slogdet(self.information)[1].sum()
        logs = np.log(self.total).sum() - np.log(self.weight).sum()
        return -0.5 * float(logs + determinants + self.q)
