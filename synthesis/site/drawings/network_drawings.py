"""A network as figures: graph, forest, ranking; its checks are in ``network_checks``."""

from __future__ import annotations

from collections.abc import Collection

from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.figures.alt_text import describe_overview
from synthesis.figures.network.network_alt_text import describe_network_graph, describe_ranking
from synthesis.figures.network.network_data import tabulate_network_graph, tabulate_ranking
from synthesis.figures.network.network_graph import (
    GraphEdge,
    GraphNode,
    draw_network_graph,
    draw_network_graph_slides,
)
from synthesis.figures.network.ranking import RankRow, draw_ranking
from synthesis.figures.network.ranking_slides import draw_ranking_slides
from synthesis.figures.overview.overview import (
    OverviewRow,
    OverviewWords,
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.publication import Publication
from synthesis.models.network.result import NetworkEstimate
from synthesis.prose.caveats.networks import forest_caveats, graph_caveats, ranking_caveats
from synthesis.prose.networks import (
    against_reference_sentence,
    compared_sentence,
    evidence_sentence,
)
from synthesis.site.drawings.network_estimates import estimate_ids, limits_of, name_side
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise, split_label
from synthesis.words.numbers import format_interval
from synthesis.words.terms import drugs_of

NETWORK_DOTS = OverviewWords(
    filled="compared directly in at least one trial",
    open="indirect evidence only",
    heading="Direct trials",
    noun="direct trial",
    open_one="rests on indirect evidence only",
    open_many="rest on indirect evidence only",
    against="",
    columns=("drug", "dose", "direct_trials"),
    patients="on the dose, over the whole network",
)


def publish_graph(network: NetworkAnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw who was compared with whom.

    `disputed` are the trials on whose counts sources disagree.
    """
    nodes = tuple(
        GraphNode(
            label=network.labels[treatment],
            kind=network.labels[treatment].kind,
            sign=network.labels[treatment].sign,
            patients=network.patients_of(treatment),
            trials=len(network.trials_of(treatment)),
        )
        for treatment in network.treatments
    )
    edges = tuple(
        GraphEdge(network.labels[first], network.labels[second], trials)
        for first, second, trials in network.pairs_compared()
    )
    pairs = [(first, second) for first, second, _ in network.pairs_compared()]
    return publish_figure(
        Publication(
            slug=f"{network.analysis.id}-graph",
            kind="network-graph",
            title=f"{network.analysis.title}: who was compared with whom",
            caption=(
                f"{network.analysis.title}: who was compared with whom. A line joins two doses "
                "that at least one trial compares; the larger the mark, the more patients. "
                f"{evidence_sentence(network)}"
            ),
            finding=compared_sentence(network),
            alt=describe_network_graph(nodes, edges),
            data=tabulate_network_graph(nodes, edges),
            draw=lambda layout: draw_network_graph(nodes, edges, layout),
            slides=lambda: draw_network_graph_slides(nodes, edges),
            analyses=(network.analysis.id,),
            estimates=estimate_ids(network, pairs),
            drugs=drugs_of(network.labels[t] for t in network.treatments),
            outcomes=(network.analysis.outcome,),
            caveats=graph_caveats(network, disputed),
        )
    )


def publish_network_forest(
    network: NetworkAnalysisResult, comparator: str, disputed: Collection[str] = ()
) -> Html:
    """Draw every dose against one comparator; empty where the network does not have it.

    `disputed` are the trials on whose counts sources disagree.
    """
    analysis = network.analysis
    if comparator not in network.result.treatments:
        return render("nothing.html", question=analysis.question)
    estimates = [e for e in network.against(comparator) if _is_active(network, e.treatment)]
    rows = tuple(_forest_row(network, estimate) for estimate in estimates)
    label, measure = network.labels[comparator], analysis.measure
    outcome = analysis.outcome.meaning
    sides = (f"favours {label}", "favours the row")
    strongest = max(estimates, key=lambda estimate: estimate.estimate)
    finding = (
        f"{capitalise(network.labels[strongest.treatment])} against {label}: "
        f"{MEASURE_NAMES[measure]} {format_interval(strongest, measure)}, the largest of "
        f"{len(rows)}."
    )
    if comparator == analysis.reference:
        finding = against_reference_sentence(network)
    predicted = " and prediction interval" if any(row.prediction for row in rows) else ""
    return publish_figure(
        Publication(
            slug=f"{analysis.id}-against-{name_side(network, comparator)}",
            kind="network-forest",
            title=f"{analysis.title}: every dose against {label}, from the whole network",
            caption=(
                f"{analysis.title}, {outcome}: {MEASURE_NAMES[measure]} of every dose against "
                f"{label} from the whole network, with 95% interval{predicted}; "
                "patients on the dose."
            ),
            finding=finding,
            alt=describe_overview(
                rows, measure, capitalise(f"{outcome}, against {label}"), NETWORK_DOTS
            ),
            data=tabulate_overview(rows, measure, NETWORK_DOTS),
            draw=lambda layout: draw_overview(rows, measure, *sides, layout, NETWORK_DOTS),
            slides=lambda: draw_overview_slides(rows, measure, *sides, NETWORK_DOTS),
            analyses=(analysis.id,),
            estimates=tuple(comparison_id(analysis.id, e.treatment, comparator) for e in estimates),
            drugs=drugs_of(
                network.labels[t] for t in (*(e.treatment for e in estimates), comparator)
            ),
            outcomes=(analysis.outcome,),
            caveats=forest_caveats(network, estimates, disputed),
        )
    )


def _is_active(network: NetworkAnalysisResult, treatment: str) -> bool:
    return treatment != network.analysis.reference


def _forest_row(network: NetworkAnalysisResult, row: NetworkEstimate) -> OverviewRow:
    group, dose = split_label(network.labels[row.treatment])
    trials = network.direct_trials(row.treatment, row.comparator)
    return OverviewRow(
        group=group,
        label=dose,
        k=trials,
        patients=network.patients_of(row.treatment),
        estimate=row.estimate,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        # Without spread between trials the two intervals nearly coincide; one line says it.
        pi_low=row.pi_low if network.result.tau2 else None,
        pi_high=row.pi_high if network.result.tau2 else None,
        status="pooled" if trials else "single",
    )


def publish_ranking(network: NetworkAnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw the P-scores beside the effects against the reference; see `publish_graph`."""
    reference = network.analysis.reference
    ranked = tuple(sorted(network.treatments, key=lambda t: -network.p_scores[t]))
    rows = tuple(
        RankRow(
            label=network.labels[treatment],
            kind=network.labels[treatment].kind,
            sign=network.labels[treatment].sign,
            p_score=network.p_scores[treatment],
            effect=None if treatment == reference else limits_of(network, treatment, reference),
            k=len(network.trials_of(treatment)),
        )
        for treatment in ranked
    )
    measure = network.analysis.measure
    first, second = ranked[0], ranked[1]
    between = network.compare(first, second)
    verdict = (
        "shown to differ" if between.ci_low > 0 or between.ci_high < 0 else "not shown to differ"
    )
    finding = (
        f"{capitalise(network.labels[first])} ranks first (P-score "
        f"{network.p_scores[first]:.2f}); it and the second, {network.labels[second]}, are "
        f"{verdict}: {MEASURE_NAMES[measure]} {format_interval(between, measure)}."
    )
    label = network.labels[reference]
    return publish_figure(
        Publication(
            slug=f"{network.analysis.id}-ranking",
            kind="ranking",
            title=f"{network.analysis.title}: ranking by P-score",
            caption=(
                f"{network.analysis.title}: P-score, from 0 to 1, the mean certainty that a dose "
                f"does better than each other one, beside the effect against {label} with 95% "
                "interval. A rank is not a size."
            ),
            finding=finding,
            alt=describe_ranking(rows, measure, label),
            data=tabulate_ranking(rows, measure, label),
            draw=lambda layout: draw_ranking(rows, measure, label, layout),
            slides=lambda: draw_ranking_slides(rows, measure, label),
            analyses=(network.analysis.id,),
            estimates=estimate_ids(
                network, ((treatment, reference) for treatment in ranked if treatment != reference)
            ),
            drugs=drugs_of(network.labels[t] for t in network.treatments),
            outcomes=(network.analysis.outcome,),
            caveats=ranking_caveats(network, ranked, disputed),
        )
    )
