"""Through which third treatment the indirect evidence on a pair comes, and from which trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.models.network.contrasts import NetworkContrasts
from synthesis.models.pairwise.heterogeneity import cochran_q, i2_from_q


@dataclass(frozen=True)
class Leg:
    """The trials that compare two treatments head to head.

    Attributes
    ----------
    first, second : str
    trials : tuple of str, length k
        In the order of the network.
    variance : float
        Of their pooled difference, model scale, with the weights 1 / (v + tau2).
    i2 : float or None
        I² of them alone, in percent, from Cochran's Q; None for one trial.
    """

    first: str
    second: str
    trials: tuple[str, ...]
    variance: float
    i2: float | None


def direct_leg(
    network: NetworkContrasts,
    treatment: str,
    comparator: str,
    tau2: float | None,
    without: str = "",
) -> Leg | None:
    """The head-to-head trials on a pair, those with an arm on `without` left out.

    Parameters
    ----------
    network : NetworkContrasts
    treatment, comparator : str
    tau2 : float or None
        That of the network model; None counts as 0.
    without : str
        A third treatment; a trial that has it says nothing of its own about this pair when the
        pair is one leg of a path to it.

    Returns
    -------
    Leg or None
        None where no trial is left.

    Raises
    ------
    ValueError
        If a treatment is not in the network.
    """
    own, other = (_arms_by_trial(network, name) for name in (treatment, comparator))
    both = (own >= 0) & (other >= 0)
    if without:
        both &= _arms_by_trial(network, without) < 0
    chosen = np.flatnonzero(both)
    if not chosen.size:
        return None
    left, right = own[chosen], other[chosen]
    difference = network.value[left] - network.value[right]
    v = network.variance[left] + network.variance[right]
    i2 = i2_from_q(cochran_q(difference, v), len(v) - 1) if len(v) > 1 else None
    return Leg(
        treatment,
        comparator,
        tuple(network.trials[position] for position in chosen),
        float(1.0 / (1.0 / (v + (tau2 or 0.0))).sum()),
        i2,
    )


def strongest_path(
    network: NetworkContrasts, treatment: str, comparator: str, tau2: float | None
) -> tuple[Leg, Leg] | None:
    """The two legs of the most precise path through one other treatment.

    The first-order loop that dominates the indirect estimate (Puhan et al. 2014); the trials of
    each leg are those without the third corner, as in side-splitting (Dias et al. 2010).

    Returns
    -------
    (Leg, Leg) or None
        `treatment` against the treatment between, and that against `comparator`; None where
        every path has more than one treatment between.

    Raises
    ------
    ValueError
        If a treatment is not in the network.
    """
    paths = []
    for between in network.treatments:
        if between in (treatment, comparator):
            continue
        first = direct_leg(network, treatment, between, tau2, without=comparator)
        second = direct_leg(network, between, comparator, tau2, without=treatment)
        if first and second:
            paths.append((first, second))
    return min(paths, key=lambda legs: legs[0].variance + legs[1].variance, default=None)


def _arms_by_trial(network: NetworkContrasts, treatment: str) -> NDArray[np.int64]:
    """Position of the arm on a treatment in each of the k trials, -1 where there is none."""
    found = np.full(network.k, -1, dtype=np.int64)
    arms = np.flatnonzero(network.treatment == network.treatments.index(treatment))
    found[network.trial[arms]] = arms
    return found
