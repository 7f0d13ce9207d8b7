"""Shares over trials: each trial counts as one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from synthesis.models.risks.risk_limits import RiskError, exact_risk
from synthesis.models.risks.shares import pool_shares, risk_over_trials


@given(st.integers(1, 400), st.data())
def test_one_trial_has_wilsons_interval(n: int, data: st.DataObject) -> None:
    r = data.draw(st.integers(0, n))
    share = pool_shares([r], [n])
    assert (share.estimate, share.tau2) == (r / n, None)
    expected = proportion_confint(r, n, method="wilson")
    assert (share.low, share.high) == pytest.approx(expected, abs=1e-12)


def test_several_trials_are_those_of_metafor() -> None:
    # metafor 3.8-1: rma(measure="PLO", xi=c(30,55,12), ni=c(100,110,90), method="REML",
    # test="adhoc"); predict(r, transf=transf.ilogit).
    share = pool_shares([30, 55, 12], [100, 110, 90])
    assert share.tau2 == pytest.approx(0.8028626742, abs=1e-6)
    assert (share.estimate, share.low, share.high) == pytest.approx(
        (0.29221563770, 0.03910466939, 0.80726389270), abs=1e-6
    )
    # The same with test="z", for two trials.
    two = pool_shares([30, 55], [100, 110])
    assert (two.estimate, two.low, two.high) == pytest.approx(
        (0.3972331736, 0.2231780003, 0.6018615451), abs=1e-6
    )


def test_trials_that_differ_have_a_wider_interval_than_one_binomial() -> None:
    share = pool_shares([10, 80, 40], [100, 100, 100])
    low, high = proportion_confint(130, 300, method="wilson")
    assert share.high - share.low > 3 * (high - low)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 90)), min_size=1, max_size=6))
def test_the_limits_enclose_the_share_and_failures_mirror_it(arms: list[tuple[int, int]]) -> None:
    r, n = np.array(arms).T
    share, turned = pool_shares(r, n), pool_shares(n - r, n)
    assert 0 <= share.low <= share.estimate + 1e-12 <= share.high + 1e-12 <= 1 + 2e-12
    assert share.low == pytest.approx(1 - turned.high, abs=1e-6)


@pytest.mark.parametrize(("r", "n"), [([], []), ([3], [2]), ([-1], [2]), ([0], [0]), ([1, 2], [3])])
def test_impossible_counts_are_refused(r: list[int], n: list[int]) -> None:
    with pytest.raises(RiskError, match="needs a trial"):
        pool_shares(r, n)


# Nine decimals: scipy has no probability of a risk next to the smallest number that there is.
risks = st.floats(0.0, 1.0).map(lambda risk: round(risk, 9))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(5, 60), risks), min_size=2, max_size=4))
def test_exact_limits_hold_for_the_average_risk_however_far_trials_lie_apart(
    trials: list[tuple[int, float]],
) -> None:
    sizes, risks = (np.array(column) for column in zip(*trials, strict=True))
    average = float(sizes @ risks / sizes.sum())
    chance = np.ones(1)
    for n, p in trials:
        chance = np.convolve(chance, binom.pmf(np.arange(n + 1), n, p))
    limits = [exact_risk(events, int(sizes.sum())) for events in range(len(chance))]
    missed_above = sum(c for c, risk in zip(chance, limits, strict=True) if risk.high < average)
    missed_below = sum(c for c, risk in zip(chance, limits, strict=True) if risk.low > average)
    assert missed_above <= 0.025 + 1e-9
    assert missed_below <= 0.025 + 1e-9


def test_a_risk_over_trials_is_never_surer_than_the_exact_one() -> None:
    for cells in ([[0, 90], [0, 110]], [[0, 90], [4, 110]], [[1, 90], [20, 110], [3, 100]]):
        found, exact = risk_over_trials(np.array(cells)), exact_risk(*np.sum(cells, axis=0))
        assert found.low <= exact.low
        assert found.high >= exact.high
