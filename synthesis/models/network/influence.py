"""What each trial does to a network: its contribution, and the results without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from synthesis.models.network.contrasts import NetworkContrasts, NetworkError, require_connected
from synthesis.models.network.least_squares import Ints, NetworkMethod
from synthesis.models.network.pool import network_model, pool_network
from synthesis.models.network.result import NetworkInterval, NetworkResult
from synthesis.models.pairwise.contrasts import ContrastError


def trial_contributions(
    network: NetworkContrasts,
    tau2: float | None,
    comparisons: list[tuple[str, str]] | None = None,
) -> NDArray[np.float64]:
    """Contribution of each trial to each comparison, in percent.

    A network estimate is a sum over trials of c_i' y_i, c_i being a row of the hat matrix. The
    trials are independent, so its variance is the sum of c_i' V_i c_i, and each trial's share
    of that sum is its contribution (Jackson et al. 2017, study weights by decomposing the
    variance). With two treatments these are the usual inverse-variance weights; they do not
    depend on which arm the contrasts of a multi-arm trial are taken against. netmeta's
    ``netcontrib`` gives shares of evidence paths instead, which differ.

    Parameters
    ----------
    network : NetworkContrasts
    tau2 : float or None
        None counts as 0.
    comparisons : list of (treatment, comparator), optional
        By default all pairs of ``network.treatments`` in the order of
        ``itertools.combinations``.

    Returns
    -------
    ndarray, shape (comparisons, k)
        Rows add up to 100.

    Raises
    ------
    ContrastError
        If a treatment is not in the network, or is compared with itself.
    """
    size = len(network.treatments)
    if comparisons is None:
        rows, columns = np.triu_indices(size, 1)
    else:
        place = {name: position for position, name in enumerate(network.treatments)}
        for treatment, comparator in comparisons:
            if treatment == comparator or not {treatment, comparator} <= place.keys():
                raise ContrastError(
                    f"{treatment!r} against {comparator!r} is not a comparison of the network "
                    f"of {', '.join(network.treatments)}."
                )
        rows = np.array([place[treatment] for treatment, _ in comparisons], dtype=np.int64)
        columns = np.array([place[comparator] for _, comparator in comparisons], dtype=np.int64)
    coefficient, w = _coefficients(network, tau2, rows, columns)
    # The variance of an arm is 1 / w, and the arms of a trial are independent given the trial.
    first = np.flatnonzero(np.diff(network.trial, prepend=-1))
    share = np.add.reduceat(coefficient * coefficient / w, first, axis=1)
    return np.asarray(100.0 * share / share.sum(axis=1, keepdims=True), dtype=float)


def arm_coefficients(
    network: NetworkContrasts, tau2: float | None, treatment: str, comparator: str
) -> NDArray[np.float64]:
    """The number by which each arm's value enters the estimate of a comparison.

    The estimate is the sum over all arms of coefficient times value. Of one two-arm trial they
    are 1 and -1; those of a trial add up to 0.

    Returns
    -------
    ndarray, shape (arms,)
        In the order of the arms of ``network``.
    """
    rows, columns = (np.array([network.treatments.index(t)]) for t in (treatment, comparator))
    found: NDArray[np.float64] = _coefficients(network, tau2, rows, columns)[0][0]
    return found


def _coefficients(
    network: NetworkContrasts, tau2: float | None, rows: Ints, columns: Ints
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients of all arms, shape (comparisons, arms), and the weights of the arms."""
    fit = network_model(network).fit(tau2 or 0.0)
    # c_i = W_i X_i u with u the covariance times the comparison.
    u = (fit.covariance[rows] - fit.covariance[columns])[:, network.treatment]
    w = fit.weight
    first = np.flatnonzero(np.diff(network.trial, prepend=-1))
    mean = np.add.reduceat(w * u, first, axis=1) / np.add.reduceat(w, first)
    return w * (u - mean[:, network.trial]), w


def leave_one_trial_out(
    network: NetworkContrasts,
    method: NetworkMethod = "REML",
    ci: NetworkInterval = "wald",
    level: float = 0.95,
) -> tuple[tuple[str, NetworkResult | str], ...]:
    """Repeat :func:`synthesis.models.network.pool.pool_network` without each trial in turn.

    Returns
    -------
    tuple of (trial left out, NetworkResult or reason), length k
        A sentence in place of a result where the rest is no network: the trial was the only
        one, or it held the parts of the network together. A result may lack a treatment that
        only this trial had.

    Raises
    ------
    PoolingError
        If an option is unknown.
    """
    found: list[tuple[str, NetworkResult | str]] = []
    for trial in network.trials:
        try:
            rest = drop_trial(network, trial)
        except NetworkError as error:
            found.append((trial, str(error)))
        else:
            found.append((trial, pool_network(rest, method, ci, level)))
    return tuple(found)


def drop_trial(network: NetworkContrasts, trial: str) -> NetworkContrasts:
    """Return the network of the other trials.

    Raises
    ------
    NetworkError
        If the trial is not in the network, is the only one, or held the network together.
    """
    if trial not in network.trials:
        raise NetworkError(f"{trial!r} is not a trial of the network.")
    if network.k == 1:
        raise NetworkError(f"{trial!r} is the only trial of the network.")
    gone = network.trials.index(trial)
    keep = network.trial != gone
    present, treatment = np.unique(network.treatment[keep], return_inverse=True)
    rest = replace(
        network,
        trials=tuple(name for name in network.trials if name != trial),
        treatments=tuple(network.treatments[position] for position in present),
        trial=network.trial[keep] - (network.trial[keep] > gone),
        treatment=treatment.astype(np.int64),
        value=network.value[keep],
        variance=network.variance[keep],
        n=network.n[keep],
        corrected=tuple(name for name in network.corrected if name != trial),
    )
    require_connected(rest)
    return rest
