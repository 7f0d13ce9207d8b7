"""The sweep gives, for every pool, what pool_contrasts gives for it alone."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import bcg

from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.models.pairwise import many_pools as sweep
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.pairwise.heterogeneity import SCORE_GRID, estimate_tau2
from synthesis.models.pairwise.many_pools import SweepResult, pool_many, stack_contrasts
from synthesis.models.pairwise.many_tau2 import SweepMethod, estimate_tau2_many
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval

METHODS = get_args(SweepMethod)
INTERVALS = ("hk", "hk-adhoc", "wald")
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high", "tau2")

# Made-up estimates and variances for which the REML score changes sign from above to below more
# than once, or is below 0 at 0 and positive later: a search from one start can end in the lower.
SEVERAL_MAXIMA = [
    ([-0.7, -3.5, 1.6, -0.8], [0.005, 1.822, 0.319, 0.016]),
    ([0.5, -2.4, -2.5, -2.2], [0.946, 0.002, 7.501, 0.003]),
    ([-3.3, -3.4, 3.9], [0.009, 0.031, 2.834]),
    ([2.3, 2.4, -2.4], [0.001, 0.022, 2.763]),
    ([-0.9, 0.5, -0.6, 0.8], [0.473, 0.01, 7.193, 0.202]),
    ([-3.3, -0.4, 4.5, -0.4, 0.4], [0.303, 0.003, 3.502, 0.006, 3.82]),
    ([-2.0, 2.4, -2.9, -1.9], [0.002, 2.348, 0.587, 0.177]),
]


def contrasts_from(y: Any, v: Any) -> Contrasts:
    cells = np.tile([5, 10, 4, 10], (len(y), 1))
    names = tuple(f"T{i}" for i in range(len(y)))
    return Contrasts("OR", "t", "c", names, cells, np.asarray(y), np.asarray(v))


def random_stack(seed: int, pools: int, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    v = 10 ** rng.uniform(-3, 0.5, (pools, k))
    spread = np.sqrt(v + rng.choice([0.0, 0.05, 1.0], (pools, 1)))
    present = rng.random((pools, k)) < 0.6
    present[:, 0] = True
    return rng.normal(0, 1, (pools, k)) * spread, v, present


def assert_same(found: SweepResult, row: int, one: Any) -> None:
    assert (found.k[row], found.ci[row]) == (one.k, one.ci)
    for name in NUMBERS:
        ours, theirs = float(getattr(found, name)[row]), getattr(one, name)
        if theirs is None:
            assert np.isnan(ours), name
        else:
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9), name


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ci", INTERVALS)
def test_bcg_is_the_same_as_alone(method: Any, ci: Any) -> None:
    stack = stack_contrasts([bcg()])
    found = pool_many(stack.estimate, stack.variance, stack.present, method, ci)
    assert_same(found, 0, pool_contrasts(bcg(), method, ci))


def test_pinned_bcg_numbers() -> None:
    # metafor 3.8-1, rma(..., method="REML", test="knha"); see tests/test_pairwise.py.
    found = pool_many([bcg().estimate], [bcg().variance], ci="hk")
    assert found.tau2[0] == pytest.approx(0.3132, abs=5e-5)
    assert (found.ci_low[0], found.ci_high[0]) == pytest.approx((-1.1084, -0.3206), abs=5e-5)
    assert (found.pi_low[0], found.pi_high[0]) == pytest.approx((-1.9960, 0.5670), abs=5e-5)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.parametrize("method", METHODS)
def test_the_books_pools_are_the_same_as_alone(
    results: tuple[AnalysisResult, ...], method: Any, measure: Any
) -> None:
    pools = [contrasts_of(p.pool, measure) for result in results for p in result.pools]
    stack = stack_contrasts(pools)
    found = pool_many(stack.estimate, stack.variance, stack.present, method)
    assert len({c.k for c in pools}) > 2
    for row, contrasts in enumerate(pools):
        one = pool_contrasts(contrasts, method, primary_interval(contrasts.k))
        assert_same(found, row, one)


FINITE = st.floats(-5, 5)
POSITIVE = st.floats(1e-3, 5)


@st.composite
def padded_pools(draw: st.DrawFn) -> tuple[list[tuple[list[float], list[float]]], int]:
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=5))
    pools = [
        (
            draw(st.lists(FINITE, min_size=k, max_size=k)),
            draw(st.lists(POSITIVE, min_size=k, max_size=k)),
        )
        for k in sizes
    ]
    return pools, draw(st.integers(0, 3))


@settings(max_examples=60, deadline=None)
@given(padded_pools(), st.sampled_from(METHODS), st.sampled_from(INTERVALS), st.integers(0, 99))
def test_any_pools_are_the_same_as_alone(drawn: Any, method: Any, ci: Any, seed: int) -> None:
    pools, padding = drawn
    width = max(len(y) for y, _ in pools) + padding
    rng = np.random.default_rng(seed)
    # Absent cells hold rubbish, and trials stand anywhere in their row.
    y, v = np.full((len(pools), width), np.nan), np.full((len(pools), width), -1.0)
    present = np.zeros((len(pools), width), dtype=bool)
    for row, (estimates, variances) in enumerate(pools):
        places = rng.permutation(width)[: len(estimates)]
        y[row, places], v[row, places], present[row, places] = estimates, variances, True
    found = pool_many(y, v, present, method, ci)
    for row, pool in enumerate(pools):
        assert_same(found, row, pool_contrasts(contrasts_from(*pool), method, ci))


@pytest.mark.parametrize(("y", "v"), SEVERAL_MAXIMA)
def test_the_highest_of_several_maxima_is_found(y: list[float], v: list[float]) -> None:
    estimates, variances = np.array([y, y]), np.array([v, v])
    found = estimate_tau2_many(estimates, variances, np.ones((2, len(y)), dtype=bool), "REML")
    assert found == pytest.approx([estimate_tau2(y, v, "REML")] * 2, abs=1e-9)
    # None on a fine grid is likelier: the comparison does not rest on the one-pool code alone.
    best = restricted_log_likelihood(estimates[0], variances[0], float(found[0]))
    for tau2 in 30.0 * SCORE_GRID:
        assert restricted_log_likelihood(estimates[0], variances[0], tau2) <= best + 1e-12


def restricted_log_likelihood(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    w = 1 / (v + tau2)
    q = w @ (y - w @ y / w.sum()) ** 2
    return 0.5 * float(np.log(w).sum() - np.log(w.sum()) - q)


def test_equal_estimates_have_no_variation() -> None:
    found = estimate_tau2_many(np.ones((1, 4)), np.ones((1, 4)), np.ones((1, 4), bool), "PM")
    assert found.tolist() == [0.0]


@pytest.mark.parametrize("method", METHODS)
def test_order_of_trials_and_of_pools_does_not_matter(method: Any) -> None:
    y, v, present = random_stack(1, 200, 8)
    rng = np.random.default_rng(2)
    columns, rows = rng.permutation(8), rng.permutation(200)
    plain = pool_many(y, v, present, method)
    turned = pool_many(*(a[rows][:, columns] for a in (y, v, present)), method)
    for name in NUMBERS:
        first, second = getattr(plain, name)[rows], getattr(turned, name)
        np.testing.assert_allclose(first, second, rtol=0, atol=1e-9)


def test_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = random_stack(3, 50, 6)
    whole = pool_many(*stack)
    monkeypatch.setattr(sweep, "CHUNK", 7)
    pieces = pool_many(*stack)
    for name in NUMBERS:
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))


def test_the_primary_interval_follows_the_number_of_trials() -> None:
    y, v, present = random_stack(4, 100, 5)
    found = pool_many(y, v, present)
    assert set(found.k) >= {1, 2, 3}
    assert [primary_interval(int(k)) for k in found.k] == found.ci.tolist()
    np.testing.assert_array_equal(np.isnan(found.pi_low), found.k < 3)
    np.testing.assert_array_equal(np.isnan(found.tau2), found.k == 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"estimate": [0.1, 0.2]}, "expected \\(B, k\\)"),
        ({"variance": [[0.1, 0.2, 0.3]]}, "expected \\(B, k\\)"),
        ({"variance": [[0.1, 0.0]]}, "above 0"),
        ({"estimate": [[0.1, np.nan]]}, "finite"),
        ({"present": [[False, False]]}, "at least one trial"),
        ({"method": "EB"}, "unknown method 'EB'"),
        ({"ci": "t"}, "interval 't'"),
        ({"level": 1.0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_pooled_is_refused(changes: dict[str, Any], message: str) -> None:
    given_values: dict[str, Any] = {"estimate": [[0.1, 0.2]], "variance": [[0.1, 0.2]]}
    with pytest.raises(ValueError, match=message):
        pool_many(**(given_values | changes))


def test_a_stack_without_trials_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pool"):
        stack_contrasts([])
    with pytest.raises(ValueError, match="at least one trial"):
        stack_contrasts([contrasts_from([], [])])


def test_the_result_is_frozen() -> None:
    found = pool_many([[0.1, 0.2]], [[0.1, 0.2]])
    with pytest.raises(FrozenInstanceError):
        found.k = found.k  # type: ignore[misc]
