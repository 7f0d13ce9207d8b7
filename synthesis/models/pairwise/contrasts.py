"""From arms to contrasts: one effect estimate with its variance for each trial.

The estimates are on the model scale: log odds ratio, log risk ratio, or risk difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.models.arrays import own_arrays
from synthesis.models.measure import COUNT_MEASURES, Measure
from synthesis.models.pairwise.effect_sizes import effect_sizes
from synthesis.models.pairwise.pairs import ContrastError, PoolingError, pair_places
from synthesis.models.tables.arm_table import check_arm_table
from synthesis.models.tables.imputed_arms import EFFECTIVE_N, enter_by

__all__ = ["CONTINUITY_CORRECTION", "ContrastError", "Contrasts", "PoolingError", "make_contrasts"]

CONTINUITY_CORRECTION = 0.5


@dataclass(frozen=True, eq=False)
class Contrasts:
    """Treatment against control in each of k trials.

    Attributes
    ----------
    measure : {"OR", "RR", "RD"}
    treatment, control : str
        The direction is treatment minus control (RD) or treatment over control (OR, RR).
    trials : tuple of str, length k
    cells : ndarray of int or float, shape (k, 4)
        Responders and n with the treatment, responders and n with the control, as observed. An
        imputed arm has the share times n for responders, seldom a whole number.
    estimate, variance : ndarray, shape (k,)
        On the model scale: natural logarithm for OR and RR, natural scale for RD.
    corrected : tuple of str
        Trials that had 0.5 added to all four cells before the estimate and its variance were
        computed; for RD before the variance alone.
    left_out : tuple of (trial, reason)
        Trials that compare the two treatments but carry no information on this measure.
    effective_n : ndarray, shape (k, 2), optional
        Effective numbers of the imputed arms, treatment then control, NaN for counts (see
        :mod:`synthesis.models.tables.imputed_arms`); None where all arms are counts.

    The arrays are read-only.
    """

    measure: Measure
    treatment: str
    control: str
    trials: tuple[str, ...]
    cells: NDArray[np.int64] | NDArray[np.float64]
    estimate: NDArray[np.float64]
    variance: NDArray[np.float64]
    corrected: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    effective_n: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        own_arrays(self, "cells", "estimate", "variance", "effective_n")

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.trials)

    @property
    def patients(self) -> int:
        """Participants in the two arms of all k trials."""
        return int(self.cells[:, 1].sum() + self.cells[:, 3].sum())

    @property
    def imputed(self) -> NDArray[np.bool_]:
        """Whether each arm has an imputed percentage and no count, shape (k, 2)."""
        if self.effective_n is None:
            return np.zeros((self.k, 2), dtype=bool)
        return ~np.isnan(self.effective_n)

    @property
    def effective_cells(self) -> NDArray[np.float64]:
        """The cells as they enter formulas, shape (k, 4): of counts the counts themselves."""
        return _effective(self.cells, self.effective_n)

    def without(self, trial: str) -> Contrasts:
        """Return the contrasts of the other trials.

        Raises
        ------
        ContrastError
            If the trial is not among them.
        """
        if trial not in self.trials:
            raise ContrastError(
                f"{trial!r} is not one of the compared trials: {', '.join(self.trials)}."
            )
        keep = np.array([name != trial for name in self.trials])
        return replace(
            self,
            trials=tuple(name for name in self.trials if name != trial),
            cells=self.cells[keep],
            estimate=self.estimate[keep],
            variance=self.variance[keep],
            corrected=tuple(name for name in self.corrected if name != trial),
            effective_n=None if self.effective_n is None else self.effective_n[keep],
        )


def make_contrasts(arms: pd.DataFrame, treatment: str, control: str, measure: Measure) -> Contrasts:
    """Compare two treatments within each trial that has both.

    Trials lacking either arm are passed over. A trial with a zero in any of its four cells
    gets 0.5 added to all four (Haldane 1956, Anscombe 1956); no other trial is touched. A trial
    without responders in both arms leaves OR and RR, one in which everybody responded leaves
    OR: it says nothing about those measures. Both stay in RD. A risk difference exists with
    empty cells too and is that of the counts as they are; 0.5 goes into its variance alone,
    which would be too small or zero (the way of meta and netmeta; metafor's ``escalc`` moves
    the estimate as well).

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders``, ``n``, one row per arm; with a column
        ``effective_n``, imputed arms enter by their effective numbers.
    treatment, control : str
        Names in the column ``treatment``.
    measure : {"OR", "RR", "RD"}

    Returns
    -------
    Contrasts
        k trials in the order of the table; k may be 0 when every trial was left out.

    Raises
    ------
    ArmTableError
        If the table is defective.
    ContrastError
        If the measure or a treatment is unknown, the two are the same, or no trial compares
        them.

    Notes
    -----
    Large-sample variances: 1/a + 1/b + 1/c + 1/d for the log OR (Woolf 1955), 1/a - 1/n1 +
    1/c - 1/n2 for the log RR (Katz 1978), p1(1 - p1)/n1 + p2(1 - p2)/n2 for RD.
    """
    if measure not in COUNT_MEASURES:
        raise ContrastError(f"the measure is {measure!r}; expected OR, RR or RD.")
    arms = check_arm_table(arms)
    trials, cells, effective = _paired_cells(arms, treatment, control)

    kept: list[int] = []
    left_out: list[tuple[str, str]] = []
    for position, trial in enumerate(trials):
        reason = _uninformative(cells[position], measure)
        if reason is None:
            kept.append(position)
        else:
            left_out.append((trial, reason))
    trials = [trials[position] for position in kept]
    cells = cells[kept]
    effective = None if effective is None else effective[kept]

    has_zero = _has_zero_cell(cells)
    added = np.where(has_zero, CONTINUITY_CORRECTION, 0.0)
    estimate, variance = effect_sizes(_effective(cells, effective), added, measure)
    return Contrasts(
        measure=measure,
        treatment=treatment,
        control=control,
        trials=tuple(trials),
        cells=cells,
        estimate=estimate,
        variance=variance,
        corrected=tuple(t for t, zero in zip(trials, has_zero, strict=True) if zero),
        left_out=tuple(left_out),
        effective_n=effective,
    )


def _effective(
    cells: NDArray[np.int64] | NDArray[np.float64], effective_n: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    found = cells.astype(float)
    if effective_n is None:
        return found
    found[:, [0, 2]], found[:, [1, 3]] = enter_by(found[:, [0, 2]], found[:, [1, 3]], effective_n)
    return found


def _paired_cells(
    arms: pd.DataFrame, treatment: str, control: str
) -> tuple[list[str], NDArray[np.int64] | NDArray[np.float64], NDArray[np.float64] | None]:
    trials, places = pair_places(arms, treatment, control)
    cells = arms[["responders", "n"]].to_numpy()[places].reshape(-1, 4)
    if EFFECTIVE_N not in arms:
        return trials, cells, None
    own = arms[EFFECTIVE_N].to_numpy(dtype=float)[places]
    if np.isnan(own).all():
        return trials, cells.astype(np.int64), None
    return trials, cells, own


def _uninformative(cells: NDArray[Any], measure: Measure) -> str | None:
    responders_t, n_t, responders_c, n_c = cells.tolist()
    if measure != "RD" and responders_t == 0 and responders_c == 0:
        return "no responders in either arm"
    if measure == "OR" and responders_t == n_t and responders_c == n_c:
        return "every participant of both arms responded"
    return None


def _has_zero_cell(cells: NDArray[Any]) -> NDArray[np.bool_]:
    responders, n = cells[:, [0, 2]], cells[:, [1, 3]]
    found: NDArray[np.bool_] = ((responders == 0) | (responders == n)).any(axis=1)
    return found
