"""From means to a network: the arms of each trial with the variances of their means."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthesis.models.continuous.mean_table import check_mean_table
from synthesis.models.continuous.standardised import arm_variances, pair_variances, standardise
from synthesis.models.measure import MEAN_MEASURES, Measure
from synthesis.models.network.contrasts import (
    NetworkContrasts,
    NetworkError,
    order_by_trial,
    require_connected,
)


def make_mean_network(arms: pd.DataFrame, measure: Measure) -> NetworkContrasts:
    """Make the contrasts of every trial of a table of means, and check that they form one network.

    Two mean differences from one arm share its variance, se^2, as covariance. A standardised mean
    is divided by the standard deviation pooled over all arms of its trial and corrected exactly;
    two such differences have the covariance 1 / n_0 + g_1 g_2 / (2 N) (Gleser and Olkin 2009), as
    :func:`synthesis.models.continuous.standardised.arm_variances` says exactly for trials of two
    and three arms, and closely for those of more.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``mean``, ``se``, ``n``, one row per arm.
    measure : {"MD", "SMD"}

    Returns
    -------
    NetworkContrasts
        ``value`` has the means, in the unit of the score or in standard deviations.

    Raises
    ------
    ArmTableError
        If the table is defective.
    NetworkError
        If the measure is unknown, a trial has one arm, the network falls into parts, or the means
        of a trial lie so many standard deviations apart that their variances are no sums of two.
    """
    if measure not in MEAN_MEASURES:
        raise NetworkError(f"the measure is {measure!r}; expected MD or SMD.")
    arms = check_mean_table(arms)
    order, trial, names = order_by_trial(arms)
    value, se, n = (arms[name].to_numpy(dtype=float)[order] for name in ("mean", "se", "n"))
    variance = se**2
    if measure == "SMD":
        for rows in np.split(np.arange(trial.size), np.cumsum(np.bincount(trial))[:-1]):
            value[rows] = standardise(value[rows], se[rows] * np.sqrt(n[rows]), n[rows])
            variance[rows] = arm_variances(pair_variances(value[rows], n[rows]))
        if (variance <= 0).any():
            apart = str(names[trial[np.argmin(variance)]])
            raise NetworkError(
                f"the means of {apart} lie too many standard deviations apart for a network of "
                "standardised differences."
            )
    treatments, treatment = np.unique(
        arms["treatment"].to_numpy()[order].astype(str), return_inverse=True
    )
    network = NetworkContrasts(
        measure=measure,
        treatments=tuple(treatments.tolist()),
        trials=tuple(str(name) for name in names),
        trial=trial,
        treatment=treatment.astype(np.int64),
        value=value,
        variance=variance,
        n=n.astype(np.int64),
    )
    require_connected(network)
    return network
