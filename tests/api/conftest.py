"""Small made-up tables of arms."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture
def arms() -> pd.DataFrame:
    """Four made-up trials of two drugs against nothing; C has three arms."""
    return pd.DataFrame(
        {
            "trial": ["A", "A", "B", "B", "C", "C", "C", "D", "D"],
            "treatment": ["new", "none", "new", "none", "new", "old", "none", "old", "none"],
            "responders": [30, 18, 52, 35, 24, 20, 12, 41, 30],
            "n": [80, 82, 120, 118, 60, 61, 59, 100, 101],
        }
    )


@pytest.fixture
def doses() -> pd.DataFrame:
    """Two made-up trials of three doses each."""
    return pd.DataFrame(
        {
            "trial": ["A"] * 3 + ["B"] * 3,
            "dose": [0, 5, 10, 0, 5, 20],
            "responders": [10, 25, 33, 12, 26, 52],
            "n": [100] * 3 + [110] * 3,
        }
    )
