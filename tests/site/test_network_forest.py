import math

import pytest
from drawn_table import read_back
from publications import catch_publications

from synthesis.analyses.networks import run_network
from synthesis.site.drawings import network_drawings
from synthesis.site.drawings.network_drawings import publish_network_forest


@pytest.fixture(
    scope="module", params=["network-easi75-monotherapy", "network-easi90-with-topicals"]
)
def network(request, dataset):
    return run_network(dataset, request.param)


@pytest.fixture
def published(monkeypatch):
    return catch_publications(monkeypatch, network_drawings, place="<figure></figure>")


def publish_both(network, disputed=()):
    for comparator in (network.analysis.reference, network.analysis.active_reference):
        publish_network_forest(network, comparator, disputed)


def test_the_data_are_the_effects_of_the_network(network, published):
    publish_both(network)
    analysis = network.analysis
    for figure, comparator in zip(
        published, (analysis.reference, analysis.active_reference), strict=True
    ):
        estimates = [e for e in network.against(comparator) if e.treatment != analysis.reference]
        rows = read_back(figure.data)
        assert len(rows) == len(estimates) == len(figure.estimates)
        for row, estimate in zip(rows, estimates, strict=True):
            values = [float(row[name]) for name in ("odds_ratio", "ci_low", "ci_high")]
            expected = (estimate.estimate, estimate.ci_low, estimate.ci_high)
            assert values == pytest.approx([math.exp(value) for value in expected])
            assert int(row["direct_trials"]) == network.direct_trials(
                estimate.treatment, comparator
            )
            assert int(row["patients"]) == network.patients_of(estimate.treatment)
            assert ("indirect" in row["status"]) == (row["direct_trials"] == "0")
            drawn = bool(row.get("prediction_low"))
            assert drawn == bool(network.result.tau2)


def test_the_finding_holds_an_interval_and_the_caption_what_is_drawn(network, published):
    publish_both(network, ["MADE-UP 1"])
    for figure in published:
        assert "95% CI" in figure.finding
        assert ("prediction interval" in figure.caption) == bool(network.result.tau2)
        assert any("MADE-UP 1" in caveat for caveat in figure.caveats)
        assert figure.analyses == (network.analysis.id,)
    active = network.analysis.active_reference.split("-")[0]
    assert published[1].slug == f"{network.analysis.id}-against-{active}"
    assert active in published[1].drugs
    assert not {"placebo", "vehicle"} & {*published[0].drugs, *published[1].drugs}


def test_every_estimate_is_one_of_the_book(dataset, estimates, published):
    known = estimates.estimates
    for declared in dataset.networks:
        publish_both(run_network(dataset, declared.id))
    names = [name for figure in published for name in figure.estimates]
    assert len(names) == len(set(names))
    assert set(names) == {name for name, line in known.items() if line.kind == "network"}
