"""The book's data with another table, or without a trial: what a rule does must not hang on them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from synthesis.package.dataset import Dataset


def with_table(dataset: Dataset, table: str, frame: pd.DataFrame) -> Dataset:
    """The data with another table in the place of one."""
    tables = {name: dataset.table(name) for name in dataset.schema.tables}
    return replace(dataset, _tables=MappingProxyType({**tables, table: frame}))


def without_counts_of(dataset: Dataset, *trials: str) -> Dataset:
    """The data without the responders of some trials."""
    frame = dataset.table("dichotomous")
    return with_table(dataset, "dichotomous", frame[~frame["trial_id"].isin(trials)])
