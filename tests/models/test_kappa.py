"""Cohen's kappa against published numbers, and its jackknife against one made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from synthesis.models.kappa import cohen_kappa

ratings = st.integers(2, 8).flatmap(
    lambda groups: st.tuples(
        *(arrays(float, (groups, 6), elements=st.sampled_from([0.0, 1.0])) for _ in range(2))
    )
)


def by_hand(first: np.ndarray, second: np.ndarray) -> float:
    """Cohen 1960: the agreement beyond what the two shares of “yes” give by chance."""
    a, b = first.mean(), second.mean()
    chance = a * b + (1 - a) * (1 - b)
    return float((np.mean(first == second) - chance) / (1 - chance))


def test_a_table_whose_kappa_is_known() -> None:
    """20 yes of both, 15 no of both, 5 and 10 apart: observed 0.7, by chance 0.5, kappa 0.4."""
    first = np.repeat([1.0, 1.0, 0.0, 0.0], [20, 5, 10, 15]).reshape(5, 10)
    second = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 5, 10, 15]).reshape(5, 10)
    assert cohen_kappa(first, second).estimate == pytest.approx(0.4, abs=1e-12)


@given(ratings)
def test_the_estimate_is_that_of_the_formula(pair: tuple[np.ndarray, np.ndarray]) -> None:
    first, second = pair
    kappa = cohen_kappa(first, second)
    same = np.concatenate([first.ravel(), second.ravel()])
    if (same == same[0]).all():
        assert math.isnan(kappa.estimate)
    else:
        other = by_hand(first.ravel(), second.ravel())
        assert kappa.estimate == pytest.approx(other, abs=1e-12)
    assert math.isnan(kappa.low) or kappa.low <= kappa.estimate + 1e-12 <= kappa.high + 2e-12


def test_the_interval_leaves_out_one_group_at_a_time() -> None:
    generator = np.random.default_rng(7)
    first = (generator.random((9, 20)) < 0.3).astype(float)
    second = np.where(generator.random((9, 20)) < 0.1, 1 - first, first)
    kappa = cohen_kappa(first, second)
    left = [
        by_hand(np.delete(first, n, 0).ravel(), np.delete(second, n, 0).ravel()) for n in range(9)
    ]
    error = math.sqrt(8 / 9 * sum((value - np.mean(left)) ** 2 for value in left))
    assert kappa.low == pytest.approx(kappa.estimate - stats.t.ppf(0.975, 8) * error, abs=1e-12)
    assert kappa.high == pytest.approx(
        min(kappa.estimate + stats.t.ppf(0.975, 8) * error, 1), abs=1e-12
    )


def test_one_group_has_no_interval_and_shapes_must_fit() -> None:
    first = np.array([[1.0, 0.0, 1.0]])
    kappa = cohen_kappa(first, np.array([[1.0, 0.0, 0.0]]))
    assert math.isfinite(kappa.estimate)
    assert math.isnan(kappa.low)
    with pytest.raises(ValueError, match="same items"):
        cohen_kappa(first, first.T)
