"""Claims on effects against made-up estimates: direction, points, margins, shares."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_results import MadeUpResults, make_pool, results_of, with_intervals

from synthesis.analyses.missing import Missing
from synthesis.claims.effect_tests import check_network, check_pools, check_share
from synthesis.claims.findings import Finding
from synthesis.package.plan.claims import ClaimTest

POOL = make_pool()
limits = st.floats(-3, 3).map(lambda value: round(value, 6))
intervals = st.tuples(limits, limits).map(sorted).map(tuple)
points = st.floats(0, 100).map(lambda value: round(value, 3))
margins = st.floats(1.01, 9)
OPPOSITE = {"supports": "contradicts", "contradicts": "supports", "open": "open"}


def judged(test: ClaimTest, results: MadeUpResults) -> Finding:
    (finding,) = check_pools(test, results)  # type: ignore[arg-type]
    return finding


def pool_test(**fields: Any) -> ClaimTest:
    return ClaimTest("pool", "pool", **fields)


@given(intervals)
def test_the_direction_is_that_of_the_interval(interval: tuple[float, float]) -> None:
    low, high = interval
    results = results_of(with_intervals(POOL, interval))
    more = judged(pool_test(expects="more"), results)
    expected = "supports" if low > 0 else "contradicts" if high < 0 else "open"
    assert more.outcome == expected
    less = judged(pool_test(expects="less"), results)
    assert less.outcome == OPPOSITE[more.outcome]
    assert (" above 1 " in more.rule, " below 1 " in less.rule) == (True, True)


@given(intervals, points)
def test_points_are_percentage_points_in_the_direction_declared(
    interval: tuple[float, float], size: float
) -> None:
    low, high = interval
    # The odds ratio says the opposite: it must not be what is judged.
    contrary = (-2.0, -1.0) if low > 0 else (1.0, 2.0)
    results = results_of(with_intervals(POOL, contrary, interval))
    more = judged(pool_test(expects="more", points=size), results)
    least = size / 100
    assert more.outcome == (
        "supports" if low > least else "contradicts" if high < least else "open"
    )
    assert f"above {size:g} percentage points" in more.rule
    less = judged(pool_test(expects="less", points=size), results)
    assert less.outcome == (
        "supports" if high < -least else "contradicts" if low > -least else "open"
    )
    assert f"below −{size:g} percentage points (contradicted where it lies above)" in less.rule
    similar = judged(pool_test(expects="similar", points=size), results)
    inside = -least < low and high < least
    outside = low > least or high < -least
    assert similar.outcome == ("supports" if inside else "contradicts" if outside else "open")
    assert f"between −{size:g} and {size:g} percentage points" in similar.rule


def test_the_factor_of_points_is_a_hundred() -> None:
    results = results_of(with_intervals(POOL, difference=(0.21, 0.4)))
    assert judged(pool_test(points=20.0), results).outcome == "supports"
    assert judged(pool_test(points=22.0), results).outcome == "open"
    assert judged(pool_test(points=41.0), results).outcome == "contradicts"
    assert (
        judged(pool_test(points=20.0), results).number == "30.5 (95% CI 21.0 to 40.0) more of 100"
    )


@given(intervals, margins)
def test_similar_is_within_the_margin_on_both_sides(
    interval: tuple[float, float], margin: float
) -> None:
    low, high = interval
    results = results_of(with_intervals(POOL, interval))
    finding = judged(pool_test(expects="similar", margin=margin), results)
    size = math.log(margin)
    inside, outside = -size < low and high < size, low > size or high < -size
    assert finding.outcome == ("supports" if inside else "contradicts" if outside else "open")
    assert f"between {1 / margin:.2f} and {margin:g}" in finding.rule
    assert finding.number.startswith("odds ratio")


def test_a_margin_is_a_ratio_even_where_differences_are_pooled() -> None:
    pool = make_pool(measure="RD")
    assert pool.primary.measure == "RD"
    finding = judged(pool_test(expects="similar", margin=9.0), results_of(pool))
    assert finding.number.startswith("risk ratio")
    assert "The interval of the risk ratio lies between 0.11 and 9" in finding.rule
    assert finding.outcome == "supports"
    plain = judged(pool_test(), results_of(pool))
    assert plain.rule.startswith("The interval of the risk difference lies above 0 ")


def test_each_regimen_is_a_finding_and_a_missing_one_is_untestable() -> None:
    results = results_of(POOL)
    found = list(check_pools(pool_test(regimens=("five", "ten")), results))  # type: ignore[arg-type]
    assert [finding.outcome for finding in found] == ["supports", "untestable"]
    assert found[1].label == "A pool: ten"
    assert found[0].rule == found[1].rule
    (nothing,) = check_pools(pool_test(), results_of())  # type: ignore[arg-type]
    assert (nothing.outcome, nothing.trials) == ("untestable", 0)


@pytest.mark.parametrize(
    ("trials", "tier", "cautions"),
    [
        (1, "source", ("a single trial",)),
        (2, "source", ("only 2 trials",)),
        (3, "source", ()),
        (3, "inferred", ("some counts rest on an inferred denominator",)),
        (3, "unverified", ("rests on counts that nobody has read at a source",)),
    ],
)
def test_cautions_name_few_trials_and_what_nobody_read(
    trials: int, tier: str, cautions: tuple[str, ...]
) -> None:
    cells = ((60, 100, 30, 100),) * trials
    finding = judged(pool_test(), results_of(make_pool(cells, tier=tier)))
    assert (finding.trials, finding.patients, finding.cautions) == (trials, 200 * trials, cautions)


@given(st.integers(0, 100), st.floats(0, 1))
def test_a_share_is_judged_by_its_own_interval(responders: int, at_least: float) -> None:
    pool = make_pool(((responders, 100, 99 - responders // 2, 100),))
    test = ClaimTest("share", "pool", regimens=("five",), at_least=at_least)
    (finding,) = check_share(test, results_of(pool))  # type: ignore[arg-type]
    z2, share = 1.959963984540054**2, responders / 100
    middle = (share + z2 / 200) / (1 + z2 / 100)
    half = (z2 * (share * (1 - share) / 100 + z2 / 40000)) ** 0.5 / (1 + z2 / 100)
    low, high = middle - half, middle + half
    if min(abs(low - at_least), abs(high - at_least)) < 1e-9:
        return
    expected = "supports" if low > at_least else "contradicts" if high < at_least else "open"
    assert finding.outcome == expected
    assert finding.patients == 100


def test_the_threshold_of_a_share_is_of_100() -> None:
    test = ClaimTest("share", "pool", regimens=("five", "ten"), at_least=0.1)
    found = list(check_share(test, results_of(make_pool(((30, 100, 5, 100),)))))  # type: ignore[arg-type]
    assert found[0].rule == (
        "The interval of the share lies above 10 of 100 (contradicted where it lies below)."
    )
    assert found[0].outcome == "supports"
    assert (found[1].outcome, found[1].label) == ("untestable", "A pool: ten")
    half = replace(test, at_least=0.5)
    (first, _) = check_share(half, results_of(make_pool(((30, 100, 5, 100),))))  # type: ignore[arg-type]
    assert "above 50 of 100" in first.rule
    more = replace(test, at_least=0.31)
    assert (
        next(iter(check_share(more, results_of(make_pool(((30, 100, 5, 100),)))))).outcome == "open"
    )  # type: ignore[arg-type]


def test_a_share_over_trials_counts_each_trial_as_one() -> None:
    # 130 of 300 together: as one binomial the interval would lie above 0.35.
    unlike = make_pool(((10, 100, 5, 100), (80, 100, 5, 100), (40, 100, 5, 100)))
    test = ClaimTest("share", "pool", regimens=("five",), at_least=0.35)
    (finding,) = check_share(test, results_of(unlike))  # type: ignore[arg-type]
    assert (finding.outcome, finding.trials, finding.patients) == ("open", 3, 300)


def test_a_network_that_is_missing_says_why() -> None:
    test = ClaimTest("network", "net", treatment="five", comparator="ten", expects="less")
    results = MadeUpResults(made_up_network=Missing("It is not declared."))
    (finding,) = check_network(test, results)  # type: ignore[arg-type]
    assert (finding.outcome, finding.label) == ("untestable", "It is not declared.")
    assert "lies below 1" in finding.rule


def test_what_of_100_means_comes_from_one_set_of_trials() -> None:
    # The second trial says nothing of a ratio, and stays in the risk difference.
    pool = make_pool(((60, 100, 30, 100), (0, 100, 0, 100)))
    assert pool.primary.k == 1
    assert pool.risk_difference.k == 2
    assert pool.control_risk == 30 / 200
