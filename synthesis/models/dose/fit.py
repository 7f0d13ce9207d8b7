"""Dose-response meta-analysis: arms of several doses in, one frozen result out.

One-stage binomial likelihood with a free intercept for each trial: the arms enter as counts, so
that the doses of one trial need no covariances and zero cells no correction. Doses within one
model must be in one unit.
"""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chdtri

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import (
    DoseArms,
    DoseError,
    make_dose_arms,
    saturated_log_likelihood,
)
from synthesis.models.dose.checks import check_design, note_design, note_ed50
from synthesis.models.dose.emax_profile import (
    Region,
    emax_basis,
    likelihood_region,
    limits_over,
    profile_ed50,
)
from synthesis.models.dose.likelihood import fit_slope, measure_arms, slope_bound
from synthesis.models.dose.observed import observed_log_odds_ratios
from synthesis.models.dose.random_slope import MIN_TRIALS, fit_random_slope
from synthesis.models.dose.result import (
    BetweenTrials,
    Coefficient,
    CurvePoint,
    DoseModel,
    DoseResult,
)
from synthesis.models.tables.dose_table import check_dose_table

SLOPE = {"linear": "slope per unit of dose", "log": "slope per unit of log(dose + 1)"}
CURVE_POINTS = 101


def fit_dose_response(
    table: pd.DataFrame, model: DoseModel = "emax", level: float = 0.95
) -> DoseResult:
    """Fit a dose-response curve to the arms of one or more trials.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``trial``, ``dose``, ``responders``, ``n``, one row per arm; dose 0 is placebo.
    model : {"linear", "log", "emax"}
        Log odds ratio against dose 0: b dose; b log(dose + 1), which depends on the unit of
        dose; emax dose / (ED50 + dose), which needs two doses above 0. Prefer the one with the
        lowest AIC only where AICs differ clearly (:func:`compare_dose_models`).
    level : float
        Coverage of all intervals, above 0 and below 1.

    Returns
    -------
    DoseResult
        Maximum likelihood; standard errors from the expected information; intervals and bands
        by profile likelihood (Venzon and Moolgavkar 1988), which keep their meaning where the
        interval of ED50 has no limit. The curve covers the doses studied and no others.

    Raises
    ------
    ArmTableError
        If the table is defective.
    DoseError
        If the model or level is unknown, no arm has dose 0, there are too few doses, no trial
        is informative, or the likelihood has no finite maximum.
    """
    if model not in get_args(DoseModel):
        raise DoseError(f"the model is {model!r}; expected linear, log or emax.")
    if not 0.0 < level < 1.0:
        raise DoseError(f"the level is {level}; expected a number between 0 and 1.")
    # Sorted, so that the order of rows cannot change the last digit of a result.
    table = check_dose_table(table).sort_values(["trial", "dose"], kind="stable")
    arms, left_out = make_dose_arms(table)
    check_design(arms, left_out, model)
    drop = float(chdtri(1, 1.0 - level)) / 2
    notes = note_design(arms, left_out)
    top = float(arms.dose.max())
    doses = _curve_doses(arms)
    if model == "emax":
        log_likelihood, coefficients, curve, more, between = _emax(arms, top, doses, drop)
    else:
        log_likelihood, coefficients, curve, more, between = _straight(
            arms, top, doses, drop, model
        )
    deviance = max(2.0 * (saturated_log_likelihood(arms) - log_likelihood), 0.0)
    parameters = len(arms.trials) + (2 if model == "emax" else 1)
    df = len(arms.dose) - parameters
    return DoseResult(
        model=model,
        level=level,
        k=len(arms.trials),
        arms=len(arms.dose),
        patients=arms.patients,
        log_likelihood=log_likelihood,
        parameters=parameters,
        aic=2.0 * parameters - 2.0 * log_likelihood,
        deviance=deviance,
        deviance_df=df,
        deviance_p=float(chdtrc(df, deviance)) if df > 0 else None,
        coefficients=coefficients,
        between_trials=between,
        curve=curve,
        observed=observed_log_odds_ratios(table),
        trials=arms.trials,
        left_out=left_out,
        notes=(*notes, *more),
    )


def compare_dose_models(table: pd.DataFrame, level: float = 0.95) -> tuple[DoseResult, ...]:
    """Fit every model the doses allow; lowest AIC first.

    Raises
    ------
    ArmTableError, DoseError
        As :func:`fit_dose_response`; the Emax model is passed over where there are not two
        doses above 0.
    """
    doses = set(check_dose_table(table)["dose"]) - {0.0}
    models = [m for m in get_args(DoseModel) if m != "emax" or len(doses) > 1]
    return tuple(sorted((fit_dose_response(table, m, level) for m in models), key=lambda r: r.aic))


Fitted = tuple[
    float, tuple[Coefficient, ...], tuple[CurvePoint, ...], list[str], BetweenTrials | None
]


def _straight(arms: DoseArms, top: float, doses: Floats, drop: float, model: DoseModel) -> Fitted:
    """The linear and log models: one column, here scaled to 1 at the highest dose."""
    scale = top if model == "linear" else float(np.log1p(top))
    x = (arms.dose if model == "linear" else np.log1p(arms.dose)) / scale
    shown = (doses if model == "linear" else np.log1p(doses)) / scale
    fit = fit_slope(arms, x[None, :])
    limit = np.array([drop])
    low = float(slope_bound(arms, x[None, :], fit, limit, -1)[0])
    high = float(slope_bound(arms, x[None, :], fit, limit, 1)[0])
    slope, se = float(fit.slope[0]), float(fit.se[0])
    coefficient = Coefficient(SLOPE[model], slope / scale, se / scale, low / scale, high / scale)
    curve = _curve(doses, slope * shown, low * shown, high * shown)
    log_likelihood = float(fit.log_likelihood[0])
    between, notes = fit_random_slope(arms, x, fit, scale, SLOPE[model])
    return log_likelihood, (coefficient,), curve, notes, between


def _emax(arms: DoseArms, top: float, doses: Floats, drop: float) -> Fitted:
    x, shown = arms.dose / top, doses / top
    profile = profile_ed50(arms, x, drop)
    region = likelihood_region(arms, x, profile, drop)
    u, slope = profile.u, float(profile.fit.slope[0])
    low, high = limits_over(region, emax_basis(shown, region.u))
    curve = _curve(doses, slope * emax_basis(shown, u)[0], low, high)

    emax_limits = _emax_limits(region)
    estimate = None if u in (0.0, 1.0) else top * u / (1.0 - u)
    emax = None if u == 1.0 else slope / (1.0 - u)
    errors: tuple[float | None, float | None] = (None, None)
    if estimate is not None and emax is not None:
        errors = _emax_errors(arms, profile.fit.intercept[0], emax, estimate)
    coefficients = (
        Coefficient("emax", emax, errors[0], *emax_limits),
        Coefficient(
            "ed50",
            estimate,
            errors[1],
            None if profile.low == 0.0 else top * profile.low / (1.0 - profile.low),
            None if profile.high == 1.0 else top * profile.high / (1.0 - profile.high),
        ),
    )
    notes = note_ed50(profile.low, profile.high, u, estimate, arms, profile.connected)
    between = None
    if u in (0.0, 1.0) and len(arms.trials) >= MIN_TRIALS:
        notes.append("Variation between trials is not estimated: ED50 has no estimate.")
    elif estimate is not None:
        basis = emax_basis(x, u)[0]
        between, more = fit_random_slope(arms, basis, profile.fit, 1.0 - u, "emax")
        notes += more
        if between is not None:
            notes.append("The variation of emax between trials is estimated with ED50 held fixed.")
    return float(profile.fit.log_likelihood[0]), coefficients, curve, notes, between


def _emax_limits(region: Region) -> tuple[float | None, float | None]:
    """Limits of emax = c / (1 - u); None on the side of larger effects where u reaches 1."""
    inside = region.u < 1.0
    u, lower, upper = region.u[inside], region.lower[inside], region.upper[inside]
    low, high = limits_over(Region(u, lower, upper, region.closed), (1.0 / (1.0 - u))[:, None])
    ends = bool(inside.all())
    # Towards a straight line emax grows beyond every limit, in the direction of the slope alone.
    return (
        float(low[0]) if ends or region.lower[-1] > 0.0 else None,
        float(high[0]) if ends or region.upper[-1] < 0.0 else None,
    )


def _emax_errors(
    arms: DoseArms, intercept: Floats, emax: float, ed50: float
) -> tuple[float | None, float | None]:
    """Standard errors of emax and ED50 from the expected information (Fisher scoring)."""
    share = arms.dose / (ed50 + arms.dose)
    eta = intercept[arms.trial] + emax * share
    _, v, _ = measure_arms(arms, eta)
    # ED50 is counted in its own size, so that the matrix is well scaled in any unit.
    columns = np.array([share, -emax * share / (ed50 + arms.dose) * ed50])
    cross = arms.sum_by_trial(columns * v)
    information = (columns * v) @ columns.T - (cross / arms.sum_by_trial(v)) @ cross.T
    if np.linalg.cond(information) > 1e14:
        return None, None
    variance = np.diag(np.linalg.inv(information))
    return float(np.sqrt(variance[0])), float(np.sqrt(variance[1])) * ed50


def _curve_doses(arms: DoseArms) -> Floats:
    grid = np.linspace(0.0, float(arms.dose.max()), CURVE_POINTS)
    # The doses studied themselves are on the curve, so that they can be read off.
    doses: list[float] = sorted({*grid.tolist(), *arms.dose.tolist()})
    close = {b for a, b in pairwise(doses) if b - a < 1e-12 * doses[-1]}
    return np.array([dose for dose in doses if dose not in close])


def _curve(doses: Floats, value: Floats, low: Floats, high: Floats) -> tuple[CurvePoint, ...]:
    columns = (doses.tolist(), value.tolist(), low.tolist(), high.tolist())
    return tuple(CurvePoint(*point) for point in zip(*columns, strict=True))
