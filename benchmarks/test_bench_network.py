"""Time and memory of a network meta-analysis by REML, and how they grow with the number of trials.

Run with ``make bench``. The file is outside ``testpaths``; times are no test. Aims: 100 three-arm
trials of 20 treatments below 50 ms, 10,000 of 200 treatments below 1 s, growth near to linear; all
that `model network --json` computes and writes, without the start of the process, below 0.5 s for
500 trials of 30 treatments and 1.5 s for 1,000 of 50.
"""

import json
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.models.network.consistency import decompose_q, split_nodes
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.influence import leave_one_trial_out, trial_contributions
from synthesis.models.network.pool import pool_network
from synthesis.models.network.report import analyse_network

# The same treatments throughout, so that the growth is that of the trials; then the largest aim.
SIZES = [(100, 20), (200, 20), (400, 20), (1000, 20), (1000, 50), (10000, 200)]


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


def measure_peak(network: NetworkContrasts) -> float:
    """Largest memory that pooling holds at a time beyond the network itself, in MB."""
    tracemalloc.start()
    pool_network(network, "REML")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_reml_of_three_arm_trials(
    benchmark: Any, capsys: pytest.CaptureFixture[str], size: tuple[int, int]
) -> None:
    network = make_network(simulate_arms(*size), "OR")
    peak = measure_peak(network)
    result = benchmark(pool_network, network, "REML")
    assert len(result.trials) == size[0]
    median = benchmark.stats.stats.median if benchmark.stats else float("nan")
    benchmark.extra_info |= {"peak_mb": peak, "us_per_trial": 1e6 * median / size[0]}
    with capsys.disabled():
        print(
            f"\n{size[0]} trials, {size[1]} treatments: {1e3 * median:.1f} ms, "
            f"{1e6 * median / size[0]:.0f} µs a trial, peak {peak:.1f} MB"
        )


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


def test_leave_one_out_of_4000_trials(benchmark: Any) -> None:
    network = make_network(simulate_arms(4000, 50), "OR")
    assert len(benchmark(leave_one_trial_out, network)) == 4000


@pytest.mark.parametrize("size", [(500, 30), (1000, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_as_json(benchmark: Any, size: tuple[int, int]) -> None:
    arms = simulate_arms(*size)
    found = benchmark(lambda: json.dumps(analyse_network(arms).to_json_dict()))
    assert len(json.loads(found)["leave_one_out"]) == size[0]
