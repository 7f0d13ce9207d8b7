"""The restricted maximum of the between-trial variance, for any model written by arms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from synthesis.models.arrays import Floats
from synthesis.models.pairwise.heterogeneity import SCORE_GRID
from synthesis.models.root import find_root


class RestrictedFit(Protocol):
    """What the search asks of a fit at one tau2."""

    @property
    def score(self) -> float:
        """A positive multiple of the derivative of the restricted log-likelihood by tau2."""
        ...

    @property
    def log_likelihood(self) -> float:
        """Restricted, without its constant."""
        ...


def maximise_restricted(
    fit: Callable[[float], RestrictedFit], variance: Floats, plain_q: float, df: int
) -> float:
    """The global maximum of the restricted likelihood over tau2 >= 0.

    Parameters
    ----------
    fit
        The least squares at one tau2, each arm having the variance v + tau2 / 2.
    variance : ndarray, shape (arms,)
    plain_q
        The unweighted residual sum of squares.
    df
        Contrasts less parameters, above 0.
    """
    # With tau2 / 2 >= max(variance) all weights lie between 1 / tau2 and 2 / tau2, so that
    # trace(P) >= df / tau2 and |Py|^2 <= 4 RSS / tau2^2, RSS being the unweighted residual
    # sum of squares: above 4 RSS / df the score is negative.
    upper = max(2.0 * float(variance.max()), 4.0 * plain_q / df)
    points = upper * SCORE_GRID
    score = np.array([fit(float(point)).score for point in points])
    maxima = [0.0] if score[0] <= 0.0 else []
    for i in np.flatnonzero((score[:-1] > 0.0) & (score[1:] <= 0.0)):
        low, high = float(points[i]), float(points[i + 1])
        maxima.append(find_root(lambda t: fit(t).score, low, high, xtol=1e-15 * high, rtol=1e-14))
    if len(maxima) == 1:
        return maxima[0]
    return max(maxima, key=lambda t: fit(t).log_likelihood)
