from dataclasses import replace

import pytest

from synthesis.caveat_prose import (
    absolute_caveats,
    claim_caveats,
    network_caveats,
    overview_caveats,
    pool_caveats,
)
from synthesis.claim_plan import Claim, ClaimTest
from synthesis.claim_results import ClaimResult, Finding
from synthesis.network_analysis import run_network


def analysis_of(results, identifier):
    (found,) = [result for result in results if result.analysis.id == identifier]
    return found


@pytest.fixture(scope="module")
def network(dataset):
    return run_network(dataset, "network-iga01-topical")


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
    arms = tuple(replace(arm, verification="source") for arm in pool.pool.arms)
    clean = replace(pool, pool=replace(pool.pool, arms=arms))
    assert not any("inferred" in text or "disagree" in text for text in pool_caveats(clean))
    arms = (replace(arms[0], verification="inferred"), *arms[1:])
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


def test_doses_without_usable_counts_are_no_evidence_of_no_effect(results):
    text = " ".join(overview_caveats(analysis_of(results, "itch4-monotherapy")))
    assert "5 doses have no usable counts yet" in text


def test_a_network_tells_indirect_evidence(network):
    active = network.analysis.active_reference
    rows = [row for row in network.against(active) if row.treatment != network.analysis.reference]
    told = network_caveats(network, rows, ["MADE-UP 1"])
    indirect = sum(not network.direct_trials(row.treatment, active) for row in rows)
    assert any(text.startswith(f"{indirect} of {len(rows)} comparisons") for text in told)
    assert any("no proof of a difference" in text for text in told)
    assert any("MADE-UP 1" in text for text in told)
    direct = network.against(network.analysis.reference)
    assert not any("indirect evidence only" in text for text in network_caveats(network, direct))


def test_a_network_without_spread_says_that_one_effect_is_assumed(network):
    common = replace(network, result=replace(network.result, tau2=None))
    rows = network.against(network.analysis.reference)
    assert any("one common effect" in text for text in network_caveats(common, rows))
    assert not any("one common effect" in text for text in network_caveats(network, rows))


def claim(*tests, limits=""):
    return Claim("made-up", "Made-up claim.", "effect", (), tuple(tests), limits)


def test_a_claim_tells_what_is_not_drawn_and_how_it_was_judged():
    drawn = Finding("A", "supports", "", "", cautions=("a single trial",), effect=(1, 0, 2, "OR"))
    result = ClaimResult(
        claim(ClaimTest("pool", points=20.0), limits="Cannot show more."),
        (drawn, Finding("B", "untestable", "", "")),
    )
    assert claim_caveats(result, [drawn]) == (
        "Cannot show more.",
        "To be read with care, in some tests: a single trial.",
        "The tests were judged by the risk difference; the figure draws odds ratios.",
        "1 of 2 tests has no ratio to draw.",
    )


def test_a_claim_that_nothing_supports_is_not_called_wrong():
    open_test = Finding("A", "open", "", "", effect=(1, -1, 2, "OR"))
    result = ClaimResult(claim(ClaimTest("pool")), (open_test,))
    assert claim_caveats(result, [open_test]) == (
        "That no test supports the claim is no evidence that it is wrong.",
    )
