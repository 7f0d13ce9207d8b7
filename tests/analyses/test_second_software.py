"""PyMARE and statsmodels compute the pools anew: they agree, and nothing is passed over."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from arm_counts import make_arm
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tables import RESULTS, contrasts_for

from synthesis.analyses.harms import HarmResult, pool_harm
from synthesis.analyses.pools import PoolResult, run_pool
from synthesis.analyses.run import Results
from synthesis.analyses.second_software.compare import (
    A_DIFFERENCE,
    NO_RATIO,
    ONE_TRIAL,
    compare_harm,
    compare_pool,
    run_second_software,
)
from synthesis.analyses.second_software.libraries import (
    NO_EVENTS,
    ONLY_EVENTS,
    pool_by_pymare,
)
from synthesis.analyses.second_software.result import (
    QUANTITIES,
    ComparedNumber,
    NotCompared,
    Quantity,
    SecondRun,
)
from synthesis.models.measure import Measure
from synthesis.models.pairwise.heterogeneity import estimate_tau2
from synthesis.package.dataset import Dataset
from synthesis.selection.harms import HarmPool
from synthesis.selection.pools import Pool

# What is searched for step by step, and what follows from a formula.
TOLERANCES = {q: 1e-7 if i in range(2, 6) else 1e-10 for i, q in enumerate(QUANTITIES)}
Cells = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def second(book: Results) -> SecondRun:
    return run_second_software(book)


def make_pool(dataset: Dataset, measure: Measure, *cells: Cells) -> Pool:
    """A made-up pool; of each trial responders and patients, treatment first."""
    arms = (
        make_arm(f"trial-{number}", name, *pair)
        for number, (a, n1, c, n2) in enumerate(cells)
        for name, pair in (("new", (a, n1)), ("placebo", (c, n2)))
    )
    analysis = replace(dataset.analyses[0], measure=measure)
    return Pool(analysis, "new", "New", "placebo", "placebo", tuple(arms))


def make_harm(dataset: Dataset, *cells: Cells) -> HarmResult:
    arms = make_pool(dataset, "OR", *cells).arms
    return pool_harm(HarmPool(dataset.harms[0], "new", "New", "placebo", "placebo", arms))


def look(result: PoolResult | HarmResult) -> SecondRun:
    compare = compare_pool if isinstance(result, PoolResult) else compare_harm
    found = list(compare(result))  # type: ignore[arg-type]
    numbers = tuple(case for case in found if isinstance(case, ComparedNumber))
    return SecondRun((), numbers, tuple(case for case in found if isinstance(case, NotCompared)))


def why(second: SecondRun) -> list[tuple[str, str]]:
    return [(case.what, case.reason) for case in second.left_out]


def largest(second: SecondRun, quantity: Quantity) -> float:
    return max(number.difference for number in second.of(quantity))


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_number_of_the_book_agrees_by_its_kind(second: SecondRun, quantity: Quantity) -> None:
    assert second.of(quantity)
    assert largest(second, quantity) <= TOLERANCES[quantity]
    assert second.beyond == ()


def test_every_pool_of_the_book_is_compared_or_left_out_with_a_reason(
    book: Results, second: SecondRun
) -> None:
    pools = [pool for result in book.pools.values() for pool in result.pools]
    harms = [pool for result in book.harms.values() for pool in result.pools]
    assert second.pools == tuple(each.pool.id for each in (*pools, *harms))
    told = {case.pool for case in second.left_out}
    assert set(second.pools) == set(second.compared) | told
    assert all(case.reason for case in second.left_out)
    for quantity in ("tau2", "estimate", "standard error", "Mantel-Haenszel log OR"):
        compared = {number.pool for number in second.of(quantity)}  # type: ignore[arg-type]
        # Where nobody on the comparator responded, Mantel and Haenszel have no ratio.
        none = {c.pool for c in second.left_out if c.reason == NO_RATIO and "Mantel" in quantity}
        assert {pool.pool.id for pool in pools if pool.primary.k > 1} <= compared | none
    trials = sum(len(pool.trials) for pool in pools)
    assert len(second.of("trial effect")) == trials
    ratios = {number.pool for number in second.of("Mantel-Haenszel log RR")}
    assert ratios >= {harm.pool.id for harm in harms if harm.risk_ratio}


def test_it_is_made_once(book: Results, second: SecondRun) -> None:
    assert run_second_software(book) is second


@pytest.mark.parametrize("field", ["estimate", "se", "ci_low", "ci_high", "tau2"])
def test_an_altered_number_is_caught(book: Results, field: str) -> None:
    pools = (pool for result in book.pools.values() for pool in result.pools)
    pool = next(pool for pool in pools if pool.primary.k > 2)
    altered = replace(pool.primary, **{field: getattr(pool.primary, field) + 1.1e-5})
    [found] = look(replace(pool, primary=altered)).beyond
    assert found.difference == pytest.approx(1.1e-5, rel=0.01)
    nearly = replace(pool.primary, **{field: getattr(pool.primary, field) + 0.9e-5})
    assert look(replace(pool, primary=nearly)).beyond == ()


def test_a_trial_left_out_by_mistake_is_caught(dataset: Dataset) -> None:
    cells = (30, 100, 10, 100), (40, 90, 12, 95), (50, 110, 30, 120)
    whole, part = (run_pool(make_pool(dataset, "OR", *given)) for given in (cells, cells[:2]))
    assert look(whole).beyond == ()
    found = look(replace(whole, primary=part.primary, trials=part.trials)).beyond
    assert found[0].difference == math.inf
    assert {"trial effect", "estimate"} <= {number.quantity for number in found}


def test_arms_the_wrong_way_round_are_caught(dataset: Dataset) -> None:
    pool = make_pool(dataset, "OR", (30, 100, 10, 100), (40, 90, 12, 95))
    turned = replace(pool, regimen="placebo", comparator="new")
    assert look(replace(run_pool(pool), pool=turned)).beyond


def test_a_harm_is_caught_whether_altered_or_missing(dataset: Dataset) -> None:
    harm = make_harm(dataset, (3, 100, 1, 100), (5, 90, 2, 95))
    assert look(harm).beyond == ()
    assert harm.risk_ratio is not None
    off = replace(harm.risk_ratio, estimate=harm.risk_ratio.estimate + 1e-4)
    [found] = look(replace(harm, risk_ratio=off)).beyond
    assert found.quantity == "Mantel-Haenszel log RR"
    missing = look(replace(harm, odds_ratio=None)).beyond
    assert [number.difference for number in missing] == [math.inf, math.inf]


@pytest.mark.parametrize(
    ("measure", "cells", "reasons"),
    [
        ("OR", [(30, 100, 10, 100)],
         [("pooled effect", ONE_TRIAL), ("Mantel-Haenszel", ONE_TRIAL)]),
        ("OR", [(30, 100, 10, 100), (0, 20, 0, 10), (9, 20, 4, 20)],
         [("effect of a trial", NO_EVENTS)]),
        ("OR", [(30, 100, 10, 100), (20, 20, 10, 10), (9, 20, 4, 20)],
         [("effect of a trial", ONLY_EVENTS)]),
        ("RR", [(30, 100, 10, 100), (20, 20, 10, 10), (9, 20, 4, 20)], []),
        ("RD", [(30, 100, 10, 100), (0, 20, 0, 10)], [("Mantel-Haenszel", A_DIFFERENCE)]),
        ("OR", [(30, 100, 0, 100), (9, 20, 4, 20)], []),
    ],
)  # fmt: skip
def test_what_has_no_second_number_is_told(
    dataset: Dataset, measure: Measure, cells: list[Cells], reasons: list[tuple[str, str]]
) -> None:
    found = look(run_pool(make_pool(dataset, measure, *cells)))
    assert why(found) == reasons
    assert found.beyond == ()
    assert found.of("trial effect")


@pytest.mark.parametrize(
    ("cells", "left_out"),
    [
        ([(0, 100, 0, 100)], ["odds", "risk"]),
        ([(3, 100, 0, 100), (2, 50, 0, 60)], ["odds", "risk"]),
        ([(20, 20, 10, 10)], ["odds", "risk"]),
        ([(20, 20, 9, 10)], ["odds"]),
        ([(0, 100, 0, 100), (3, 50, 1, 60)], []),
    ],
)
def test_a_harm_without_a_ratio_is_told(
    dataset: Dataset, cells: list[Cells], left_out: list[str]
) -> None:
    found = look(make_harm(dataset, *cells))
    assert why(found) == [(f"Mantel-Haenszel {name} ratio", NO_RATIO) for name in left_out]
    assert found.beyond == ()


def test_cases_are_counted_by_reason() -> None:
    cases = [NotCompared(pool, "PyMARE", "pooled effect", ONE_TRIAL) for pool in ("a", "a", "b")]
    other = NotCompared("b", "statsmodels", "effect of a trial", NO_EVENTS)
    [first, second] = SecondRun(("a", "b"), (), (*cases, other)).reasons()
    assert (first[1:], second[1:]) == ((3, 2), (1, 1))


TRIAL = st.tuples(st.integers(2, 60), st.integers(2, 60)).flatmap(
    lambda n: st.tuples(
        st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1])
    )
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(TRIAL, min_size=1, max_size=6))
def test_any_harm_agrees(dataset: Dataset, cells: list[Cells]) -> None:
    found = look(make_harm(dataset, *cells))
    assert found.beyond == ()
    assert (
        len(found.of("Mantel-Haenszel log OR"))
        + len(found.of("Mantel-Haenszel log RR"))
        + len(found.left_out)
        == 2
    )


@settings(max_examples=40, deadline=None)
@given(measure=st.sampled_from(["OR", "RR"]), cells=st.lists(TRIAL, min_size=2, max_size=6))
def test_any_pool_agrees(dataset: Dataset, measure: Measure, cells: list[Cells]) -> None:
    # A pool always has both kinds of patients in both arms; each odd case has a test of its own.
    cells = [*cells, (7, 20, 3, 25)]
    assert look(run_pool(make_pool(dataset, measure, *cells))).beyond == ()


def test_the_search_of_pymare_goes_further_than_by_default() -> None:
    for reference in RESULTS:
        if (reference["method"], reference["test"]) != ("REML", "z"):
            continue
        trials = contrasts_for(reference)
        found = pool_by_pymare(trials.estimate, trials.variance, "wald").tau2
        exact = estimate_tau2(trials.estimate, trials.variance, "REML")
        assert found == pytest.approx(exact, abs=1e-8 * (1.0 + np.ptp(trials.estimate) ** 2))
