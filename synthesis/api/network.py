"""Compare all treatments of a table with each other, directly and indirectly."""

from __future__ import annotations

import pandas as pd

from synthesis.api.columns import TABLE, take_arms
from synthesis.api.network_effects import NetworkEffects
from synthesis.models.measure import Measure
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.network.p_scores import Better, compute_p_scores
from synthesis.models.network.pool import pool_network as pool_model
from synthesis.models.network.result import NetworkInterval
from synthesis.models.tables.arm_table import check_arm_table


def pool_network(
    arms: pd.DataFrame,
    reference: str | None = None,
    measure: Measure = "OR",
    *,
    method: NetworkMethod = "REML",
    interval: NetworkInterval = "wald",
    level: float = 0.95,
    better: Better = "higher",
    trial: str = "trial",
    treatment: str = "treatment",
    responders: str = "responders",
    n: str = "n",
) -> NetworkEffects:
    """Compare all treatments of a table with each other, directly and indirectly.

    Parameters
    ----------
    arms : pandas.DataFrame
        One row per arm; a trial with three or more arms enters whole, with its covariance.
    reference : str, optional
        What the others are set against, the first in the alphabet by default; it changes no
        comparison.
    measure : {"OR", "RR", "RD"}
    method : {"REML", "DL", "common"}
        One tau2 for all comparisons (Lu et al. 2011; Jackson, White and Riley 2012), or 0.
    interval : {"wald", "t"}
        Normal quantile, or t with the degrees of freedom of Q.
    level : float
        Coverage of all intervals, above 0 and below 1.
    better : {"higher", "lower"}
        Whether more responders are better, for the P-scores.
    trial, treatment, responders, n : str
        What these columns are called in `arms`.

    Returns
    -------
    NetworkEffects

    Raises
    ------
    ValueError
        One sentence on the first defect: also when trials do not connect all treatments.
    """
    names = {"trial": trial, "treatment": treatment, "responders": responders, "n": n}
    taken = check_arm_table(take_arms(arms, names), TABLE)
    contrasts = make_network(taken, measure)
    result = pool_model(contrasts, method, interval, level)
    first = result.treatments[0 if reference is None else result.position(reference)]
    compute_p_scores(result.estimate, result.se, better)  # refuses an unknown word now, not later
    return NetworkEffects(result, contrasts, taken, first, better)
