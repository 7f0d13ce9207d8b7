"""The figures of a network as they are published: words, ids, data, caveats."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from synthesis.analyses.context import make_context
from synthesis.figures.canvas.slide_area import HIGHEST
from synthesis.prose.networks import head_to_head_counts
from synthesis.site.drawings import network_drawings
from synthesis.site.drawings.network_estimates import estimate_ids, name_side
from synthesis.site.pages.networks import checks as network_checks
from synthesis.words.slugs import slug_of

KINDS = ("network-graph", "ranking", "direct-indirect", "control-response")


@pytest.fixture(scope="module")
def published(dataset, networks):
    """Every figure of these kinds, by network."""
    context = make_context(dataset)
    found = {name: [] for name in networks}
    with pytest.MonkeyPatch.context() as patch:
        for name, network in networks.items():
            disputed = context.disputed_among(network.selection.arms)
            for module in (network_drawings, network_checks):
                patch.setattr(module, "publish_figure", partial(_keep, found[name]))
            network_drawings.publish_graph(network, disputed)
            network_drawings.publish_ranking(network, disputed)
            network_checks.publish_splits(network, disputed)
            network_checks.publish_transitivity(network, disputed)
    return found


def _keep(found, publication):
    found.append(publication)
    return ""


def of_kind(published, kind):
    return [figure for figures in published.values() for figure in figures if figure.kind == kind]


def test_every_network_has_its_figures_under_their_permanent_names(networks, published):
    for name, figures in published.items():
        label = networks[name].labels[networks[name].analysis.reference]
        names = {
            "network-graph": f"{name}-graph",
            "ranking": f"{name}-ranking",
            "direct-indirect": f"{name}-direct-indirect",
            "control-response": f"{name}-{label}-response",
        }
        if not networks[name].splits:
            del names["direct-indirect"]
        assert {figure.kind: figure.slug for figure in figures} == names
        assert all(figure.analyses == (name,) for figure in figures)
        assert all(figure.outcomes == (networks[name].analysis.outcome,) for figure in figures)


def test_estimates_are_those_of_the_network_and_drugs_are_drugs(networks, published):
    for name, figures in published.items():
        network = networks[name]
        active, reference = network.analysis.active_reference, network.analysis.reference
        known = {f"{name}.{t}-against-{reference}" for t in network.treatments[1:]}
        known |= {f"{name}.{t}-against-{active}" for t in network.treatments[1:] if t != active}
        for figure in figures:
            assert set(figure.estimates) <= known
            assert len(set(figure.estimates)) == len(figure.estimates)
            assert len(set(figure.drugs)) == len(figure.drugs) > 1
            assert not {"placebo", "vehicle"} & set(figure.drugs)
        (ranking,) = [figure for figure in figures if figure.kind == "ranking"]
        assert len(ranking.estimates) == len(network.treatments) - 1


@pytest.mark.parametrize("kind", KINDS)
def test_findings_are_short_and_hold_a_number_and_caveats_are_sentences(published, kind):
    figures = of_kind(published, kind)
    assert figures
    for figure in figures:
        assert any(character.isdigit() for character in figure.finding)
        assert len(figure.finding) <= 230
        if kind in ("ranking", "direct-indirect"):
            assert "95% CI" in figure.finding
        assert figure.caveats
        assert len(set(figure.caveats)) == len(figure.caveats)
        assert all(c.endswith(".") and c[0].upper() == c[0] for c in figure.caveats)
        assert not figure.title.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_slides_of_the_book_fit_on_one_each(published, kind):
    figures = of_kind(published, kind)
    largest = max(figures, key=lambda figure: len(figure.data.rows))
    smallest = min(figures, key=lambda figure: len(figure.data.rows))
    for figure in (largest, smallest):
        (slide,) = figure.slides()
        assert slide.get_figheight() <= HIGHEST


def test_the_data_of_a_ranking_are_the_estimates(networks, published):
    for figure in of_kind(published, "ranking"):
        network = networks[figure.analyses[0]]
        columns = {name: figure.data.column(name) for name in ("treatment", "p_score", "ci_low")}
        scores = sorted(network.p_scores.values(), reverse=True)
        assert columns["p_score"] == pytest.approx(scores)
        assert columns["ci_low"].count(None) == 1
        assert columns["treatment"][0].split()[0] in figure.finding.lower()


def test_the_data_of_a_graph_count_what_the_finding_says(networks, published):
    for figure in of_kind(published, "network-graph"):
        direct, pairs = head_to_head_counts(networks[figure.analyses[0]])
        assert figure.data.column("kind").count("head to head") == direct
        assert f"{direct} of the {pairs} comparisons" in figure.finding


def test_a_network_with_disputed_counts_says_so(published):
    for figures in published.values():
        told = [any("Sources disagree" in c for c in figure.caveats)
                for figure in figures if figure.kind in ("network-graph", "ranking")]  # fmt: skip
        assert told[0] == told[1]
    assert any("Sources disagree" in caveat for figures in published.values()
               for figure in figures for caveat in figure.caveats)  # fmt: skip


def test_a_pair_of_two_other_doses_has_no_estimate(networks):
    network = next(iter(networks.values()))
    reference, active = network.analysis.reference, network.analysis.active_reference
    first, second = [t for t in network.treatments if t not in (reference, active)][:2]
    name = network.analysis.id
    assert estimate_ids(network, [(first, second)]) == ()
    assert estimate_ids(network, [(reference, first), (first, active), (active, reference)]) == (
        f"{name}.{first}-against-{reference}",
        f"{name}.{first}-against-{active}",
        f"{name}.{active}-against-{reference}",
    )


def test_a_side_is_named_by_its_drug_where_that_is_enough(networks):
    network = next(iter(networks.values()))
    active = network.analysis.active_reference
    assert name_side(network, active) == network.labels[active].drug
    assert name_side(network, network.analysis.reference) == "placebo"
    first, second = [regimen for regimen in network.treatments
                     if network.labels[regimen].drug == "upadacitinib"][:2]  # fmt: skip
    doses = replace(network.analysis, reference=first, active_reference=second)
    told = [name_side(replace(network, analysis=doses), side) for side in (first, second)]
    assert told == [slug_of(first), slug_of(second)]
