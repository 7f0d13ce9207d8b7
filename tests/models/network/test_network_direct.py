"""direct_evidence: head-to-head evidence, and how much of an answer it is."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from network_references import (
    METHODS,
    RESULTS,
    dense_fit,
    name_of,
    network_of,
    networks,
    star,
    triangle,
)

from synthesis.models.network.consistency import split_nodes
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.direct_evidence import pool_direct
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts


def position(network: NetworkContrasts, treatment: str, comparator: str) -> tuple[int, int]:
    return network.treatments.index(treatment), network.treatments.index(comparator)


def test_in_a_star_direct_evidence_is_everything_or_nothing() -> None:
    network = make_network(star(), "OR")
    evidence = pool_direct(network, 0.04)
    for drug in ("first", "second"):
        cell = position(network, drug, "placebo")
        assert evidence.trials[cell] == 2
        assert evidence.share[cell] == pytest.approx(1.0, abs=1e-12)
    cell = position(network, "first", "second")
    assert (evidence.trials[cell], evidence.share[cell]) == (0, 0.0)
    assert np.isnan(evidence.estimate[cell])
    assert np.isinf(evidence.variance[cell])


def test_the_diagonal_is_empty() -> None:
    evidence = pool_direct(make_network(triangle(), "OR"), 0.0)
    assert (np.diag(evidence.trials) == 0).all()
    assert (np.diag(evidence.share) == 0.0).all()


def test_no_tau2_counts_as_zero() -> None:
    network = make_network(triangle(), "OR")
    without, zero = pool_direct(network, None), pool_direct(network, 0.0)
    for name in ("trials", "estimate", "variance", "share"):
        np.testing.assert_array_equal(getattr(without, name), getattr(zero, name))


def test_a_three_arm_trial_counts_for_each_of_its_pairs() -> None:
    table = triangle()
    network = make_network(table[table["trial"] == "six"], "OR")
    evidence = pool_direct(network, None)
    assert evidence.trials.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    # Without heterogeneity the third arm adds nothing to the contrast of the other two.
    assert evidence.share[~np.eye(3, dtype=bool)] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_direct_evidence_is_the_pairwise_analysis_of_the_trials_with_both(measure: Any) -> None:
    table = triangle()
    network = make_network(table, measure)
    evidence = pool_direct(network, 0.0)
    for pair in (("first", "placebo"), ("second", "placebo"), ("first", "second")):
        expected = pool_contrasts(make_contrasts(table, *pair, measure), "common", "wald")
        cell = position(network, *pair)
        assert evidence.trials[cell] == expected.k
        assert evidence.estimate[cell] == pytest.approx(expected.estimate, abs=1e-12)
        assert evidence.variance[cell] == pytest.approx(expected.se**2, abs=1e-14)


@pytest.mark.parametrize("reference", [r for r in RESULTS if r["measure"] == "OR"], ids=name_of)
def test_share_and_estimate_are_those_of_the_split_nodes(reference: dict[str, Any]) -> None:
    network = network_of(reference["table"], "OR")
    tau2 = pool_network(network, METHODS[reference["method"]]).tau2
    evidence = pool_direct(network, tau2)
    for split in split_nodes(network, tau2):
        cell = position(network, split.treatment, split.comparator)
        assert evidence.estimate[cell] == pytest.approx(split.direct, abs=1e-12)
        assert evidence.variance[cell] == pytest.approx(split.direct_se**2, rel=1e-12)
        # The two estimates are uncorrelated, so that each weighs by its inverse variance.
        weight = 1.0 / split.direct_se**2, 1.0 / split.indirect_se**2
        assert evidence.share[cell] == pytest.approx(weight[0] / sum(weight), abs=1e-9)


@pytest.mark.parametrize("tau2", [0.0, 0.1])
@pytest.mark.parametrize("table", ["hasselblad1998", "dong2013", "book_easi75-monotherapy"])
def test_share_is_that_of_dense_least_squares(table: str, tau2: float) -> None:
    network = network_of(table, "OR")
    covariance = np.pad(dense_fit(network, tau2)["covariance"], ((1, 0), (1, 0)))
    spread = np.diag(covariance)
    mixed = spread[:, None] + spread - 2.0 * covariance
    evidence = pool_direct(network, tau2)
    for row, treatment in enumerate(network.treatments):
        for column, comparator in enumerate(network.treatments):
            weights, effects = [], []
            for _, names, estimate, block in network.blocks():
                if row == column or not {treatment, comparator} <= set(names):
                    continue
                # The contrast of the two arms and its variance from the block of the trial.
                turn = np.array([(n == treatment) * 1.0 - (n == comparator) for n in names[1:]])
                weights.append(1.0 / (turn @ block @ turn + tau2))
                effects.append(turn @ estimate)
            assert evidence.trials[row, column] == len(weights)
            if weights:
                pooled = np.average(effects, weights=weights)
                assert evidence.estimate[row, column] == pytest.approx(pooled, abs=1e-11)
                share = mixed[row, column] * sum(weights)
                assert evidence.share[row, column] == pytest.approx(share, abs=1e-10)


@settings(deadline=None, max_examples=30)
@given(networks())
def test_shares_lie_between_none_and_all_and_turn_with_their_direction(
    table: pd.DataFrame,
) -> None:
    network = make_network(table, "OR")
    result = pool_network(network)
    evidence = pool_direct(network, result.tau2)
    known = evidence.trials > 0
    assert ((evidence.share > 0.0) == known).all()
    np.testing.assert_allclose(evidence.share, evidence.share.T, atol=1e-12)
    np.testing.assert_allclose(evidence.estimate, -evidence.estimate.T, atol=1e-12)
    # No linear unbiased estimate is more precise than the network's: nothing was clipped.
    assert (result.se[known] ** 2 <= evidence.variance[known] * (1.0 + 1e-9)).all()


def test_the_arrays_are_read_only() -> None:
    evidence = pool_direct(make_network(triangle(), "OR"), 0.0)
    for name in ("trials", "estimate", "variance", "share"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(evidence, name)[0, 1] = 1
