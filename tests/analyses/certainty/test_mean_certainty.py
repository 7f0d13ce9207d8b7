"""Certainty of means: what takes a level, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synthesis.analyses.certainty.means import (
    FEW_PATIENTS,
    VERY_FEW_PATIENTS,
    describe_mean_rules,
    suggest_mean_certainty,
)
from synthesis.analyses.certainty.rate import rate_all
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates

NAME = "mean-dlqi-monotherapy"


@pytest.fixture(scope="module")
def means(book: Results) -> MeanAnalysisResult:
    return book.means[NAME]


def step(result: MeanAnalysisResult, domain: str, bias: dict[str, str], **values: float | None):
    row = replace(result.estimates[0], **values)
    certainty = suggest_mean_certainty(result, row, bias)
    return next(each for each in certainty.steps if each.domain == domain)


def test_nobody_has_judged_the_trials_of_the_drug(means: MeanAnalysisResult) -> None:
    trials = {arm.trial_id for arm in means.arms_of(means.estimates[0].treatment)}
    low = dict.fromkeys(trials, "low")
    thinned = {arm.trial_name for arm in means.selection.arms} & set(means.thinned)
    named = {arm.trial_name for arm in means.arms_of(means.estimates[0].treatment)}
    assert step(means, "risk of bias", low).down == bool(thinned & named)
    assert "not judged for" in step(means, "risk of bias", {}).reason
    assert "not low in" in step(means, "risk of bias", dict.fromkeys(trials, "high")).reason


@pytest.mark.parametrize(
    ("low", "high", "pi_low", "pi_high", "down"),
    [(-3, -1, -5, 1, 1), (-3, 1, -5, 5, 0), (-3, -1, -5, -0.1, 0), (-3, -1, None, None, 0)],
)
def test_a_new_trial_might_find_none(
    means: MeanAnalysisResult,
    low: float,
    high: float,
    pi_low: float | None,
    pi_high: float | None,
    down: int,
) -> None:
    assert means.network is not None
    sound = replace(means, network=replace(means.network, i2=0.0))
    found = step(
        sound, "inconsistency", {}, ci_low=low, ci_high=high, pi_low=pi_low, pi_high=pi_high
    )
    assert found.down == down


def test_no_difference_and_few_patients_are_not_counted_twice(means: MeanAnalysisResult) -> None:
    assert step(means, "imprecision", {}, ci_low=-1.0, ci_high=1.0).down >= 1
    regimen = means.estimates[0].treatment
    arms = [a for a in means.selection.arms if a.treatment == regimen]
    few = replace(means, selection=replace(means.selection, arms=tuple(arms[:1])))
    patients = arms[0].n
    expected = 2 if patients < VERY_FEW_PATIENTS else 1 if patients < FEW_PATIENTS else 0
    assert step(few, "imprecision", {}, ci_low=-3.0, ci_high=-1.0).down == expected
    assert step(few, "imprecision", {}, ci_low=-1.0, ci_high=1.0).down == max(1, expected)


def test_every_mean_has_its_level_among_the_estimates(book: Results) -> None:
    ratings, estimates = rate_all(book), collect_estimates(book).estimates
    means = [each for each in estimates.values() if each.kind == "mean"]
    assert means
    assert all(each.certainty == ratings[each.id].level for each in means)
    assert all(rule.endswith(".") for rule in describe_mean_rules())
