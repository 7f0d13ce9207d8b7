"""What each trial does to a network: its contribution, and the results without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from synthesis.models.network.contrasts import NetworkContrasts, NetworkError, require_connected
from synthesis.models.network.least_squares import Ints, NetworkMethod
from synthesis.models.network.links import Links
from synthesis.models.network.pool import network_model
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.network.without_trials import TrialDeletion
from synthesis.models.pairwise.contrasts import ContrastError


@dataclass(frozen=True)
class TrialLeftOut:
    """The comparisons with the reference without one trial, 95% intervals, model scale.

    ``estimates`` is empty where the rest is no network (the trial was the only one, or it held
    the parts of the network together; then ``tau2`` is None) and where only this trial has the
    reference. A treatment that only it has is missing. ``note`` says so.
    """

    trial: str
    tau2: float | None
    estimates: tuple[NetworkEstimate, ...]
    note: str


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
    network: NetworkContrasts, reference: str | None = None, method: NetworkMethod = "REML"
) -> tuple[TrialLeftOut, ...]:
    """Give :func:`synthesis.models.network.pool.pool_network` without each trial in turn.

    The numbers are those of a fit of the other trials, to rounding, at a cost that grows linearly
    with the number of trials: see :mod:`synthesis.models.network.without_trials`.

    Parameters
    ----------
    network : NetworkContrasts
    reference : str, optional
        What the others are compared with; the first treatment by default.
    method : {"REML", "DL", "common"}

    Returns
    -------
    tuple of TrialLeftOut, length k

    Raises
    ------
    ContrastError
        If the reference is not in the network.
    """
    names = network.treatments
    if reference is not None and reference not in names:
        raise ContrastError(f"{reference!r} is not a treatment of the network.")
    zero = 0 if reference is None else names.index(reference)
    links = Links(network.trial, network.treatment, len(names))
    bridges: dict[int, TrialLeftOut] = {}
    for position, trial in enumerate(network.trials):
        if network.k == 1 or not links.joined_without([position], links.shared(position)):
            try:
                drop_trial(network, trial)
            except NetworkError as error:
                bridges[position] = TrialLeftOut(trial, None, (), str(error))
    others = np.array([i for i in range(network.k) if i not in bridges], dtype=np.int64)
    deletion = TrialDeletion(network_model(network), others)
    tau2 = deletion.estimate_tau2(method)
    estimate, se = deletion.effects(tau2, zero)
    half = float(ndtri(0.975)) * se
    wide = stdtrit(np.maximum(deletion.df, 1), 0.975)[:, None] * np.sqrt(tau2[:, None] + se * se)
    wide[(deletion.df < 2) | (method == "common")] = np.nan
    limits = estimate - half, estimate + half, estimate - wide, estimate + wide
    rest = iter(zip(tau2.tolist(), np.stack([estimate, se, *limits], axis=2).tolist(), strict=True))
    found = []
    for position, trial in enumerate(network.trials):
        if position in bridges:
            found.append(bridges[position])
            continue
        own, row = next(rest)
        estimates = tuple(
            NetworkEstimate(name, names[zero], *cells[:4], *map(_finite, cells[4:]))
            for name, cells in zip(names, row, strict=True)
            if name != names[zero] and _finite(cells[0]) is not None
        )
        lost = ", ".join(names[node] for node in links.lost(position))
        note = f"No other trial has {lost}." if lost else ""
        found.append(TrialLeftOut(trial, _finite(own), estimates, note))
    return tuple(found)


def _finite(number: float) -> float | None:
    return None if number != number else number


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
