"""From means to contrasts: one difference with its variance for each trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.models.arrays import Floats, own_arrays
from synthesis.models.continuous.mean_table import check_mean_table
from synthesis.models.continuous.standardised import standardise
from synthesis.models.measure import MEAN_MEASURES, Measure
from synthesis.models.pairwise.pairs import ContrastError, pair_places


@dataclass(frozen=True, eq=False)
class MeanContrasts:
    """Treatment less control in each of k trials; goes where ``Contrasts`` of counts go.

    Attributes
    ----------
    measure : {"MD", "SMD"}
    treatment, control : str
    trials : tuple of str, length k
    n : ndarray of int, shape (k, 2)
        Patients on the treatment and on the control.
    estimate, variance : ndarray, shape (k,)
        In the unit of the score, or in standard deviations.
    """

    measure: Measure
    treatment: str
    control: str
    trials: tuple[str, ...]
    n: Floats
    estimate: Floats
    variance: Floats
    corrected: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        own_arrays(self, "n", "estimate", "variance")

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.trials)

    @property
    def patients(self) -> int:
        """Patients in the two arms of all k trials."""
        return int(self.n.sum())


def make_mean_contrasts(
    arms: pd.DataFrame, treatment: str, control: str, measure: Measure
) -> MeanContrasts:
    """Compare the means of two treatments within each trial that has both.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``mean``, ``se``, ``n``, one row per arm.
    treatment, control : str
        Names in the column ``treatment``; the difference is treatment less control.
    measure : {"MD", "SMD"}

    Returns
    -------
    MeanContrasts
        k >= 1 trials in the order of the table.

    Raises
    ------
    ArmTableError
        If the table is defective.
    ContrastError
        If the measure or a treatment is unknown, the two are the same, or no trial compares them.

    Notes
    -----
    The variance of a mean difference is se1^2 + se2^2, metafor's ``escalc("MD", vtype="LS")``. A
    standardised one is divided by the standard deviation pooled over the two arms, sd = se
    sqrt(n), and corrected exactly (Hedges 1981); its variance is 1/n1 + 1/n2 + g^2/(2(n1 + n2)),
    metafor's ``escalc("SMD", vtype="LS")``.
    """
    if measure not in MEAN_MEASURES:
        raise ContrastError(f"the measure is {measure!r}; expected MD or SMD.")
    arms = check_mean_table(arms)
    trials, places = pair_places(arms, treatment, control)
    # Treatment and control side by side, shape (k, 2).
    mean, se, n = (arms[name].to_numpy(dtype=float)[places] for name in ("mean", "se", "n"))
    variance = (se**2).sum(axis=1)
    if measure == "SMD":
        mean = standardise(mean, se * np.sqrt(n), n)
        variance = (1 / n).sum(axis=1) + (mean[:, 0] - mean[:, 1]) ** 2 / (2 * n.sum(axis=1))
    return MeanContrasts(
        measure, treatment, control, tuple(trials), n, mean[:, 0] - mean[:, 1], variance
    )
