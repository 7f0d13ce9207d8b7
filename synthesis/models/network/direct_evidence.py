"""Direct evidence in a network: what head-to-head trials say, and how much of an answer it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.models.network.contrasts import NetworkContrasts
from synthesis.models.network.least_squares import arm_pairs
from synthesis.models.network.pool import network_model


@dataclass(frozen=True, eq=False)
class DirectEvidence:
    """Head-to-head evidence on every pair of treatments; arrays of shape (T, T), read-only.

    Attributes
    ----------
    trials : ndarray of int
        Number of trials that have both treatments; 0 on the diagonal.
    estimate : ndarray
        Row against column, pooled over these trials, model scale; NaN where there is none.
    variance : ndarray
        Its variance; infinite where there is none.
    share : ndarray
        What the direct evidence contributes to the network estimate, 0 to 1: the variance of
        the network estimate over that of the direct one (Dias et al. 2010, section 3.2; Koenig,
        Krahn and Binder 2013). 1 means that no indirect evidence exists.
    """

    trials: NDArray[np.int64]
    estimate: NDArray[np.float64]
    variance: NDArray[np.float64]
    share: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("trials", "estimate", "variance", "share"):
            getattr(self, name).setflags(write=False)


def pool_direct(network: NetworkContrasts, tau2: float | None) -> DirectEvidence:
    """Pool, for every pair of treatments, the trials that have both.

    Each trial gives these two of its arms only, with weight 1 / (v + tau2).

    Parameters
    ----------
    network : NetworkContrasts
    tau2 : float or None
        That of the network model; None counts as 0.
    """
    size = len(network.treatments)
    between = tau2 or 0.0
    left, right = arm_pairs(network.trial)
    other = left != right
    left, right = left[other], right[other]
    cell = network.treatment[left] * size + network.treatment[right]
    w = 1.0 / (network.variance[left] + network.variance[right] + between)
    difference = network.value[left] - network.value[right]
    total = np.bincount(cell, w, size * size).reshape(size, size)
    weighted = np.bincount(cell, w * difference, size * size).reshape(size, size)
    # In every pair of arms the trial counts once: a treatment stands once in a trial.
    trials = np.bincount(cell, minlength=size * size).reshape(size, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate, variance = weighted / total, 1.0 / total
    covariance = network_model(network).fit(between).covariance
    spread = np.diag(covariance)
    mixed = spread[:, None] + spread - 2.0 * covariance
    # Rounding must not let a share exceed the whole.
    share = np.clip(np.where(trials > 0, mixed * total, 0.0), 0.0, 1.0)
    return DirectEvidence(trials.astype(np.int64), estimate, variance, share)
