"""P-scores: how certainly a treatment beats the others, on average.

A rank is not a size: treatments that hardly differ can have P-scores far apart, and a treatment
known from one small trial can lead by chance.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from synthesis.models.pairwise.contrasts import PoolingError

Better = Literal["higher", "lower"]


def compute_p_scores(
    estimate: ArrayLike, se: ArrayLike, better: Better = "higher"
) -> NDArray[np.float64]:
    """P-scores of T treatments (Ruecker and Schwarzer 2015, section 2.2).

    The mean over all others of the one-sided certainty that the treatment is better,
    Phi((d_i - d_j) / se_ij). The mean of all P-scores is 1/2.

    Parameters
    ----------
    estimate, se : array_like, shape (T, T), T >= 2
        Row against column, on the model scale. The diagonal is not looked at.
    better : {"higher", "lower"}
        Whether more responders are good (a benefit) or bad (a harm).

    Returns
    -------
    ndarray, shape (T,)
        Between 0 and 1; a higher score is better in either case.

    Raises
    ------
    PoolingError
        If ``better`` is unknown.
    """
    if better not in get_args(Better):
        raise PoolingError(f"better is {better!r}; expected higher or lower.")
    d, s = np.asarray(estimate, dtype=float), np.array(se, dtype=float)
    np.fill_diagonal(s, 1.0)
    certainty = ndtr((d if better == "higher" else -d) / s)
    np.fill_diagonal(certainty, 0.0)
    return np.asarray(certainty.sum(axis=1) / (len(d) - 1), dtype=float)
