"""How often the interval of a slope holds the truth when the trials are few.

Measured with 1,500 networks of binomial arms of 60 to 250 patients each, true slope 0.05:

| trials | tau | normal | t |
| --- | --- | --- | --- |
| 6 | 0 | 96.3% | 99.2% |
| 6 | 0.15 | 94.8% | 98.7% |
| 6 | 0.3 | 92.6% | 97.5% |
| 6 | 0.5 | 88.6% | 94.7% |
| 8 | 0 | 96.3% | 98.5% |
| 8 | 0.15 | 94.2% | 97.0% |

The t interval is too wide where trials hardly differ, and holds where they do; the normal one
does not. The test repeats the hardest of them, and ten trials, with normal arms.
"""

from __future__ import annotations

import numpy as np
import pytest
from regression_references import made_up_network

from synthesis.models.network.regression import regress_network

TRUTH, TIMES = 0.05, 400


@pytest.mark.slow
@pytest.mark.parametrize("k", [6, 10])
def test_the_interval_by_t_holds_the_truth_where_the_normal_one_does_not(k: int) -> None:
    held = {"t": 0, "wald": 0}
    estimates = []
    for seed in range(TIMES):
        network, x = made_up_network(TRUTH, 0.25, seed, k)
        by_t = regress_network(network, x, "a")
        normal = regress_network(network, x, "a", ci="wald")
        held["t"] += by_t.ci_low <= TRUTH <= by_t.ci_high
        held["wald"] += normal.ci_low <= TRUTH <= normal.ci_high
        estimates.append(by_t.slope)
    # Two standard errors of 400 tries are 2.2 percentage points.
    assert held["t"] / TIMES >= 0.92
    assert held["t"] > held["wald"]
    spread = float(np.std(estimates)) / np.sqrt(TIMES)
    assert float(np.mean(estimates)) == pytest.approx(TRUTH, abs=4 * spread)
