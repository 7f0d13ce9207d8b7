"""Limits of a risk and of a difference in risks: closed forms, statsmodels, R, properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from statsmodels.stats.proportion import confint_proportions_2indep

from synthesis.models.risks.risk_limits import (
    RiskError,
    exact_risk,
    restricted_variance,
    score_difference,
)

SIZES = st.integers(2, 400)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n2 = draw(SIZES), draw(SIZES)
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@pytest.mark.parametrize(
    ("events", "patients", "low", "high"),
    [(0, 91, 0.0, 0.0397264977), (5, 342, 0.0047636302, 0.0337863761)],
)
def test_exact_limits_are_those_of_binom_test(
    events: int, patients: int, low: float, high: float
) -> None:
    """R: binom.test(0, 91)$conf.int; binom.test(5, 342)$conf.int."""
    risk = exact_risk(events, patients)
    assert risk.low == pytest.approx(low, abs=1e-9)
    assert risk.high == pytest.approx(high, abs=1e-9)


def test_without_an_event_the_upper_limit_has_a_closed_form() -> None:
    risk = exact_risk(0, 300)
    assert risk.high == pytest.approx(1 - 0.025 ** (1 / 300), rel=1e-12)
    # The rule of three is the one-sided 95% limit, the upper end of the 90% interval.
    assert exact_risk(0, 300, 0.90).high == pytest.approx(3 / 300, rel=0.01)
    assert exact_risk(300, 300).high == 1.0
    assert exact_risk(300, 300).low == pytest.approx(0.025 ** (1 / 300), rel=1e-12)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ([(56, 70, 48, 80)], 0.0528297, 0.3381729),
        ([(55, 342, 9, 331)], 0.0925267, 0.1789206),
        ([(1, 91, 0, 90)], -0.0303931, 0.0598680),
        ([(7, 20, 7, 20)], -0.2898871, 0.2898871),
        (
            [(31, 154, 2, 77), (22, 155, 2, 78), (0, 226, 0, 131), (8, 55, 1, 56)],
            0.0549647,
            0.1187143,
        ),
    ],
)
def test_limits_agree_with_a_likelihood_maximised_by_r(
    cells: list[tuple[int, int, int, int]], low: float, high: float
) -> None:
    """R: the functions of tests/references/make_harm_references.R."""
    found = score_difference(cells)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_statsmodels_gives_other_limits_for_its_cubic_has_a_wrong_coefficient() -> None:
    """Its issue 10269: `count0` where `nobs0` belongs. Equal arms must give symmetric limits."""
    low, high = confint_proportions_2indep(7, 20, 7, 20, method="score", compare="diff")
    assert abs(low + high) > 0.005
    found = score_difference([(7, 20, 7, 20)])
    assert found.low == pytest.approx(-found.high, abs=1e-9)


def test_without_any_event_the_limits_have_a_closed_form() -> None:
    # Then the restricted risk of the control is 0, and D solves D / (1 - D) = z^2 K with
    # K = sum(w^2 N / (N - 1) / n1) / sum(w)^2.
    cells = np.array([(0, 91, 0, 90), (0, 303, 0, 302), (0, 40, 0, 82)], dtype=float)
    n1, n2 = cells[:, 1], cells[:, 3]
    n, weights = n1 + n2, n1 * n2 / (n1 + n2)
    odds = ndtri(0.975) ** 2 * (weights**2 * n / (n - 1) / n1).sum() / weights.sum() ** 2
    found = score_difference(cells)
    assert found.estimate == 0.0
    assert found.high == pytest.approx(odds / (1 + odds), rel=1e-9)
    assert found.one_sided_level == 0.975


@pytest.mark.parametrize("copies", [2, 4, 9])
def test_copies_of_a_trial_narrow_the_quantile_by_their_root(copies: int) -> None:
    cells = (9, 91, 2, 60)
    level = 2 * float(ndtr(ndtri(0.975) / np.sqrt(copies))) - 1
    many, one = score_difference([cells] * copies), score_difference([cells], level)
    assert (many.low, many.high) == pytest.approx((one.low, one.high), abs=1e-9)


@given(tables(), st.floats(-0.95, 0.95))
def test_the_restricted_risks_are_the_most_likely_ones(
    cells: tuple[int, int, int, int], difference: float
) -> None:
    a, n1, c, n2 = cells
    control = np.linspace(max(0.0, -difference), min(1.0, 1.0 - difference), 20_001)
    treated = np.clip(control + difference, 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [
            np.where(count == 0, 0.0, count * np.log(risk))
            for count, risk in (
                (a, treated),
                (n1 - a, 1 - treated),
                (c, control),
                (n2 - c, 1 - control),
            )
        ]
    best = int(np.argmax(sum(parts)))
    p1, p2 = treated[best], control[best]
    expected = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
    (found,) = restricted_variance(np.array([cells], dtype=float), difference)
    assert found == pytest.approx(expected, rel=2e-3, abs=2e-5)


@given(st.lists(tables(), min_size=1, max_size=4))
def test_swapping_the_arms_turns_the_limits_around(
    cells: list[tuple[int, int, int, int]],
) -> None:
    found = score_difference(cells)
    swapped = score_difference([(c, n2, a, n1) for a, n1, c, n2 in cells])
    assert -1.0 <= found.low <= found.estimate + 1e-8
    assert found.estimate - 1e-8 <= found.high <= 1.0
    assert (swapped.low, swapped.high) == pytest.approx((-found.high, -found.low), abs=1e-7)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([(5, 4, 0, 9)], "more events than patients"),
        ([(-1, 4, 0, 9)], "a count is negative"),
        ([(0, 0, 0, 9)], "an arm without patients"),
        ([], "expected four counts"),
        ([(1, 2, 3)], "expected four counts"),
        ([(0, 4, 0, float("nan"))], "not finite"),
    ],
)
def test_unusable_counts_are_refused(cells: list[tuple[float, ...]], sentence: str) -> None:
    with pytest.raises(RiskError, match=sentence):
        score_difference(cells)
    with pytest.raises(RiskError, match="5 events among 4 patients"):
        exact_risk(5, 4)
    with pytest.raises(RiskError, match="the level is 1"):
        score_difference([(1, 4, 1, 4)], 1.0)
