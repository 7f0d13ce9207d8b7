"""The Q-profile interval of a network's tau2, and words about it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from network_references import networks
from scipy.special import chdtri

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import network_model, pool_network
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.notes import EMPTY_Q_PROFILE
from synthesis.models.pairwise.pool import pool_contrasts

TWO_ARM_TRIALS = [
    ("b", 30, 100, "a", 20, 100),
    ("b", 55, 120, "a", 22, 118),
    ("c", 40, 110, "a", 15, 112),
    ("c", 28, 90, "a", 18, 88),
    ("c", 33, 95, "b", 21, 97),
    ("b", 20, 80, "a", 19, 82),
]


def table_of(*trials: tuple[str, int, int, str, int, int]) -> pd.DataFrame:
    rows = []
    for i, (first, a, n1, second, c, n2) in enumerate(trials):
        rows += [(f"T{i}", first, a, n1), (f"T{i}", second, c, n2)]
    return pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])


def test_limits_agree_with_metafor() -> None:
    # metafor 3.8-1: r <- rma(yi, vi, mods=~X-1), X the treatments of two-arm trials;
    # confint(r, control=list(tol=1e-14))$random["tau^2", ]. Its tau2 itself is another: without an
    # intercept rma centres the effects all the same; rma.mv does not (network.json).
    result = pool_network(make_network(table_of(*TWO_ARM_TRIALS), "OR"))
    assert (result.tau2_low, result.tau2_high) == (0.0, pytest.approx(2.15499474048, rel=1e-8))


def test_two_treatments_have_the_interval_of_a_pool() -> None:
    trials = [("t", 20 + 19 * i, 120, "c", 40 - 7 * i, 115) for i in range(5)]
    network = pool_network(make_network(table_of(*trials), "OR"))
    pool = pool_contrasts(make_contrasts(table_of(*trials), "t", "c", "OR"))
    assert pool.tau2_low is not None
    assert pool.tau2_low > 0
    assert network.tau2_low == pytest.approx(pool.tau2_low, rel=1e-8)
    assert network.tau2_high == pytest.approx(pool.tau2_high, rel=1e-8)


@settings(max_examples=30)
@given(table=networks())
def test_q_equals_its_quantiles_at_the_limits(table: pd.DataFrame) -> None:
    model = network_model(make_network(table, "OR"))
    low, high = model.tau2_q_profile(0.95)
    if high is None or low is None:
        assert model.df == 0 or model.fit(0.0).q < chdtri(model.df, 0.975)
        return
    assert 0 <= low <= high
    assert model.fit(high).q == pytest.approx(float(chdtri(model.df, 0.975)), rel=1e-6)
    if low > 0:
        assert model.fit(low).q == pytest.approx(float(chdtri(model.df, 0.025)), rel=1e-6)


def test_an_empty_set_is_called_empty() -> None:
    alike = [("t", 40 + i % 2, 100, "c", 20 + i % 2, 100) for i in range(5)]
    result = pool_network(make_network(table_of(*alike), "OR"))
    assert (result.tau2, result.tau2_low, result.tau2_high) == (0.0, None, None)
    assert EMPTY_Q_PROFILE in result.notes
    common = pool_network(make_network(table_of(*alike), "OR"), "common")
    assert EMPTY_Q_PROFILE not in common.notes


def test_risk_differences_with_empty_cells_keep_their_estimate() -> None:
    trials = [("b", 0, 50, "a", 0, 60), ("c", 2, 2, "a", 0, 2)]
    network = make_network(table_of(*trials), "RD")
    estimates = [float(estimate[0]) for *_, estimate, _ in network.blocks()]
    assert np.abs(estimates).tolist() == [0.0, 1.0]
    # The variance is that of the cells with 0.5 added: meta 8.4.0, metabin(sm="RD").
    errors = [float(covariance[0, 0]) ** 0.5 for *_, covariance in network.blocks()]
    assert errors == pytest.approx([0.0179894463, 0.3042903097], abs=1e-9)
    assert any("for the variance alone" in note for note in pool_network(network).notes)
