"""The solvers: where a finite maximum exists it is found, and the limits are what they claim."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from synthesis.models.dose.arrays import DoseError, has_finite_slope, make_dose_arms
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.dose.likelihood import fit_slope, guard_newton, measure_arms, slope_bound
from synthesis.models.dose.result import DoseResult

COLUMNS = ["trial", "dose", "responders", "n"]
HALF_CHI2 = 1.920729410347062  # qchisq(.95, 1) / 2 in R
NO_MAXIMUM = (
    "no finite estimate",
    "no trial carries information",
    "no informative trial has an arm of dose 0",
    "the only dose above 0",
)
# Before the bracket this table ended in “a limit of the profile likelihood could not be found”.
STUBBORN = [("A", 0.0, 1, 36), ("A", 10.0, 16, 16), ("A", 30.0, 16, 19), ("A", 100.0, 4, 7)]
# Its limits lie at either side of 0, far from the maximum: differences lose digits.
UNEVEN = [("A", 0.0, 0, 1), ("A", 1.0, 1, 1), ("A", 2.0, 0, 1), ("A", 40.0, 0, 1),
          ("A", 1000.0, 0, 1)]  # fmt: skip
# Before the bracket these two “could not be maximised”.
NEARLY_SEPARATED = [("A", 0.0, 5, 7), ("A", 1.0, 2, 2), ("B", 1.0, 2, 4), ("B", 1.01, 4, 5),
                    ("B", 50.0, 2, 2)]  # fmt: skip
FIVE_TRIALS = [("A", 0.0, 9, 9), ("A", 0.5, 8, 9), ("B", 0.0, 1, 2), ("B", 0.5, 7, 8),
               ("B", 1000.0, 9, 9), ("C", 0.0, 2, 10), ("C", 0.5, 11, 11), ("D", 0.0, 5, 5),
               ("D", 0.5, 9, 9), ("E", 0.0, 10, 10), ("E", 0.5, 0, 1)]  # fmt: skip

Rows = list[tuple[str, float, int, int]]


@st.composite
def dose_rows(draw: st.DrawFn) -> Rows:
    """Small tables of any shape: empty cells, full cells, uneven sizes, falling effects."""
    rows: Rows = []
    for trial in range(draw(st.integers(1, 4))):
        doses = draw(st.lists(st.sampled_from([0, 1, 2, 40, 1000]), min_size=2, unique=True))
        for dose in doses:
            n = draw(st.one_of(st.integers(1, 12), st.integers(13, 20_000)))
            responders = draw(st.one_of(st.integers(0, n), st.sampled_from([0, 1, n])))
            rows.append((f"T{trial}", float(dose), responders, n))
    return rows


def fit_or_refuse(table: pd.DataFrame, model: Any) -> DoseResult | str:
    """The result, or the sentence why there is none."""
    try:
        return fit_dose_response(table, model)
    except DoseError as error:
        return str(error)


def profile_by_hand(rows: Rows, slope: float) -> float:
    """Log-likelihood without constants at a slope, each intercept by a search of its own."""
    total = 0.0
    for trial in {row[0] for row in rows}:
        own = [row for row in rows if row[0] == trial]
        r, n = (np.array([row[i] for row in own], dtype=float) for i in (2, 3))
        if r.sum() in (0, n.sum()):
            continue
        offset = slope * np.array([row[1] for row in own])

        def negative(a: float, r: Any = r, n: Any = n, offset: Any = offset) -> float:
            eta = a + offset
            return float(-(r * eta - n * np.logaddexp(0, eta)).sum())

        middle = math.log(r.sum() / (n.sum() - r.sum()))
        reach = abs(offset).max() + 1
        found = minimize_scalar(
            negative, bounds=(middle - reach, middle + reach), method="bounded",
            options={"xatol": 1e-10, "maxiter": 1000},
        )  # fmt: skip
        total -= float(found.fun)
    return total


@given(dose_rows())
@example(STUBBORN)
@example(UNEVEN)
@example(NEARLY_SEPARATED)
@example(FIVE_TRIALS)
@settings(max_examples=25, deadline=None)
def test_every_table_has_its_curve_or_the_reason_why_not(rows: Rows) -> None:
    table = pd.DataFrame(rows, columns=COLUMNS)
    for model in ("linear", "log", "emax"):
        result = fit_or_refuse(table, model)
        if isinstance(result, str):
            assert any(reason in result for reason in NO_MAXIMUM), (model, result)
            continue
        for coefficient in result.coefficients:
            numbers = (coefficient.estimate, coefficient.ci_low, coefficient.ci_high)
            assert all(number is None or math.isfinite(number) for number in numbers)
        for point in result.curve:
            slack = 1e-6 * (1 + abs(point.log_odds_ratio))
            assert point.low is None or point.low <= point.log_odds_ratio + slack
            assert point.high is None or point.high >= point.log_odds_ratio - slack


@given(dose_rows())
@settings(max_examples=25, deadline=None)
def test_limits_lie_half_a_quantile_below_the_highest_likelihood(rows: Rows) -> None:
    scaled = [(trial, dose / 1000, r, n) for trial, dose, r, n in rows]
    arms, _ = make_dose_arms(pd.DataFrame(scaled, columns=COLUMNS))
    if not arms.trials or not has_finite_slope(arms, arms.dose):
        return
    x = arms.dose[None, :]
    fit = fit_slope(arms, x)
    top = profile_by_hand(scaled, float(fit.slope[0]))
    noise = 1e-7 + 1e-12 * float(arms.n.sum())
    for sign in (-1, 1):
        bound = float(slope_bound(arms, x, fit, np.array([HALF_CHI2]), sign)[0])
        assert sign * (bound - fit.slope[0]) > 0
        assert top - profile_by_hand(scaled, bound) == pytest.approx(HALF_CHI2, abs=noise)
        beside = float(fit.slope[0]) + sign * 0.01 * float(fit.se[0])
        assert profile_by_hand(scaled, beside) < top + noise


def test_many_models_at_once_are_the_models_one_by_one() -> None:
    arms, _ = make_dose_arms(pd.DataFrame(STUBBORN, columns=COLUMNS))
    x = np.array([arms.dose, np.sqrt(arms.dose), np.log1p(arms.dose)])
    together = fit_slope(arms, x)
    for index, row in enumerate(x):
        alone = fit_slope(arms, row[None, :])
        assert together.slope[index] == pytest.approx(alone.slope[0], rel=1e-11)
        near = fit_slope(arms, row[None, :], near=alone)
        assert near.slope[0] == pytest.approx(alone.slope[0], rel=1e-11)


def test_no_drop_gives_the_maximum_itself() -> None:
    arms, _ = make_dose_arms(pd.DataFrame(STUBBORN, columns=COLUMNS))
    x = arms.dose[None, :] / 100
    fit = fit_slope(arms, x)
    for sign in (-1, 1):
        assert slope_bound(arms, x, fit, np.array([0.0]), sign)[0] == fit.slope[0]


def test_residuals_keep_their_digits_where_almost_everybody_responds() -> None:
    rows = [("A", 0.0, 10**9 - 1, 10**9), ("A", 1.0, 1, 2)]
    arms, _ = make_dose_arms(pd.DataFrame(rows, columns=COLUMNS))
    eta = np.array([math.log(10**9 - 1), 0.0])
    residual, variance, _ = measure_arms(arms, eta)
    assert residual == pytest.approx([0.0, 0.0], abs=1e-6)
    assert variance == pytest.approx([1 - 1e-9, 0.5], rel=1e-12)
    assert all(np.isfinite(part).all() for part in measure_arms(arms, np.array([800.0, -800.0])))


def test_newton_is_kept_inside_its_bracket() -> None:
    low, high = np.array([0.0, 0.0, 0.0]), np.array([1.0, 1.0, np.inf])
    at, reach = np.array([0.5, 0.5, 0.5]), np.ones(3)
    points, _ = guard_newton(np.array([0.7, 7.0, 99.0]), at, low, high, reach)
    assert points.tolist() == [0.7, 0.5, 4.5]


@pytest.mark.parametrize("shuffle", [[1, 0, 3, 2], [3, 1, 2, 0]])
def test_arms_of_a_trial_need_not_stand_together(shuffle: list[int]) -> None:
    rows = [("A", 0.0, 3, 20), ("A", 1.0, 9, 20), ("B", 0.0, 4, 30), ("B", 1.0, 8, 30)]
    mixed = [rows[index] for index in shuffle]
    arms, _ = make_dose_arms(pd.DataFrame(mixed, columns=COLUMNS))
    plain, _ = make_dose_arms(pd.DataFrame(rows, columns=COLUMNS))
    found, expected = (fit_slope(a, a.dose[None, :]) for a in (arms, plain))
    assert found.slope[0] == pytest.approx(expected.slope[0], rel=1e-12)
    assert found.log_likelihood[0] == pytest.approx(expected.log_likelihood[0], rel=1e-12)
