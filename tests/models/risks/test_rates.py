"""Rates and their ratio against R's poisson.test."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.models.risks.rates import RateError, exact_rate, rate_ratio


@pytest.mark.parametrize(
    ("events", "years", "low", "high"),
    [(17, 641.5, 1.5437453577, 4.2429691061), (0, 287.7, 0.0, 1.2821965430)],
)
def test_a_rate_has_the_limits_of_poisson_test(
    events: int, years: float, low: float, high: float
) -> None:
    """R: poisson.test(17, 641.5)$conf.int * 100; poisson.test(0, 287.7)$conf.int * 100."""
    rate = exact_rate(events, years)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=1e-9)
    assert rate.estimate == pytest.approx(100 * events / years)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((31, 248.2, 20, 268.6), (1.6773972603, 0.9261105021, 3.1051498020)),
        ((0, 287.7, 1, 289.2), (0.0, 0.0, 39.2033368092)),
    ],
)
def test_a_ratio_has_the_limits_of_poisson_test(
    counts: tuple[int, float, int, float], expected: tuple[float, float, float]
) -> None:
    """R: r <- poisson.test(c(31, 20), c(248.2, 268.6)); c(r$estimate, r$conf.int); also 0 and 1."""
    ratio = rate_ratio(*counts)
    assert (ratio.estimate, ratio.low, ratio.high) == pytest.approx(expected, abs=1e-8)


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_turning_a_ratio_over_turns_its_limits_over(
    events: int, others: int, years: float, other_years: float
) -> None:
    ratio = rate_ratio(events, years, others, other_years)
    turned = rate_ratio(others, other_years, events, years)
    assert ratio.low <= ratio.estimate <= ratio.high
    if events:
        assert turned.low == pytest.approx(1 / ratio.high, rel=1e-6)
        assert turned.high == pytest.approx(1 / ratio.low, rel=1e-6)
    else:
        assert turned.high == math.inf
        assert ratio.low == 0.0


def test_what_has_no_rate_is_refused() -> None:
    with pytest.raises(RateError, match="without any event"):
        rate_ratio(0, 10.0, 0, 10.0)
    with pytest.raises(RateError, match="cannot be used"):
        exact_rate(1, 0.0)
    with pytest.raises(RateError, match="a time is not positive"):
        rate_ratio(1, -1.0, 1, 1.0)
    with pytest.raises(RateError, match="the level is 0"):
        exact_rate(1, 1.0, 0)
