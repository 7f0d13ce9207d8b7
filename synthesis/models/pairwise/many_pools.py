"""Random-effects meta-analysis of many pools at once: the same numbers as one by one, faster.

A sweep takes B pools as padded matrices of shape (B, k), row by row one pool, with a matrix that
says which cells hold a trial. It gives what :func:`synthesis.models.pairwise.pool.pool_contrasts`
gives for each pool, to rounding, without notes, weights and Q-profile intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from synthesis.models.arrays import Floats
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.pairwise.many_tau2 import SweepMethod, centre, estimate_tau2_many
from synthesis.models.pairwise.pool import primary_interval
from synthesis.models.pairwise.result import IntervalMethod

SweepInterval = Literal["primary", "hk", "hk-adhoc", "wald"]

# Rows at a time: temporaries stay in the processor's cache, and memory does not grow with B.
CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Stack:
    """B pools, padded to the largest number of trials.

    Attributes
    ----------
    estimate, variance : ndarray, shape (B, k)
        On the model scale; whatever stands where `present` is False is never looked at.
    present : ndarray of bool, shape (B, k)
    """

    estimate: Floats
    variance: Floats
    present: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SweepResult:
    """One number of each kind for each of B pools; every array has shape (B,).

    ``estimate``, ``se``, ``ci_*`` and ``pi_*`` are on the model scale, ``tau2`` on its square.
    What does not exist is NaN: ``tau2`` of a single trial, the prediction interval below three
    trials and of a common effect. ``ci`` names the interval that was really computed.
    """

    k: NDArray[np.int64]
    estimate: Floats
    se: Floats
    ci: NDArray[np.str_]
    ci_low: Floats
    ci_high: Floats
    pi_low: Floats
    pi_high: Floats
    tau2: Floats
    q: Floats


def stack_contrasts(contrasts: Sequence[Contrasts]) -> Stack:
    """Pad the contrasts of several pools into one stack, in their order.

    Raises
    ------
    ValueError
        If there is no pool, or one without trials.
    """
    if not contrasts or any(c.k == 0 for c in contrasts):
        raise ValueError("a stack needs at least one pool, and each pool at least one trial.")
    k = np.array([c.k for c in contrasts])
    present = np.arange(k.max()) < k[:, None]
    estimate, variance = np.zeros(present.shape), np.ones(present.shape)
    # Boolean indexing fills row by row, the order in which the pools are concatenated.
    estimate[present] = np.concatenate([c.estimate for c in contrasts])
    variance[present] = np.concatenate([c.variance for c in contrasts])
    return Stack(estimate, variance, present)


def pool_many(
    estimate: ArrayLike,
    variance: ArrayLike,
    present: ArrayLike | None = None,
    method: SweepMethod = "REML",
    ci: SweepInterval = "primary",
    level: float = 0.95,
) -> SweepResult:
    """Pool each row of a matrix of estimates.

    Parameters
    ----------
    estimate, variance : array_like, shape (B, k)
        On the model scale.
    present : array_like of bool, shape (B, k), optional
        Which cells hold a trial; all by default. Their order and place in the row do not matter.
    method : {"REML", "PM", "DL", "common"}
        As in :func:`synthesis.models.pairwise.pool.pool_contrasts`.
    ci : {"primary", "hk", "hk-adhoc", "wald"}
        "primary" follows :func:`synthesis.models.pairwise.pool.primary_interval` row by row. A
        single trial and a common effect always have Wald.
    level : float
        Coverage of all intervals, above 0 and below 1.

    Raises
    ------
    ValueError
        If shapes differ, a row has no trial, a present value is not finite or a variance not
        above 0, or an option is unknown.
    """
    y, v, here = _checked(estimate, variance, present)
    if method not in get_args(SweepMethod) or ci not in get_args(SweepInterval):
        raise ValueError(f"unknown method {method!r} or interval {ci!r}.")
    if not 0.0 < level < 1.0:
        raise ValueError(f"the level is {level}; expected a number between 0 and 1.")
    parts = [
        _pool_chunk(y[i : i + CHUNK], v[i : i + CHUNK], here[i : i + CHUNK], method, ci, level)
        for i in range(0, len(y), CHUNK)
    ]
    return SweepResult(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(SweepResult)
        }
    )


def _checked(
    estimate: ArrayLike, variance: ArrayLike, present: ArrayLike | None
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    y, v = np.asarray(estimate, dtype=float), np.asarray(variance, dtype=float)
    here = np.ones(y.shape, dtype=bool) if present is None else np.asarray(present, dtype=bool)
    if y.ndim != 2 or not y.shape == v.shape == here.shape:
        raise ValueError(
            f"estimate, variance and present have shapes {y.shape}, {v.shape} and {here.shape}; "
            "expected (B, k) for all."
        )
    if not here.any(axis=1).all() or not len(y):
        raise ValueError("a sweep needs at least one pool, and each pool at least one trial.")
    if not (np.isfinite(y[here]).all() and np.isfinite(v[here]).all() and v[here].min() > 0.0):
        raise ValueError("estimates must be finite and variances finite and above 0.")
    return np.where(here, y, 0.0), np.where(here, v, 1.0), here


def _pool_chunk(
    y: Floats,
    v: Floats,
    here: NDArray[np.bool_],
    method: SweepMethod,
    ci: SweepInterval,
    level: float,
) -> SweepResult:
    k = here.sum(axis=1)
    tau2 = estimate_tau2_many(y, v, here, method)
    between = np.nan_to_num(tau2)  # a single trial has no tau2; its own error is its weight
    w = here / (v + between[:, None])
    total = w.sum(axis=1)
    estimate = (w * y).sum(axis=1) / total
    se = 1.0 / np.sqrt(total)

    interval = _intervals(k, method, ci)
    centred = centre(y, here)
    df = np.maximum(k - 1, 1)  # of a single trial: never used, its interval is Wald
    factor = _q(centred, w) / df
    factor = np.where(interval == "hk-adhoc", np.maximum(1.0, factor), factor)
    se = np.where(interval == "wald", se, se * np.sqrt(factor))

    # stdtrit is slow and the number of trials repeats.
    counts, position = np.unique(df, return_inverse=True)
    t = stdtrit(counts, 0.5 + level / 2)[position]
    half = se * np.where(interval == "wald", ndtri(0.5 + level / 2), t)
    predicted = (k >= 3) & (method != "common")
    pi_half = np.where(predicted, t * np.sqrt(between + se * se), np.nan)
    return SweepResult(
        k=k,
        estimate=estimate,
        se=se,
        ci=interval,
        ci_low=estimate - half,
        ci_high=estimate + half,
        pi_low=estimate - pi_half,
        pi_high=estimate + pi_half,
        tau2=tau2,
        q=_q(centred, here / v),
    )


def _intervals(k: NDArray[np.int64], method: SweepMethod, ci: SweepInterval) -> NDArray[np.str_]:
    """The interval of each row: what was asked for, where it exists."""
    longest = f"<U{max(len(name) for name in get_args(IntervalMethod))}"
    if method == "common":
        return np.full(k.shape, "wald", dtype=longest)
    if ci == "primary":
        return np.array([primary_interval(int(trials)) for trials in k], dtype=longest)
    return np.where(k == 1, "wald", ci).astype(longest)


def _q(centred: Floats, w: Floats) -> Floats:
    """Generalised Q of each row, from centred estimates and weights (0 where no trial is)."""
    mean = (w * centred).sum(axis=1) / w.sum(axis=1)
    residual = centred - mean[:, None]
    found: Floats = (w * residual * residual).sum(axis=1)
    return found
