"""Time of a pool, of leave-one-out and of making contrasts, on the 13 BCG trials.

Run with ``pytest benchmarks``. The file is outside ``testpaths``; times are no test.
"""

from pathlib import Path
from typing import Any

import pytest

from synthesis.models.pairwise.contrasts import Contrasts, make_contrasts
from synthesis.models.pairwise.pool import leave_one_out, pool_contrasts
from synthesis.models.tables.arm_table import read_arm_table

BCG = Path(__file__).parents[1] / "tests" / "references" / "tables" / "bcg.csv"


@pytest.fixture(scope="module")
def bcg() -> Contrasts:
    return make_contrasts(read_arm_table(BCG), "vaccine", "control", "RR")


@pytest.mark.parametrize("method", ["REML", "PM", "DL", "common", "MH"])
def test_pool_13_trials(benchmark: Any, bcg: Contrasts, method: str) -> None:
    result = benchmark(pool_contrasts, bcg, method)
    assert result.k == 13


def test_leave_one_out_of_13_trials(benchmark: Any, bcg: Contrasts) -> None:
    assert len(benchmark(leave_one_out, bcg)) == 13


def test_make_contrasts_of_13_trials(benchmark: Any) -> None:
    arms = read_arm_table(BCG)
    assert benchmark(make_contrasts, arms, "vaccine", "control", "RR").k == 13
