"""Do direct and indirect evidence agree? Q by designs, and node-splitting.

A design is the set of treatments a trial compares. Trials of one design can differ by
heterogeneity only; designs can also differ by inconsistency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from synthesis.models.arrays import Floats
from synthesis.models.network.contrasts import NetworkContrasts
from synthesis.models.network.direct_evidence import pool_direct
from synthesis.models.network.least_squares import Ints, NetworkMethod, NetworkModel
from synthesis.models.network.links import Links
from synthesis.models.network.pool import network_model
from synthesis.models.network.result import HeterogeneityTest


@dataclass(frozen=True)
class QDecomposition:
    """The common-effect Q of a network and what it is made of.

    ``between`` without degrees of freedom means that inconsistency cannot be assessed.
    ``by_design`` has (treatments, test) for each design with two trials or more.
    """

    total: HeterogeneityTest
    within: HeterogeneityTest
    between: HeterogeneityTest
    by_design: tuple[tuple[tuple[str, ...], HeterogeneityTest], ...]


@dataclass(frozen=True)
class InteractionTest:
    """Design-by-treatment interaction; ``tau2`` is that of the model with the interaction."""

    tau2: float
    q: float
    df: int
    p: float


@dataclass(frozen=True)
class NodeSplit:
    """Direct against indirect evidence on one comparison, on the model scale."""

    treatment: str
    comparator: str
    direct: float
    direct_se: float
    indirect: float
    indirect_se: float
    difference: float
    difference_se: float
    p: float


def decompose_q(network: NetworkContrasts) -> QDecomposition:
    """Split the common-effect Q into within and between designs (Krahn, Binder, Koenig 2013).

    Q total is that of the consistency model, Q within that of a model with free effects for
    each design, both weighted with the within-trial covariance alone; Q between is their
    difference. A design with m treatments and n trials has (n - 1)(m - 1) degrees of freedom
    within.
    """
    consistent, free = network_model(network), _design_model(network)
    total, within, df = consistent.fit(0.0).q, 0.0, 0
    parts: list[tuple[tuple[str, ...], HeterogeneityTest]] = []
    if free is not None:
        model, design = free
        fit = model.fit(0.0)
        within, df = fit.q, model.df
        parts += _within_each_design(network, design, fit.weighted**2 / fit.weight)
    return QDecomposition(
        total=HeterogeneityTest.of(total, consistent.df),
        within=HeterogeneityTest.of(within, df),
        between=HeterogeneityTest.of(total - within, consistent.df - df),
        by_design=tuple(parts),
    )


def assess_interaction(
    network: NetworkContrasts, method: NetworkMethod = "REML"
) -> InteractionTest | None:
    """Test inconsistency with random effects: the design-by-treatment interaction.

    The Wald test that all interaction parameters are 0, with tau2 estimated in the model that
    has them (Higgins et al. 2012; White et al. 2012): the difference between the generalised Q
    without and with the interaction at that tau2. netmeta's ``decomp.design`` does the same
    with a method-of-moments tau2.

    Returns
    -------
    InteractionTest or None
        None if inconsistency cannot be assessed, or if no design has two trials, so that tau2
        cannot be told apart from inconsistency.
    """
    consistent, designs = network_model(network), _design_model(network)
    if designs is None or consistent.df == designs[0].df:
        return None
    free = designs[0]
    df = consistent.df - free.df
    tau2 = free.estimate_tau2(method) or 0.0
    test = HeterogeneityTest.of(consistent.fit(tau2).q - free.fit(tau2).q, df)
    return InteractionTest(tau2, test.q, df, float(test.p if test.p is not None else np.nan))


def split_nodes(network: NetworkContrasts, tau2: float | None) -> tuple[NodeSplit, ...]:
    """Separate direct from indirect evidence, for each comparison in a closed loop.

    Method: back-calculation (Dias et al. 2010, section 3.2; Koenig, Krahn and Binder 2013).
    The direct estimate d pools the trials that have both treatments, each with these two of
    its arms only, weights 1 / (v + tau2). The network estimate n is the best combination of
    direct and indirect evidence, hence n = s d + (1 - s) i with s = var(n) / var(d), and the
    indirect estimate is i = (n - s d) / (1 - s) with variance var(n) / (1 - s). Being least
    squares, n has covariance var(n) with any other unbiased linear estimate, so that d and i
    are uncorrelated even where both use arms of the same multi-arm trial. tau2 is that of the
    consistency model, as in netmeta's ``netsplit``.

    A comparison is split if its treatments stay connected once all trials that have both are
    removed (van Valkenhoef et al. 2016). netsplit also splits a comparison whose indirect
    evidence comes from further arms of those very trials; such a loop cannot be inconsistent.

    Parameters
    ----------
    network : NetworkContrasts
    tau2 : float or None
        From :func:`synthesis.models.network.pool.pool_network`; None counts as 0.

    Returns
    -------
    tuple of NodeSplit
        Treatment and comparator in alphabetical order; empty if there is no closed loop.
    """
    size = len(network.treatments)
    fit = network_model(network).fit(tau2 or 0.0)
    evidence = pool_direct(network, tau2)
    links = Links(network.trial, network.treatment, size)
    having = np.zeros((size, network.k), dtype=bool)
    having[network.treatment, network.trial] = True
    splits = []
    for row, column in zip(*np.nonzero(np.triu(evidence.trials)), strict=True):
        both = np.flatnonzero(having[row] & having[column])
        if not links.joined_without(both.tolist(), np.array([row, column])):
            continue
        direct, share = evidence.estimate[row, column], evidence.share[row, column]
        direct_variance = evidence.variance[row, column]
        mixed = fit.effect[row] - fit.effect[column]
        indirect = (mixed - share * direct) / (1.0 - share)
        indirect_variance = share * direct_variance / (1.0 - share)
        se = float(np.sqrt(direct_variance + indirect_variance))
        splits.append(
            NodeSplit(
                treatment=network.treatments[row],
                comparator=network.treatments[column],
                direct=float(direct),
                direct_se=float(np.sqrt(direct_variance)),
                indirect=float(indirect),
                indirect_se=float(np.sqrt(indirect_variance)),
                difference=float(direct - indirect),
                difference_se=se,
                p=float(2.0 * ndtr(-abs(direct - indirect) / se)),
            )
        )
    return tuple(splits)


def designs_of(network: NetworkContrasts) -> NDArray[np.int64]:
    """Number the design of each trial; shape (k,), designs in the order of first appearance."""
    numbers: dict[frozenset[int], int] = {}
    members: list[set[int]] = [set() for _ in network.trials]
    for trial, treatment in zip(network.trial.tolist(), network.treatment.tolist(), strict=True):
        members[trial].add(treatment)
    return np.array([numbers.setdefault(frozenset(m), len(numbers)) for m in members])


def _design_model(network: NetworkContrasts) -> tuple[NetworkModel, Ints] | None:
    """Return the model with free effects for each design: a node is a treatment in a design.

    A design of one trial is fitted exactly and adds nothing to Q, its degrees of freedom or the
    score of tau2; such trials are passed over. None if there is no other. Beside the model stands
    the design of each of its arms.
    """
    of_trial = designs_of(network)
    design = of_trial[network.trial]
    rows = np.bincount(of_trial)[design] > 1
    if not rows.any():
        return None
    node = design[rows] * len(network.treatments) + network.treatment[rows]
    nodes, position = np.unique(node, return_inverse=True)
    _, trial = np.unique(network.trial[rows], return_inverse=True)
    value, variance = network.value[rows], network.variance[rows]
    return NetworkModel(trial, position, value, variance, nodes.size), design[rows]


def _within_each_design(
    network: NetworkContrasts, design: Ints, q: Floats
) -> Iterator[tuple[tuple[str, ...], HeterogeneityTest]]:
    """Test each design of :func:`_design_model`; ``q`` is what each of its arms adds to Q."""
    total = np.bincount(design, q)
    _, one, trials = np.unique(designs_of(network), return_index=True, return_counts=True)
    for number in np.unique(design):
        first, end = np.searchsorted(network.trial, [one[number], one[number] + 1])
        members = np.sort(network.treatment[first:end])
        df = int(trials[number] - 1) * (members.size - 1)
        names = tuple(network.treatments[member] for member in members)
        yield names, HeterogeneityTest.of(float(total[number]), df)
