"""The book's data with another table, or without a trial: no rule may hang on what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from synthesis.package.dataset import Dataset


def with_table(dataset: Dataset, table: str, frame: pd.DataFrame) -> Dataset:
    """The data with another table in the place of one."""
    tables = {name: dataset.table(name) for name in dataset.schema.tables}
    return replace(dataset, _tables=MappingProxyType({**tables, table: frame}))


def without_counts_of(dataset: Dataset, *trials: str, arms: Sequence[str] = ()) -> Dataset:
    """The data without the responders of some trials, or of some of their arms."""
    frame = dataset.table("dichotomous")
    out = frame["trial_id"].isin(trials)
    out &= frame["arm_id"].isin(arms) if arms else True
    return with_table(dataset, "dichotomous", frame[~out])
