"""Pairwise meta-analysis: contrasts in, one frozen result out."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri, stdtrit

from synthesis.models.pairwise import heterogeneity
from synthesis.models.pairwise.contrasts import Contrasts, PoolingError
from synthesis.models.pairwise.heterogeneity import Tau2Method
from synthesis.models.pairwise.mantel_haenszel import pool_mantel_haenszel
from synthesis.models.pairwise.notes import EMPTY_Q_PROFILE, PooledContrasts, note_data
from synthesis.models.pairwise.result import IntervalMethod, Method, PairwiseResult

# Below this number of trials a prediction interval rests on almost no information on tau2.
FEW_TRIALS = 5
# With Paule-Mandel the Hartung-Knapp factor is 1 by definition, and only rounding takes it below.
ROUNDING = 1e-9


def primary_interval(k: int) -> IntervalMethod:
    """Return the interval the plan of analysis makes primary for k trials.

    Hartung-Knapp with the ad hoc rule from three trials on. With two, its t(1) quantile of
    12.7 makes nearly every interval useless, so Wald is primary and the other printed beside.
    """
    return "hk-adhoc" if k >= 3 else "wald"


def pool_contrasts(
    contrasts: PooledContrasts,
    method: Method = "REML",
    ci: IntervalMethod = "hk-adhoc",
    level: float = 0.95,
) -> PairwiseResult:
    """Pool contrasts over trials.

    Parameters
    ----------
    contrasts : PooledContrasts
        k >= 1 trials, of counts or of means. With k = 1 the trial's own estimate and Wald
        interval are given.
    method : {"REML", "PM", "DL", "common", "MH"}
        Random effects with one of three tau2 estimators, inverse-variance common effect, or
        Mantel-Haenszel.
    ci : {"hk", "hk-adhoc", "wald"}
        Interval of a random-effects estimate: Hartung-Knapp with t(k - 1) (Hartung and Knapp
        2001; Sidik and Jonkman 2002), the same with a standard error never below the Wald
        one (Knapp and Hartung 2003; Roever, Knapp and Friede 2015), or Wald with the normal
        quantile. Common-effect methods always have Wald.
    level : float
        Coverage of all intervals, above 0 and below 1.

    Returns
    -------
    PairwiseResult
        With the prediction interval estimate -+ t(k - 1) sqrt(tau2 + se^2) for k >= 3
        (Higgins, Thompson and Spiegelhalter 2009, who use k - 2 degrees of freedom; k - 1 is
        what metafor uses after Knapp-Hartung), ``se`` being the reported standard error.

    Raises
    ------
    PoolingError
        If no trial is left, an option is unknown, or Mantel-Haenszel has no solution.
    """
    _check_options(contrasts, method, ci, level)
    if contrasts.k == 1:
        return _single_trial(contrasts, method, level)
    if method == "common" or method == "MH":  # spelt out: mypy narrows this, not a tuple
        return _common_effect(contrasts, method, ci, level)
    return _random_effects(contrasts, method, ci, level)


def leave_one_out(
    contrasts: Contrasts,
    method: Method = "REML",
    ci: IntervalMethod = "hk-adhoc",
    level: float = 0.95,
) -> tuple[tuple[str, PairwiseResult], ...]:
    """Repeat :func:`pool_contrasts` without each trial in turn.

    Returns
    -------
    tuple of (trial left out, PairwiseResult), length k
        Empty for k < 2.

    Raises
    ------
    PoolingError
        As :func:`pool_contrasts`, for any of the subsets.
    """
    if contrasts.k < 2:
        return ()
    return tuple(
        (trial, pool_contrasts(contrasts.without(trial), method, ci, level))
        for trial in contrasts.trials
    )


def _check_options(contrasts: PooledContrasts, method: str, ci: str, level: float) -> None:
    if method not in get_args(Method):
        raise PoolingError(f"the method is {method!r}; expected REML, PM, DL, common or MH.")
    if ci not in get_args(IntervalMethod):
        raise PoolingError(f"the interval is {ci!r}; expected hk, hk-adhoc or wald.")
    if not 0.0 < level < 1.0:
        raise PoolingError(f"the level is {level}; expected a number between 0 and 1.")
    if contrasts.k == 0:
        reasons = "; ".join(f"{trial}: {reason}" for trial, reason in contrasts.left_out)
        raise PoolingError(
            f"no trial of {contrasts.treatment!r} against {contrasts.control!r} is "
            f"informative on the {contrasts.measure} ({reasons})."
        )


def _random_effects(
    contrasts: PooledContrasts, method: Tau2Method, ci: IntervalMethod, level: float
) -> PairwiseResult:
    y, v, k = contrasts.estimate, contrasts.variance, contrasts.k
    notes = note_data(contrasts)
    tau2 = heterogeneity.estimate_tau2(y, v, method)
    tau2_low, tau2_high = heterogeneity.tau2_q_profile(y, v, level)
    if tau2_high is None:
        notes.append(EMPTY_Q_PROFILE)
    w = 1.0 / (v + tau2)
    estimate = float(w @ y / w.sum())
    se = float(1.0 / np.sqrt(w.sum()))
    if ci != "wald":
        factor = heterogeneity.cochran_q(y, v, tau2) / (k - 1)
        se *= float(np.sqrt(max(1.0, factor) if ci == "hk-adhoc" else factor))
        if ci == "hk" and factor < 1.0 - ROUNDING:
            notes.append(
                "The Hartung-Knapp standard error is below the Wald one; the ad hoc rule "
                "(hk-adhoc) would not let it."
            )
    if k == 2:
        notes.append("Heterogeneity cannot be estimated reliably from two trials.")
        notes.append("No prediction interval: it needs at least three trials.")
    elif k < FEW_TRIALS:
        notes.append(f"The prediction interval is very uncertain: it rests on {k} trials.")
    half = _t_quantile(k - 1, level) * float(np.sqrt(tau2 + se * se)) if k >= 3 else None
    return _result(
        contrasts, method, ci, level, estimate, se, 100.0 * w / w.sum(), notes,
        q=heterogeneity.cochran_q(y, v), tau2=tau2, tau2_low=tau2_low, tau2_high=tau2_high,
        i2=heterogeneity.i2_from_tau2(tau2, v), i2_source="tau2", pi_half=half,
    )  # fmt: skip


def _common_effect(
    contrasts: PooledContrasts, method: Literal["common", "MH"], ci: IntervalMethod, level: float
) -> PairwiseResult:
    y, v = contrasts.estimate, contrasts.variance
    notes = note_data(contrasts, corrected_estimate=method == "common")
    if method == "MH":
        if not isinstance(contrasts, Contrasts):
            raise PoolingError("Mantel-Haenszel pools counts; means have none.")
        mh = pool_mantel_haenszel(contrasts)
        estimate, se, weights, q = mh.estimate, mh.se, mh.weights, mh.q
    else:
        w = 1.0 / v
        estimate, se = float(w @ y / w.sum()), float(1.0 / np.sqrt(w.sum()))
        weights, q = 100.0 * w / w.sum(), heterogeneity.cochran_q(y, v)
    if ci != "wald":
        notes.append(
            "The interval is Wald: Hartung-Knapp estimates variation between trials, which a "
            "common-effect model excludes."
        )
    notes.append(
        "tau2 is fixed at 0 by the model; it has no interval and there is no prediction interval."
    )
    return _result(
        contrasts, method, "wald", level, estimate, se, weights, notes,
        q=q, tau2=0.0, i2=heterogeneity.i2_from_q(q, contrasts.k - 1), i2_source="Q",
    )  # fmt: skip


def _single_trial(contrasts: PooledContrasts, method: Method, level: float) -> PairwiseResult:
    notes = note_data(contrasts)
    notes.append(
        "One trial: its own estimate with its Wald interval; tau2, I2, the test of "
        "heterogeneity and the prediction interval do not exist."
    )
    return _result(
        contrasts, method, "wald", level, float(contrasts.estimate[0]),
        float(np.sqrt(contrasts.variance[0])), np.array([100.0]), notes,
    )  # fmt: skip


def _result(
    contrasts: PooledContrasts,
    method: Method,
    ci: IntervalMethod,
    level: float,
    estimate: float,
    se: float,
    weights: NDArray[np.float64],
    notes: list[str],
    *,
    q: float = 0.0,
    tau2: float | None = None,
    tau2_low: float | None = None,
    tau2_high: float | None = None,
    i2: float | None = None,
    i2_source: Literal["tau2", "Q"] | None = None,
    pi_half: float | None = None,
) -> PairwiseResult:
    df = contrasts.k - 1
    half = se * (float(ndtri(0.5 + level / 2)) if ci == "wald" else _t_quantile(df, level))
    return PairwiseResult(
        measure=contrasts.measure,
        treatment=contrasts.treatment,
        control=contrasts.control,
        method=method,
        ci=ci,
        k=contrasts.k,
        patients=contrasts.patients,
        estimate=estimate,
        se=se,
        ci_low=estimate - half,
        ci_high=estimate + half,
        pi_low=None if pi_half is None else estimate - pi_half,
        pi_high=None if pi_half is None else estimate + pi_half,
        pi_df=None if pi_half is None else df,
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        i2=i2,
        i2_source=i2_source,
        q=q,
        q_df=df,
        q_p=float(chdtrc(df, q)) if df else None,
        weights=tuple(weights.tolist()),
        trials=contrasts.trials,
        notes=tuple(notes),
    )


def _t_quantile(df: int, level: float) -> float:
    return float(stdtrit(df, 0.5 + level / 2))
