"""Agreement of two raters beyond chance, with an interval that leaves out one group at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from synthesis.models.arrays import Floats

LEVEL = 0.95


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa: 1 where raters agree in all, 0 where they agree as by chance.

    Parameters
    ----------
    estimate
        NaN where both raters gave one rating to everything, so that chance agrees as well.
    low, high
        Limits of the 95% interval, at most 1; NaN below two groups, or where leaving out a group
        leaves nothing to tell apart.
    """

    estimate: float
    low: float
    high: float


def cohen_kappa(first: Floats, second: Floats) -> Kappa:
    """Cohen's kappa of two raters who said yes or no of each item of several groups.

    Parameters
    ----------
    first, second
        Ratings, 0 or 1, shape (groups, items).

    Notes
    -----
    Ratings of one group depend on each other, so the error is that of the jackknife over groups
    (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 11.5), with
    t(groups - 1). Raises ValueError where the shapes differ.
    """
    if first.shape != second.shape:
        raise ValueError("both raters must have rated the same items")
    groups = len(first)
    estimate = _kappa(first, second)
    kept = ~np.eye(groups, dtype=bool)
    without = np.array([_kappa(first[rows], second[rows]) for rows in kept])
    if groups < 2 or not np.isfinite([estimate, *without]).all():
        return Kappa(estimate, np.nan, np.nan)
    error = np.sqrt((groups - 1) / groups * np.sum((without - without.mean()) ** 2))
    margin = stats.t.ppf((1 + LEVEL) / 2, groups - 1) * error
    return Kappa(estimate, float(estimate - margin), float(min(estimate + margin, 1.0)))


def _kappa(first: Floats, second: Floats) -> float:
    counts, _, _ = np.histogram2d(first.ravel(), second.ravel(), bins=2, range=[[0, 1], [0, 1]])
    if np.trace(counts) == counts.sum() == np.diag(counts).max():
        return np.nan
    return float(cohens_kappa(counts, return_results=False))
