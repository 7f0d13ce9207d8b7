"""Network meta-analysis: the contrasts of a network in, one frozen result out."""

from __future__ import annotations

from typing import get_args

import numpy as np
from scipy.special import ndtri, stdtrit

from synthesis.models.network.contrasts import NetworkContrasts
from synthesis.models.network.least_squares import NetworkMethod, NetworkModel
from synthesis.models.network.result import HeterogeneityTest, NetworkInterval, NetworkResult
from synthesis.models.pairwise import heterogeneity
from synthesis.models.pairwise.contrasts import PoolingError
from synthesis.models.pairwise.notes import EMPTY_Q_PROFILE


def pool_network(
    network: NetworkContrasts,
    method: NetworkMethod = "REML",
    ci: NetworkInterval = "wald",
    level: float = 0.95,
) -> NetworkResult:
    """Estimate every comparison of a network under consistency.

    Parameters
    ----------
    network : NetworkContrasts
    method : {"REML", "DL", "common"}
        Generalised least squares (Lu et al. 2011; Ruecker 2012) with one tau2 for all
        comparisons and tau2 / 2 between contrasts of a trial (Higgins and Whitehead 1996),
        estimated by restricted maximum likelihood or by the generalised DerSimonian-Laird
        estimator; or tau2 = 0.
    ci : {"wald", "t"}
        Normal quantile, as ``rma.mv(test="z")`` and netmeta; or t with the degrees of freedom
        of Q, as ``rma.mv(test="t")``. The standard errors are the same.
    level : float
        Coverage of all intervals, above 0 and below 1.

    Returns
    -------
    NetworkResult
        With prediction intervals estimate -+ t(df) sqrt(tau2 + se^2) for random effects with
        df >= 2, df being the degrees of freedom of Q: contrasts less parameters, k - 1 for two
        treatments, as in :func:`synthesis.models.pairwise.pool.pool_contrasts`. netmeta asks for
        df >= 2 too; its older versions then take df - 1, newer ones df.

    Raises
    ------
    PoolingError
        If an option is unknown.
    """
    if method not in get_args(NetworkMethod):
        raise PoolingError(f"the method is {method!r}; expected REML, DL or common.")
    if ci not in get_args(NetworkInterval):
        raise PoolingError(f"the interval is {ci!r}; expected wald or t.")
    if not 0.0 < level < 1.0:
        raise PoolingError(f"the level is {level}; expected a number between 0 and 1.")
    model = network_model(network)
    tau2 = model.estimate_tau2(method)
    fit = model.fit(tau2 or 0.0)
    test = HeterogeneityTest.of(model.fit(0.0).q, model.df)
    spread = np.diag(fit.covariance)
    variance = spread[:, None] + spread - 2.0 * fit.covariance
    np.fill_diagonal(variance, 0.0)
    se = np.sqrt(variance)

    notes = data_notes(network)
    t_interval = ci == "t" and model.df > 0
    if ci == "t" and not t_interval:
        notes.append("The intervals are normal: no degrees of freedom are left for t.")
    upper = 0.5 + level / 2.0
    quantile = float(stdtrit(model.df, upper) if t_interval else ndtri(upper))
    pi_half = None
    if tau2 is None:
        notes.append(
            "tau2 does not exist: no comparison has more evidence than parameters; the estimates "
            "are those of the common effect."
        )
    elif method != "common" and model.df >= 2:
        pi_half = float(stdtrit(model.df, upper)) * np.sqrt(tau2 + variance)
        np.fill_diagonal(pi_half, 0.0)
    elif method != "common":
        notes.append("No prediction interval: it needs at least two degrees of freedom.")
    low, high = model.tau2_q_profile(level) if method != "common" else (None, None)
    if method == "common":
        notes.append("tau2 is fixed at 0 by the model; there is no prediction interval.")
    elif tau2 is not None and high is None:
        notes.append(EMPTY_Q_PROFILE)
    return NetworkResult(
        measure=network.measure,
        method=method,
        ci="t" if t_interval else "wald",
        level=level,
        treatments=network.treatments,
        trials=network.trials,
        patients=network.patients,
        tau2=tau2,
        i2=heterogeneity.i2_from_q(test.q, test.df) if test.df else None,
        q_total=test,
        estimate=fit.effect[:, None] - fit.effect,
        se=se,
        ci_half=quantile * se,
        pi_half=pi_half,
        interval_df=model.df if t_interval else None,
        pi_df=None if pi_half is None else model.df,
        corrected=network.corrected,
        notes=tuple(notes),
        tau2_low=low,
        tau2_high=high,
    )


def network_model(network: NetworkContrasts) -> NetworkModel:
    """Return the least-squares model under consistency, one effect for each treatment."""
    return NetworkModel(
        network.trial, network.treatment, network.value, network.variance, len(network.treatments)
    )


def data_notes(network: NetworkContrasts) -> list[str]:
    """Say which trials were left out and which were corrected."""
    notes = [f"{trial} is left out: {reason}." for trial, reason in network.left_out]
    if network.corrected:
        is_difference = network.measure == "RD"
        alone = ", for the variance alone; the risks are those of the counts"
        alone = alone if is_difference else ""
        notes.append(
            f"0.5 was added to the cells of every arm of {', '.join(network.corrected)}, which "
            f"had a zero cell{alone}."
        )
    return notes
