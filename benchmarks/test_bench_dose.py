"""Time of the dose-response models, on the trials of abrocitinib and on 100 trials.

Run with ``pytest benchmarks``. The file is outside ``testpaths``; times are no test.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.tables.dose_table import read_dose_table

TABLES = Path(__file__).parents[1] / "tests" / "references" / "dose_tables"


@pytest.mark.parametrize("model", ["linear", "log", "emax"])
def test_four_trials(benchmark: Any, model: str) -> None:
    table = read_dose_table(TABLES / "book_abrocitinib_easi75.csv")
    assert benchmark(fit_dose_response, table, model).k == 4


@pytest.mark.parametrize("model", ["linear", "emax"])
def test_100_trials(benchmark: Any, model: str) -> None:
    random = np.random.default_rng(1)
    doses = np.array([0.0, 50.0, 100.0, 200.0])
    rows = []
    for trial in range(100):
        eta = random.normal(-1.5, 0.4) + random.normal(2.5, 0.4) * doses / (60 + doses)
        counts = random.binomial(120, 1 / (1 + np.exp(-eta)))
        rows += [(f"T{trial}", d, int(r), 120) for d, r in zip(doses, counts, strict=True)]
    table = pd.DataFrame(rows, columns=["trial", "dose", "responders", "n"])
    assert benchmark(fit_dose_response, table, model).k == 100
