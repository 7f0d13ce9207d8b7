"""Arms without a count: a percentage that was imputed several times, with what it is worth.

A source that imputes missing values several times posts an average over the completed data sets:
a share p of n patients with an interval, and no whole number of patients. The logit of p has a
variance v that the interval implies, and v = 1 / (m p (1 - p)) is the variance of a plain count
of p m among m patients. This m, the **effective number**, lets such an arm enter every formula of
counts: 1/(p m) + 1/(m - p m) is v itself, and the variances of the log risk, (1 - p) / (p m),
and of the risk, p (1 - p) / m, agree with it by the delta method.

A table of arms may have the column ``effective_n``. Where it has a number, the row is such an arm:
``responders`` is p n, seldom whole, and ``n`` is the number of patients. Where it is blank or
missing, the row is a count as ever.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from synthesis.models.arrays import Floats
from synthesis.models.tables.arm_columns import (
    ArmTableError,
    is_missing,
    parse_count,
    parse_responders,
)

EFFECTIVE_N = "effective_n"
WRITTEN_AS_FLOAT = re.compile(r"[0-9]+\.0")
Z95 = float(ndtri(0.975))


def implied_n(percent: float, ci_low: float, ci_high: float) -> float:
    """How many patients a plain count would need for an interval as narrow as the posted one.

    Parameters
    ----------
    percent, ci_low, ci_high : float
        A share in percent with its 95% interval, as posted.

    Returns
    -------
    float
        p (1 - p) / se^2, with se half the interval over 1.96: posted intervals are mostly those
        of Wald on the scale of the percentage. An interval cut off at 0 or 100 has one whole
        half alone, which is taken. Infinite where the interval has no width; 0 where the share
        is 0 or 100, for which no variance can be told from an interval.
    """
    p = percent / 100.0
    below, above = (percent - ci_low) / 100.0, (ci_high - percent) / 100.0
    half = (below + above) / 2.0
    if ci_low <= 0.0 or ci_high >= 100.0:
        half = max(below, above)
    spread = p * (1.0 - p)
    if spread <= 0.0:
        return 0.0
    return math.inf if half <= 0.0 else spread * (Z95 / half) ** 2


def effective_n(percent: float, n: int, interval: tuple[float, float] | None) -> float:
    """The effective number of an imputed arm: what its interval implies, and never above n.

    Parameters
    ----------
    percent : float
        The share in percent, from 0 to 100.
    n : int
        Patients of the arm.
    interval : tuple of float, optional
        Its posted 95% interval in percent.

    Returns
    -------
    float
        Above 0 and at most n. Imputation adds no information, so that a narrower interval than
        that of n patients counts as theirs. Without an interval, or with a share of 0 or 100,
        it is n: the variance then is that of a count of p n.
    """
    implied = implied_n(percent, *interval) if interval else 0.0
    return min(implied, float(n)) if implied > 0.0 else float(n)


def parse_arm(
    values: Mapping[str, Any], where: str, row: int
) -> tuple[float, int, float] | tuple[int, int, None]:
    """Responders, n and effective number of a row; the last is None for a count.

    Raises
    ------
    ArmTableError
        For a count unless 0 <= responders <= n and n >= 1, both whole; for an imputed arm unless
        0 <= responders <= n, n is whole and at least 1, and 0 < effective_n <= n.
    """
    effective = values.get(EFFECTIVE_N)
    if is_missing(effective) or effective == "":
        given = values["responders"]
        # Beside a fraction pandas holds every count of the column as a float, and writes it so.
        if EFFECTIVE_N in values and WRITTEN_AS_FLOAT.fullmatch(str(given)):
            values = {**values, "responders": str(given).partition(".")[0]}
        return (*parse_responders(values, where, row), None)
    n = parse_count(values, "n", where, row)
    if n == 0:
        raise ArmTableError(f"{where}, row {row}, n: is 0; expected at least 1 participant.")
    responders = _number(values, "responders", where, row)
    if not 0.0 <= responders <= n:
        raise ArmTableError(
            f"{where}, row {row}, responders: is {responders:g}; expected 0 to n = {n}."
        )
    own = _number(values, EFFECTIVE_N, where, row)
    if not 0.0 < own <= n:
        raise ArmTableError(
            f"{where}, row {row}, {EFFECTIVE_N}: is {own:g}; expected above 0 and at most n = {n}."
        )
    return responders, n, own


def with_float_columns(arms: pd.DataFrame) -> pd.DataFrame:
    """The table with `responders` and `effective_n` as float64, where it has the latter."""
    if EFFECTIVE_N not in arms:
        return arms
    return arms.astype({"responders": "float64", EFFECTIVE_N: "float64"})


def effective_counts(arms: pd.DataFrame) -> tuple[Floats, Floats]:
    """Responders and patients of each arm as they enter formulas, shape (arms,).

    Parameters
    ----------
    arms : pandas.DataFrame
        A checked table, with or without the column ``effective_n``.

    Returns
    -------
    events, patients : ndarray, shape (arms,)
        p m and m of an imputed arm; of a count the very numbers.
    """
    r, n = arms["responders"].to_numpy(dtype=float), arms["n"].to_numpy(dtype=float)
    if EFFECTIVE_N not in arms:
        return r, n
    own = arms[EFFECTIVE_N].to_numpy(dtype=float)
    return enter_by(r, n, own)


def enter_by(r: Floats, n: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Responders and patients by effective numbers, any shape; where these are NaN unchanged."""
    counted = np.isnan(own)
    # The share first: where all respond, their effective number is all of it to the last bit.
    return np.where(counted, r, r / n * own), np.where(counted, n, own)


def _number(values: Mapping[str, Any], field: str, where: str, row: int) -> float:
    value = values[field]
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        shown = "blank" if is_missing(value) or value == "" else repr(str(value)[:30])
        raise ArmTableError(f"{where}, row {row}, {field}: is {shown}; expected a number.")
    return number
