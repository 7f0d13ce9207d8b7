"""The standard error of one mean, from whatever spread was printed beside it."""

from __future__ import annotations

import math

from scipy.special import stdtrit

LEVEL = 0.95  # of a printed interval


def standard_error(
    n: int,
    sd: float | None = None,
    se: float | None = None,
    interval: tuple[float, float] | None = None,
    level: float = LEVEL,
) -> float | None:
    """The standard error of a mean of n patients.

    A printed standard error is taken as it is; else it is SD / sqrt(n); else half the width of the
    interval of this mean, divided by the t quantile with n - 1 degrees of freedom (Higgins, Li
    and Deeks, Cochrane Handbook, section 6.5.2.2, which asks for t where groups are small; for
    large ones it is the normal quantile). An interval of a least-squares mean was made with the
    degrees of freedom of its model, which are more: with 50 patients the result is 2.5% too small
    at most, with 200 it is 0.7%.

    Parameters
    ----------
    n : int
        Patients in the mean, at the week it was taken.
    sd, se : float, optional
        Standard deviation of the patients, standard error of the mean; natural scale.
    interval : (lower, upper), optional
        Of the mean, natural scale; it need not be symmetric, its width counts.
    level : float
        Coverage of the interval.

    Returns
    -------
    float or None
        None where nothing was printed that gives a standard error above 0.
    """
    if se is not None:
        found = se
    elif sd is not None:
        found = sd / math.sqrt(n)
    elif interval is not None and n > 1:
        found = (interval[1] - interval[0]) / (2 * float(stdtrit(n - 1, 0.5 + level / 2)))
    else:
        return None
    return found if math.isfinite(found) and found > 0 else None


def standard_deviation(se: float, n: float) -> float:
    """The standard deviation that a standard error of a mean of n patients stands for."""
    return se * math.sqrt(n)


def combine_means(means: list[tuple[float, float, int]]) -> tuple[float, float, int]:
    """Several arms on one treatment as one: the mean of all patients.

    Parameters
    ----------
    means : list of (mean, standard error, n)

    Returns
    -------
    mean, standard error, n
        The mean weighted with n, whose variance is sum(n_i^2 se_i^2) / N^2, the arms being
        independent. (The formula of the Cochrane Handbook, section 6.5.2.10, gives the standard
        deviation of the patients instead, which takes in how far the arms lie apart.)
    """
    if len(means) == 1:
        return means[0]
    total = sum(n for _, _, n in means)
    mean = sum(n * value for value, _, n in means) / total
    return mean, math.sqrt(sum((n * se) ** 2 for _, se, n in means)) / total, total
