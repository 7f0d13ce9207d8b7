"""Variation of the dose effect between trials: a normal random slope by adaptive quadrature.

logit p = a_trial + (c + tau z_trial) x with z standard normal and a_trial free, as in the models
with fixed study effects of Stijnen, Hamza and Ozdemir 2010. The integral over z is done by
Gauss-Hermite quadrature centred and scaled at its mode (Liu and Pierce 1994).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import chdtrc, logsumexp

from synthesis.dose_models import DoseArms, DoseError, SlopeFit
from synthesis.dose_result import BetweenTrials

Floats = NDArray[np.float64]

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
    mode = np.zeros(len(arms.trials))
    for _ in range(200):
        mode, spread = _posterior_mode(arms, x, slope, tau, intercept, mode)
        z = mode + np.sqrt(2.0) * spread * _NODES[:, None]
        eta = intercept @ arms.member.T + (slope + tau * (z @ arms.member.T)) * x
        p = 0.5 * (1.0 + np.tanh(0.5 * eta))
        terms = arms.responders * eta - arms.n * np.logaddexp(0.0, eta)
        log_terms = _LOG_WEIGHTS[:, None] + terms @ arms.member - 0.5 * z * z
        integral = logsumexp(log_terms, axis=0)
        posterior = np.exp(log_terms - integral)
        residual = arms.responders - arms.n * p
        own = residual @ arms.member
        score = (posterior * own).sum(axis=0)
        information = (posterior * ((arms.n * p * (1 - p)) @ arms.member - (own - score) ** 2)).sum(
            axis=0
        )
        step = np.clip(score / np.where(information > 0, information, np.abs(score) + 1), -1, 1)
        if (np.abs(step) < 1e-12 * (1 + np.abs(intercept))).all():
            break
        intercept = intercept + step
    else:
        raise DoseError("the variation of the dose effect between trials could not be estimated.")
    value = float((integral + np.log(spread) - 0.5 * np.log(np.pi)).sum()) + arms.constant
    along = (residual * x) @ arms.member
    gradient = np.array([(posterior * along).sum(), (posterior * along * z).sum()])
    return value, gradient, intercept


def _posterior_mode(
    arms: DoseArms, x: Floats, slope: float, tau: float, intercept: Floats, mode: Floats
) -> tuple[Floats, Floats]:
    for _ in range(100):
        eta = intercept @ arms.member.T + (slope + tau * (mode @ arms.member.T)) * x
        p = 0.5 * (1.0 + np.tanh(0.5 * eta))
        gradient = tau * (((arms.responders - arms.n * p) * x) @ arms.member) - mode
        curvature = 1.0 + tau * tau * ((arms.n * p * (1 - p) * x * x) @ arms.member)
        step = np.clip(gradient / curvature, -2.0, 2.0)
        mode = mode + step
        if (np.abs(step) < 1e-10).all():
            break
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
