"""Dose arms as arrays, trial by trial, and what can be said of them without a dose effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from synthesis.models.arrays import Floats
from synthesis.models.tables.imputed_arms import effective_counts


class DoseError(ValueError):
    """A dose-response model the data cannot give; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class DoseArms:
    """Arms as arrays.

    Attributes
    ----------
    trials : tuple of str, length k
    trial : ndarray of int, shape (A,)
        Position of the arm's trial in ``trials``; the arms of a trial stand together.
    first : ndarray of int, shape (k,)
        Position of each trial's first arm.
    dose, responders, n : ndarray, shape (A,)
        As they enter the likelihood: imputed arms by their effective numbers, whose binomial
        likelihood has the curvature that their posted intervals imply.
    constant : float
        Sum of the logarithms of the binomial coefficients.
    patients : int
        Patients of all arms, as observed.
    """

    trials: tuple[str, ...]
    trial: NDArray[np.int64]
    first: NDArray[np.int64]
    dose: Floats
    responders: Floats
    n: Floats
    constant: float
    patients: int

    def sum_by_trial(self, values: Floats) -> Floats:
        """Sums over the arms of each trial: shape (..., A) to (..., k)."""
        return np.add.reduceat(values, self.first, axis=-1)

    def slices(self) -> list[slice]:
        """The places of each trial's arms, in the order of ``trials``."""
        ends = [*self.first[1:].tolist(), len(self.trial)]
        return [slice(start, end) for start, end in zip(self.first.tolist(), ends, strict=True)]


def make_dose_arms(table: pd.DataFrame) -> tuple[DoseArms, tuple[tuple[str, str], ...]]:
    """Turn a checked dose table into arrays, without the trials that carry no information.

    Returns
    -------
    DoseArms
    tuple of (trial, reason)
        Trials without a responder, or without a non-responder, in any arm: their likelihood
        reaches its supremum whatever the dose effect.
    """
    left_out: list[tuple[str, str]] = []
    kept: list[str] = []
    totals = table.groupby("trial", sort=False)[["responders", "n"]].sum()
    for trial, responders, n in totals.itertuples():
        if responders == 0:
            left_out.append((str(trial), "no responders in any arm"))
        elif responders == n:
            left_out.append((str(trial), "every participant of every arm responded"))
        else:
            kept.append(str(trial))
    used = table[table["trial"].isin(kept)]
    position = {trial: i for i, trial in enumerate(kept)}
    index = np.array([position[trial] for trial in used["trial"]], dtype=np.int64)
    order = np.argsort(index, kind="stable")
    used, index = used.iloc[order], index[order]
    first = np.searchsorted(index, np.arange(len(kept))).astype(np.int64)
    r, n_arm = effective_counts(used)
    constant = float((gammaln(n_arm + 1) - gammaln(r + 1) - gammaln(n_arm - r + 1)).sum())
    dose = used["dose"].to_numpy(float)
    patients = int(used["n"].sum())
    return DoseArms(tuple(kept), index, first, dose, r, n_arm, constant, patients), tuple(left_out)


def has_finite_slope(arms: DoseArms, x: Floats) -> bool:
    """Tell whether the maximum likelihood slope is finite (Albert and Anderson 1984).

    It is not when, in every trial, each arm with a responder lies at or above (or, in every
    trial, at or below) each arm with a non-responder.
    """
    has_responder, has_other = arms.responders > 0, arms.responders < arms.n
    for sign in (1.0, -1.0):
        separated = True
        for own in arms.slices():
            value = sign * x[own]
            lowest = value[has_responder[own]].min()
            highest = value[has_other[own]].max()
            separated = separated and bool(highest <= lowest)
        if separated:
            return False
    return True


def saturated_log_likelihood(arms: DoseArms) -> float:
    """Log-likelihood of a model with a probability of its own for each arm."""
    p = arms.responders / arms.n
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, arms.responders * np.log(p), 0.0)
        terms = terms + np.where(p < 1, (arms.n - arms.responders) * np.log1p(-p), 0.0)
    return float(terms.sum()) + arms.constant
