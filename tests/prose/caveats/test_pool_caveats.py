from dataclasses import replace

from arm_counts import change_rows
from other_data import without_counts_of

from synthesis.analyses.pools import run_analysis
from synthesis.prose.caveats.pools import absolute_caveats, overview_caveats, pool_caveats


def analysis_of(results, identifier):
    (found,) = [result for result in results if result.analysis.id == identifier]
    return found


def test_every_caveat_is_a_whole_sentence(results):
    for result in results:
        for pool in result.pools:
            for caveat in pool_caveats(pool, ["MADE-UP 1"]):
                assert caveat[0].isupper()
                assert caveat.endswith(".")
                assert "nan" not in caveat
        if result.pools:
            assert all(text.endswith(".") for text in overview_caveats(result))


def test_a_single_trial_and_two_trials_are_told_as_such(results):
    for result in results:
        for pool in result.pools:
            text = " ".join(pool_caveats(pool))
            assert ("A single trial:" in text) == (pool.primary.k == 1)
            assert ("the Hartung-Knapp interval would be" in text) == (pool.primary.k == 2)
            assert ("is a rough guide" in text) == (2 < pool.primary.k < 5)


def test_an_open_result_says_so(results):
    for result in results:
        for pool in result.pools:
            is_open = pool.primary.ci_low <= 0 <= pool.primary.ci_high
            assert ("is not shown to differ from" in " ".join(pool_caveats(pool))) == is_open


def test_a_prediction_interval_over_no_difference_is_told(results):
    pool = next(p for r in results for p in r.pools if p.primary.k > 2)
    spread = replace(pool.primary, ci_low=0.2, ci_high=1.8, tau2=0.2, pi_low=-0.1, pi_high=2.0)
    text = " ".join(pool_caveats(replace(pool, primary=spread)))
    assert "the prediction interval runs from 0.90 to 7.39" in text
    inside = replace(spread, pi_low=0.1)
    assert "runs from" not in " ".join(pool_caveats(replace(pool, primary=inside)))


def test_counts_that_are_inferred_or_disputed_are_told(results):
    pool = analysis_of(results, "easi75-upadacitinib-30-against-15").pools[0]
    arms = tuple(change_rows(arm, verification="source") for arm in pool.pool.arms)
    clean = replace(pool, pool=replace(pool.pool, arms=arms))
    assert not any("inferred" in text or "disagree" in text for text in pool_caveats(clean))
    arms = (change_rows(arms[0], verification="inferred"), *arms[1:])
    inferred = replace(pool, pool=replace(pool.pool, arms=arms))
    assert "Some counts rest on an inferred denominator." in pool_caveats(inferred)
    told = pool_caveats(clean, ["MADE-UP 1", "MADE-UP 2"])
    assert "Sources disagree on a count of MADE-UP 1 and MADE-UP 2." in told


def test_several_drugs_are_not_compared_with_each_other(results):
    several = analysis_of(results, "easi75-monotherapy")
    one = analysis_of(results, "easi75-topical-jak")
    assert any("in its own trials" in text for text in overview_caveats(several))
    assert not any("in its own trials" in text for text in overview_caveats(one))
    single = sum(pool.primary.k == 1 for pool in several.pools)
    assert f"{single} of {len(several.pools)} doses rest on a single trial." in absolute_caveats(
        several
    )


def test_doses_without_usable_counts_are_no_evidence_of_no_effect(dataset):
    found = run_analysis(without_counts_of(dataset, "breeze-ad1"), "itch4-monotherapy")
    text = " ".join(overview_caveats(found))
    assert "doses have no usable counts yet" in text
