"""Generalised least squares for a network whose effects change with a covariate of the trials.

The model is that of :class:`synthesis.models.network.least_squares.NetworkModel`, arms of
variance v + tau2 / 2 around a free mean for each trial, with one more column in the design. All
sums run over arms; the matrices over parameters are dense, as a column that all treatments share
leaves no blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.models.arrays import Floats
from synthesis.models.network.least_squares import Ints, NetworkMethod
from synthesis.models.network.restricted import maximise_restricted


@dataclass(frozen=True, eq=False)
class RegressionFit:
    """Least squares at one tau2.

    Attributes
    ----------
    coefficient : ndarray, shape (p,)
    covariance : ndarray, shape (p, p)
    q : float
        Generalised Q, y'Py.
    residual_q, trace : float
        |Py|^2 and the trace of P over arms.
    log_likelihood : float
        Restricted, without its constant.
    """

    coefficient: Floats
    covariance: Floats
    q: float
    residual_q: float
    trace: float
    log_likelihood: float

    @property
    def score(self) -> float:
        """Four times the derivative of the restricted log-likelihood by tau2."""
        return self.residual_q - self.trace


class RegressionModel:
    """Arms around a free mean for each trial, with any design of full rank.

    Parameters
    ----------
    trial : ndarray of int, shape (arms,)
        Never falling.
    design : ndarray, shape (arms, p)
        Differences of its rows within trials have rank p.
    value, variance : ndarray, shape (arms,)

    Attributes
    ----------
    df : int
        Contrasts less parameters.
    """

    def __init__(self, trial: Ints, design: Floats, value: Floats, variance: Floats) -> None:
        self.trial, self.design, self.value, self.variance = trial, design, value, variance
        self._first = np.flatnonzero(np.diff(trial, prepend=-1))
        self.df = trial.size - self._first.size - design.shape[1]

    def fit(self, tau2: float) -> RegressionFit:
        """Fit by weighted least squares with tau2 given (Aitken 1935)."""
        w = 1.0 / (self.variance + tau2 / 2.0)
        total = np.add.reduceat(w, self._first)
        share = (w / total[self.trial])[:, None]

        def centred(columns: Floats) -> Floats:
            """Deviations from the weighted mean of each trial."""
            means = np.add.reduceat(share * columns, self._first, axis=0)
            return np.asarray(columns - means[self.trial])

        design, value = centred(self.design), centred(self.value[:, None])[:, 0]
        weighted_design = w[:, None] * design
        information = weighted_design.T @ design
        covariance: Floats = np.asarray(np.linalg.inv(information), dtype=float)
        coefficient = covariance @ (weighted_design.T @ value)
        # Py, where P = W - W X (X'WX)^-1 X'W and W is the information of a trial on its arms.
        weighted = w * (value - design @ coefficient)
        own = float(w.sum() - (np.add.reduceat(w * w, self._first) / total).sum())
        trace = own - float(np.vdot(covariance, weighted_design.T @ weighted_design))
        q = float(weighted @ (weighted / w))
        logs = float(np.log(total).sum() - np.log(w).sum() + np.linalg.slogdet(information)[1])
        likelihood = -0.5 * (logs + q)
        residual_q = float(weighted @ weighted)
        return RegressionFit(coefficient, covariance, q, residual_q, trace, likelihood)

    def unexplained(self) -> Floats:
        """Share of each column's variation within trials that the columns before it leave.

        Shape (p,), between 0 and 1: about 0 where a column is a sum of those before it.
        """
        means = np.add.reduceat(self.design, self._first, axis=0)
        size = np.bincount(self.trial)[self.trial][:, None]
        within = self.design - means[self.trial] / size
        left = np.abs(np.diag(np.linalg.qr(within, mode="r")))
        length = np.linalg.norm(within, axis=0)
        return np.asarray(left / np.where(length > 0.0, length, 1.0), dtype=float)

    def estimate_tau2(self, method: NetworkMethod) -> float | None:
        """Estimate tau2 as :meth:`NetworkModel.estimate_tau2` does; None if df is 0."""
        if method == "common":
            return 0.0
        if self.df == 0:
            return None
        if method == "DL":
            fit = self.fit(0.0)
            return float(max(0.0, (fit.q - self.df) / (fit.trace / 2.0)))
        ones = np.ones_like(self.variance)
        plain = RegressionModel(self.trial, self.design, self.value, ones).fit(0.0).q
        return maximise_restricted(self.fit, self.variance, plain, self.df)
