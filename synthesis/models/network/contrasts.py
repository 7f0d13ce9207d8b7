"""From arms to a network: contrasts with a block covariance for each multi-arm trial.

A contrast is a difference of two arm values (log odds, log risk, or risk), and the arms of a
trial are independent given the trial. The arms with their variances therefore hold the whole
block covariance of a trial; :meth:`NetworkContrasts.blocks` writes it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.models.arrays import own_arrays
from synthesis.models.measure import COUNT_MEASURES, Measure
from synthesis.models.network.connected import connected_parts
from synthesis.models.pairwise.contrasts import CONTINUITY_CORRECTION, ContrastError
from synthesis.models.tables.arm_table import check_arm_table
from synthesis.models.tables.imputed_arms import effective_counts


class NetworkError(ContrastError):
    """A table that does not make a network; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class NetworkContrasts:
    """The arms of k trials that together connect T treatments.

    Attributes
    ----------
    measure : {"OR", "RR", "RD", "MD", "SMD"}
    treatments : tuple of str, length T
        In alphabetical order.
    trials : tuple of str, length k
        In the order of the table.
    trial, treatment : ndarray of int, shape (arms,)
        Positions in ``trials`` (never falling) and in ``treatments``.
    value, variance : ndarray, shape (arms,)
        Log odds (OR), log risk (RR), risk (RD) or mean (MD, SMD) of each arm and its variance. A
        difference of two values of a trial is a contrast on the model scale; its variance is
        the sum of the two, and two contrasts that share an arm have its variance as covariance.
    n : ndarray of int, shape (arms,)
        Participants of each arm, as observed.
    corrected : tuple of str
        Trials that had 0.5 added to the cells of every arm, for RD in the variance alone.
    left_out : tuple of (trial, reason)
        Trials that carry no information on this measure.

    The arrays are read-only.
    """

    measure: Measure
    treatments: tuple[str, ...]
    trials: tuple[str, ...]
    trial: NDArray[np.int64]
    treatment: NDArray[np.int64]
    value: NDArray[np.float64]
    variance: NDArray[np.float64]
    n: NDArray[np.int64]
    corrected: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        own_arrays(self, "trial", "treatment", "value", "variance", "n")

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.trials)

    @property
    def patients(self) -> int:
        """Participants in all arms of all k trials."""
        return int(self.n.sum())

    def blocks(self) -> list[tuple[str, tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]]:
        """Contrasts of each trial against its first arm, with their covariance.

        Returns
        -------
        list of (trial, treatments, estimate, covariance), length k
            ``treatments`` has the m arms of the trial, the one contrasted against first;
            ``estimate`` has shape (m - 1,), ``covariance`` (m - 1, m - 1): the sum of two arm
            variances on the diagonal, the variance of the first arm elsewhere (Franchini et
            al. 2012; Higgins and Whitehead 1996).
        """
        found = []
        for position, name in enumerate(self.trials):
            arms = np.flatnonzero(self.trial == position)
            y, v = self.value[arms], self.variance[arms]
            names = tuple(self.treatments[t] for t in self.treatment[arms])
            found.append((name, names, y[1:] - y[0], np.diag(v[1:]) + v[0]))
        return found


def order_by_trial(
    arms: pd.DataFrame,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    """The arms of each trial side by side, trials in the order of the table.

    Returns
    -------
    order, code : ndarray of int, shape (N,)
        Positions of the N arms in the table, and the number of the trial of each.
    names : ndarray of str, length k

    Raises
    ------
    NetworkError
        If a trial has one arm alone.
    """
    codes, names = pd.factorize(arms["trial"].to_numpy(dtype=object))
    order = np.argsort(codes, kind="stable")
    code = codes[order].astype(np.int64)
    size = np.bincount(code)
    if (size == 1).any():
        alone = ", ".join(str(name) for name in names[size == 1])
        raise NetworkError(f"a trial needs two arms or more to compare; only one: {alone}.")
    return order, code, names


def make_network(arms: pd.DataFrame, measure: Measure) -> NetworkContrasts:
    """Make the contrasts of every trial of a table, and check that they form one network.

    A trial with a zero cell (an arm without responders, or one in which everybody responded)
    has 0.5 added to both cells of each of its arms, hence 1 to each n, before any contrast is
    computed; no other trial is touched. For a two-arm trial this is metafor's
    ``escalc(add=1/2, to="only0")``; in a multi-arm trial every contrast sees the same corrected
    arm, without which the contrasts of the trial would contradict one another.
    A trial without responders in any arm leaves OR and RR, one in which everybody responded in
    every arm leaves OR. Both stay in RD. A risk exists with empty cells too and is that of the
    counts as they are; 0.5 goes into its variance alone, so that none is zero.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders``, ``n``, perhaps ``effective_n``.
    measure : {"OR", "RR", "RD"}

    Returns
    -------
    NetworkContrasts

    Raises
    ------
    ArmTableError
        If the table is defective.
    NetworkError
        If the measure is unknown, a trial has one arm, no trial is informative, or the network
        falls into parts, which the message names.

    Notes
    -----
    Large-sample variances of an arm with r of n: 1/r + 1/(n - r) for the log odds (Woolf 1955),
    1/r - 1/n for the log risk (Katz 1978), p(1 - p)/n for the risk.
    """
    if measure not in COUNT_MEASURES:
        raise NetworkError(f"the measure is {measure!r}; expected OR, RR or RD.")
    arms = check_arm_table(arms)
    order, code, names = order_by_trial(arms)
    label = arms["treatment"].to_numpy()[order]
    r, n = (column[order] for column in effective_counts(arms))  # as they enter formulas

    none = np.bincount(code, r > 0) == 0
    everybody = np.bincount(code, r < n) == 0
    left_out = _left_out(list(names), none, everybody, measure)
    out = {trial for trial, _ in left_out}
    stays = np.array([name not in out for name in names])
    if not stays.any():
        reasons = "; ".join(f"{trial}: {reason}" for trial, reason in left_out)
        raise NetworkError(f"no trial is informative on the {measure} ({reasons}).")

    zero = np.bincount(code, (r == 0) | (r == n)) > 0
    row = stays[code]
    code, label, r, n = code[row], label[row], r[row], n[row]
    added = CONTINUITY_CORRECTION * zero[code]
    value, variance = _arm_values(r + added, n + 2 * added, measure)
    if measure == "RD":
        value = r / n
    treatments, treatment = np.unique(label.astype(str), return_inverse=True)
    position = np.cumsum(stays) - 1
    network = NetworkContrasts(
        measure=measure,
        treatments=tuple(treatments.tolist()),
        trials=tuple(str(name) for name in names[stays]),
        trial=position[code],
        treatment=treatment.astype(np.int64),
        value=value,
        variance=variance,
        n=arms["n"].to_numpy(dtype=np.int64)[order][row],
        corrected=tuple(str(name) for name in names[stays & zero]),
        left_out=tuple(left_out),
    )
    require_connected(network)
    return network


def _left_out(
    names: Sequence[str],
    none: NDArray[np.bool_],
    everybody: NDArray[np.bool_],
    measure: Measure,
) -> list[tuple[str, str]]:
    found = []
    for position, name in enumerate(names):
        if none[position] and measure != "RD":
            found.append((str(name), "no responders in any arm"))
        elif everybody[position] and measure == "OR":
            found.append((str(name), "every participant of every arm responded"))
    return found


def _arm_values(
    r: NDArray[np.float64], n: NDArray[np.float64], measure: Measure
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if measure == "OR":
        return np.log(r / (n - r)), 1.0 / r + 1.0 / (n - r)
    if measure == "RR":
        return np.log(r / n), 1.0 / r - 1.0 / n
    p = r / n
    return p, p * (1.0 - p) / n


def require_connected(network: NetworkContrasts) -> None:
    """Raise :class:`NetworkError`, naming the parts, if the network is not connected."""
    part = connected_parts(network.trial, network.treatment, len(network.treatments))
    if part.max() == 0:
        return
    named = []
    for number in range(int(part.max()) + 1):
        members = [t for t, p in zip(network.treatments, part, strict=True) if p == number]
        named.append(f"({', '.join(members)})")
    without = ", ".join(trial for trial, _ in network.left_out)
    because = f", once the uninformative trials are left out: {without}" if without else ""
    raise NetworkError(
        f"the network falls into {len(named)} parts no trial connects: "
        f"{' and '.join(named)}{because}."
    )
