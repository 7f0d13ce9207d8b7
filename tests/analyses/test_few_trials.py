"""Pools of few trials with the prior that the plan declares."""

from __future__ import annotations

import math

import pytest
from made_up_results import make_pool

from synthesis.analyses.pools import AnalysisResult, as_record, run_pool
from synthesis.analyses.sensitivity import MORE, PRIOR, control_risk
from synthesis.models.measure import Measure
from synthesis.models.pairwise.few_trials import FewTrialsResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.few_trials import FewTrials
from synthesis.prose.few_trials import few_trials_sentence

FEW = FewTrials(most_trials=3, tau_scale=0.5, more_of_100=(5, 10))
CELLS = ((30, 100, 20, 100), (44, 120, 25, 118), (28, 90, 18, 92), (35, 100, 20, 99))


@pytest.mark.parametrize(
    ("trials", "measure", "expected"),
    [(1, "OR", False), (2, "OR", True), (3, "RR", True), (4, "OR", False), (2, "RD", False)],
)
def test_few_are_ratios_of_two_trials_up_to_the_declared_number(
    trials: int, measure: Measure, expected: bool
) -> None:
    pool = make_pool(CELLS[:trials], measure).pool
    assert PRIOR not in [item.name for item in run_pool(pool).sensitivity]
    names = [item.name for item in run_pool(pool, declared=FEW).sensitivity]
    assert (PRIOR in names) == expected


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_thresholds_are_so_many_more_of_100_at_the_response_of_the_comparator(
    measure: Measure,
) -> None:
    pool = make_pool(CELLS[:2], measure).pool
    item = run_pool(pool, declared=FEW).under(PRIOR)
    found, words = item.result, item.note
    assert isinstance(found, FewTrialsResult)
    risk = control_risk(pool)
    assert risk == pytest.approx(45 / 218)
    names = [name for name, *_ in found.beyond]
    assert names == [MORE, "5 more of 100", "10 more of 100"]
    for (_, threshold, _), more in zip(found.beyond, (0.0, 0.05, 0.10), strict=True):
        ratio = math.exp(threshold)
        reached = risk * ratio
        if measure == "OR":
            reached = risk * ratio / (1.0 - risk + risk * ratio)
        assert reached == pytest.approx(risk + more)
    shares = [share for *_, share in found.beyond]
    assert shares == sorted(shares, reverse=True)
    assert words.startswith("half-normal prior, scale 0.5; probability of more responders ")


def test_a_threshold_that_no_response_can_reach_is_left_out() -> None:
    pool = make_pool(((98, 100, 94, 100), (97, 100, 92, 100))).pool
    found = run_pool(pool, declared=FEW).under(PRIOR).result
    assert isinstance(found, FewTrialsResult)
    assert [name for name, *_ in found.beyond] == [MORE, "5 more of 100"]


def test_every_pool_of_few_trials_of_the_book_has_it_in_its_record(
    dataset: Dataset, results: tuple[AnalysisResult, ...]
) -> None:
    declared = dataset.plan.few_trials
    assert declared is not None
    found = 0
    for pool in (pool for result in results for pool in result.pools):
        record = as_record(pool)["sensitivity"]
        few = 2 <= pool.primary.k <= declared.most_trials
        assert (PRIOR in record) == few
        if few:
            item = pool.under(PRIOR).result
            assert isinstance(item, FewTrialsResult)
            assert record[PRIOR]["prior_scale"] == declared.tau_scale
            assert item.ci_low < pool.primary.estimate < item.ci_high
            found += 1
    assert found > 10


def test_the_plan_is_told_in_words() -> None:
    assert few_trials_sentence(None) == "The plan declares no prior for pools of few trials."
    text = few_trials_sentence(FEW)
    assert text.startswith("Ratios of 2 to 3 trials are pooled once more")
    assert "half of it below 0.34 and 95% below 0.98" in text
    assert "5 or 10 more of 100 patients" in text
