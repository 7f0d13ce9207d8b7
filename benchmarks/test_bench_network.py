"""Time of a network meta-analysis by REML, and how it grows with the number of trials.

Run with ``pytest benchmarks``. The file is outside ``testpaths``; times are no test.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.network import pool_network
from synthesis.network_consistency import decompose_q, split_nodes
from synthesis.network_contrasts import NetworkContrasts, make_network
from synthesis.network_influence import leave_one_trial_out, trial_contributions

SIZES = [(100, 20), (200, 20), (400, 20), (1000, 50)]


def simulate_arms(trials: int, treatments: int, seed: int = 20261121) -> pd.DataFrame:
    """Three-arm trials of treatments drawn at random, tau 0.3 on the log odds."""
    rng = np.random.default_rng(seed)
    effect = rng.normal(0.0, 0.5, treatments)
    rows = []
    for trial in range(trials):
        # The first arms walk through all treatments, so that the network is connected.
        anchor = [trial % treatments, (trial + 1) % treatments]
        third = rng.choice(np.setdiff1d(np.arange(treatments), anchor))
        n = int(rng.integers(50, 300))
        base = rng.normal(-0.5, 0.4)
        for treatment in [*anchor, int(third)]:
            odds = np.exp(base + effect[treatment] + rng.normal(0.0, 0.3 / np.sqrt(2.0)))
            responders = int(rng.binomial(n, odds / (1.0 + odds)))
            rows.append((f"trial {trial}", f"treatment {treatment:02d}", responders, n))
    return pd.DataFrame(rows, columns=["trial", "treatment", "responders", "n"])


@pytest.fixture(scope="module")
def hundred() -> NetworkContrasts:
    return make_network(simulate_arms(100, 20), "OR")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_reml_of_three_arm_trials(benchmark: Any, size: tuple[int, int]) -> None:
    network = make_network(simulate_arms(*size), "OR")
    result = benchmark(pool_network, network, "REML")
    assert len(result.trials) == size[0]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_make_network(benchmark: Any, size: tuple[int, int]) -> None:
    arms = simulate_arms(*size)
    assert benchmark(make_network, arms, "OR").k == size[0]


def test_consistency_of_100_trials(benchmark: Any, hundred: NetworkContrasts) -> None:
    def both() -> int:
        return decompose_q(hundred).total.df + len(split_nodes(hundred, 0.1))

    assert benchmark(both) > 181


def test_contributions_of_100_trials(benchmark: Any, hundred: NetworkContrasts) -> None:
    assert benchmark(trial_contributions, hundred, 0.1).shape == (190, 100)


def test_leave_one_out_of_100_trials(benchmark: Any, hundred: NetworkContrasts) -> None:
    assert len(benchmark(leave_one_trial_out, hundred)) == 100
