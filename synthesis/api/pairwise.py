"""Pool two treatments over all trials that have both."""

from __future__ import annotations

import pandas as pd

from synthesis.api.contrasts import TrialContrasts, make_contrasts
from synthesis.api.pooled_effect import PooledEffect
from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import PoolingError
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.models.pairwise.result import IntervalMethod, Method


def pool(
    arms: pd.DataFrame | TrialContrasts,
    intervention: str | None = None,
    control: str | None = None,
    measure: Measure = "OR",
    *,
    method: Method = "REML",
    interval: IntervalMethod | None = None,
    level: float = 0.95,
    trial: str = "trial",
    treatment: str = "treatment",
    responders: str = "responders",
    n: str = "n",
) -> PooledEffect:
    """Pool two treatments over all trials that have both.

    Parameters
    ----------
    arms : pandas.DataFrame or TrialContrasts
        One row per arm, or what :func:`make_contrasts` made of it; then measure, level and the
        treatments are those of the contrasts.
    intervention, control : str
        Two values of the column of treatments.
    measure : {"OR", "RR", "RD"}
    method : {"REML", "PM", "DL", "common", "MH"}
        Random effects with restricted maximum likelihood (Viechtbauer 2005), Paule-Mandel 1982 or
        DerSimonian-Laird 1986; inverse-variance common effect; Mantel-Haenszel 1959.
    interval : {"hk-adhoc", "hk", "wald"}, optional
        Hartung-Knapp never narrower than Wald, Hartung-Knapp 2001, or Wald. By default hk-adhoc
        from three trials on, else wald.
    level : float
        Coverage of all intervals, above 0 and below 1.
    trial, treatment, responders, n : str
        What these columns are called in `arms`.

    Returns
    -------
    PooledEffect

    Raises
    ------
    ValueError
        One sentence on the first defect of the table, the names or the options.
    """
    if isinstance(arms, TrialContrasts):
        contrasts = arms
    elif intervention is None or control is None:
        raise PoolingError(
            "intervention and control are not named; expected two values of the column of "
            "treatments."
        )
    else:
        contrasts = make_contrasts(
            arms, intervention, control, measure, level=level,
            trial=trial, treatment=treatment, responders=responders, n=n,
        )  # fmt: skip
    own = contrasts.model
    result = pool_contrasts(own, method, interval or primary_interval(own.k), contrasts.level)
    beside = None
    # With two trials the Wald interval is primary, but the reader must see the other too.
    if result.k == 2 and result.ci == "wald" and method not in ("common", "MH"):
        beside = pool_contrasts(own, method, "hk", contrasts.level)
    return PooledEffect(result, contrasts, beside)
