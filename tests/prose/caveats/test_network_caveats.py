from dataclasses import replace

import pytest

from synthesis.analyses.networks import run_network
from synthesis.prose.caveats.networks import (
    forest_caveats,
    graph_caveats,
    ranking_caveats,
    response_caveats,
    split_caveats,
)


@pytest.fixture(scope="module")
def network(dataset):
    return run_network(dataset, "network-iga01-topical")


def test_a_network_tells_indirect_evidence(network):
    active = network.analysis.active_reference
    rows = [row for row in network.against(active) if row.treatment != network.analysis.reference]
    told = forest_caveats(network, rows, ["MADE-UP 1"])
    indirect = sum(not network.direct_trials(row.treatment, active) for row in rows)
    assert any(text.startswith(f"{indirect} of {len(rows)} comparisons") for text in told)
    assert any("no proof of a difference" in text for text in told)
    assert any("MADE-UP 1" in text for text in told)
    direct = network.against(network.analysis.reference)
    assert not any("indirect evidence only" in text for text in forest_caveats(network, direct))


def test_a_network_without_spread_says_that_one_effect_is_assumed(network):
    common = replace(network, result=replace(network.result, tau2=None))
    rows = network.against(network.analysis.reference)
    assert any("one common effect" in text for text in forest_caveats(common, rows))
    assert not any("one common effect" in text for text in forest_caveats(network, rows))


def test_caveats_follow_the_numbers(networks):
    network = next(n for n in networks.values() if n.splits)
    ranked = tuple(sorted(network.treatments, key=lambda t: -network.p_scores[t]))
    noisy = replace(network, splits=(replace(network.splits[0], p=0.001),))
    calm = replace(network, splits=(replace(network.splits[0], p=0.8),))
    told = "Direct and indirect evidence disagree on"
    assert any(caveat.startswith(told) for caveat in ranking_caveats(noisy, ranked))
    assert not any(caveat.startswith(told) for caveat in ranking_caveats(calm, ranked))
    assert any("up to 0.80" in caveat for caveat in split_caveats(calm))
    assert not any("large p" in caveat for caveat in split_caveats(noisy))
    common = replace(network, result=replace(network.result, tau2=None))
    assert len(ranking_caveats(common, ranked)) == len(ranking_caveats(network, ranked)) + 1
    assert any("lines stand" in caveat for caveat in graph_caveats(network))


def test_trials_without_the_comparator_are_named(networks):
    for network in networks.values():
        reference = network.analysis.reference
        arms = network.selection.arms
        having = {arm.trial_id for arm in arms if arm.treatment == reference}
        absent = {arm.trial_name for arm in arms if arm.trial_id not in having}
        text = " ".join(response_caveats(network))
        assert all(name in text for name in absent)
        assert ("not drawn" in text) == bool(absent)
