"""Effects of two arms with their large-sample variances, from cells as they enter formulas."""

from __future__ import annotations

import numpy as np

from synthesis.models.arrays import Floats
from synthesis.models.measure import Measure


def effect_sizes(cells: Floats, added: Floats, measure: Measure) -> tuple[Floats, Floats]:
    """Effect and variance of each of k trials.

    Parameters
    ----------
    cells : ndarray, shape (k, 4)
        Responders and n with the treatment, responders and n with the control.
    added : ndarray, shape (k,)
        What is added to the four cells of a trial, for RD in the variance alone.
    measure : {"OR", "RR", "RD"}

    Returns
    -------
    estimate, variance : ndarray, shape (k,)
        Log scale for OR (Woolf 1955) and RR (Katz 1978), natural scale for RD.
    """
    # Written out, and equal to statsmodels to the last bit (tests/models/pairwise/
    # test_library_traps.py): to import its meta-analysis takes longer than a hundred pools.
    responders_t, n_t, responders_c, n_c = cells.T
    n1, n2 = n_t + 2 * added, n_c + 2 * added
    p1, p2 = (responders_t + added) / n1, (responders_c + added) / n2
    if measure == "RD":
        difference = responders_t / n_t - responders_c / n_c
        return difference, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    if measure == "RR":
        return np.log(p1) - np.log(p2), (1 - p1) / p1 / n1 + (1 - p2) / p2 / n2
    estimate = np.log(p1) - np.log(1 - p1) - np.log(p2) + np.log(1 - p2)
    return estimate, 1 / (p1 * (1 - p1) * n1) + 1 / (p2 * (1 - p2) * n2)
