"""The likelihood of arms around one Emax curve, with a normal effect of its own for each arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logsumexp

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import DoseArms
from synthesis.models.dose.emax_profile import emax_basis
from synthesis.models.dose.likelihood import measure_arms

_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(21)
_LOG_WEIGHTS = (np.log(_WEIGHTS) + _NODES**2)[:, None]
_TIGHT: Any = {"gtol": 1e-7, "maxiter": 2000}
BORDER = 8.0  # of logit u: beyond it the curve is a step or a straight line
_STEP = 1e-4  # of the differences of gradients that make the information


@dataclass(frozen=True, eq=False)
class SharedLikelihood:
    """The likelihood of intercepts, effects, logit u and sigma = tau / sqrt(2), in this order.

    Attributes
    ----------
    arms : DoseArms
    agent : ndarray of int, shape (A,)
        The position of each arm's effect; the number of effects for arms without one.
    x : ndarray, shape (A,)
        Relative dose, 0 to 1.
    """

    arms: DoseArms
    agent: NDArray[np.int64]
    x: Floats

    def maximise(self, effects: int) -> Floats:
        """The point of maximum likelihood, sigma not negative."""
        total = self.arms.sum_by_trial(self.arms.responders)
        base = np.log(total / (self.arms.sum_by_trial(self.arms.n) - total))
        start = np.concatenate([base, np.zeros(effects), [-1.0, 0.2]])
        point = minimize(self.negative, start, jac=True, method="BFGS", options=_TIGHT).x
        point[-1] = abs(point[-1])
        return np.asarray(point)

    def restrict(self, point: Floats) -> Floats:
        """The point at which sigma maximises the adjusted profile likelihood.

        That is the likelihood, all else at its best, by the square root of the determinant of
        the information on all else (Cox and Reid 1987): for normal data the restricted one, which
        pays for the free intercepts.
        """
        near = point.copy()

        def negative(sigma: float) -> float:
            near[:] = self._best_at(sigma, near)
            free = np.append(np.ones(near.size - 1, dtype=bool), False)
            free[-2] = abs(near[-2]) < BORDER
            return self.negative(near)[0] + 0.5 * float(
                np.linalg.slogdet(self.information(near, free))[1]
            )

        found = minimize_scalar(
            negative, bounds=(0.0, 3.0 * point[-1] + 1.0), method="bounded", options={"xatol": 1e-5}
        ).x
        # The search never reaches its ends.
        return self._best_at(0.0 if negative(0.0) <= negative(float(found)) else float(found), near)

    def _best_at(self, sigma: float, near: Floats) -> Floats:
        def negative(rest: Floats) -> tuple[float, Floats]:
            value, gradient = self.negative(np.append(rest, sigma))
            return value, gradient[:-1]

        rest = minimize(negative, near[:-1], jac=True, method="BFGS", options=_TIGHT).x
        return np.append(rest, sigma)

    def negative(self, point: Floats) -> tuple[float, Floats]:
        """Less the log-likelihood and its gradient, in intercepts, effects, logit u and sigma."""
        arms, k = self.arms, len(self.arms.trials)
        effect, sigma = np.append(point[k:-2], 0.0), float(point[-1])
        logit_u = float(np.clip(point[-2], -30.0, 30.0))
        u = 1.0 / (1.0 + np.exp(-logit_u))
        h = emax_basis(self.x, u)[0]
        middle = point[:k][arms.trial] + effect[self.agent] * h
        mode, spread = self._mode(middle, sigma)
        z = mode + np.sqrt(2.0) * spread * _NODES[:, None]
        residual, _, terms = measure_arms(arms, middle + sigma * z)
        masses = _LOG_WEIGHTS + terms - 0.5 * z * z
        integral = logsumexp(masses, axis=0)
        weight = np.exp(masses - integral)
        by_arm = (weight * residual).sum(axis=0)
        slope = np.bincount(self.agent, by_arm * h, len(effect))[:-1]
        # logit h = logit x - log u, so that dh / d logit u = -h (1 - h) (1 - u).
        bend = -float((by_arm * effect[self.agent] * h * (1.0 - h)).sum()) * (1.0 - u)
        by_sigma = float((weight * residual * z).sum())
        value = float((integral + np.log(spread)).sum()) - 0.5 * np.log(np.pi) * len(h)
        gradient = np.concatenate([arms.sum_by_trial(by_arm), slope, [bend, by_sigma]])
        return -(value + arms.constant), -gradient

    def _mode(self, middle: Floats, sigma: float) -> tuple[Floats, Floats]:
        """Where the integrand of each arm is highest, and its width there; it is log-concave."""
        z = np.zeros_like(middle)
        for _ in range(60):
            residual, variance, _ = measure_arms(self.arms, middle + sigma * z)
            width = 1.0 + sigma * sigma * variance
            step = np.clip((sigma * residual - z) / width, -1.0, 1.0)
            z = z + step
            if np.abs(step).max() < 1e-10:
                break
        _, variance, _ = measure_arms(self.arms, middle + sigma * z)
        return z, 1.0 / np.sqrt(1.0 + sigma * sigma * variance)

    def information(self, point: Floats, free: NDArray[np.bool_]) -> Floats:
        """Second derivatives of less the log-likelihood, from differences of its gradient."""
        rows = []
        for place in np.flatnonzero(free):
            step = np.zeros_like(point)
            step[place] = _STEP
            change = self.negative(point + step)[1] - self.negative(point - step)[1]
            rows.append(change[free] / (2.0 * _STEP))
        found = np.array(rows)
        return np.asarray((found + found.T) / 2.0)
