"""Maximum likelihood of a dose effect with a free intercept for each trial, and its limits.

One model serves all curves: logit p = a_trial + c x, where x is a fixed function of dose. The
likelihood is concave, so that the score of c, the intercepts at their best, falls throughout.
Newton's steps are therefore kept inside a bracket that every evaluation narrows: where a finite
maximum exists it is found. Everything is computed for several columns x at once: row g of ``x``
is one model, and the profile of the Emax model is many rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import DoseArms, DoseError

Flags = NDArray[np.bool_]

# Bisection alone closes any bracket of floating-point numbers in fewer steps.
MAX_STEPS = 400
# How near the maximum, in standard errors: far below what any report shows.
CLOSE = 1e-12
ROUNDING = 4.0 * float(np.finfo(float).eps)


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


@dataclass(frozen=True, eq=False)
class _Profile:
    """The likelihood at given slopes, the intercepts at their best.

    ``mean`` is the weighted mean of x in each trial, by which the intercept falls where the
    slope rises by 1.
    """

    intercept: Floats
    log_likelihood: Floats
    score: Floats
    information: Floats
    mean: Floats


def fit_slope(arms: DoseArms, x: Floats, near: SlopeFit | None = None) -> SlopeFit:
    """Maximise the likelihood over the intercepts and the slope.

    Parameters
    ----------
    arms : DoseArms
    x : ndarray, shape (G, A)
        The value of each arm in each of G models. The caller has made sure with
        :func:`synthesis.models.dose.arrays.has_finite_slope` that the maximum exists.
    near : SlopeFit, optional
        The fit of one similar model, to start from; it changes the time alone.

    Returns
    -------
    SlopeFit

    Raises
    ------
    DoseError
        If there is no finite maximum after all.
    """
    slope = np.zeros(len(x)) if near is None else np.repeat(near.slope, len(x))
    start = _start(arms) if near is None else near.intercept
    low, high = np.full(len(x), -np.inf), np.full(len(x), np.inf)
    found = _profile(arms, x, slope, np.repeat(start, len(x), axis=0))
    moving = np.ones(len(x), dtype=bool)
    reach = np.ones(len(x))
    for _ in range(MAX_STEPS):
        low = np.where(found.score >= 0, slope, low)
        high = np.where(found.score <= 0, slope, high)
        moving &= np.abs(found.score) > CLOSE * np.sqrt(found.information)
        moving &= ~is_closed(low, high)
        if not moving.any():
            return SlopeFit(
                slope, 1.0 / np.sqrt(found.information), found.log_likelihood, found.intercept
            )
        newton = slope + found.score / np.maximum(found.information, 1e-300)
        tried, reach = guard_newton(newton, slope, low, high, reach)
        slope, found = _move(arms, x, slope, found, tried, moving)
    raise DoseError("the likelihood of the dose effect could not be maximised.")


def slope_bound(arms: DoseArms, x: Floats, fit: SlopeFit, drop: Floats, side: int) -> Floats:
    """Slope at which the profile log-likelihood lies ``drop`` below its maximum.

    Newton's method on the root of twice the drop, which is nearly linear in the slope.

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
    # What rounding makes of a difference of two log-likelihoods bounds what can be asked.
    noise = ROUNDING * (np.abs(fit.log_likelihood) + arms.n.sum())
    moving = 2.0 * drop > noise
    slope = np.where(moving, fit.slope + side * target * fit.se, fit.slope)
    inner, outer = np.zeros(len(x)), np.full(len(x), np.inf)
    found = _profile(arms, x, slope, fit.intercept)
    reach = np.maximum(target * fit.se, 1e-300)
    for _ in range(MAX_STEPS):
        away = side * (slope - fit.slope)
        below = 2.0 * (fit.log_likelihood - found.log_likelihood)
        inner = np.where(below <= target * target, away, inner)
        outer = np.where(below >= target * target, away, outer)
        moving &= np.abs(below - target * target) > noise
        moving &= ~is_closed(inner, outer, np.abs(fit.slope))
        if not moving.any():
            return slope
        root = np.sqrt(np.maximum(below, 0.0))
        usable = (root > 0.0) & (side * found.score < 0.0)
        rate = np.where(usable, -side * found.score, 1.0) / np.where(usable, root, 1.0)
        newton = np.where(usable, away + (target - root) / rate, np.nan)
        tried, reach = guard_newton(newton, away, inner, outer, reach)
        tried = fit.slope + side * tried
        slope, found = _move(arms, x, slope, found, tried, moving)
    raise DoseError("a limit of the profile likelihood could not be found.")


def measure_arms(arms: DoseArms, eta: Floats) -> tuple[Floats, Floats, Floats]:
    """Responders less those expected, binomial variance, and log-likelihood of each arm.

    r - n p, n p (1 - p) and r eta - n log(1 + exp(eta)), ``eta`` being the log odds; none loses
    digits where p is near 0 or 1, or overflows.
    """
    less = np.exp(-np.abs(eta))
    more = 1.0 / (1.0 + less)
    up = eta >= 0
    p, rest = np.where(up, more, less * more), np.where(up, less * more, more)
    others = arms.n - arms.responders
    own = np.where(up, -others * eta, arms.responders * eta) - arms.n * np.log1p(less)
    return arms.responders * rest - others * p, arms.n * p * rest, own


def _start(arms: DoseArms) -> Floats:
    """The intercepts without any dose effect, shape (1, k)."""
    total = arms.sum_by_trial(arms.responders)
    return np.log(total / (arms.sum_by_trial(arms.n) - total))[None, :]


def is_closed(low: Floats, high: Floats, size: Floats | float = 0.0) -> Flags:
    """Whether a bracket holds no further number that arithmetic can tell from its ends.

    ``size`` is that of the numbers the ends are added to, where they are distances.
    """
    finite = np.isfinite(low) & np.isfinite(high)
    ends = np.where(finite, [low, high], 0.0)
    found: Flags = finite & (
        np.abs(ends[1] - ends[0]) <= ROUNDING * (np.abs(ends).sum(axis=0) + size)
    )
    return found


def guard_newton(
    newton: Floats, at: Floats, low: Floats, high: Floats, reach: Floats
) -> tuple[Floats, Floats]:
    """Newton's points where they narrow the bracket well; elsewhere its middle, or further out.

    ``reach`` bounds the step and is halved whenever the bracket is, so that a sequence of steps
    too short to close it ends in bisection. Returns the points and the new reach.
    """
    closed = np.isfinite(low) & np.isfinite(high)
    with np.errstate(invalid="ignore"):
        middle = np.where(closed, (low + high) / 2, 0.0)
        half = np.where(closed, (high - low) / 2, 4.0 * reach)
        outward = np.where(np.isfinite(low), at + 4.0 * reach, at - 4.0 * reach)
        inside = (newton > low) & (newton < high) & (np.abs(newton - at) <= 4.0 * reach)
    elsewhere = np.where(closed, middle, outward)
    return np.where(inside, newton, elsewhere), np.where(closed, np.minimum(reach, half), half)


def _move(
    arms: DoseArms, x: Floats, slope: Floats, found: _Profile, tried: Floats, moving: Flags
) -> tuple[Floats, _Profile]:
    """Evaluate the models still moving at new slopes; the others stay as they are."""
    step = (tried - slope)[moving]
    warm = found.intercept[moving] - step[:, None] * found.mean[moving]
    fresh = _profile(arms, x[moving], tried[moving], warm)
    slope = np.where(moving, tried, slope)
    merged = []
    for name in ("intercept", "log_likelihood", "score", "information", "mean"):
        values = getattr(found, name).copy()
        values[moving] = getattr(fresh, name)
        merged.append(values)
    return slope, _Profile(*merged)


def _profile(arms: DoseArms, x: Floats, slope: Floats, start: Floats) -> _Profile:
    """Best intercepts at given slopes, by Newton's method inside a bracket."""
    offset = slope[:, None] * x
    # In each trial the solution lies between these two: all arms at the largest offset, or all
    # at the smallest.
    base = _start(arms)
    high = base - np.minimum.reduceat(offset, arms.first, axis=1)
    low = base - np.maximum.reduceat(offset, arms.first, axis=1)
    intercept = np.clip(start, low, high)
    for count in range(MAX_STEPS):
        eta = intercept[:, arms.trial] + offset
        residual, weight, terms = measure_arms(arms, eta)
        gradient = arms.sum_by_trial(residual)
        curvature = arms.sum_by_trial(weight)
        low = np.where(gradient >= 0, intercept, low)
        high = np.where(gradient <= 0, intercept, high)
        step = gradient / np.maximum(curvature, 1e-300)
        if (np.abs(step) <= ROUNDING * (4.0 + np.abs(intercept))).all():
            break
        if is_closed(low, high).all():
            break
        tried = intercept + step
        # From time to time the middle, in case Newton's steps creep.
        outside = ~((tried >= low) & (tried <= high)) | (count % 8 == 7)
        intercept = np.where(outside, (low + high) / 2, tried)
    mean = arms.sum_by_trial(weight * x) / np.maximum(curvature, 1e-300)
    return _Profile(
        intercept,
        terms.sum(axis=1) + arms.constant,
        (residual * x).sum(axis=1),
        (weight * (x - mean[:, arms.trial]) ** 2).sum(axis=1),
        mean,
    )
