"""Analyses of means: pools and network of the same trials, words and files of their results."""

from __future__ import annotations

import math

import pytest

from synthesis.analyses.certainty.levels import LEVELS
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.means.run import run_means
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates
from synthesis.claims.records import collect_records
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.prose.caveats.means import mean_caveats
from synthesis.prose.means import best_of, mean_finding, mean_takeaway

LONGEST_SENTENCE = 20


@pytest.fixture(scope="module")
def results(book: Results) -> list[MeanAnalysisResult]:
    found = list(book.means.values())
    assert found
    return found


def test_a_dose_known_from_one_two_arm_trial_is_that_trial(
    results: list[MeanAnalysisResult],
) -> None:
    seen = 0
    for result in results:
        assert result.network is not None
        for pool in result.pools:
            arms = [a for a in result.selection.arms if a.trial_id == pool.trials[0]]
            if pool.primary.k > 1 or len(arms) > 2:
                continue
            seen += 1
            own = next(row for row in result.estimates if row.treatment == pool.regimen)
            assert own.estimate == pytest.approx(pool.primary.estimate, abs=1e-9)
            spread = result.network.tau2 or 0.0
            assert own.se == pytest.approx(math.sqrt(pool.primary.se**2 + spread), rel=1e-9)
    assert seen > 2


def test_run_alone_and_with_all_others_an_analysis_says_the_same(
    book: Results, results: list[MeanAnalysisResult]
) -> None:
    alone = run_means(book.dataset, results[0].analysis.id)
    assert alone.estimates == results[0].estimates
    assert alone.thinned == results[0].thinned
    with pytest.raises(KeyError, match="no analysis of means “nothing”"):
        run_means(book.dataset, "nothing")


def test_lower_scores_are_better_and_the_best_is_named(results: list[MeanAnalysisResult]) -> None:
    for result in results:
        assert result.analysis.outcome.better == "lower"
        best = best_of(result)
        assert best.estimate == min(row.estimate for row in result.estimates)
        assert result.labels[best.treatment] in mean_finding(result)
        assert "Negative is better" in " ".join(mean_caveats(result))
        for row in result.estimates:
            clear = not row.ci_low <= 0 <= row.ci_high
            assert result.favours(row) is ((row.estimate < 0) if clear else None)


def test_takeaways_are_short(results: list[MeanAnalysisResult]) -> None:
    for result in results:
        assert len(mean_takeaway(result).split()) <= LONGEST_SENTENCE, mean_takeaway(result)


def test_few_patients_and_odd_spreads_are_told(book: Results) -> None:
    (easi,) = book.means_of("mean-easi-percent-monotherapy")
    seen, randomised = easi.thinned["BREEZE-AD1"]
    assert seen < 0.75 * randomised
    assert easi.odd_spreads
    caveats = " ".join(mean_caveats(easi))
    assert f"BREEZE-AD1 ({seen} of {randomised})" in caveats
    assert all(trial in caveats for trial in easi.odd_spreads)


def test_every_estimate_is_in_results_json_and_in_the_table(
    book: Results, results: list[MeanAnalysisResult]
) -> None:
    lines, records = collect_estimates(book).estimates, collect_records(book)
    rows = [row for row in tabulate_estimates(records) if row.kind == "mean"]
    assert [record["id"] for record in records["means"]] == [r.analysis.id for r in results]
    for result in results:
        own = [row for row in rows if row.analysis == result.analysis.id]
        primary = {(row.treatment, row.comparator): row for row in own if row.choice == "primary"}
        alone = [row for row in own if row.choice == "trials alone"]
        assert len(alone) == len(result.pools)
        for row in result.estimates:
            line = lines[comparison_id(result.analysis.id, row.treatment, row.comparator)]
            assert (line.kind, line.measure) == ("mean", "MD")
            assert line.certainty in LEVELS
            found = primary[row.treatment, row.comparator]
            assert (found.estimate, found.ci_low) == (row.estimate, row.ci_low)  # no logarithm
