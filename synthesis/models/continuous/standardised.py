"""Differences in standard deviations: Hedges' g with the exact correction for small samples."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from synthesis.models.arrays import Floats


def hedges_correction(df: Floats | float) -> Floats:
    """The factor that makes a standardised mean difference unbiased, exactly.

    J(df) = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)) (Hedges 1981, equation 6e), for df
    of 2 or more; not its approximation 1 - 3 / (4 df - 1).
    """
    half = np.asarray(df, dtype=float) / 2.0
    factor: Floats = np.exp(gammaln(half) - gammaln(half - 0.5)) / np.sqrt(half)
    return factor


def pooled_sd(sd: Floats, n: Floats) -> Floats:
    """The standard deviation within the arms of a trial; arms along the last axis."""
    found: Floats = np.sqrt(((n - 1) * sd**2).sum(axis=-1) / (n - 1).sum(axis=-1))
    return found


def standardise(mean: Floats, sd: Floats, n: Floats) -> Floats:
    """The means of the arms of a trial in corrected standard deviations; arms along the last axis.

    A difference of two is Hedges' g with the standard deviation pooled over all arms given, which
    has N - m degrees of freedom for m arms.
    """
    df = (n - 1).sum(axis=-1)
    scale = hedges_correction(df) / pooled_sd(sd, n)
    found: Floats = mean * scale[..., np.newaxis]
    return found


def pair_variances(value: Floats, n: Floats) -> Floats:
    """Variances of all differences of the standardised means of one trial.

    1 / n_i + 1 / n_j + g_ij^2 / (2 N), N being the patients of all its arms (Hedges 1982; Gleser
    and Olkin 2009, equation 19.20), which is metafor's ``escalc(vtype="LS")`` for two arms. Two
    differences from one arm have the covariance 1 / n_0 + g_1 g_2 / (2 N).

    Parameters
    ----------
    value, n : ndarray, shape (m,)

    Returns
    -------
    ndarray, shape (m, m)
        0 on the diagonal.
    """
    difference = value[:, None] - value
    found: Floats = 1 / n[:, None] + 1 / n + difference**2 / (2 * n.sum())
    np.fill_diagonal(found, 0.0)
    return found


def arm_variances(pairs: Floats) -> Floats:
    """Variances a_i of the arms of a trial with a_i + a_j for the variance of each difference.

    A network takes the arms of a trial as independent given the trial. Two arms can share the
    variance of their difference in any way; of three arms the three variances are given exactly,
    and with them the covariance of :func:`pair_variances`. Of four or more arms there are more
    differences than arms: least squares over all of them, which misses the variances by less than
    the small terms g^2 / (2 N) that set it apart.

    Parameters
    ----------
    pairs : ndarray, shape (m, m)
        As :func:`pair_variances` gives them, m >= 2.

    Returns
    -------
    ndarray, shape (m,)
    """
    arms = len(pairs)
    row: Floats = pairs.sum(axis=1)
    if arms == 2:
        return np.asarray(row / 2)
    total = row.sum() / (2 * (arms - 1))
    found: Floats = (row - total) / (arms - 2)
    return found
