"""Network meta-regression: does the effect of every treatment change with a covariate of trials?

Each treatment's effect against the reference is d_k + b (x_i - m) in trial i: one covariate x, one
slope b that all treatments share (Cooper et al. 2009; Dias et al. 2013, common interaction), m the
mean of x over the trials. Two treatments other than the reference differ by as much at every x.
The slope compares trials, not patients: it need not hold for the patients within a trial.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from synthesis.models.measure import Measure
from synthesis.models.network.connected import connected_parts
from synthesis.models.network.contrasts import NetworkContrasts, NetworkError
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.network.pool import network_model
from synthesis.models.network.regression_model import RegressionModel
from synthesis.models.network.result import NetworkInterval
from synthesis.models.pairwise.contrasts import PoolingError

# Of the variation of the covariate's column within trials; less is rounding.
LEAST_UNEXPLAINED = 1e-9
NO_VALUE, NOT_CONNECTED = "the covariate is not known", "no other trial with a value joins it"


class NetworkRegressionError(NetworkError):
    """A slope that the trials cannot tell; the message is one sentence for the user."""


@dataclass(frozen=True)
class RegressionEffect:
    """One treatment against the reference at the covariate's mean, on the model scale."""

    treatment: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class NetworkRegression:
    """A slope shared by all treatments of a network, on the model scale.

    Attributes
    ----------
    slope, se, ci_low, ci_high : float
        Change of each treatment's effect against the reference for one more of the covariate.
    p : float
        Two-sided, by the distribution of the interval.
    centre : float
        Mean of the covariate over the trials, each counted once.
    effects : tuple of RegressionEffect
        In the order of the treatments, at `centre`.
    tau2, tau2_without : float or None
        Between-trial variance with the covariate, and of the same trials without it; None where
        it does not exist, and the estimates are those of the common effect.
    interval_df : int or None
        Degrees of freedom of the t quantile; None for a normal one.
    trials : tuple of str, length k
    values : tuple of float, length k
        The covariate of each trial.
    carriers : tuple of str
        The trials that compare a treatment with the reference: they alone tell the slope.
    left_out : tuple of (trial, reason)
    """

    measure: Measure
    method: NetworkMethod
    level: float
    reference: str
    slope: float
    se: float
    ci_low: float
    ci_high: float
    p: float
    centre: float
    effects: tuple[RegressionEffect, ...]
    tau2: float | None
    tau2_without: float | None
    interval_df: int | None
    trials: tuple[str, ...]
    values: tuple[float, ...]
    carriers: tuple[str, ...]
    patients: int
    left_out: tuple[tuple[str, str], ...]

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.trials)


def regress_network(
    network: NetworkContrasts,
    covariate: Mapping[str, float],
    reference: str,
    method: NetworkMethod = "REML",
    ci: NetworkInterval = "t",
    level: float = 0.95,
) -> NetworkRegression:
    """Estimate how the effects of a network change with one covariate of its trials.

    Parameters
    ----------
    network : NetworkContrasts
    covariate : mapping of trial to number
        A trial without one is left out and named, and so is a trial that only such trials join
        with the reference. A covariate made of the trial's own outcome, such as the response on
        the reference, is measured with error that its effect shares: the slope is then biased
        (Sharp and Thompson 2000; Achana et al. 2013), and nothing here corrects it.
    reference : str
        The treatment that the effects are set against.
    method : {"REML", "DL", "common"}
        As in :func:`synthesis.models.network.pool.pool_network`.
    ci : {"wald", "t"}
        Normal quantile, or t with the degrees of freedom of Q, as ``rma.mv(test="z")`` and
        ``rma.mv(test="t")`` with ``dfs="residual"``. The standard errors are the same. t is the
        default, unlike that of a whole network: of few trials a normal interval covers the slope
        too seldom (see tests/models/network/test_network_regression_coverage.py).
    level : float
        Coverage of the intervals, above 0 and below 1.

    Raises
    ------
    PoolingError
        If an option is unknown.
    NetworkRegressionError
        If the reference is in no trial with a value, a value is no finite number, the covariate
        is the same in all trials that compare a treatment with the reference, or it cannot be
        told apart from the treatments.
    """
    if method not in get_args(NetworkMethod):
        raise PoolingError(f"the method is {method!r}; expected REML, DL or common.")
    if ci not in get_args(NetworkInterval):
        raise PoolingError(f"the interval is {ci!r}; expected wald or t.")
    if not 0.0 < level < 1.0:
        raise PoolingError(f"the level is {level}; expected a number between 0 and 1.")
    kept, left_out = _with_values(network, covariate, reference)
    values = np.array([float(covariate[trial]) for trial in kept.trials])
    own = kept.treatments.index(reference)
    carries = np.zeros(kept.k, dtype=bool)
    carries[kept.trial[kept.treatment == own]] = True
    if np.ptp(values[carries]) == 0.0:
        raise NetworkRegressionError(
            f"the covariate is {values[carries][0]:g} in every trial that compares a treatment "
            f"with {reference}; a slope needs two values."
        )
    centre = float(values.mean())
    others = [node for node in range(len(kept.treatments)) if node != own]
    indicator = (kept.treatment[:, None] == others).astype(float)
    moved = (values[kept.trial] - centre) * (kept.treatment != own)
    model = RegressionModel(
        kept.trial, np.column_stack([indicator, moved]), kept.value, kept.variance
    )
    if model.unexplained()[-1] < LEAST_UNEXPLAINED:
        raise NetworkRegressionError(
            "the covariate cannot be told apart from the treatments: none of them is compared "
            "at two of its values."
        )
    tau2 = model.estimate_tau2(method)
    fit = model.fit(tau2 or 0.0)
    by_t = ci == "t" and model.df > 0
    upper = 0.5 + level / 2.0
    quantile = float(stdtrit(model.df, upper) if by_t else ndtri(upper))
    se = np.sqrt(np.diag(fit.covariance)).tolist()
    estimate = fit.coefficient.tolist()
    ratio = -abs(estimate[-1]) / se[-1]
    tail = float(stdtr(model.df, ratio) if by_t else ndtr(ratio))
    return NetworkRegression(
        measure=network.measure,
        method=method,
        level=level,
        reference=reference,
        slope=estimate[-1],
        se=se[-1],
        ci_low=estimate[-1] - quantile * se[-1],
        ci_high=estimate[-1] + quantile * se[-1],
        p=2.0 * tail,
        centre=centre,
        effects=tuple(
            RegressionEffect(kept.treatments[node], value, error, value - half, value + half)
            for node, value, error in zip(others, estimate, se, strict=False)
            for half in (quantile * error,)
        ),
        tau2=tau2,
        tau2_without=network_model(kept).estimate_tau2(method),
        interval_df=model.df if by_t else None,
        trials=kept.trials,
        values=tuple(values.tolist()),
        carriers=tuple(np.array(kept.trials)[carries].tolist()),
        patients=kept.patients,
        left_out=left_out,
    )


def _with_values(
    network: NetworkContrasts, covariate: Mapping[str, float], reference: str
) -> tuple[NetworkContrasts, tuple[tuple[str, str], ...]]:
    """The part of a network around the reference that trials with a value form, and the rest."""
    left_out = list(network.left_out)
    left_out += [(trial, NO_VALUE) for trial in network.trials if trial not in covariate]
    for trial in network.trials:
        if trial in covariate and not math.isfinite(covariate[trial]):
            raise NetworkRegressionError(
                f"the covariate of {trial} is {covariate[trial]}; expected a finite number."
            )
    known = _only(network, [trial in covariate for trial in network.trials])
    if reference not in known.treatments:
        raise NetworkRegressionError(
            f"no trial with a value of the covariate has {reference}, the reference."
        )
    part = connected_parts(known.trial, known.treatment, len(known.treatments))
    joined = part[known.treatment] == part[known.treatments.index(reference)]
    stays = np.bincount(known.trial, joined) > 0
    left_out += [
        (trial, NOT_CONNECTED) for trial, kept in zip(known.trials, stays, strict=True) if not kept
    ]
    return _only(known, stays.tolist()), tuple(left_out)


def _only(network: NetworkContrasts, stays: list[bool]) -> NetworkContrasts:
    """A network of some of its trials; it may fall into parts."""
    keep = np.array(stays, dtype=bool)
    rows = keep[network.trial]
    nodes, treatment = np.unique(network.treatment[rows], return_inverse=True)
    trials = tuple(trial for trial, kept in zip(network.trials, stays, strict=True) if kept)
    return replace(
        network,
        treatments=tuple(network.treatments[node] for node in nodes),
        trials=trials,
        trial=(np.cumsum(keep) - 1)[network.trial[rows]],
        treatment=treatment.astype(np.int64),
        value=network.value[rows],
        variance=network.variance[rows],
        n=network.n[rows],
        corrected=tuple(trial for trial in network.corrected if trial in trials),
        left_out=(),
    )
