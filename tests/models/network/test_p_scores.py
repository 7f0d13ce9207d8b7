"""synthesis.models.network.p_scores."""

import numpy as np
import pytest
from network_references import network_of
from scipy.stats import norm

from synthesis.models.network.p_scores import compute_p_scores
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import PoolingError


def test_two_treatments_share_one() -> None:
    estimate = np.array([[0.0, 0.5], [-0.5, 0.0]])
    se = np.array([[0.0, 0.25], [0.25, 0.0]])
    # pnorm(2) in R
    assert compute_p_scores(estimate, se) == pytest.approx([0.9772498680518208, 0.0227501319481792])


def test_the_formula_written_out_on_a_public_network() -> None:
    result = pool_network(network_of("linde2015", "OR"))
    size = len(result.treatments)
    expected = [
        np.mean([
            norm.cdf(result.estimate[i, j] / result.se[i, j]) for j in range(size) if j != i
        ])
        for i in range(size)
    ]  # fmt: skip
    assert compute_p_scores(result.estimate, result.se) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("table", ["dong2013", "hasselblad1998"])
def test_the_mean_is_a_half_and_lower_is_the_complement(table: str) -> None:
    result = pool_network(network_of(table, "OR"))
    higher = compute_p_scores(result.estimate, result.se, "higher")
    lower = compute_p_scores(result.estimate, result.se, "lower")
    assert higher.mean() == pytest.approx(0.5)
    assert higher + lower == pytest.approx(1.0)


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(PoolingError, match="expected higher or lower"):
        compute_p_scores(np.zeros((2, 2)), np.ones((2, 2)), "best")  # type: ignore[arg-type]
