"""Any frame of arms as the models take it: its own names of columns, its own types of counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_float_dtype

from synthesis.models.tables.arm_columns import ArmTableError
from synthesis.models.tables.imputed_arms import EFFECTIVE_N

TABLE = "the arm table"
COUNTS = ("responders", "n")


def take_arms(frame: Any, names: Mapping[str, str]) -> pd.DataFrame:
    """The named columns of a frame under the names of the models, its counts as integers.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per arm. It is not changed.
    names : mapping
        From the model's name of a column ("trial", "treatment", "responders", "n", "dose") to
        the frame's own.

    Returns
    -------
    pandas.DataFrame
        These columns alone, in this order, and ``effective_n`` where the frame has it. Counts
        that pandas holds as floating-point numbers, as it does after a merge, become integers
        where all of them are whole; other values are left to the checks of the models.

    Raises
    ------
    ArmTableError
        If this is no DataFrame, or a column is missing or there twice.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ArmTableError(
            f"{TABLE} is a {type(frame).__name__}; expected a pandas DataFrame with one row "
            "for each arm of each trial."
        )
    columns = list(frame.columns)
    for name, own in names.items():
        if columns.count(own) > 1:
            raise ArmTableError(f"{TABLE}: the column {own!r} appears twice; expected it once.")
        if own not in columns:
            found = ", ".join(map(str, columns)) or "none"
            raise ArmTableError(
                f"{TABLE} has no column {own!r} (found {found}); say which one holds it with "
                f"{name}=..."
            )
    taken = {name: frame[own].reset_index(drop=True) for name, own in names.items()}
    if EFFECTIVE_N in columns:
        taken[EFFECTIVE_N] = frame[EFFECTIVE_N].reset_index(drop=True)
    for name in COUNTS:
        if name in taken:
            taken[name] = _whole_numbers(taken[name])
    return pd.DataFrame(taken)


def _whole_numbers(counts: pd.Series[Any]) -> pd.Series[Any]:
    if not is_float_dtype(counts.dtype) or counts.isna().any():
        return counts
    whole = (counts % 1 == 0) & (counts.abs() < 2**53)
    return counts.astype("int64") if bool(whole.all()) else counts
