"""The Emax curve by profile likelihood: ED50, its interval, and what the data allow of the curve.

The position of ED50 is described by u = ED50 / (ED50 + D), D being the highest dose, and the
effect by c, that at dose D: a dose x D has the effect c h with h = x / (u + (1 - u) x). Both
ends of 0 <= u <= 1 are ordinary models, a step (every dose acts alike) and a straight line, so
that an interval of ED50 that has no limit needs no infinite number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import DoseArms
from synthesis.models.dose.likelihood import SlopeFit, fit_slope, measure_arms, slope_bound

GRID_POINTS = 81
REGION_POINTS = 161


def emax_basis(x: Floats, u: Floats | float) -> Floats:
    """The share h of the effect at the highest dose that a dose x (0 to 1) has.

    Parameters
    ----------
    x : ndarray, shape (A,)
    u : ndarray, shape (G,), or float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (G, A)
    """
    place = np.atleast_1d(np.asarray(u, dtype=float))[:, None]
    below = place + (1 - place) * x
    return np.where(x > 0, x / np.where(x > 0, below, 1.0), 0.0)


@dataclass(frozen=True, eq=False)
class EmaxProfile:
    """Profile likelihood of ED50.

    Attributes
    ----------
    u : float
        The maximum; 0 (step) and 1 (straight line) mean that ED50 has no estimate.
    fit : SlopeFit
        The maximum likelihood at ``u``; G = 1, slope c.
    low, high : float
        Interval of u; 0 and 1 mean that it has no limit.
    connected : bool
        Whether all u between the limits belong to the interval.
    """

    u: float
    fit: SlopeFit
    low: float
    high: float
    connected: bool


def profile_ed50(arms: DoseArms, x: Floats, drop: float) -> EmaxProfile:
    """Find the maximum over u and where the profile log-likelihood lies ``drop`` below it.

    Parameters
    ----------
    arms : DoseArms
    x : ndarray, shape (A,)
        Doses divided by the highest.
    drop : float
        Half the chi-squared quantile, 1.92 for 95% (Venzon and Moolgavkar 1988).

    Returns
    -------
    EmaxProfile
    """
    ratio = np.geomspace(x[x > 0].min() * 1e-3, 1e3, GRID_POINTS)
    grid = np.concatenate([[0.0], ratio / (1.0 + ratio), [1.0]])
    on_grid = fit_slope(arms, emax_basis(x, grid)).log_likelihood
    near = fit_slope(arms, emax_basis(x, grid[on_grid.argmax()]))
    u = _maximum(arms, x, grid, on_grid, near)
    fit = fit_slope(arms, emax_basis(x, u), near)
    cut = float(fit.log_likelihood[0]) - drop

    def above(place: float) -> float:
        return float(fit_slope(arms, emax_basis(x, place), near).log_likelihood[0]) - cut

    # The maximum joins the grid: the interval can be narrower than the grid is fine.
    position = int(np.searchsorted(grid, u))
    if position == len(grid) or grid[position] != u:
        grid = np.insert(grid, position, u)
        on_grid = np.insert(on_grid, position, float(fit.log_likelihood[0]))
    inside = np.flatnonzero(on_grid >= cut)
    first, last = int(inside[0]), int(inside[-1])
    low = 0.0 if first == 0 else _crossing(above, grid[first - 1], grid[first])
    high = 1.0 if last == len(grid) - 1 else _crossing(above, grid[last + 1], grid[last])
    return EmaxProfile(u, fit, low, high, len(inside) == last - first + 1)


def _crossing(above: Callable[[float], float], outside: float, inside: float) -> float:
    """Where `above` changes sign; `inside` itself where rounding hides the change."""
    if above(outside) >= 0.0 or above(inside) <= 0.0:
        return inside
    return float(brentq(above, outside, inside, xtol=1e-15))


def _maximum(arms: DoseArms, x: Floats, grid: Floats, on_grid: Floats, near: SlopeFit) -> float:
    def score(place: float) -> float:
        fit = fit_slope(arms, emax_basis(x, place), near)
        eta = fit.intercept[0][arms.trial] + fit.slope[0] * emax_basis(x, place)[0]
        residual, _, _ = measure_arms(arms, eta)
        return float(residual @ (fit.slope[0] * _derivative(x, place)))

    best = int(on_grid.argmax())
    left, right = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    # The score of the profile is the partial derivative (envelope theorem).
    at_left, at_right = score(left), score(right)
    if best == 0 and at_left <= 0:
        return 0.0
    if best == len(grid) - 1 and at_right >= 0:
        return 1.0
    if at_left * at_right >= 0:  # a plateau to machine precision
        return float(grid[best])
    return float(brentq(score, left, right, xtol=1e-15, rtol=1e-14))


def _derivative(x: Floats, u: float) -> Floats:
    """dh/du."""
    below = np.where(x > 0, u + (1 - u) * x, 1.0)
    return np.where(x > 0, -x * (1 - x) / below**2, 0.0)


@dataclass(frozen=True, eq=False)
class Region:
    """The set of (u, c) whose log-likelihood lies at most ``drop`` below the maximum.

    ``u`` runs from one limit to the other, ``lower`` and ``upper`` bound c, shape (P,);
    ``closed`` tells for both ends whether the region ends there by itself.
    """

    u: Floats
    lower: Floats
    upper: Floats
    closed: tuple[bool, bool]


def likelihood_region(arms: DoseArms, x: Floats, profile: EmaxProfile, drop: float) -> Region:
    """Trace the joint region from which the limits of every function of the curve follow."""
    # As on an ellipse: in this angle the border is smooth where the two sides meet.
    angle = np.linspace(0.0, np.pi, REGION_POINTS)
    middle, half = (profile.low + profile.high) / 2, (profile.high - profile.low) / 2
    u = middle - half * np.cos(angle)
    u[0], u[-1] = profile.low, profile.high
    basis = emax_basis(x, u)
    fit = fit_slope(arms, basis)
    left = np.maximum(drop - (profile.fit.log_likelihood[0] - fit.log_likelihood), 0.0)
    lower = slope_bound(arms, basis, fit, left, -1)
    upper = slope_bound(arms, basis, fit, left, 1)
    return Region(u, lower, upper, (profile.low > 0.0, profile.high < 1.0))


def limits_over(region: Region, weight: Floats) -> tuple[Floats, Floats]:
    """Profile-likelihood limits of c times a function of u: its extremes over the region.

    Parameters
    ----------
    region : Region
    weight : ndarray, shape (P, M)
        M functions (0 or positive) at the P points of the region.

    Returns
    -------
    tuple of two ndarrays, shape (M,)
        Lower and upper limits.
    """
    low_side, high_side = region.lower[:, None] * weight, region.upper[:, None] * weight
    low = -_peaks(-low_side, -high_side, region.closed)
    return low, _peaks(high_side, low_side, region.closed)


def _peaks(values: Floats, other: Floats, closed: tuple[bool, bool]) -> Floats:
    """Largest values of the columns, by a parabola through the highest point's neighbours."""
    # Beyond a closed end the border continues on its other side.
    before = other[1:2] if closed[0] else values[:0]
    after = other[-2:-1] if closed[1] else values[:0]
    padded = np.concatenate([before, values, after])
    top = np.clip(padded.argmax(axis=0), 1, len(padded) - 2)
    column = np.arange(values.shape[1])
    a, b, c = padded[top - 1, column], padded[top, column], padded[top + 1, column]
    bend = a - 2 * b + c
    interior = (b >= a) & (b >= c) & (bend < 0)
    vertex = b - (c - a) ** 2 / (8 * np.where(interior, bend, -1.0))
    found: Floats = np.where(interior, vertex, padded.max(axis=0))
    return found
