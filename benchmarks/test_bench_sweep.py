"""Time of many pools at once, of all sensitivity tables of the book, and of a multiverse.

Run with ``pytest benchmarks``. The file is outside ``testpaths``; times are no test.
"""

from typing import Any

import numpy as np
import pytest

from synthesis.analyses.multiverse.specifications import run_multiverses
from synthesis.analyses.sensitivity_table import sensitivity_table
from synthesis.models.pairwise.many_pools import pool_many
from synthesis.package.dataset import Dataset, load

POOLS, TRIALS = 10_000, 13


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load()


@pytest.mark.parametrize("method", ["REML", "PM", "DL", "common"])
def test_pool_10_000_of_13_trials(benchmark: Any, method: str) -> None:
    rng = np.random.default_rng(1)
    variance = rng.uniform(0.02, 0.4, (POOLS, TRIALS))
    spread = np.sqrt(variance + rng.choice([0.0, 0.05, 0.5], (POOLS, 1)))
    estimate = rng.normal(size=(POOLS, TRIALS)) * spread
    result = benchmark(pool_many, estimate, variance, None, method, "hk")
    assert result.k.shape == (POOLS,)


def test_all_sensitivity_tables_of_the_book(benchmark: Any, dataset: Dataset) -> None:
    assert benchmark(sensitivity_table, dataset, dataset.analyses)


def test_every_specification_of_easi75(benchmark: Any, dataset: Dataset) -> None:
    names = ("easi75-monotherapy", "easi75-with-topicals")
    analyses = [dataset.analysis(name) for name in names]
    assert benchmark(run_multiverses, dataset, analyses)
