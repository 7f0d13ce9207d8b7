"""Variation of the dose effect between trials: a normal random slope by adaptive quadrature.

logit p = a_trial + (c + tau z_trial) x with z standard normal and a_trial free, as in the models
with fixed study effects of Stijnen, Hamza and Ozdemir 2010. The integral over z is done by
Gauss-Hermite quadrature centred and scaled at its mode (Liu and Pierce 1994).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc, logsumexp

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import DoseArms, DoseError
from synthesis.models.dose.likelihood import (
    MAX_STEPS,
    SlopeFit,
    guard_newton,
    is_closed,
    measure_arms,
)
from synthesis.models.dose.result import BetweenTrials

# Below this number of trials a standard deviation between trials is next to unknown.
MIN_TRIALS = 5
QUADRATURE_POINTS = 31

_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(QUADRATURE_POINTS)
_LOG_WEIGHTS = np.log(_WEIGHTS) + _NODES**2
ESTIMATOR = f"maximum likelihood, adaptive Gauss-Hermite quadrature, {QUADRATURE_POINTS} points"


def fit_random_slope(
    arms: DoseArms, x: Floats, common: SlopeFit, scale: float, name: str
) -> tuple[BetweenTrials | None, list[str]]:
    """Let the dose effect differ between trials.

    Parameters
    ----------
    arms : DoseArms
    x : ndarray, shape (A,)
        Column of the model, scaled to about 1.
    common : SlopeFit
        The fit of the same column without variation, G = 1.
    scale : float
        What to divide the slope by to have the coefficient that is reported.
    name : str
        Name of that coefficient.

    Returns
    -------
    BetweenTrials or None
        None with fewer than ``MIN_TRIALS`` informative trials.
    list of str
        Notes.
    """
    if len(arms.trials) < MIN_TRIALS:
        return None, []
    slope, se = float(common.slope[0]), float(common.se[0])
    unit = np.array([se, max(se, 0.05 * abs(slope))])
    state = {"intercept": common.intercept[0]}

    def negative(point: Floats) -> tuple[float, Floats]:
        value, gradient, state["intercept"] = profile_random_slope(
            arms, x, point[0] * unit[0], point[1] * unit[1], state["intercept"]
        )
        return -value, -gradient * unit

    start = np.array([slope / unit[0], 1.0])
    failed = "The variation of the dose effect between trials could not be estimated."
    try:
        point = minimize(negative, start, jac=True, method="BFGS", options={"gtol": 1e-6}).x
        point, hessian = _polish(negative, point)
    except (DoseError, np.linalg.LinAlgError):
        return None, [failed]
    log_likelihood = -negative(point)[0]
    gain = 2.0 * (log_likelihood - float(common.log_likelihood[0]))
    if gain < 1e-8 or abs(point[1]) < 1e-4:
        result = BetweenTrials(
            name, slope / scale, se / scale, 0.0, float(common.log_likelihood[0]), 1.0, ESTIMATOR
        )
        return result, ["The variation of the dose effect between trials is estimated as 0."]
    if np.linalg.eigvalsh(hessian)[0] <= 0:
        return None, [failed]
    error = float(np.sqrt(np.linalg.inv(hessian)[0, 0]) * unit[0])
    result = BetweenTrials(
        coefficient=name,
        estimate=float(point[0] * unit[0]) / scale,
        se=error / scale,
        tau=abs(float(point[1] * unit[1])) / scale,
        log_likelihood=log_likelihood,
        p=0.5 * float(chdtrc(1, gain)),
        estimator=ESTIMATOR,
    )
    return result, [
        "The curve, its band and the coefficients are those of a dose effect common to all "
        "trials; the variation between trials is reported beside them."
    ]


def profile_random_slope(
    arms: DoseArms, x: Floats, slope: float, tau: float, intercept: Floats
) -> tuple[float, Floats, Floats]:
    """Log-likelihood at a mean slope and tau, maximised over the intercepts.

    Parameters
    ----------
    arms : DoseArms
    x : ndarray, shape (A,)
    slope, tau : float
    intercept : ndarray, shape (k,)
        Where to start.

    Returns
    -------
    float
        Log-likelihood, with the binomial coefficients.
    ndarray, shape (2,)
        Its gradient in slope and tau (Fisher's identity, envelope theorem).
    ndarray, shape (k,)
        The intercepts.
    """
    k = len(arms.trials)
    mode, reach = np.zeros(k), np.full(k, 0.25)
    low, high = np.full(k, -np.inf), np.full(k, np.inf)
    for _ in range(MAX_STEPS):
        mode, spread = _posterior_mode(arms, x, slope, tau, intercept, mode)
        z = mode + np.sqrt(2.0) * spread * _NODES[:, None]
        eta = intercept[arms.trial] + (slope + tau * z[:, arms.trial]) * x
        residual, variance, terms = measure_arms(arms, eta)
        log_terms = _LOG_WEIGHTS[:, None] + arms.sum_by_trial(terms) - 0.5 * z * z
        integral = logsumexp(log_terms, axis=0)
        posterior = np.exp(log_terms - integral)
        own = arms.sum_by_trial(residual)
        score = (posterior * own).sum(axis=0)
        information = (posterior * (arms.sum_by_trial(variance) - (own - score) ** 2)).sum(axis=0)
        # The integral over z is log-concave in the intercept (Prékopa 1973), so that its score
        # falls and a bracket holds.
        low = np.where(score >= 0, intercept, low)
        high = np.where(score <= 0, intercept, high)
        step = np.where(
            information > 0, score / np.where(information > 0, information, 1.0), np.nan
        )
        small = np.abs(step) < 1e-12 * (1 + np.abs(intercept))
        if (small | is_closed(low, high)).all():
            break
        intercept, reach = guard_newton(intercept + step, intercept, low, high, reach)
    else:
        raise DoseError("the variation of the dose effect between trials could not be estimated.")
    value = float((integral + np.log(spread) - 0.5 * np.log(np.pi)).sum()) + arms.constant
    along = arms.sum_by_trial(residual * x)
    gradient = np.array([(posterior * along).sum(), (posterior * along * z).sum()])
    return value, gradient, intercept


def _posterior_mode(
    arms: DoseArms, x: Floats, slope: float, tau: float, intercept: Floats, mode: Floats
) -> tuple[Floats, Floats]:
    k = len(arms.trials)
    low, high, reach = np.full(k, -np.inf), np.full(k, np.inf), np.full(k, 0.5)
    for _ in range(MAX_STEPS):
        eta = intercept[arms.trial] + (slope + tau * mode[arms.trial]) * x
        residual, variance, _ = measure_arms(arms, eta)
        gradient = tau * arms.sum_by_trial(residual * x) - mode
        curvature = 1.0 + tau * tau * arms.sum_by_trial(variance * x * x)
        low = np.where(gradient >= 0, mode, low)
        high = np.where(gradient <= 0, mode, high)
        step = gradient / curvature
        if ((np.abs(step) < 1e-10) | is_closed(low, high)).all():
            break
        mode, reach = guard_newton(mode + step, mode, low, high, reach)
    return mode, 1.0 / np.sqrt(curvature)


def _polish(
    negative: Callable[[Floats], tuple[float, Floats]], point: Floats
) -> tuple[Floats, Floats]:
    """Newton steps with a Hessian by central differences of the exact gradient."""
    hessian = np.eye(2)
    for _ in range(4):
        columns = []
        for i in range(2):
            h = np.zeros(2)
            h[i] = 1e-4
            columns.append((negative(point + h)[1] - negative(point - h)[1]) / 2e-4)
        hessian = (np.array(columns) + np.array(columns).T) / 2
        if np.linalg.eigvalsh(hessian)[0] <= 0:
            break
        step = np.linalg.solve(hessian, negative(point)[1])
        if np.abs(step).max() > 0.5:
            break
        point = point - step
    return point, hessian
