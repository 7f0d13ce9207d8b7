"""Means without other software: spreads, tables, shared arms, and how often intervals hold."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from synthesis.models.continuous.contrasts import make_mean_contrasts
from synthesis.models.continuous.mean_table import check_mean_table
from synthesis.models.continuous.network import make_mean_network
from synthesis.models.continuous.spread import combine_means, standard_error
from synthesis.models.continuous.standardised import (
    arm_variances,
    pair_variances,
)
from synthesis.models.network.contrasts import NetworkError
from synthesis.models.network.pool import pool_network
from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.models.tables.arm_columns import ArmTableError


def table(*rows: tuple[str, str, float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["trial", "treatment", "mean", "se", "n"])


TRIAL = table(("one", "drug", -8.0, 0.7, 50), ("one", "placebo", -3.0, 0.8, 48))


def test_the_spread_that_is_printed_gives_the_standard_error() -> None:
    assert standard_error(25, sd=10.0) == 2.0
    assert standard_error(25, sd=10.0, se=1.9) == 1.9  # as printed
    half = 1.5 * float(student.ppf(0.975, 24))
    assert standard_error(25, interval=(-10 - half, -10 + half)) == pytest.approx(1.5, rel=1e-12)
    assert standard_error(25) is None
    assert standard_error(1, interval=(0.0, 1.0)) is None
    assert standard_error(25, se=0.0) is None


@pytest.mark.parametrize(("n", "most"), [(50, 0.026), (200, 0.007)])
def test_t_with_few_degrees_of_freedom_shrinks_it_by_as_much_as_is_said(
    n: int, most: float
) -> None:
    found = standard_error(n, interval=(-1.959964, 1.959964))
    assert found is not None
    assert 0 < 1 - found < most


def test_arms_on_one_treatment_are_the_mean_of_all_their_patients() -> None:
    assert combine_means([(-4.0, 0.5, 30)]) == (-4.0, 0.5, 30)
    mean, se, n = combine_means([(-4.0, 0.5, 30), (-6.0, 0.5, 10)])
    assert (mean, n) == (-4.5, 40)
    assert se == pytest.approx(math.sqrt(15.0**2 + 5.0**2) / 40)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mean", float("nan"), "row 2, mean: is nan; expected a number."),
        ("se", 0.0, "row 2, se: is 0; expected a number above 0."),
        ("n", 1, "row 2, n: is 1; expected at least 2 patients."),
        ("treatment", "placebo", "row 3, treatment: 'placebo' of trial 'one' is already in row 2"),
    ],
)
def test_a_defect_is_one_sentence(field: str, value: object, words: str) -> None:
    broken = TRIAL.copy()
    broken.loc[0, field] = value
    with pytest.raises(ArmTableError, match=words.replace("(", r"\(")):
        check_mean_table(broken)


def test_counts_and_means_are_not_mixed_up() -> None:
    with pytest.raises(ContrastError, match="expected MD or SMD"):
        make_mean_contrasts(TRIAL, "drug", "placebo", "OR")
    with pytest.raises(NetworkError, match="expected MD or SMD"):
        make_mean_network(TRIAL, "RR")
    contrasts = make_mean_contrasts(
        pd.concat([TRIAL, TRIAL.assign(trial="two")]), "drug", "placebo", "MD"
    )
    with pytest.raises(PoolingError, match="Mantel-Haenszel pools counts"):
        pool_contrasts(contrasts, "MH")


def test_two_differences_from_one_arm_share_its_variance() -> None:
    arms = pd.concat([TRIAL, table(("one", "other", -6.0, 0.6, 51))])
    (_, names, estimate, covariance), *_ = make_mean_network(arms, "MD").blocks()
    assert names == ("drug", "placebo", "other")
    np.testing.assert_allclose(estimate, [5.0, 2.0])
    np.testing.assert_allclose(covariance, [[0.49 + 0.64, 0.49], [0.49, 0.49 + 0.36]])


def test_three_arms_give_the_known_covariance_and_four_nearly() -> None:
    value, n = np.array([0.0, -0.9, -0.5, -1.3]), np.array([60.0, 55.0, 58.0, 62.0])
    for arms in (3, 4):
        g, size = value[:arms], n[:arms]
        pairs = pair_variances(g, size)
        found = arm_variances(pairs)
        known = 1 / size[0] + g[1] * g[2] / (2 * size.sum())
        missed = abs(found[0] - known)
        assert missed < (1e-15 if arms == 3 else 0.05 * known)
        sums = found[:, None] + found
        np.fill_diagonal(sums, 0.0)
        np.testing.assert_allclose(sums, pairs, atol=1e-15 if arms == 3 else 0.05 * pairs.max())


def test_a_network_of_two_treatments_is_the_pool() -> None:
    arms = pd.concat(
        [TRIAL, TRIAL.assign(trial="two", mean=[-9.0, -2.0]), TRIAL.assign(trial="three", n=[9, 8])]
    )
    for measure in ("MD", "SMD"):
        pool = pool_contrasts(make_mean_contrasts(arms, "drug", "placebo", measure), ci="wald")  # type: ignore[arg-type]
        network = pool_network(make_mean_network(arms, measure))  # type: ignore[arg-type]
        found = network.compare("drug", "placebo")
        assert found.estimate == pytest.approx(pool.estimate, abs=1e-9)
        assert found.se == pytest.approx(pool.se, abs=1e-9)


def test_means_too_far_apart_are_refused_and_not_weighted_below_zero() -> None:
    arms = table(("one", "a", 0.0, 0.1, 9), ("one", "b", 3.0, 0.1, 9), ("one", "c", -3.0, 0.1, 9))
    with pytest.raises(NetworkError, match="one lie too many standard deviations apart"):
        make_mean_network(arms, "SMD")


@pytest.mark.slow
@pytest.mark.parametrize("k", range(2, 11))
@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_intervals_hold_the_truth_as_often_as_they_say(k: int, measure: str) -> None:
    """1,000 times k trials of 25 to 120 patients an arm, true difference -0.6 SD, tau 0.15 SD."""
    rng = np.random.default_rng(16 + k)
    repeats, truth, sd = 1000, -0.6, 8.0
    held = 0
    for _ in range(repeats):
        n = rng.integers(25, 120, size=(k, 2))
        true = rng.normal(truth, 0.15, size=k)
        mean = np.column_stack([true, np.zeros(k)]) * sd
        mean = rng.normal(mean, sd / np.sqrt(n))
        spread = sd * np.sqrt(rng.chisquare(n - 1) / (n - 1))
        rows = [
            (f"t{i}", name, mean[i, j], spread[i, j] / math.sqrt(n[i, j]), int(n[i, j]))
            for i in range(k)
            for j, name in enumerate(("drug", "placebo"))
        ]
        contrasts = make_mean_contrasts(table(*rows), "drug", "placebo", measure)  # type: ignore[arg-type]
        pool = pool_contrasts(contrasts, ci=primary_interval(k))
        expected = truth * (sd if measure == "MD" else 1.0)
        held += pool.ci_low <= expected <= pool.ci_high
    # Wald with two trials is short where trials differ; Hartung-Knapp never narrower than Wald
    # holds a little more than it says with few.
    least = 0.9 if k == 2 else 0.935
    assert least < held / repeats, f"{held / repeats:.3f}"
