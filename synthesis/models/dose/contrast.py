"""One dose against another on a fitted curve, with its profile-likelihood interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtri

from synthesis.models.dose.arrays import DoseError, make_dose_arms
from synthesis.models.dose.checks import check_design
from synthesis.models.dose.emax_profile import (
    emax_basis,
    likelihood_region,
    limits_over,
    profile_ed50,
)
from synthesis.models.dose.likelihood import fit_slope, slope_bound
from synthesis.models.dose.result import DoseModel
from synthesis.models.tables.dose_table import check_dose_table


@dataclass(frozen=True)
class DoseContrast:
    """Log odds ratio of one dose against a lower one on a model's curve, with its interval."""

    model: DoseModel
    dose: float
    reference: float
    log_odds_ratio: float
    low: float
    high: float


def contrast_doses(
    table: pd.DataFrame, model: DoseModel, dose: float, reference: float, level: float = 0.95
) -> DoseContrast:
    """Compare two doses on the curve of one model.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``trial``, ``dose``, ``responders``, ``n``, as for
        :func:`synthesis.models.dose.fit.fit_dose_response`.
    model : {"linear", "log", "emax"}
    dose, reference : float
        Doses among those studied, in the unit of the table; ``dose`` is the higher one.
    level : float
        Coverage of the interval.

    Returns
    -------
    DoseContrast
        Log odds scale. The interval is the range of the contrast over all curves whose
        log-likelihood lies within half a chi-squared quantile of the maximum (Venzon and
        Moolgavkar 1988).

    Raises
    ------
    ArmTableError
        If the table is defective.
    DoseError
        If the doses are not studied, are in the wrong order, or the model cannot be fitted.
    """
    table = check_dose_table(table).sort_values(["trial", "dose"], kind="stable")
    arms, left_out = make_dose_arms(table)
    check_design(arms, left_out, model)
    studied = set(arms.dose.tolist())
    if not {dose, reference} <= studied or not reference < dose:
        listed = ", ".join(f"{value:g}" for value in sorted(studied))
        raise DoseError(
            f"{dose:g} against {reference:g}: expected two doses of {listed}, the higher first."
        )
    drop = float(chdtri(1, 1.0 - level)) / 2
    pair = np.array([reference, dose])
    if model == "emax":
        top = float(arms.dose.max())
        x = arms.dose / top
        profile = profile_ed50(arms, x, drop)
        region = likelihood_region(arms, x, profile, drop)
        shares = emax_basis(pair / top, region.u)
        low, high = limits_over(region, shares[:, 1:] - shares[:, :1])
        own = emax_basis(pair / top, profile.u)[0]
        value = float(profile.fit.slope[0] * (own[1] - own[0]))
        return DoseContrast(model, dose, reference, value, float(low[0]), float(high[0]))
    places = pair if model == "linear" else np.log1p(pair)
    x = (arms.dose if model == "linear" else np.log1p(arms.dose))[None, :] / places[1]
    share = 1.0 - places[0] / places[1]
    fit = fit_slope(arms, x)
    limit = np.array([drop])
    low, high = (slope_bound(arms, x, fit, limit, side) for side in (-1, 1))
    value = float(fit.slope[0]) * share
    return DoseContrast(
        model, dose, reference, value, float(low[0]) * share, float(high[0]) * share
    )
