"""The binomial likelihood of a dose effect with a free intercept for each trial.

One model serves all curves: logit p = a_trial + c x, where x is a fixed function of dose. The
intercepts make the information matrix an arrow (a diagonal, one row and one column), so that a
Newton step costs time proportional to the number of arms. Everything is computed for several
columns x at once: row g of ``x`` is one model, and the profile of the Emax model is many rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]

MAX_STEPS = 200


class DoseError(ValueError):
    """A dose-response model the data cannot give; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class DoseArms:
    """Arms as arrays.

    Attributes
    ----------
    trials : tuple of str, length k
    member : ndarray, shape (A, k)
        1 where the arm belongs to the trial, else 0.
    dose, responders, n : ndarray, shape (A,)
    constant : float
        Sum of the logarithms of the binomial coefficients.
    """

    trials: tuple[str, ...]
    member: Floats
    dose: Floats
    responders: Floats
    n: Floats
    constant: float


def make_dose_arms(table: pd.DataFrame) -> tuple[DoseArms, tuple[tuple[str, str], ...]]:
    """Turn a checked dose table into arrays, without the trials that carry no information.

    Returns
    -------
    DoseArms
    tuple of (trial, reason)
        Trials without a responder, or without a non-responder, in any arm: their likelihood
        reaches its supremum whatever the dose effect.
    """
    left_out: list[tuple[str, str]] = []
    kept: list[str] = []
    for trial, arms in table.groupby("trial", sort=False):
        responders, n = int(arms["responders"].sum()), int(arms["n"].sum())
        if responders == 0:
            left_out.append((str(trial), "no responders in any arm"))
        elif responders == n:
            left_out.append((str(trial), "every participant of every arm responded"))
        else:
            kept.append(str(trial))
    used = table[table["trial"].isin(kept)]
    position = {trial: i for i, trial in enumerate(kept)}
    index = np.array([position[trial] for trial in used["trial"]], dtype=int)
    member = np.zeros((len(used), len(kept)))
    member[np.arange(len(used)), index] = 1.0
    r, n_arm = used["responders"].to_numpy(float), used["n"].to_numpy(float)
    constant = float((gammaln(n_arm + 1) - gammaln(r + 1) - gammaln(n_arm - r + 1)).sum())
    dose = used["dose"].to_numpy(float)
    return DoseArms(tuple(kept), member, dose, r, n_arm, constant), tuple(left_out)


@dataclass(frozen=True, eq=False)
class SlopeFit:
    """Maximum likelihood for G models; ``slope``, ``log_likelihood`` have shape (G,).

    ``se`` comes from the expected information (equal to the observed one under the logit link),
    ``intercept`` has shape (G, k).
    """

    slope: Floats
    se: Floats
    log_likelihood: Floats
    intercept: Floats


def fit_slope(arms: DoseArms, x: Floats) -> SlopeFit:
    """Maximise the likelihood over the intercepts and the slope by Newton's method.

    Parameters
    ----------
    arms : DoseArms
    x : ndarray, shape (G, A)
        The value of each arm in each of G models. The caller has made sure with
        :func:`has_finite_slope` that the maximum exists.

    Returns
    -------
    SlopeFit

    Raises
    ------
    DoseError
        If the iteration does not converge.
    """
    slope = np.zeros(len(x))
    intercept, log_likelihood, score, information = _profile(arms, x, slope, None)
    for _ in range(MAX_STEPS):
        # Newton on the profile of the slope; the profile of a concave function is concave.
        # Bounded, because far from the maximum the information can be next to nothing.
        step = np.clip(score / np.maximum(information, 1e-300), -5.0, 5.0)
        if (np.abs(score * step) < 1e-22).all():
            break
        for _halving in range(60):
            tried = slope + step
            fresh = _profile(arms, x, tried, intercept)
            worse = fresh[1] < log_likelihood - 1e-10 * np.abs(log_likelihood)
            if not worse.any():
                break
            step = np.where(worse, step / 2, step)
        slope = tried
        if (np.abs(step) <= 1e-13 * (1.0 + np.abs(slope))).all():
            intercept, log_likelihood, score, information = fresh
            break
        intercept, log_likelihood, score, information = fresh
    else:
        raise DoseError("the likelihood of the dose effect could not be maximised.")
    return SlopeFit(slope, 1.0 / np.sqrt(information), log_likelihood, intercept)


def slope_bound(arms: DoseArms, x: Floats, fit: SlopeFit, drop: Floats, side: int) -> Floats:
    """Slope at which the profile log-likelihood lies ``drop`` below its maximum.

    Newton's method on the signed root of twice the drop, which is nearly linear in the slope.

    Parameters
    ----------
    arms, x, fit
        As given to and by :func:`fit_slope`.
    drop : ndarray, shape (G,)
        At least 0.
    side : {-1, 1}
        Below or above the maximum.

    Returns
    -------
    ndarray, shape (G,)
    """
    target = np.sqrt(2.0 * drop)
    slope = fit.slope + side * target * fit.se
    moving = target > 1e-7
    intercept = fit.intercept
    for _ in range(MAX_STEPS):
        intercept, value, score, _information = _profile(arms, x, slope, intercept)
        root = np.sqrt(np.maximum(2.0 * (fit.log_likelihood - value), 0.0))
        usable = moving & (root > 0.0) & (score != 0.0)
        rate = np.where(usable, -score / np.where(root > 0.0, root, 1.0), 1.0)
        step = np.where(usable, (target - root) / rate, 0.0)
        # Never across the maximum, where the sign of the root changes.
        step = np.clip(step, -0.9 * np.abs(slope - fit.slope), 0.9 * np.abs(slope - fit.slope))
        slope = slope + step
        if (np.abs(step) <= 1e-12 * (1.0 + np.abs(slope))).all():
            return slope
    raise DoseError("a limit of the profile likelihood could not be found.")


def has_finite_slope(arms: DoseArms, x: Floats) -> bool:
    """Tell whether the maximum likelihood slope is finite (Albert and Anderson 1984).

    It is not when, in every trial, each arm with a responder lies at or above (or, in every
    trial, at or below) each arm with a non-responder.
    """
    has_responder, has_other = arms.responders > 0, arms.responders < arms.n
    for sign in (1.0, -1.0):
        separated = True
        for column in arms.member.T.astype(bool):
            value = sign * x[column]
            lowest = value[has_responder[column]].min()
            highest = value[has_other[column]].max()
            separated = separated and bool(highest <= lowest)
        if separated:
            return False
    return True


def saturated_log_likelihood(arms: DoseArms) -> float:
    """Log-likelihood of a model with a probability of its own for each arm."""
    p = arms.responders / arms.n
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, arms.responders * np.log(p), 0.0)
        terms = terms + np.where(p < 1, (arms.n - arms.responders) * np.log1p(-p), 0.0)
    return float(terms.sum()) + arms.constant


def _profile(
    arms: DoseArms, x: Floats, slope: Floats, start: Floats | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Best intercepts at given slopes; log-likelihood, score and information of the slope."""
    r, n, member = arms.responders, arms.n, arms.member
    offset = slope[:, None] * x
    total = r @ member
    # In each trial the solution lies between these two: all arms at the largest offset, or all
    # at the smallest. Newton's steps are kept inside, so that they cannot diverge.
    base = np.log(total / (n @ member - total))
    inside = member.T > 0
    high = base - np.array([offset[:, m].min(axis=1) for m in inside]).T
    low = base - np.array([offset[:, m].max(axis=1) for m in inside]).T
    intercept = (low + high) / 2 if start is None else np.clip(start, low, high)
    for _ in range(MAX_STEPS):
        p = _expit(intercept @ member.T + offset)
        gradient = (r - n * p) @ member
        low = np.where(gradient > 0, intercept, low)
        high = np.where(gradient < 0, intercept, high)
        weight = (n * p * (1 - p)) @ member
        step = gradient / np.maximum(weight, 1e-300)
        tried = intercept + step
        outside = ~((tried >= low) & (tried <= high))
        tried = np.where(outside, (low + high) / 2, tried)
        moved = np.abs(tried - intercept)
        intercept = tried
        if (moved <= 1e-14 * (10.0 + np.abs(intercept))).all():
            break
    eta = intercept @ member.T + offset
    p = _expit(eta)
    # log(1 + exp(eta)) without overflow.
    log_likelihood = (r * eta - n * np.logaddexp(0.0, eta)).sum(axis=1) + arms.constant
    v = n * p * (1 - p)
    score = ((r - n * p) * x).sum(axis=1)
    cross = (v * x) @ member
    information = (v * x * x).sum(axis=1) - (cross * cross / np.maximum(v @ member, 1e-300)).sum(
        axis=1
    )
    return intercept, log_likelihood, score, information


def _expit(eta: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(0.5 * eta))
