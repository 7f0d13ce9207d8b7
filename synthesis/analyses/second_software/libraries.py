"""What statsmodels and PyMARE make of the counts of a pool, without a step of the models."""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from synthesis.models.arrays import Floats
from synthesis.models.measure import Measure
from synthesis.models.pairwise.result import IntervalMethod

NO_EVENTS = "no patient of either arm has the outcome"
ONLY_EVENTS = "every patient of both arms has the outcome"
_STATISTIC = {"OR": "odds-ratio", "RR": "risk-ratio", "RD": "diff"}
_CORRECTION = {"hk": "knapp-hartung", "hk-adhoc": "knapp-hartung-conservative", "wald": "wald"}

# PyMARE's search for tau2 ends by default where the likelihood has become flat to 1e-12 of its
# size, with tau2 off by up to 1e-7. This lets it go on to the last digits that it can tell apart.
_SEARCH = {"xtol": 1e-10, "ftol": 0.0, "maxiter": 200}


@dataclass(frozen=True, eq=False)
class PairedArms:
    """Two arms of k trials: ``cells``, shape (k, 4), has patients with the outcome and all.

    First those with the treatment, then those with the control, as observed; an imputed arm by
    its effective number of patients.
    """

    trials: tuple[str, ...]
    cells: Floats

    def without(self, trials: Collection[str]) -> PairedArms:
        """The other trials."""
        keep = [name not in trials for name in self.trials]
        return PairedArms(tuple(compress(self.trials, keep)), self.cells[keep])


@dataclass(frozen=True)
class PymarePool:
    """A random-effects result of PyMARE, on the model scale; tau2 on its square."""

    tau2: float
    estimate: float
    se: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class StatsmodelsRatios:
    """Mantel-Haenszel ratios of statsmodels, on the log scale; NaN where there is none."""

    log_odds_ratio: float
    log_odds_ratio_se: float
    log_risk_ratio: float


def pair_arms(arms: pd.DataFrame, treatment: str, control: str) -> PairedArms:
    """Stand the two arms of each trial side by side.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders``, ``n`` and, where an arm is imputed,
        ``effective_n``; one row per arm.
    treatment, control : str
        Names in the column ``treatment``.

    Returns
    -------
    PairedArms
        The trials that have both arms, in the order of the table.
    """
    counts_of = {name: arms[name] for name in ("trial", "treatment", "responders", "n")}
    if "effective_n" in arms:
        own = arms["effective_n"]
        worth = arms["responders"] * own / arms["n"]
        counts_of["responders"] = arms["responders"].where(own.isna(), worth)
        counts_of["n"] = arms["n"].where(own.isna(), own)
    columns = (column.tolist() for column in counts_of.values())
    counts = {(trial, name): (events, n) for trial, name, events, n in zip(*columns, strict=True)}
    pairs = {
        trial: (*own, *counts[trial, control])
        for (trial, name), own in counts.items()
        if name == treatment and (trial, control) in counts
    }
    return PairedArms(tuple(pairs), np.array(list(pairs.values()), dtype=float).reshape(-1, 4))


def explain_uninformative(pairs: PairedArms, measure: Measure) -> dict[str, str]:
    """The trials that say nothing about a ratio, each with the reason; none for RD."""
    a, n1, c, n2 = pairs.cells.T
    every = (a == n1) & (c == n2) & (measure == "OR")
    none = (a == 0) & (c == 0) & (measure != "RD")
    reasons = (NO_EVENTS if no else ONLY_EVENTS for no in none)
    found = zip(pairs.trials, reasons, none | every, strict=True)
    return {trial: reason for trial, reason, silent in found if silent}


def compute_effects(pairs: PairedArms, measure: Measure) -> tuple[Floats, Floats]:
    """Effects of trials with their variances by statsmodels.

    A trial with an empty cell has 0.5 added to its four cells first, as the plan of analysis
    says, and for a risk difference in its variance alone; statsmodels' own ``zero_correction``
    would change every trial.

    Returns
    -------
    estimate, variance : ndarray, shape (k,)
        On the model scale.
    """
    # Here and below: packages that take long to import, and that builds and one page need alone.
    from statsmodels.stats.meta_analysis import effectsize_2proportions

    a, n1, c, n2 = pairs.cells.T
    half = 0.5 * ((a == 0) | (a == n1) | (c == 0) | (c == n2))
    estimate, variance = effectsize_2proportions(
        a + half, n1 + 2 * half, c + half, n2 + 2 * half, statistic=_STATISTIC[measure]
    )
    if measure == "RD":
        estimate = a / n1 - c / n2
    return np.asarray(estimate, dtype=float), np.asarray(variance, dtype=float)


def pool_by_pymare(estimate: Floats, variance: Floats, ci: IntervalMethod) -> PymarePool:
    """Pool effects by PyMARE: REML, with the interval of that kind.

    Parameters
    ----------
    estimate, variance : ndarray, shape (k,), k >= 2
        On the model scale.
    ci : {"hk", "hk-adhoc", "wald"}
        As :func:`synthesis.models.pairwise.pool.pool_contrasts`.
    """
    pymare = _import_pymare()
    fit = pymare.estimators.VarianceBasedLikelihoodEstimator(
        method="REML", small_sample_correction=_CORRECTION[ci], **_SEARCH
    )
    summary = fit.fit_dataset(pymare.Dataset(y=estimate, v=variance)).summary()
    stats = summary.get_fe_stats()
    names = ("est", "se", "ci_l", "ci_u")
    return PymarePool(_number(summary.tau2), *(_number(stats[name]) for name in names))


def pool_by_statsmodels(pairs: PairedArms) -> StatsmodelsRatios:
    """Mantel-Haenszel ratios by statsmodels, from the counts as observed."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    a, n1, c, n2 = pairs.cells.T
    table = StratifiedTable(np.array([[a, n1 - a], [c, n2 - c]]), shift_zeros=False)
    # Without events in one arm it divides by 0; the result then is no finite number.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (table.logodds_pooled, table.logodds_pooled_se, np.log(table.riskratio_pooled))
    finite = [float(value) if math.isfinite(value) else math.nan for value in ratios]
    if (a == n1).all() and (c == n2).all():
        finite[2] = math.nan  # it would be the logarithm of 1, without an error
    return StatsmodelsRatios(*finite)


def _import_pymare() -> Any:
    with warnings.catch_warnings():
        # PyMARE 0.0.13 leaves a file of its own open when it is imported.
        warnings.simplefilter("ignore", ResourceWarning)
        import pymare
    return pymare


def _number(value: Any) -> float:
    return float(np.ravel(value)[0])
